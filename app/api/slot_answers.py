"""Slots and bookings as the API shows them."""

from datetime import date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import Field

from app.api.values import Answer
from app.planning.in_force import StopInForce
from app.visits.bookings import Booking
from app.visits.outlook import Why
from app.visits.slot_words import message, why_remedy, why_sentence
from app.visits.slots import Offer, Start
from app.wording import clock


class StartAnswer(Answer):
    rep_id: str
    rep_name: str
    on: date
    start_s: int = Field(description="Seconds after local midnight: what to send back to book it.")
    start: str = Field(description="The same on the clock of the rep, HH:MM.")
    start_at: datetime = Field(description="The same as an instant with its offset.")
    timezone: str
    detour_s: int = Field(description="Extra driving of that day, estimated; below 0 where it saves some.")
    overtime_s: int = Field(description="Extra time after the end of the shift.")
    extra_s: int


class MessageAnswer(Answer):
    zh: str
    en: str


class CurrentStopAnswer(Answer):
    rep_id: str
    rep_name: str
    on: date
    start_s: int
    is_appointment: bool


class WhyAnswer(Answer):
    code: str
    sentence: str
    remedy: str


class SlotsAnswer(Answer):
    account_id: str
    service_s: int
    travel_source: Literal["straight_line", "roads"] = Field(description="Where driving times come from.")
    travel_estimated: bool
    choices: list[StartAnswer] = Field(description="The two to name: different half-days, least extra time first.")
    message: MessageAnswer = Field(description="Ready to send to the account; empty where there is no choice.")
    further: list[StartAnswer]
    current_stop: CurrentStopAnswer | None = Field(
        description="What the account has in the plan now; it is given up for the new start, and not counted."
    )
    why: WhyAnswer | None = Field(description="Why there are not two choices.")


class BookingAnswer(Answer):
    account_id: str
    rep_id: str
    on: date
    start_s: int
    start: str
    service_s: int


def slots_answer(offer: Offer) -> SlotsAnswer:
    return SlotsAnswer(
        account_id=offer.account.external_id,
        service_s=offer.service_s,
        travel_source="roads" if offer.travel_source == "roads" else "straight_line",
        travel_estimated=offer.travel_is_estimated,
        choices=[_start(start) for start in offer.choices],
        message=MessageAnswer(zh=message(offer.choices, "zh"), en=message(offer.choices, "en")),
        further=[_start(start) for start in offer.further],
        current_stop=None if offer.stop is None else _stop(offer.stop),
        why=None if offer.why is None else _why(offer.why),
    )


def booking_answer(booking: Booking) -> BookingAnswer:
    return BookingAnswer(
        account_id=booking.account_id,
        rep_id=booking.rep_id,
        on=booking.on,
        start_s=booking.start_s,
        start=clock(booking.start_s),
        service_s=booking.service_s,
    )


def _start(start: Start) -> StartAnswer:
    midnight = datetime.combine(start.on, time(), ZoneInfo(start.timezone))
    return StartAnswer(
        rep_id=start.rep_id,
        rep_name=start.rep_name,
        on=start.on,
        start_s=start.start_s,
        start=clock(start.start_s),
        start_at=midnight + timedelta(seconds=start.start_s),  # wall time, whatever the clocks do that night
        timezone=start.timezone,
        detour_s=start.detour_s,
        overtime_s=start.overtime_s,
        extra_s=start.extra_s,
    )


def _stop(stop: StopInForce) -> CurrentStopAnswer:
    return CurrentStopAnswer(
        rep_id=stop.rep_id,
        rep_name=stop.rep_name,
        on=stop.on,
        start_s=stop.start_s,
        is_appointment=stop.is_appointment,
    )


def _why(why: Why) -> WhyAnswer:
    return WhyAnswer(code=why.code, sentence=why_sentence(why), remedy=why_remedy(why))
