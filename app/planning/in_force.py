"""The plan in force: of all versions the routes that are current, each with the plan it is of."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.method.settings import MethodSettings
from app.method.steering import NOT_STEERED, Steering, steering_from_json
from app.models import LedgerRecord, PlanRecord, PublicationRecord, RepRecord, RouteRecord, ShiftRecord, StopRecord
from app.planning.by_hand import NOTHING_BY_HAND, ByHand, HandLock, KeptAnyway
from app.planning.options import PlanOptions
from app.planning.route_rows import planned_routes, select_routes
from app.planning.states import PlanStatus
from app.planning.week_plan import PlannedRoute
from solver import Reason


@dataclass(frozen=True, slots=True)
class PlanBasis:
    """What a plan was ordered with, what steered it (by rep), and what was settled by hand since."""

    id: str
    options: PlanOptions
    settings: MethodSettings
    hand: ByHand = NOTHING_BY_HAND
    steering: Mapping[str, Steering] = field(default_factory=dict)

    def steering_of(self, rep_id: str) -> Steering:
        return self.steering.get(rep_id, NOT_STEERED)


@dataclass(frozen=True, slots=True)
class DayInForce:
    """The current route of one rep and day."""

    plan_id: str
    route: PlannedRoute


@dataclass(frozen=True, slots=True)
class StopInForce:
    """A stop of a current route, as far as it says who is where and when."""

    plan_id: str
    rep_id: str  # the rep's external id
    rep_name: str
    on: date
    external_id: str
    start_s: int
    is_appointment: bool
    lat: float
    lon: float
    departure_s: int


_OF_STOP: tuple[
    ColumnElement[Any] | InstrumentedAttribute[Any], ...
] = (  # as `StopInForce` has them, after plan and rep
    ShiftRecord.on_day,
    StopRecord.external_id,
    StopRecord.start_s,
    StopRecord.is_appointment,
    StopRecord.lat,
    StopRecord.lon,
    StopRecord.departure_s,
)


def days_in_force(session: Session, rep_ids: Collection[str], from_on: date, to_on: date) -> list[DayInForce]:
    """The current routes of these reps (external ids) from day to day, both included, by rep and day."""
    these = (RepRecord.external_id.in_(rep_ids), ShiftRecord.on_day.between(from_on, to_on))
    current = PublicationRecord.route_id == RouteRecord.id
    plans = {
        (rep_id, on): plan_id
        for rep_id, on, plan_id in session.execute(
            select(RepRecord.external_id, ShiftRecord.on_day, RouteRecord.plan_id)
            .select_from(PublicationRecord)
            .join(RouteRecord, current)
            .join(ShiftRecord, RouteRecord.shift_id == ShiftRecord.id)
            .join(RepRecord, ShiftRecord.rep_id == RepRecord.id)
            .where(*these)
        )
    }
    routes = (
        select_routes()
        .join(PublicationRecord, current)
        .where(*these)
        .order_by(RepRecord.external_id, ShiftRecord.on_day)
    )
    return [DayInForce(plans[route.rep_id, route.on], route) for route in planned_routes(session, routes)]


def stops_in_force(session: Session, from_on: date, to_on: date | None, account_id: str = "") -> list[StopInForce]:
    """The stops of all current routes from day to day (None: no end), by time; of one account if named."""
    wanted: list[ColumnElement[bool]] = [ShiftRecord.on_day >= from_on]
    wanted += [] if to_on is None else [ShiftRecord.on_day <= to_on]
    wanted += [StopRecord.external_id == account_id] if account_id else []
    rows = session.execute(
        select(RouteRecord.plan_id, RepRecord.external_id, RepRecord.name, *_OF_STOP)
        .join(RouteRecord, StopRecord.route_id == RouteRecord.id)
        .join(PublicationRecord, PublicationRecord.route_id == RouteRecord.id)
        .join(ShiftRecord, RouteRecord.shift_id == ShiftRecord.id)
        .join(RepRecord, ShiftRecord.rep_id == RepRecord.id)
        .where(*wanted)
        .order_by(ShiftRecord.on_day, StopRecord.start_s, StopRecord.external_id)
    )
    return [StopInForce(*row) for row in rows]


def holders_in_force(session: Session, days: Sequence[date]) -> dict[str, set[str]]:
    """The reps whose current routes of these days visit an account, by account; all are external ids."""
    holders: dict[str, set[str]] = {}
    for stop in stops_in_force(session, days[0], days[-1]) if days else ():
        holders.setdefault(stop.external_id, set()).add(stop.rep_id)
    return holders


def plan_bases(session: Session, plan_ids: Collection[str]) -> dict[str, PlanBasis]:
    """The orders of these plans, by plan."""
    records = session.execute(
        select(
            PlanRecord.id,
            PlanRecord.options,
            PlanRecord.settings,
            PlanRecord.settings_by_rep,
            PlanRecord.by_hand,
            PlanRecord.steering,
        ).where(PlanRecord.id.in_(plan_ids))
    )
    return {
        plan_id: PlanBasis(
            plan_id,
            PlanOptions.from_json(options),
            MethodSettings.from_json({**settings, "by_rep": by_rep or {}}),
            ByHand.from_json(by_hand),
            steering_from_json(steering),
        )
        for plan_id, options, settings, by_rep, by_hand, steering in records
    }


def hand_in_force(session: Session, days: Iterable[DayInForce]) -> ByHand:
    """What is settled by hand on these days, each by the plan that it is of."""
    days_of: dict[str, set[tuple[str, date]]] = {}
    for day in days:
        days_of.setdefault(day.plan_id, set()).add((day.route.rep_id, day.route.on))
    bases = plan_bases(session, days_of)
    locks, kept = dict[HandLock, None](), list[KeptAnyway]()
    for plan_id, theirs in sorted(days_of.items()):
        hand = bases[plan_id].hand
        locks |= dict.fromkeys(lock for lock in hand.locks if any(lock.is_of(rep_id, on) for rep_id, on in theirs))
        kept += [one for one in hand.kept if (one.rep_id, one.on) in theirs]
    return ByHand(tuple(locks), tuple(kept))


def given_up_promises(session: Session, plan_ids: Collection[str], account_ids: Collection[str]) -> set[str]:
    """Which of these accounts (external ids) have a promise that one of the plans knew and could not keep."""
    rows = select(LedgerRecord.external_id).where(
        LedgerRecord.plan_id.in_(plan_ids),
        LedgerRecord.external_id.in_(account_ids),
        LedgerRecord.code == Reason.APPOINTMENT_CLASH.value,
    )
    return set(session.scalars(rows))


def hold_plans_in_force(session: Session) -> None:
    """Let nobody else change what is in force before this transaction ends; SQLite's writers are alone anyhow."""
    in_force = select(PlanRecord.id).where(PlanRecord.status == PlanStatus.PUBLISHED)
    session.execute(in_force.order_by(PlanRecord.id).with_for_update()).all()
