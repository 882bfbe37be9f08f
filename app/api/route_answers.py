"""Routes as the API shows them: the whole of a rep's day, in seconds after local midnight and metres."""

from datetime import date

from pydantic import Field

from app.api.values import Answer, Point
from app.method.field_days import DayKind
from app.method.settings import Area
from app.planning.week_plan import Place, PlannedRoute, PlannedStop


class WorthAnswer(Answer):
    name: str
    worth_s: int


class SpanAnswer(Answer):
    open_s: int
    close_s: int


class PlaceAnswer(Answer):
    name: str
    location: Point


class StopAnswer(Answer):
    visit_id: str
    turn: int = Field(description="Which of the account's visits in the plan it is, from 1.")
    number: int
    external_id: str
    name: str
    address: str
    location: Point
    category: str
    grade: str
    due: str
    is_appointment: bool
    contact_name: str
    contact_phone: str
    open_spans: list[SpanAnswer]
    drive_s: int
    drive_m: int
    drive_is_estimated: bool = Field(description="From the straight line; false: by road.")
    arrival_s: int
    start_s: int
    departure_s: int
    detour_s: int
    prize_s: int
    worth: list[WorthAnswer] = Field(description="The parts of the prize; they add up to it exactly.")
    area: Area | None = Field(description="Where the account lies for this rep; none in older plans.")
    is_without_business: bool = Field(description="Whether this is a customer with no business now.")
    result: int | None = Field(description="What the visit is expected to bring, in CNY; none in older plans.")


class RouteAnswer(Answer):
    rep_id: str
    rep_name: str
    on: date
    timezone: str
    shift_start_s: int
    shift_end_s: int
    start: PlaceAnswer
    end: PlaceAnswer
    depart_s: int
    return_s: int
    lunch_s: int | None
    lunch_duration_s: int
    stops: list[StopAnswer]
    back_s: int
    back_m: int
    back_is_estimated: bool = Field(description="Of the way back: from the straight line; false: by road.")
    speed_pct: list[int] = Field(
        description="For each hour of the day how fast one gets along, in % of the usual speed; empty: always as usual."
    )
    travel_s: int
    travel_m: int
    service_s: int
    overtime_s: int
    travel_source: str
    kind: DayKind | None = Field(description="What the day is for the rep; stops on an office day are exceptions.")
    travel_share: float = Field(description="The part of the time from leaving to returning that is spent on the road.")
    within_m: int | None = Field(description="How far apart the stops of this day lie, on average.")
    across_m: int | None = Field(description="How far from them the stops of the rep's other days lie.")


def _place(place: Place) -> PlaceAnswer:
    return PlaceAnswer(name=place.name, location=Point(lat=place.lat, lon=place.lon))


def _stop(number: int, stop: PlannedStop) -> StopAnswer:
    return StopAnswer(
        visit_id=stop.visit_id,
        turn=stop.turn,
        number=number,
        external_id=stop.external_id,
        name=stop.name,
        address=stop.address,
        location=Point(lat=stop.lat, lon=stop.lon),
        category=stop.category.value,
        grade=stop.grade.value,
        due=stop.due.value,
        is_appointment=stop.is_appointment,
        contact_name=stop.contact_name,
        contact_phone=stop.contact_phone,
        open_spans=[SpanAnswer(open_s=open_s, close_s=close_s) for open_s, close_s in stop.open_spans_s],
        drive_s=stop.drive_s,
        drive_m=stop.drive_m,
        drive_is_estimated=stop.drive_is_estimated,
        arrival_s=stop.arrival_s,
        start_s=stop.start_s,
        departure_s=stop.departure_s,
        detour_s=stop.detour_s,
        prize_s=stop.prize_s,
        worth=[WorthAnswer.model_validate(part) for part in stop.worth],
        area=stop.area,
        is_without_business=stop.is_without_business,
        result=stop.result,
    )


def route_answer(route: PlannedRoute) -> RouteAnswer:
    return RouteAnswer(
        rep_id=route.rep_id,
        rep_name=route.rep_name,
        on=route.on,
        timezone=route.timezone,
        shift_start_s=route.shift_start_s,
        shift_end_s=route.shift_end_s,
        start=_place(route.start),
        end=_place(route.end),
        depart_s=route.depart_s,
        return_s=route.return_s,
        lunch_s=route.lunch_s,
        lunch_duration_s=route.lunch_duration_s,
        stops=[_stop(number, stop) for number, stop in enumerate(route.stops, start=1)],
        back_s=route.back_s,
        back_m=route.back_m,
        back_is_estimated=route.back_is_estimated,
        speed_pct=list(route.speed_pct),
        travel_s=route.travel_s,
        travel_m=route.travel_m,
        service_s=route.service_s,
        overtime_s=route.overtime_s,
        travel_source=route.travel_source,
        kind=route.kind,
        travel_share=round(route.travel_share, 4),
        within_m=route.within_m,
        across_m=route.across_m,
    )
