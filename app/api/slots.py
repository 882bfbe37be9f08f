"""Slots: what could be offered to an account, booking one of them, and taking a booking back."""

from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import Field

from app.api.slot_answers import BookingAnswer, SlotsAnswer, booking_answer, slots_answer
from app.api.values import Day, Id, Order
from app.deps import ClockDep, DatabaseDep, KeyOrManagerDep
from app.errors import AppError, Fault, InvalidInput
from app.visits.bookings import SlotTaken, book_slot, cancel_booking
from app.visits.outlook import WEEKS, Wish
from app.visits.slots import FURTHER, offer_slots

router = APIRouter(tags=["slots"])

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
    identity: KeyOrManagerDep,
    weeks: Annotated[int, Query(ge=1, le=4, description="The current week and those that follow.")] = WEEKS,
    from_on: Annotated[Day | None, Query(alias="from")] = None,
    to_on: Annotated[Day | None, Query(alias="to")] = None,
    service_s: Length = None,
    further: Annotated[int, Query(ge=0, le=50)] = FURTHER,
) -> SlotsAnswer:
    """Two starts to offer, in a morning and an afternoon, with a message ready to send; else why there are not."""
    wish = _wish(weeks, from_on, to_on, service_s)
    with database.read() as session:
        return slots_answer(offer_slots(session, account_id, wish, clock(), further=further))


@router.post("/accounts/{account_id}/slots", status_code=201, responses={200: {"description": "Booked before."}})
def post_slot(
    account_id: Id,
    order: BookingOrder,
    response: Response,
    database: DatabaseDep,
    clock: ClockDep,
    identity: KeyOrManagerDep,
) -> BookingAnswer:
    """Book a start: it becomes the account's appointment, and the published day holds it at once.

    409 `slot.taken` where it cannot be kept any more; its member `offer` has fresh choices.
    """
    now = clock()
    try:
        with database.write() as session:
            booking = book_slot(session, account_id, order.rep_id, order.on, order.start_s, order.service_s, now)
    except SlotTaken as refusal:
        with database.read() as session:
            offer = slots_answer(offer_slots(session, account_id, Wish(service_s=order.service_s), now))
        raise slot_taken(offer) from refusal
    response.status_code = 201 if booking.fresh else 200
    return booking_answer(booking)


@router.delete("/accounts/{account_id}/slots", status_code=204)
def delete_booking(account_id: Id, database: DatabaseDep, clock: ClockDep, identity: KeyOrManagerDep) -> None:
    """Take the account's appointment back, and its stop out of the published day; where there is none, nothing."""
    with database.write() as session:
        cancel_booking(session, account_id, clock())


def slot_taken(offer: SlotsAnswer) -> AppError:
    return AppError(
        409,
        "slot.taken",
        "Not free",
        "This start cannot be kept any more, so nothing was booked. Offer one of the starts in `offer`.",
        more={"offer": offer.model_dump(mode="json")},
    )
