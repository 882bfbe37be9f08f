"""Routes and stops as rows of the database, and back again without a loss."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, selectinload

from app.ids import new_id
from app.method.account import Category, Grade
from app.method.cadence import DueState
from app.method.field_days import DayKind
from app.method.settings import Area
from app.method.worth import WorthPart
from app.models import RepRecord, RouteRecord, ShiftRecord, StopRecord
from app.planning.week_plan import Place, PlannedRoute, PlannedStop

_SAME_IN_ROUTE = (
    "rep_name",
    "timezone",
    "shift_start_s",
    "shift_end_s",
    "depart_s",
    "return_s",
    "lunch_s",
    "lunch_duration_s",
    "back_s",
    "back_m",
    "travel_source",
    "within_m",
    "across_m",
    "back_is_estimated",
)
_SAME_IN_STOP = (
    "visit_id",
    "external_id",
    "name",
    "address",
    "lat",
    "lon",
    "is_appointment",
    "contact_name",
    "contact_phone",
    "drive_s",
    "drive_m",
    "arrival_s",
    "start_s",
    "departure_s",
    "detour_s",
    "is_without_business",
    "result",
    "drive_is_estimated",
    "turn",
)

RouteRows = Select[RouteRecord, date, str]


def route_row(route: PlannedRoute, *, route_id: str, plan_id: str, shift_id: str, position: int) -> dict[str, Any]:
    return {
        "id": route_id,
        "plan_id": plan_id,
        "shift_id": shift_id,
        "position": position,
        "start_name": route.start.name,
        "start_lat": route.start.lat,
        "start_lon": route.start.lon,
        "end_name": route.end.name,
        "end_lat": route.end.lat,
        "end_lon": route.end.lon,
        "kind": None if route.kind is None else route.kind.value,
        "speed_pct": list(route.speed_pct) or None,
        **{name: getattr(route, name) for name in _SAME_IN_ROUTE},
    }


def stop_rows(stops: Sequence[PlannedStop], route_id: str, visit_ids: Sequence[str]) -> list[dict[str, Any]]:
    """The rows of one route's stops; `visit_ids` are our ids of their visits, in the same order."""
    return [
        {
            **{name: getattr(stop, name) for name in _SAME_IN_STOP},
            "id": new_id("stp"),
            "route_id": route_id,
            "position": position,
            "visit_id": visit_id,
            "category": stop.category.value,
            "grade": stop.grade.value,
            "due": stop.due.value,
            "open_spans_s": [list(span) for span in stop.open_spans_s],
            "area": None if stop.area is None else stop.area.value,
            "worth": [[part.name, part.worth_s] for part in stop.worth],
        }
        for position, (stop, visit_id) in enumerate(zip(stops, visit_ids, strict=True), start=1)
    ]


def select_routes() -> RouteRows:
    """Routes with their day and the external id of their rep; the caller says which and in what order."""
    return (
        select(RouteRecord, ShiftRecord.on_day, RepRecord.external_id)
        .join(ShiftRecord, RouteRecord.shift_id == ShiftRecord.id)
        .join(RepRecord, ShiftRecord.rep_id == RepRecord.id)
        .options(selectinload(RouteRecord.stops))
    )


def planned_routes(session: Session, query: RouteRows) -> list[PlannedRoute]:
    return [_planned_route(*row) for row in session.execute(query)]


def _planned_route(record: RouteRecord, on: date, rep_id: str) -> PlannedRoute:
    return PlannedRoute(
        rep_id=rep_id,
        on=on,
        start=Place(record.start_name, record.start_lat, record.start_lon),
        end=Place(record.end_name, record.end_lat, record.end_lon),
        stops=tuple(_planned_stop(stop) for stop in record.stops),
        kind=None if record.kind is None else DayKind(record.kind),
        speed_pct=tuple(record.speed_pct or ()),
        **{name: getattr(record, name) for name in _SAME_IN_ROUTE},
    )


def _planned_stop(record: StopRecord) -> PlannedStop:
    return PlannedStop(
        category=Category(record.category),
        grade=Grade(record.grade),
        due=DueState(record.due),
        open_spans_s=tuple((open_s, close_s) for open_s, close_s in record.open_spans_s),
        worth=tuple(WorthPart(name, worth_s) for name, worth_s in record.worth),
        area=None if record.area is None else Area(record.area),
        **{name: getattr(record, name) for name in _SAME_IN_STOP},
    )
