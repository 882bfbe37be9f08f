"""The published week of everybody, where several plans are in force side by side: each team's, say."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.identity import Identity
from app.access.scope import reps_seen_by
from app.models import PlanRecord, RepRecord
from app.planning.in_force import DayInForce, days_in_force, hand_in_force, plan_bases
from app.planning.revision import route_value
from app.planning.seen_plans import seen_ledger
from app.planning.states import PlanStatus
from app.planning.store import PlanSummary, list_plans
from app.planning.week_plan import LedgerRow, Outcome, WeekPlan


@dataclass(frozen=True, slots=True)
class PartOfWeek:
    """A plan that is in force in it, the names of the reps who go by it, and how many visits they make by it."""

    summary: PlanSummary
    reps: tuple[str, ...]
    visits: int


@dataclass(frozen=True, slots=True)
class WholeWeek:
    """All days in force as one plan, which is not certified as a whole, with the plans that they are of."""

    plan: WeekPlan
    parts: tuple[PartOfWeek, ...]


def whole_week(session: Session, identity: Identity, newest: PlanSummary) -> WholeWeek | None:
    """The week of the plan that was published last, of all reps who are seen; None where that plan says it all."""
    if newest.status is not PlanStatus.PUBLISHED or not newest.options.reps:
        return None
    horizon = newest.options.horizon
    reps = session.scalars(select(RepRecord.external_id).where(reps_seen_by(identity))).all()
    days = days_in_force(session, reps, horizon[0], horizon[-1])
    if all(newest.options.is_of(day.route.rep_id) for day in days):
        return None
    bases = plan_bases(session, {day.plan_id for day in days})
    summaries = list_plans(session, len(bases), of_plans=PlanRecord.id.in_(bases), of_reps=reps_seen_by(identity))
    plan = WeekPlan(
        week_on=newest.week_on,
        as_of=newest.week_on,
        days=len(horizon),
        routes=tuple(day.route for day in days),
        ledger=tuple(_ledger(session, identity, summaries, days)),
        value_s=sum(route_value(bases[day.plan_id], day.route) for day in days) / 100,
        hand=hand_in_force(session, days),
    )
    return WholeWeek(plan, tuple(_part(one, days) for one in summaries))


def _part(summary: PlanSummary, days: Sequence[DayInForce]) -> PartOfWeek:
    routes = [day.route for day in days if day.plan_id == summary.id]
    names = tuple(dict.fromkeys(route.rep_name for route in routes))
    return PartOfWeek(summary, names, sum(len(route.stops) for route in routes))


def _ledger(
    session: Session, identity: Identity, plans: Sequence[PlanSummary], days: Sequence[DayInForce]
) -> Iterator[LedgerRow]:
    """One row for each account: of the plan whose day visits it, else of the newest plan that knows it."""
    visited: Mapping[str, str] = {stop.external_id: day.plan_id for day in days for stop in day.route.stops}
    told: set[tuple[int | None, str]] = set()
    for plan in plans:
        for row in (numbered.row for numbered in seen_ledger(session, identity, plan.id)):
            holder = visited.get(row.external_id)
            is_true = holder == plan.id if row.outcome is Outcome.ROUTED else holder is None
            name = (None if row.external_id else row.line, row.external_id)
            if is_true and name not in told:
                told.add(name)
                yield row
