"""The calendar that a rep's app subscribes to: its secret address, and what is read there."""

from datetime import timedelta
from typing import cast

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from app.access.calendar_feeds import end_feed, make_feed, rep_of_feed
from app.access.tokens import sha256_of
from app.deps import ClockDep, DatabaseDep, IdentityDep
from app.errors import AppError, NotFound
from app.intake.store import find_rep
from app.rate_limit import Buckets
from app.visits.calendar import calendar_of
from web.handout.calendar import MEDIA_TYPE, calendar
from web.page import PageDep

router = APIRouter()

REACH = timedelta(days=28)  # how far back a calendar goes


class AskedTooOften(AppError):
    def __init__(self) -> None:
        super().__init__(
            429,
            "calendar.too_often",
            "Asked too often",
            "Ask for this calendar once an hour. Wait a minute, then try again.",
            headers={"Retry-After": "60"},
        )


@router.get("/calendar/{token}.ics")
def read_calendar(token: str, page: PageDep, request: Request, database: DatabaseDep, clock: ClockDep) -> Response:
    """The visits of the rep whose secret this is, those of the last four weeks and all that are to come."""
    allowed, _ = cast(Buckets, request.app.state.calendar_asks).take(sha256_of(token))
    if not allowed:
        raise AskedTooOften
    with database.read() as session:
        rep_id = rep_of_feed(session, token)
        rep = None if rep_id is None else find_rep(session, rep_id)
        if rep is None:
            raise NotFound("calendar.unknown", "There is no calendar here. Make a new address on the page Me.")
        visits = calendar_of(session, rep.external_id, clock().date() - REACH)
    return Response(
        calendar(visits, rep.name, page.t),
        media_type=MEDIA_TYPE,
        headers={"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"},
    )


@router.post("/me/calendar")
def make(page: PageDep, identity: IdentityDep, database: DatabaseDep, clock: ClockDep) -> Response:
    """A new address for my calendar, shown this once; the one before it ends."""
    assert identity.rep_id is not None
    with database.write() as session:
        token = make_feed(session, identity, identity.rep_id, clock())
    address = f"{page.settings.public_url}/calendar/{token}.ics?lang={page.t.language}"
    return page.html("calendar_made.html", here="me", address=address)


@router.post("/me/calendar/end")
def end(identity: IdentityDep, database: DatabaseDep, clock: ClockDep) -> Response:
    """The address of my calendar works no more."""
    assert identity.rep_id is not None
    with database.write() as session:
        end_feed(session, identity, identity.rep_id, clock())
    return RedirectResponse("/me", status_code=303)
