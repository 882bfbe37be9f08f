"""Stored plans: immutable versions of a week, numbered from 1, of which one is current for each rep and day."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import ColumnElement, Select, delete, exists, func, select, true, update
from sqlalchemy.orm import Session

from app.errors import NotFound
from app.hooks.outbox import announce
from app.hooks.words import EventType
from app.ids import new_id
from app.method.settings import MethodSettings
from app.method.steering import steering_as_json, steering_from_json
from app.models import LedgerRecord, PlanRecord, PublicationRecord, RepRecord, RouteRecord, ShiftRecord, StopRecord
from app.models.bulk import insert_rows
from app.planning.by_hand import ByHand
from app.planning.certificate_rows import certificate_of
from app.planning.keeping import earlier_as_json, earlier_from_json
from app.planning.options import PlanOptions
from app.planning.route_rows import planned_routes, route_row, select_routes, stop_rows
from app.planning.stable_ids import shift_ids, visit_ids
from app.planning.states import PlanStatus
from app.planning.week_plan import LedgerRow, Note, Outcome, WeekPlan

EVERYTHING = true()


@dataclass(frozen=True, slots=True)
class StoredPlan:
    """A plan with what it was made from; `changed_from` is the version whose place it took, if it is a changed one."""

    id: str
    number: int
    status: PlanStatus
    created_at: datetime
    published_at: datetime | None
    publication: int | None
    plan: WeekPlan
    options: PlanOptions
    settings: MethodSettings
    changed_from: str | None = None


@dataclass(frozen=True, slots=True)
class PlanSummary:
    """A plan in a list of plans; `routes` counts those that have stops, `in_force` the days of reps that go by it."""

    id: str
    number: int
    status: PlanStatus
    week_on: date
    created_at: datetime
    routes: int
    stops: int
    value_s: float
    published_at: datetime | None
    in_force: int
    options: PlanOptions


def save_plan(session: Session, plan: WeekPlan, *, options: PlanOptions, settings: MethodSettings) -> str:
    """Keep a plan as a new draft, have it announced, and return its id.

    Its visits keep the ids they had in earlier plans of the week. Raises ValueError where the plan names a rep or an
    account that is not stored.
    """
    plan_id = save_version(session, plan, options=options, settings=settings)
    record = session.get_one(PlanRecord, plan_id)
    _announce_plan(session, EventType.PLAN_SUCCEEDED, record, record.created_at)
    return plan_id


def save_version(
    session: Session,
    plan: WeekPlan,
    *,
    options: PlanOptions,
    settings: MethodSettings,
    changed_from: str | None = None,
) -> str:
    """Keep a plan as `save_plan` does and tell nobody; whoever revises a plan says what became of it.

    `changed_from` names the version before it.
    """
    plan_id = new_id("pln")
    told = settings.as_json()
    by_rep = told.pop("by_rep")  # names reps, who may be erased
    number = (session.scalar(select(func.max(PlanRecord.number))) or 0) + 1
    session.add(
        PlanRecord(
            id=plan_id,
            number=number,
            status=PlanStatus.DRAFT,
            week_on=plan.week_on,
            as_of=plan.as_of,
            days=plan.days,
            options=options.as_json(),
            settings=told,
            settings_by_rep=by_rep,
            value_s=plan.value_s,
            notes=[{"code": note.code, "params": dict(note.params)} for note in plan.notes],
            certificate=plan.certificate.as_json(),
            earlier=earlier_as_json(plan.earlier),
            by_hand=plan.hand.as_json(),
            steering=steering_as_json(plan.steering),
            changed_from=changed_from,
            created_at=datetime.now(UTC),
        )
    )
    session.flush()
    _save_routes(session, plan, plan_id)
    insert_rows(
        session,
        LedgerRecord,
        [
            {
                "plan_id": plan_id,
                "position": position,
                "line": row.line,
                "external_id": row.external_id,
                "name": row.name,
                "outcome": row.outcome.value,
                "code": row.code,
                "params": dict(row.params),
            }
            for position, row in enumerate(plan.ledger, start=1)
        ],
    )
    return plan_id


def _save_routes(session: Session, plan: WeekPlan, plan_id: str) -> None:
    shifts = shift_ids(session, plan.routes)
    visits = visit_ids(session, plan)
    routes, stops = [], []
    for position, route in enumerate(plan.routes, start=1):
        route_id = new_id("rte")
        shift_id = shifts[route.rep_id, route.on]
        routes.append(route_row(route, route_id=route_id, plan_id=plan_id, shift_id=shift_id, position=position))
        stops += stop_rows(route.stops, route_id, [visits[stop.visit_id] for stop in route.stops])
    insert_rows(session, RouteRecord, routes)
    insert_rows(session, StopRecord, stops)


def load_plan(session: Session, plan_id: str) -> StoredPlan | None:
    """The plan with its routes, stops and whole ledger, or None where there is none of that id."""
    record = session.get(PlanRecord, plan_id)
    if record is None:
        return None
    routes = select_routes().where(RouteRecord.plan_id == plan_id).order_by(RouteRecord.position)
    plan = WeekPlan(
        week_on=record.week_on,
        as_of=record.as_of,
        days=record.days,
        routes=tuple(planned_routes(session, routes)),
        ledger=tuple(ledger_page(session, plan_id)),
        value_s=record.value_s,
        notes=tuple(Note(note["code"], note["params"]) for note in record.notes),
        certificate=certificate_of(record),
        earlier=earlier_from_json(record.earlier),
        hand=ByHand.from_json(record.by_hand),
        steering=steering_from_json(record.steering),
    )
    return StoredPlan(
        id=record.id,
        number=record.number,
        status=PlanStatus(record.status),
        created_at=record.created_at,
        published_at=record.published_at,
        publication=record.publication,
        plan=plan,
        options=PlanOptions.from_json(record.options),
        settings=MethodSettings.from_json({**record.settings, "by_rep": record.settings_by_rep or {}}),
        changed_from=record.changed_from,
    )


def save_hand(session: Session, plan_id: str, hand: ByHand) -> None:
    """Keep what is settled by hand with a plan whose routes stay as they are."""
    session.execute(update(PlanRecord).where(PlanRecord.id == plan_id).values(by_hand=hand.as_json()))


def ledger_page(session: Session, plan_id: str, *, after: int = 0, limit: int | None = None) -> list[LedgerRow]:
    """Rows of a plan's ledger in its order, from the one after position `after` (the first is 1)."""
    records = session.scalars(
        select(LedgerRecord)
        .where(LedgerRecord.plan_id == plan_id, LedgerRecord.position > after)
        .order_by(LedgerRecord.position)
        .limit(limit)
    )
    return [ledger_row(record) for record in records]


