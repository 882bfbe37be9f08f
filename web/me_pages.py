"""One's own page: who one is here, where one is signed in, and proving it once more."""

from typing import Annotated

from fastapi import APIRouter, Form, Query, Response
from fastapi.responses import RedirectResponse

from app.access.calendar_feeds import has_feed
from app.access.open_sessions import end_other_sessions, end_own_session, open_sessions
from app.access.sign_in import prove
from app.access.whoami import who_am_i
from app.deps import ClockDep, DatabaseDep, IdentityDep
from app.errors import AppError
from app.security import local_path
from web import formats
from web.page import Page, PageDep
from web.phone_data import phone_scripts
from web.session_cookie import address_of
from web.words import ROLES

router = APIRouter()

Typed = Annotated[str, Form(max_length=1000)]


@router.get("/me")
def me(page: PageDep, identity: IdentityDep, database: DatabaseDep, clock: ClockDep) -> Response:
    """Who I am, and my sessions with a button for each."""
    with database.read() as session:
        who = who_am_i(session, identity)
        sessions = open_sessions(session, identity, clock())
        has_calendar = identity.rep_id is not None and has_feed(session, identity, identity.rep_id)
    return page.html(
        "me.html",
        here="me",
        phone=phone_scripts({"rep": who.rep_id}, page.nonce, "me.js") if who.rep_id else "",
        who=who,
        has_calendar=has_calendar,
        role_name=page.t(ROLES[who.role]),
        sessions=[(one, formats.ago(clock() - one.seen_at, page.t)) for one in sessions],
    )


@router.post("/me/sessions/end")
def end_one(
    identity: IdentityDep, database: DatabaseDep, clock: ClockDep, session_id: Annotated[str, Form(max_length=200)]
) -> Response:
    """End one of my sessions."""
    with database.write() as session:
        end_own_session(session, identity, session_id, clock())
    return RedirectResponse("/me", status_code=303)


@router.post("/me/sessions/end-others")
def end_others(identity: IdentityDep, database: DatabaseDep, clock: ClockDep) -> Response:
    """End all of my sessions but this one."""
    with database.write() as session:
        end_other_sessions(session, identity, clock())
    return RedirectResponse("/me", status_code=303)


@router.get("/prove")
def show_proof(
    page: PageDep, identity: IdentityDep, next_path: Annotated[str, Query(alias="next", max_length=1000)] = ""
) -> Response:
    """Password and code once more, before something that must not be done from a desk left open."""
    return _proof_page(page, identity, next_path)


@router.post("/prove")
def prove_again(
    page: PageDep,
    identity: IdentityDep,
    database: DatabaseDep,
    clock: ClockDep,
    password: Typed = "",
    code: Typed = "",
    next_path: Annotated[str, Form(alias="next", max_length=1000)] = "",
) -> Response:
    """Renew the proof and go back to where one came from."""
    try:
        prove(database, identity, password, code, address_of(page), clock())
    except AppError as refusal:
        return _proof_page(page, identity, next_path, refusal)
    return RedirectResponse(local_path(next_path) or "/", status_code=303)


def _proof_page(page: Page, identity: IdentityDep, next_path: str, refusal: AppError | None = None) -> Response:
    answer = page.html(
        "prove.html",
        status=200 if refusal is None else refusal.status,
        next_path=local_path(next_path),
        has_password=identity.actor_id is not None,
        notice="" if refusal is None else page.t.text(refusal.detail),
    )
    if refusal is not None:
        answer.headers.update(refusal.headers)
    return answer
