"""A rep's day: the one route that is published for it, and which days have one."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import Session

from app.models import PlanRecord, PublicationRecord, RepRecord, RouteRecord, ShiftRecord, StopRecord
from app.planning.by_hand import ByHand, KeptAnyway
from app.planning.route_rows import planned_routes, select_routes
from app.planning.week_plan import PlannedRoute


@dataclass(frozen=True, slots=True)
class PublishedRoute:
    """A route as its rep drives it, with the plan it comes from and the rules that somebody chose to break on it."""

    route: PlannedRoute
    plan_id: str
    plan_number: int
    kept: tuple[KeptAnyway, ...]


def published_route(session: Session, rep_id: str, on: date) -> PublishedRoute | None:
    """The current route of a rep's day; None where nothing is published for it. `rep_id` is the rep's external id."""
    found = session.execute(
        select(PublicationRecord.route_id, PlanRecord.id, PlanRecord.number, PlanRecord.by_hand)
        .join(RouteRecord, PublicationRecord.route_id == RouteRecord.id)
        .join(PlanRecord, RouteRecord.plan_id == PlanRecord.id)
        .join(ShiftRecord, PublicationRecord.shift_id == ShiftRecord.id)
        .join(RepRecord, ShiftRecord.rep_id == RepRecord.id)
        .where(RepRecord.external_id == rep_id, ShiftRecord.on_day == on)
    ).first()
    if found is None:
        return None
    route_id, plan_id, plan_number, by_hand = found
    (route,) = planned_routes(session, select_routes().where(RouteRecord.id == route_id))
    return PublishedRoute(route, plan_id, plan_number, ByHand.from_json(by_hand).kept_on(rep_id, on))


def _days_with_stops(rep_id: str) -> Select[date]:
    return (
        select(ShiftRecord.on_day)
        .join(PublicationRecord, PublicationRecord.shift_id == ShiftRecord.id)
        .join(RepRecord, ShiftRecord.rep_id == RepRecord.id)
        .where(RepRecord.external_id == rep_id, exists().where(StopRecord.route_id == PublicationRecord.route_id))
        .order_by(ShiftRecord.on_day)
    )


def next_route_day(session: Session, rep_id: str, from_on: date) -> date | None:
    """The first day from `from_on` on, that day included, on which the rep has somebody to see."""
    return session.scalar(_days_with_stops(rep_id).where(ShiftRecord.on_day >= from_on).limit(1))


def route_days(session: Session, rep_id: str, from_on: date, to_on: date) -> list[date]:
    """The days between the two, both included, on which the rep has somebody to see."""
    return list(session.scalars(_days_with_stops(rep_id).where(ShiftRecord.on_day.between(from_on, to_on))))


def stops_by_day(session: Session, rep_id: str, from_on: date, to_on: date) -> dict[date, int]:
    """How many stops the rep has on each day with a published route, both ends included."""
    rows = session.execute(
        select(ShiftRecord.on_day, func.count(StopRecord.id).label("stops"))
        .join(PublicationRecord, PublicationRecord.shift_id == ShiftRecord.id)
        .join(RepRecord, ShiftRecord.rep_id == RepRecord.id)
        .outerjoin(StopRecord, StopRecord.route_id == PublicationRecord.route_id)
        .where(RepRecord.external_id == rep_id, ShiftRecord.on_day.between(from_on, to_on))
        .group_by(ShiftRecord.on_day)
    )
    return {row.on_day: row.stops for row in rows}
