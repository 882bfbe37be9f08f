"""Facts of visits, appended: told once more they change nothing, and what contradicts is kept and flagged."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, exists, select, update
from sqlalchemy.orm import Session

from app.access.identity import Identity
from app.access.scope import accounts_seen_by
from app.errors import AppError, NotFound
from app.hooks.outbox import announce
from app.hooks.words import EventType
from app.models import (
    AccountRecord,
    PlanRecord,
    PublicationRecord,
    RepRecord,
    RouteRecord,
    ShiftRecord,
    StopRecord,
    VisitEventRecord,
    VisitRecord,
)
from app.models.base import stored_now
from app.visits.debriefing import apply_debrief, refuse_wrong_days
from app.visits.event_facts import EventKind, Flag, VisitFact, VisitState, flag_of, state_of

MOST_EVENTS = 500  # of one visit
ANNOUNCED = {
    EventKind.DONE: EventType.VISIT_COMPLETED,
    EventKind.SKIPPED: EventType.VISIT_MISSED,
    EventKind.CANCELLED: EventType.VISIT_MISSED,
}


class Told(StrEnum):
    APPLIED = "applied"
    DUPLICATE = "duplicate"


class EventIdUsed(AppError):
    def __init__(self) -> None:
        super().__init__(
            409,
            "visit_event.id_used",
            "Another event has this id",
            "An event of this id tells something else, so nothing was changed. Give each event an id of its own.",
        )


class TooManyEvents(AppError):
    def __init__(self) -> None:
        detail = f"A visit keeps at most {MOST_EVENTS} events, and this one has them."
        super().__init__(409, "visit_event.too_many", "Enough", detail)


@dataclass(frozen=True, slots=True)
class VisitEvent:
    """An event as it is kept; `flag` where it contradicts another, which is over from `settled_at` on.

    `blanked_at`: since then some of it is gone.
    """

    id: str
    number: int
    fact: VisitFact
    received_at: datetime
    rep_id: str | None  # external id; None: the office or a program
    flag: Flag | None
    settled_at: datetime | None
    blanked_at: datetime | None


@dataclass(frozen=True, slots=True)
class PlaceInPlan:
    """Where the plan in force has the visit."""

    rep_id: str
    on: date
    start_s: int
    plan_number: int


@dataclass(frozen=True, slots=True)
class VisitView:
    """A visit as far as it is known. `place` is None where no plan in force has it."""

    id: str
    account_id: str
    account_name: str
    week_on: date
    number: int
    state: VisitState
    place: PlaceInPlan | None
    events: Sequence[VisitEvent]


def visits_seen_by(identity: Identity) -> ColumnElement[bool]:
    """A condition on visits and their accounts: a rep sees those that a published plan, in force or not, gave to him,
    the office those of the accounts it sees."""
    if identity.rep_id is None:
        return accounts_seen_by(identity)
    return exists().where(
        StopRecord.visit_id == VisitRecord.id,
        RouteRecord.id == StopRecord.route_id,
        PlanRecord.id == RouteRecord.plan_id,
        PlanRecord.published_at.is_not(None),
        ShiftRecord.id == RouteRecord.shift_id,
        RepRecord.id == ShiftRecord.rep_id,
        RepRecord.external_id == identity.rep_id,
    )


def tell_event(
    session: Session, identity: Identity, visit_id: str, event_id: str, fact: VisitFact, now: datetime
) -> tuple[Told, VisitEvent]:
    """Append an event of a visit. Raises NotFound, EventIdUsed or TooManyEvents."""
    account_id = seen_account_of(session, identity, visit_id)
    known = session.get(VisitEventRecord, event_id)
    if known is not None:
        if known.visit_id != visit_id or not _tells(known, fact) or _teller(session, identity) != known.rep_id:
            raise EventIdUsed
        return Told.DUPLICATE, _event(known, identity.rep_id)
    if fact.kind is EventKind.DEBRIEF:
        refuse_wrong_days(fact, now)
    before = _kinds(session, visit_id)
    if len(before) >= MOST_EVENTS:
        raise TooManyEvents
    place = _place(session, visit_id)
    flag = flag_of(fact.kind, before, place is not None)
    record = VisitEventRecord(
        id=event_id,
        visit_id=visit_id,
        number=len(before) + 1,
        kind=fact.kind.value,
        at=fact.at,
        received_at=now,
        on_day=_local_day(session, visit_id, min(fact.at, now)),
        rep_id=_teller(session, identity),
        device_id=fact.device_id,
        plan_version=fact.plan_version,
        text=fact.text,
        facts=fact.facts(),
        lat=None if fact.position is None else fact.position[0],
        lon=None if fact.position is None else fact.position[1],
        flag=None if flag is None else flag.value,
    )
    session.add(record)
    session.flush()
    if fact.kind in ANNOUNCED:
        announce(session, ANNOUNCED[fact.kind], visit_id, now, url=f"/api/v1/visits/{visit_id}", event_id=event_id)
    if fact.kind is EventKind.DEBRIEF:
        apply_debrief(session, identity, account_id, record, fact, now)
    if fact.kind is EventKind.DONE:
        # What is known of the account is another by it: when it was seen last.
        session.execute(update(AccountRecord).where(AccountRecord.id == account_id).values(updated_at=stored_now()))
        session.expire_all()
    return Told.APPLIED, _event(record, identity.rep_id)


def visit_view(session: Session, identity: Identity, visit_id: str) -> VisitView:
    """The visit with its events in the order they came in; raises NotFound."""
    account_id = seen_account_of(session, identity, visit_id)
    visit = session.get_one(VisitRecord, visit_id)
    account = session.get_one(AccountRecord, account_id)
    rows = session.execute(
        select(VisitEventRecord, RepRecord.external_id)
        .outerjoin(RepRecord, VisitEventRecord.rep_id == RepRecord.id)
        .where(VisitEventRecord.visit_id == visit_id)
        .order_by(VisitEventRecord.number)
    ).all()
    events = [_event(record, rep_id, identity) for record, rep_id in rows]
    return VisitView(
        id=visit.id,
        account_id=account.external_id,
        account_name=account.name,
        week_on=visit.week_on,
        number=visit.number,
        state=state_of([event.fact.kind for event in events]),
        place=_place(session, visit_id),
        events=events,
    )


def seen_account_of(session: Session, identity: Identity, visit_id: str) -> str:
    """The id of the visited account, where whoever asks may know of the visit."""
    account_id = session.scalar(
        select(VisitRecord.account_id)
        .join(AccountRecord, AccountRecord.id == VisitRecord.account_id)
        .where(VisitRecord.id == visit_id, visits_seen_by(identity))
    )
    if account_id is None:
        raise NotFound("visit.unknown", "There is no visit of this id.")
    return account_id


def _teller(session: Session, identity: Identity) -> str | None:
    if identity.rep_id is None:
        return None
    return session.scalar(select(RepRecord.id).where(RepRecord.external_id == identity.rep_id))


def _kinds(session: Session, visit_id: str) -> list[EventKind]:
    kinds = select(VisitEventRecord.kind).where(VisitEventRecord.visit_id == visit_id)
    return [EventKind(kind) for kind in session.scalars(kinds.order_by(VisitEventRecord.number))]


def _place(session: Session, visit_id: str) -> PlaceInPlan | None:
    found = session.execute(
        select(RepRecord.external_id, ShiftRecord.on_day, StopRecord.start_s, PlanRecord.number)
        .select_from(StopRecord)
        .join(PublicationRecord, PublicationRecord.route_id == StopRecord.route_id)
        .join(RouteRecord, RouteRecord.id == StopRecord.route_id)
        .join(PlanRecord, PlanRecord.id == RouteRecord.plan_id)
        .join(ShiftRecord, ShiftRecord.id == RouteRecord.shift_id)
        .join(RepRecord, RepRecord.id == ShiftRecord.rep_id)
        .where(StopRecord.visit_id == visit_id)
        .order_by(PlanRecord.number.desc())
    ).first()
    return None if found is None else PlaceInPlan(*found)


def _local_day(session: Session, visit_id: str, at: datetime) -> date:
    """The day it was where the visit's newest route is driven; a clock that runs ahead was cut to ours before."""
    timezone = session.scalar(
        select(RouteRecord.timezone)
        .join(StopRecord, and_(StopRecord.route_id == RouteRecord.id, StopRecord.visit_id == visit_id))
        .join(PlanRecord, PlanRecord.id == RouteRecord.plan_id)
        .order_by(PlanRecord.number.desc())
        .limit(1)
    )
    return at.astimezone(ZoneInfo(timezone) if timezone else UTC).date()


