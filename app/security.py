"""What a browser has to show: the name of our cookie, and that a request began on a page of ours."""

from urllib.parse import urlsplit

from fastapi import Request

from app.config import Settings
from app.errors import CrossSite

_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def cookie_name(settings: Settings) -> str:
    """`__Host-` ties the cookie to this host and to https; a plain http installation cannot have it."""
    return "__Host-kproute_session" if settings.is_https else "kproute_session"


def local_path(text: str) -> str:
    """The text where it is a path of this site, else nothing: whoever made a link must not send people elsewhere.

    Browsers take a backslash for a slash and leave out tabs and line ends, so that `/\\host` and `/<tab>/host` are
    other hosts (WHATWG URL, 4.4).
    """
    is_local = text.startswith("/") and not text.startswith("//") and "\\" not in text and text.isprintable()
    return text if is_local else ""


async def refuse_cross_site(request: Request) -> None:
    """Raise CrossSite where a browser sends an unsafe request that did not begin on a page of ours.

    A program that names its key is no browser; neither is one that sends no cookie to the API.
    """
    if request.method in _SAFE_METHODS or "authorization" in request.headers:
        return
    if request.url.path.startswith("/api/") and "cookie" not in request.headers:
        return
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        if site == "same-origin":
            return
        raise CrossSite
    origin = urlsplit(request.headers.get("origin", "")).netloc
    if not origin or origin != request.headers.get("host"):
        raise CrossSite
