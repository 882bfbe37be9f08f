"""Signing in by a one-time link: looking at it uses nothing up, the button does."""

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from app.access.links import peek_link, redeem_link
from app.access.sessions import SESSION_LIVES, end_session
from app.deps import ClockDep, DatabaseDep
from app.security import cookie_name
from web.page import PageDep

router = APIRouter()


@router.get("/sign-in/{token}")
def show_link(token: str, page: PageDep, database: DatabaseDep, clock: ClockDep) -> Response:
    """A button for whoever holds the link; link previews and virus scanners only ever get here."""
    with database.read() as session:
        identity = peek_link(session, token, clock())
    return page.html("sign_in.html", status=200 if identity else 410, identity=identity)


@router.post("/sign-in/{token}")
def use_link(token: str, page: PageDep, database: DatabaseDep, clock: ClockDep) -> Response:
    """Trade the link for a session and go where this person works."""
    with database.write() as session:
        identity = peek_link(session, token, clock())
        session_token = redeem_link(session, token, clock())
    if identity is None or session_token is None:
        return page.html("sign_in.html", status=410, identity=None)
    response = RedirectResponse("/today" if identity.kind == "rep" else "/", status_code=303)
    response.set_cookie(
        cookie_name(page.settings),
        session_token,
        max_age=int(SESSION_LIVES.total_seconds()),
        secure=page.settings.is_https,
        httponly=True,
        samesite="lax",
    )
    return response


@router.post("/sign-out")
def sign_out(page: PageDep, database: DatabaseDep) -> Response:
    """End this session on the server and forget its cookie."""
    name = cookie_name(page.settings)
    with database.write() as session:
        end_session(session, page.request.cookies.get(name, ""))
    response = RedirectResponse("/", status_code=303)
    response.delete_cookie(name, secure=page.settings.is_https, httponly=True, samesite="lax")
    return response