def _tells(record: VisitEventRecord, fact: VisitFact) -> bool:
    """Whether it is the same event sent again; what was blanked since cannot be compared."""
    same = (
        record.kind == fact.kind.value
        and record.at == fact.at
        and record.device_id in (fact.device_id, "")
        and record.plan_version == fact.plan_version
    )
    if record.blanked_at is not None:
        return same
    return same and (record.text, record.facts, _position(record)) == (fact.text, fact.facts(), fact.position)


def _position(record: VisitEventRecord) -> tuple[float, float] | None:
    return None if record.lat is None or record.lon is None else (record.lat, record.lon)


def _event(record: VisitEventRecord, rep_id: str | None, seen_by: Identity | None = None) -> VisitEvent:
    facts = record.facts
    # Where a rep was is between him and the office.
    hidden = seen_by is not None and seen_by.rep_id not in (None, rep_id)
    fact = VisitFact(
        kind=EventKind(record.kind),
        at=record.at,
        device_id=record.device_id,
        plan_version=record.plan_version,
        text=record.text,
        delay_s=facts.get("delay_s"),
        next_on=date.fromisoformat(facts["next_on"]) if "next_on" in facts else None,
        outcome=facts.get("outcome", {}),
        position=None if hidden else _position(record),
    )
    flag = None if record.flag is None else Flag(record.flag)
    over = record.settled_at, record.blanked_at
    return VisitEvent(record.id, record.number, fact, record.received_at, rep_id, flag, *over)
