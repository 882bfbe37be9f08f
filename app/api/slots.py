"""Slots: what could be offered to an account, booking one of them, and taking a booking back."""

from datetime import date, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import Field
from sqlalchemy.orm import Session

from app.access.identity import Identity
from app.api.once import Made, OnceDep
from app.api.slot_answers import BookingAnswer, SlotsAnswer, booking_answer, slots_answer
from app.api.strict_json import StrictRoute
from app.api.values import Day, Id, Order
from app.db import Database
from app.deps import ClockDep, DatabaseDep, IdentityDep
from app.errors import AppError, Fault, InvalidInput
from app.intake.account_lists import external_id_of
from app.visits.bookings import Booking, SlotTaken
from app.visits.outlook import WEEKS, Wish
from app.visits.seen_bookings import book_seen_slot, cancel_seen_booking
from app.visits.slots import FURTHER, offer_slots

router = APIRouter(tags=["slots"], route_class=StrictRoute)

DAY_S = 86_400
SHORTEST_S, LONGEST_S = 300, 8 * 3600
MOST_DAYS = 42

Length = Annotated[
    int | None, Field(ge=SHORTEST_S, le=LONGEST_S, description="Length of the visit; the account's own unless said.")
]


class BookingOrder(Order):
    """A start as it was offered; any moment between two of them may be tried as well."""

    rep_id: Id
    on: Day
    start_s: Annotated[int, Field(ge=0, lt=DAY_S, description="Seconds after local midnight.")]
    service_s: Length = None


def _wish(weeks: int, from_on: date | None, to_on: date | None, service_s: int | None) -> Wish:
    """Raises InvalidInput for days that are no span, or too long a one."""
    if to_on is not None and (from_on is None or not from_on <= to_on < from_on + timedelta(days=MOST_DAYS)):
        fault = Fault("/query/to", "slots.days", f"Give `from` and `to`, at most {MOST_DAYS} days, the earlier first.")
        raise InvalidInput("slots.days", "These days cannot be looked at.", [fault])
    return Wish(from_on, to_on, weeks, service_s)


@router.get("/accounts/{account_id}/slots")
def get_slots(
    account_id: Id,
    database: DatabaseDep,
    clock: ClockDep,
    identity: IdentityDep,
    weeks: Annotated[int, Query(ge=1, le=4, description="The current week and those that follow.")] = WEEKS,
    from_on: Annotated[Day | None, Query(alias="from")] = None,
    to_on: Annotated[Day | None, Query(alias="to")] = None,
    service_s: Length = None,
    further: Annotated[int, Query(ge=0, le=50)] = FURTHER,
) -> SlotsAnswer:
    """Two starts to offer, in a morning and an afternoon, with a message ready to send; else why there are not."""
    wish = _wish(weeks, from_on, to_on, service_s)
    with database.read() as session:
        external_id = external_id_of(session, identity, account_id)
        return slots_answer(offer_slots(session, external_id, wish, clock(), further=further))


@router.post(
    "/accounts/{account_id}/slots",
    status_code=201,
    response_model=BookingAnswer,
    responses={200: {"model": BookingAnswer, "description": "Booked before."}},
)
def post_slot(
    account_id: Id,
    order: BookingOrder,
    once: OnceDep,
    database: DatabaseDep,
    clock: ClockDep,
    identity: IdentityDep,
) -> Response:
    """Book a start: it becomes the account's appointment, and the published day holds it at once.

    409 `slot.taken` where it cannot be kept any more; its member `offer` has fresh choices.
    """

    def book(session: Session) -> Made:
        booked = booking(session, identity, account_id, order, clock())
        return Made(201 if booked.fresh else 200, booking_answer(booked))

    try:
        return once.do(book)
    except SlotTaken as refusal:
        raise offered_instead(database, identity, account_id, order.service_s, clock()) from refusal


@router.delete("/accounts/{account_id}/slots", status_code=204, responses={409: {}})
def delete_booking(account_id: Id, database: DatabaseDep, clock: ClockDep, identity: IdentityDep) -> None:
    """Take the account's appointment back, and its stop out of the published day; where there is none, nothing."""
    with database.write() as session:
        cancel_seen_booking(session, identity, account_id, clock())


def booking(session: Session, identity: Identity, account_id: str, order: BookingOrder, now: datetime) -> Booking:
    """Book the start for the account that is called so; raises SlotTaken."""
    return book_seen_slot(session, identity, account_id, order.rep_id, order.on, order.start_s, order.service_s, now)


def offered_instead(
    database: Database, identity: Identity, account_id: str, service_s: int | None, now: datetime
) -> AppError:
    """The refusal of a start that cannot be kept, with what could be offered instead."""
    with database.read() as session:
        external_id = external_id_of(session, identity, account_id)
        offer = slots_answer(offer_slots(session, external_id, Wish(service_s=service_s), now))
    return AppError(
        409,
        "slot.taken",
        "Not free",
        "This start cannot be kept any more, so nothing was booked. Offer one of the starts in `offer`.",
        more={"offer": offer.model_dump(mode="json")},
    )