def ledger_row(record: LedgerRecord) -> LedgerRow:
    return LedgerRow(record.line, record.external_id, record.name, Outcome(record.outcome), record.code, record.params)


def published_plan(session: Session, week_on: date, reps: Collection[str] = ()) -> str | None:
    """The id of the plan of this week that was published last and is still in force; None where there is none.

    Where reps are named (external ids), it is in force for one of them.
    """
    days = (
        select(RouteRecord.plan_id)
        .join(PublicationRecord, PublicationRecord.route_id == RouteRecord.id)
        .join(ShiftRecord, RouteRecord.shift_id == ShiftRecord.id)
        .join(RepRecord, ShiftRecord.rep_id == RepRecord.id)
        .where(RepRecord.external_id.in_(reps))
    )
    in_force = PlanRecord.id.in_(days) if reps else true()
    newest = (
        select(PlanRecord.id)
        .where(PlanRecord.week_on == week_on, PlanRecord.status == PlanStatus.PUBLISHED, in_force)
        .order_by(PlanRecord.published_at.desc(), PlanRecord.number.desc())
    )
    return session.scalar(newest.limit(1))


def published_weeks(session: Session, from_on: date) -> list[date]:
    """The Mondays, from this one on, of the weeks for which a plan is in force."""
    weeks = select(PlanRecord.week_on).where(PlanRecord.week_on >= from_on, PlanRecord.status == PlanStatus.PUBLISHED)
    return list(session.scalars(weeks.distinct().order_by(PlanRecord.week_on)))


