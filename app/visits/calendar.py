"""A rep's visits as a calendar keeps them: each under its id, with a number that rises when a version touches it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.models import PlanRecord, PublicationRecord, RepRecord, RouteRecord, ShiftRecord
from app.planning.route_rows import planned_routes, select_routes
from app.planning.week_plan import PlannedRoute, PlannedStop


@dataclass(frozen=True, slots=True)
class CalendarVisit:
    """A visit at the time at which a published version has it; `is_cancelled` where none in force has it any more."""

    route: PlannedRoute
    stop: PlannedStop
    sequence: int
    changed_at: datetime
    is_cancelled: bool = False

    @property
    def starts_at(self) -> datetime:
        return self.route.at(self.stop.start_s)


def calendar_of(session: Session, rep_id: str, from_on: date) -> Sequence[CalendarVisit]:
    """All visits that published versions gave to the rep (external id) from that day on, by time.

    One that is in force has the number of the publication that put it there. One that is not has the next number after
    the last publication that had it: whatever dropped it had that number or a higher one, and so has whatever brings it
    back.
    """
    of_rep = (RepRecord.external_id == rep_id, ShiftRecord.on_day >= from_on)
    is_current = exists().where(PublicationRecord.route_id == RouteRecord.id)
    versions = session.execute(
        select(PlanRecord.id, PlanRecord.publication, PlanRecord.published_at, is_current)
        .join(RouteRecord, RouteRecord.plan_id == PlanRecord.id)
        .join(ShiftRecord, RouteRecord.shift_id == ShiftRecord.id)
        .join(RepRecord, ShiftRecord.rep_id == RepRecord.id)
        .where(*of_rep, PlanRecord.publication.is_not(None))
        .distinct()
        .order_by(PlanRecord.publication)
    ).all()
    latest: dict[str, CalendarVisit] = {}
    in_force: dict[str, CalendarVisit] = {}
    for plan_id, publication, published_at, current in versions:
        which = is_current if current else ~is_current
        routes = select_routes().where(*of_rep, RouteRecord.plan_id == plan_id, which).order_by(ShiftRecord.on_day)
        for route in planned_routes(session, routes):
            for stop in route.stops:
                assert publication is not None
                assert published_at is not None
                visit = CalendarVisit(route, stop, publication, published_at)
                latest[stop.visit_id] = visit
                if current:
                    in_force[stop.visit_id] = visit
    dropped = [
        CalendarVisit(last.route, last.stop, last.sequence + 1, last.changed_at, is_cancelled=True)
        for visit_id, last in latest.items()
        if visit_id not in in_force
    ]
    return sorted([*in_force.values(), *dropped], key=lambda visit: (visit.starts_at, visit.sequence))
