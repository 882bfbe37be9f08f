"""Offering a time to an account: two starts with the text to send, booked by a press of a button."""

from datetime import date
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, Query, Response
from fastapi.responses import RedirectResponse

from app.deps import ClockDep, DatabaseDep, IdentityDep
from app.intake.account_lists import external_id_of
from app.visits.bookings import SlotTaken
from app.visits.outlook import WEEKS, Wish
from app.visits.seen_bookings import book_seen_slot, cancel_seen_booking
from app.visits.slots import Offer, offer_slots
from web.ledger_view import times_href
from web.page import Page, PageDep
from web.slot_view import offer_view

router = APIRouter()

MOST_WEEKS = 4
FURTHER = 8
DAY_S = 86_400
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)


@router.get("/accounts/{account_id}/times")
def times(
    account_id: str,
    page: PageDep,
    identity: IdentityDep,
    database: DatabaseDep,
    clock: ClockDep,
    weeks: Annotated[int, Query(ge=1, le=MOST_WEEKS)] = WEEKS,
) -> Response:
    """The two starts to offer, and further ones."""
    with database.read() as session:
        external_id = external_id_of(session, identity, account_id)
        offer = offer_slots(session, external_id, Wish(weeks=weeks), clock(), further=FURTHER)
    return _offer_page(page, offer, weeks)


@router.post("/accounts/{account_id}/times")
def book(
    account_id: str,
    page: PageDep,
    identity: IdentityDep,
    database: DatabaseDep,
    clock: ClockDep,
    rep_id: Annotated[str, Form(max_length=200)],
    on: Annotated[date, Form(ge=FIRST_DAY, le=LAST_DAY)],
    start_s: Annotated[int, Form(ge=0, lt=DAY_S)],
) -> Response:
    """Book a start and go to its day; where it went meanwhile, offer others."""
    now = clock()
    try:
        with database.write() as session:
            booking = book_seen_slot(session, identity, account_id, rep_id, on, start_s, None, now)
    except SlotTaken:
        with database.read() as session:
            offer = offer_slots(session, external_id_of(session, identity, account_id), Wish(), now, further=FURTHER)
        notice = page.t("This start is not free any more, so nothing was booked. Offer one of these.")
        return _offer_page(page, offer, WEEKS, notice=notice, status=409)
    return RedirectResponse(f"/reps/{quote(booking.rep_id, safe='')}/days/{on.isoformat()}", status_code=303)


@router.post("/accounts/{account_id}/times/cancel")
def cancel(account_id: str, identity: IdentityDep, database: DatabaseDep, clock: ClockDep) -> Response:
    """Take the appointment back and offer times anew."""
    with database.write() as session:
        cancel_seen_booking(session, identity, account_id, clock())
    return RedirectResponse(times_href(account_id), status_code=303)


def _offer_page(page: Page, offer: Offer, weeks: int, *, notice: str = "", status: int = 200) -> Response:
    address = times_href(offer.account.external_id)
    return page.html(
        "offer.html",
        status=status,
        here="week",
        view=offer_view(offer, page.t),
        notice=notice,
        address=address,
        later_href=f"{address}?weeks={MOST_WEEKS}" if weeks < MOST_WEEKS else "",
    )
