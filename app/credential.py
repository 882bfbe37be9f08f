"""What a request is counted and remembered by: its API key or session as a hash, else the address it comes from."""

import hashlib

from starlette.requests import HTTPConnection

from app.config import Settings
from app.security import cookie_name


def credential_of(request: HTTPConnection, settings: Settings) -> str:
    """The same text for the same key or session, of which nothing can be read back; whether it is good is not asked."""
    shown = request.headers.get("authorization") or request.cookies.get(cookie_name(settings))
    if shown is None:
        shown = "" if request.client is None else request.client.host
    return hashlib.sha256(shown.encode("utf-8", "surrogateescape")).hexdigest()
