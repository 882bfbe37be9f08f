"""Booking a start with an account, and taking it back: the promise and the day's plan change together or not at all."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.errors import AppError
from app.intake.store import all_reps
from app.method.account import DAY_S, Account, Appointment
from app.models import AccountRecord, BookingRecord, RepRecord
from app.planning.in_force import StopInForce, days_in_force, hold_plans_in_force, plan_bases, stops_in_force
from app.planning.options import monday_of
from app.planning.revision import revise_plan
from app.planning.week_plan import LedgerRow, Note, Outcome, PlannedRoute
from app.visits.open_week import OpenWeek, Outdated
from app.visits.outlook import Outlook, Wish, known_account, laid_out, local_moment, look_ahead
from app.wording import clock


@dataclass(frozen=True, slots=True)
class Booking:
    """A start agreed with an account, in local time of the rep who comes; `fresh` where it was not agreed before."""

    account_id: str
    rep_id: str
    on: date
    start_s: int
    service_s: int
    fresh: bool = True


class SlotTaken(Exception):
    """The start cannot be kept any more, or never could."""


class UnderWay(AppError):
    def __init__(self) -> None:
        super().__init__(
            409,
            "booking.under_way",
            "Too late",
            "The visit has begun or is over, so its appointment stays on record.",
        )


class DayOutdated(AppError):
    def __init__(self) -> None:
        super().__init__(
            409,
            "booking.plan_outdated",
            "The day does not hold any more",
            "The published day does not hold with today's facts, so nothing can be taken out of it. Plan the week again"
            " and publish it, then cancel.",
        )


def book_slot(
    session: Session, account_id: str, rep_id: str, on: date, start_s: int, service_s: int | None, now: datetime
) -> Booking:
    """Promise this start: it becomes the account's appointment, and the plan in force holds it from now on.

    The account's next stop in the plan, and any up to that day, is given up for it. Booking the same start again
    changes nothing. Raises NotFound for an account nobody knows, and SlotTaken where the start is none that could be
    offered now.
    """
    hold_plans_in_force(session)
    same = _booked_already(session, account_id, rep_id, on, start_s)
    if same is not None and service_s in (None, same.service_s):
        return same
    seen = look_ahead(session, account_id, Wish(on, on, service_s=service_s), now)
    promise = Appointment(on, start_s, seen.service_s)
    week, position = _place(seen, rep_id, promise)
    freed: dict[OpenWeek, set[date]] = {}
    for stop in seen.given_up(week.basis.id, on):
        freed.setdefault(_held(seen, stop), set()).add(stop.on)
    try:
        revised = {week: week.with_promise(promise, position, freed.pop(week, set()) - {on})}
        revised |= {other: other.without(days) for other, days in freed.items()}
    except Outdated as fault:
        raise SlotTaken from fault
    _keep_promise(session, account_id, rep_id, promise, now)
    note = _note("BOOKED", seen.account, promise)
    moved = LedgerRow(
        None,
        account_id,
        seen.account.name,
        Outcome.UNSERVED,
        "MOVED",
        {"rep": week.rep.name, "rep_id": rep_id, "on": on.isoformat(), "start_s": start_s},
    )
    for plan_id in sorted({one.basis.id for one in revised}):
        routes = [route for one, of_week in revised.items() if one.basis.id == plan_id for route in of_week]
        revise_plan(session, plan_id, routes, [] if plan_id == week.basis.id else [moved], note, now)
    return Booking(account_id, rep_id, on, start_s, seen.service_s)


def cancel_booking(session: Session, account_id: str, now: datetime) -> bool:
    """Take an account's appointment back and its stop out of the plan; False where it has none.

    Raises NotFound for an account nobody knows, UnderWay where the visit has begun, and DayOutdated.
    """
    hold_plans_in_force(session)
    account = known_account(session, account_id)
    promised = account.appointment
    if promised is None:
        return False
    at = local_moment(now, all_reps(session))
    if (promised.on, promised.start_s) <= (at.on, at.s):
        raise UnderWay
    forget_promise(session, account_id)
    note = _note("CANCELLED", account, promised)
    for stop in stops_in_force(session, promised.on, promised.on, account_id):
        if stop.start_s == promised.start_s:
            whose: dict[str, object] = {"rep": stop.rep_name, "rep_id": stop.rep_id}
            row = LedgerRow(None, account_id, account.name, Outcome.UNSERVED, "BOOKING_CANCELLED", whose)
            revise_plan(session, stop.plan_id, _routes_without(session, account, stop, now), [row], note, now)
    return True


def forget_promise(session: Session, account_id: str) -> None:
    """Take back what is agreed with the account, and leave the plan to the caller."""
    record_id = _forget_list_appointment(session, account_id)
    session.execute(delete(BookingRecord).where(BookingRecord.account_id == record_id))


def _place(seen: Outlook, rep_id: str, promise: Appointment) -> tuple[OpenWeek, int]:
    """The week and the position in the day's route where the start costs least; raises SlotTaken where it fits none."""
    for week in seen.offered:
        at_s = (promise.on - week.basis.options.week_on).days * DAY_S + promise.start_s
        if week.rep.external_id == rep_id:
            for_it = [slot for slot in week.slots(seen.open_days(week)) if slot.first_s <= at_s <= slot.last_s]
            if for_it:
                return week, min(for_it, key=lambda slot: (slot.extra_s(at_s), slot.position)).position
    raise SlotTaken


