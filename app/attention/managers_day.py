"""The manager's day: what needs him, and the numbers of the week that is under way."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.identity import Identity
from app.access.scope import reps_seen_by
from app.attention.help_asked import help_asked
from app.attention.matters import Attention, Matter
from app.attention.open_ends import conflicts, unheld_appointments, visits_without_new_date
from app.attention.troubles import failed_runs, failing_webhooks, incomplete_accounts
from app.attention.unplanned_reps import unplanned_reps
from app.intake.overview import local_today, local_zone
from app.merges.pairs import count_pairs
from app.models import PublicationRecord, RepRecord, RouteRecord, ShiftRecord, StopRecord
from app.planning.options import monday_of
from app.visits.event_facts import VisitState
from app.visits.visit_states import visit_standings


@dataclass(frozen=True, slots=True)
class WeekNumbers:
    """The published routes from Monday to Sunday: reps and days with a visit, visits, and what became of them."""

    week_on: date
    reps: int
    days: int
    visits: int
    done: int
    given_up: int  # skipped or called off


@dataclass(frozen=True, slots=True)
class ManagersDay:
    """What a manager sees first; `needs` is empty where all is in order."""

    today: date
    needs: tuple[Attention, ...]
    week: WeekNumbers


def managers_day(session: Session, identity: Identity, now: datetime) -> ManagersDay:
    """As far as who asks may see; what only directors can mend is shown to them alone."""
    today = local_today(session, now)
    needs = [
        *unplanned_reps(session, identity, today),
        *unheld_appointments(session, identity, today),
        *visits_without_new_date(session, identity, today),
        *help_asked(session, identity, local_zone(session)),
        *conflicts(session, identity, now),
        *failed_runs(session, identity, now, local_zone(session)),
        *incomplete_accounts(session, identity),
        *Attention.counted(Matter.ONE_CUSTOMER, count_pairs(session, identity)),
    ]
    if identity.sees_everything:
        needs += failing_webhooks(session)
    order = list(Matter)
    return ManagersDay(
        today, tuple(sorted(needs, key=lambda need: order.index(need.matter))), _numbers(session, identity, today)
    )


def _numbers(session: Session, identity: Identity, today: date) -> WeekNumbers:
    monday = monday_of(today)
    rows = session.execute(
        select(StopRecord.visit_id, ShiftRecord.rep_id, ShiftRecord.on_day)
        .join(RouteRecord, StopRecord.route_id == RouteRecord.id)
        .join(PublicationRecord, PublicationRecord.route_id == RouteRecord.id)
        .join(ShiftRecord, RouteRecord.shift_id == ShiftRecord.id)
        .join(RepRecord, ShiftRecord.rep_id == RepRecord.id)
        .where(ShiftRecord.on_day.between(monday, monday + timedelta(days=6)), reps_seen_by(identity))
    ).all()
    states = [standing.state for standing in visit_standings(session, {row.visit_id for row in rows}).values()]
    return WeekNumbers(
        week_on=monday,
        reps=len({row.rep_id for row in rows}),
        days=len({(row.rep_id, row.on_day) for row in rows}),
        visits=len(rows),
        done=states.count(VisitState.DONE),
        given_up=states.count(VisitState.SKIPPED) + states.count(VisitState.CANCELLED),
    )
