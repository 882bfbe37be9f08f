"""Signing in: managers by password and code, reps by six digits or a link, whoever has the shell by a link.

Looking at a page uses nothing up: only a button does. A session that the browser had before ends with the new one.
"""

from typing import Annotated

from fastapi import APIRouter, Form, Query, Response

from app.access.links import peek_link, redeem_link
from app.access.sessions import end_session
from app.access.sign_in import Credentials, sign_in, sign_in_by_code
from app.deps import ClockDep, DatabaseDep
from app.errors import AppError
from app.security import local_path
from web.page import Page, PageDep
from web.session_cookie import address_of, device_of, shown_token, signed_in, signed_out

router = APIRouter()

Typed = Annotated[str, Form(max_length=1000)]
HOME = {"rep": "/today", "manager": "/"}


@router.get("/sign-in")
def show_sign_in(page: PageDep, next_path: Annotated[str, Query(alias="next", max_length=1000)] = "") -> Response:
    """The two ways in, for managers and for reps."""
    return sign_in_page(page, next_path)


@router.post("/sign-in")
def sign_in_manager(
    page: PageDep,
    database: DatabaseDep,
    clock: ClockDep,
    login: Typed = "",
    password: Typed = "",
    code: Typed = "",
    next_path: Annotated[str, Form(alias="next", max_length=1000)] = "",
) -> Response:
    """A manager's session for login, password and code."""
    typed = Credentials(login, password, code, address_of(page))
    try:
        token = sign_in(database, typed, clock(), device_of(page))
    except AppError as refusal:
        return sign_in_page(page, next_path, refusal=refusal, login=login)
    _end_earlier(page, database, clock)
    return signed_in(page, token, "manager", local_path(next_path) or HOME["manager"])


@router.post("/sign-in-by-code")
def sign_in_rep(
    page: PageDep,
    database: DatabaseDep,
    clock: ClockDep,
    code: Typed = "",
    next_path: Annotated[str, Form(alias="next", max_length=1000)] = "",
) -> Response:
    """A rep's session for six digits."""
    try:
        token = sign_in_by_code(database, code, address_of(page), clock(), device_of(page))
    except AppError as refusal:
        return sign_in_page(page, next_path, code_refusal=refusal)
    _end_earlier(page, database, clock)
    return signed_in(page, token, "rep", local_path(next_path) or HOME["rep"])


@router.get("/sign-in/{token}")
def show_link(token: str, page: PageDep, database: DatabaseDep, clock: ClockDep) -> Response:
    """A button for whoever holds the link; link previews and virus scanners only ever get here."""
    with database.read() as session:
        identity = peek_link(session, token, clock())
    return page.html("sign_in_link.html", status=200 if identity else 410, identity=identity)


@router.post("/sign-in/{token}")
def use_link(token: str, page: PageDep, database: DatabaseDep, clock: ClockDep) -> Response:
    """Trade the link for a session and go where this person works."""
    with database.write() as session:
        identity = peek_link(session, token, clock())
        session_token = redeem_link(session, token, clock(), device_of(page))
    if identity is None or session_token is None:
        return page.html("sign_in_link.html", status=410, identity=None)
    _end_earlier(page, database, clock)
    return signed_in(page, session_token, identity.kind, HOME[identity.kind])


@router.post("/sign-out")
def sign_out(page: PageDep, database: DatabaseDep, clock: ClockDep) -> Response:
    """End this session on the server and forget it in the browser."""
    _end_earlier(page, database, clock)
    return signed_out(page)


def sign_in_page(
    page: Page,
    next_path: str = "",
    *,
    status: int = 200,
    login: str = "",
    refusal: AppError | None = None,
    code_refusal: AppError | None = None,
) -> Response:
    """The page with both forms, and what was wrong with what was typed into one of them."""
    refused = refusal or code_refusal
    answer = page.html(
        "sign_in.html",
        status=status if refused is None else refused.status,
        next_path=local_path(next_path),
        login=login,
        notice="" if refusal is None else page.t.text(refusal.detail),
        code_notice="" if code_refusal is None else page.t.text(code_refusal.detail),
    )
    if refused is not None:
        answer.headers.update(refused.headers)
    return answer


def _end_earlier(page: Page, database: DatabaseDep, clock: ClockDep) -> None:
    """End the session of the browser's cookie, so that none is left open unseen."""
    token = shown_token(page)
    if token:
        with database.write() as session:
            end_session(session, token, clock())