def _held(seen: Outlook, stop: StopInForce) -> OpenWeek:
    """The week of a stop that is given up; raises SlotTaken."""
    held = seen.holding(stop)
    if held is None:
        raise SlotTaken
    return held


def _routes_without(session: Session, account: Account, stop: StopInForce, now: datetime) -> list[PlannedRoute]:
    """The routes of the stop's week without it; raises DayOutdated."""
    reps = [rep for rep in all_reps(session) if rep.external_id == stop.rep_id]
    monday = monday_of(stop.on)
    in_force = days_in_force(session, [stop.rep_id], monday, monday + timedelta(days=6))
    days = [day for day in in_force if day.plan_id == stop.plan_id]
    try:
        (week,) = laid_out(session, account, reps, days, plan_bases(session, [stop.plan_id]), now)
        return week.without([stop.on])
    except Outdated as fault:
        raise DayOutdated from fault


def _booked_already(session: Session, account_id: str, rep_id: str, on: date, start_s: int) -> Booking | None:
    """The booking of this very start, where the plan in force holds it."""
    service_s = session.scalar(
        select(BookingRecord.service_s)
        .join(AccountRecord, BookingRecord.account_id == AccountRecord.id)
        .join(RepRecord, BookingRecord.rep_id == RepRecord.id)
        .where(
            AccountRecord.external_id == account_id,
            RepRecord.external_id == rep_id,
            BookingRecord.on_day == on,
            BookingRecord.start_s == start_s,
        )
    )
    held = {(stop.rep_id, stop.start_s) for stop in stops_in_force(session, on, on, account_id)}
    if service_s is None or (rep_id, start_s) not in held:
        return None
    return Booking(account_id, rep_id, on, start_s, service_s, fresh=False)


def _keep_promise(session: Session, account_id: str, rep_id: str, promise: Appointment, now: datetime) -> None:
    """The booking takes the place of any other and of the list's own appointment."""
    record_id = _forget_list_appointment(session, account_id)
    assert promise.service_s is not None
    session.merge(
        BookingRecord(
            account_id=record_id,
            rep_id=session.scalar(select(RepRecord.id).where(RepRecord.external_id == rep_id)),
            on_day=promise.on,
            start_s=promise.start_s,
            service_s=promise.service_s,
            booked_at=now,
        )
    )
    session.flush()


def _forget_list_appointment(session: Session, account_id: str) -> str:
    """Take back what the list promised; returns the id of the account's row."""
    row = update(AccountRecord).where(AccountRecord.external_id == account_id)
    changed = session.execute(row.values(appointment_on=None, appointment_start_s=None).returning(AccountRecord.id))
    return changed.scalars().one()


def _note(code: str, account: Account, promise: Appointment) -> Note:
    when = {"on": promise.on.isoformat(), "start": clock(promise.start_s)}
    return Note(code, {"account": account.name, **when})
