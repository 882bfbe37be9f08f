"""The cookie of a session: set by whoever signs in, taken away by whoever signs out."""

from datetime import timedelta

from fastapi import Response
from fastapi.responses import RedirectResponse

from app.access.devices import device_in_words
from app.security import cookie_name
from web.page import Page

# How long a session lives is decided where it is kept. A rep's cookie stays as long as browsers let one.
KEPT_FOR = {"rep": timedelta(days=400), "manager": timedelta(hours=12)}


def shown_token(page: Page) -> str:
    """The token that the browser shows, or nothing; whether it is good is not asked."""
    return page.request.cookies.get(cookie_name(page.settings), "")


def address_of(page: Page) -> str:
    """Where the request comes from, as tries are counted."""
    return "" if page.request.client is None else page.request.client.host


def device_of(page: Page) -> str | None:
    return device_in_words(page.request.headers.get("user-agent", ""))


def signed_in(page: Page, session_token: str, kind: str, to: str) -> Response:
    """Give the browser its session and send it on."""
    response = RedirectResponse(to, status_code=303)
    response.set_cookie(
        cookie_name(page.settings),
        session_token,
        max_age=int(KEPT_FOR[kind].total_seconds()),
        secure=page.settings.is_https,
        httponly=True,
        samesite="lax",
    )
    return response


def signed_out(page: Page) -> Response:
    """Take the cookie away, and with it what the browser has kept of our pages, for the next one at a shared phone.

    The phone's worker forgets its days by itself. What a rep reported and nobody has yet stays, under his name alone.
    """
    response = RedirectResponse("/sign-in", status_code=303)
    response.delete_cookie(cookie_name(page.settings), secure=page.settings.is_https, httponly=True, samesite="lax")
    response.headers["Clear-Site-Data"] = '"cache"'
    return response