def _summaries(session: Session, query: Select[PlanRecord], of_reps: ColumnElement[bool]) -> list[PlanSummary]:
    plans = session.scalars(query).all()
    counted = {
        plan_id: (routes, stops)
        for plan_id, routes, stops in session.execute(
            select(RouteRecord.plan_id, func.count(RouteRecord.id.distinct()), func.count(StopRecord.id))
            .join(StopRecord, StopRecord.route_id == RouteRecord.id)
            .join(ShiftRecord, RouteRecord.shift_id == ShiftRecord.id)
            .join(RepRecord, ShiftRecord.rep_id == RepRecord.id)
            .where(RouteRecord.plan_id.in_([plan.id for plan in plans]), of_reps)
            .group_by(RouteRecord.plan_id)
        )
    }
    in_force = dict(
        session.execute(
            select(RouteRecord.plan_id, func.count(PublicationRecord.shift_id))
            .join(PublicationRecord, PublicationRecord.route_id == RouteRecord.id)
            .join(ShiftRecord, RouteRecord.shift_id == ShiftRecord.id)
            .join(RepRecord, ShiftRecord.rep_id == RepRecord.id)
            .where(RouteRecord.plan_id.in_([plan.id for plan in plans]), of_reps)
            .group_by(RouteRecord.plan_id)
        ).all()
    )
    return [
        PlanSummary(
            p.id,
            p.number,
            PlanStatus(p.status),
            p.week_on,
            p.created_at,
            *counted.get(p.id, (0, 0)),
            p.value_s,
            p.published_at,
            in_force.get(p.id, 0),
            PlanOptions.from_json(p.options),
        )
        for p in plans
    ]


def list_plans(
    session: Session,
    limit: int = 20,
    *,
    before: int | None = None,
    of_plans: ColumnElement[bool] = EVERYTHING,
    of_reps: ColumnElement[bool] = EVERYTHING,
) -> list[PlanSummary]:
    """The newest of these plans, newest first, of those before this number; routes and stops of these reps count."""
    query = select(PlanRecord).where(of_plans).order_by(PlanRecord.number.desc()).limit(limit)
    return _summaries(session, query if before is None else query.where(PlanRecord.number < before), of_reps)


def newest_plan(
    session: Session, *, of_plans: ColumnElement[bool] = EVERYTHING, of_reps: ColumnElement[bool] = EVERYTHING
) -> PlanSummary | None:
    """The plan of these that was published last; where none is, the newest draft."""
    newest = (
        select(PlanRecord)
        .where(of_plans)
        .order_by(
            (PlanRecord.status == PlanStatus.PUBLISHED).desc(),
            PlanRecord.published_at.desc(),
            PlanRecord.number.desc(),
        )
    )
    return next(iter(_summaries(session, newest.limit(1), of_reps)), None)


def publish_plan(session: Session, plan_id: str, at: datetime) -> None:
    """Make the plan's routes the current ones of their reps and days.

    It speaks for every day it planned of the reps it is of: a route of an older plan on one of them is withdrawn even
    where this plan sends that rep nowhere. A plan none of whose routes is current any more becomes superseded. Raises
    NotFound.
    """
    plan = session.get(PlanRecord, plan_id)
    if plan is None:
        raise NotFound("plan.unknown", "There is no plan of this id. Choose one from the list of plans.")
    first_on = max(plan.week_on, plan.as_of)
    last_on = plan.week_on + timedelta(days=plan.days - 1)
    planned_days = select(ShiftRecord.id).where(ShiftRecord.on_day.between(first_on, last_on))
    if reps := PlanOptions.from_json(plan.options).reps:
        planned_days = planned_days.join(RepRecord).where(RepRecord.external_id.in_(reps))
    own = select(RouteRecord.shift_id, RouteRecord.id).where(RouteRecord.plan_id == plan_id)
    routes = session.execute(own).all()
    session.execute(
        delete(PublicationRecord).where(
            PublicationRecord.shift_id.in_(planned_days) | PublicationRecord.shift_id.in_([s for s, _ in routes])
        )
    )
    insert_rows(
        session,
        PublicationRecord,
        [{"shift_id": shift_id, "route_id": route_id, "published_at": at} for shift_id, route_id in routes],
    )
    still_current = exists().where(RouteRecord.plan_id == PlanRecord.id, PublicationRecord.route_id == RouteRecord.id)
    session.execute(
        update(PlanRecord)
        .where(PlanRecord.status == PlanStatus.PUBLISHED, PlanRecord.id != plan_id, ~still_current)
        .values(status=PlanStatus.SUPERSEDED)
    )
    plan.status, plan.published_at, plan.publication = PlanStatus.PUBLISHED, at, next_publication(session)
    session.flush()
    _announce_plan(session, EventType.ROUTE_PUBLISHED, plan, at)


def next_publication(session: Session) -> int:
    """The number of a publication that is being made: higher than all before it."""
    return (session.scalar(select(func.max(PlanRecord.publication))) or 0) + 1


def _announce_plan(session: Session, event_type: EventType, plan: PlanRecord, at: datetime) -> None:
    facts: dict[str, str | int] = {"number": plan.number, "week_on": plan.week_on.isoformat()}
    announce(session, event_type, plan.id, at, url=f"/api/v1/plans/{plan.id}", **facts)
