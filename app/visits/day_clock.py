"""The clock of a day as a phone needs it to time the day anew by itself: windows, lunch, shift and drives."""

from dataclasses import dataclass

import numpy as np

from app.method.rep import Rep
from app.method.working_hours import lunch_starts
from app.planning.build import service_starts, traffic_of
from app.planning.week_plan import PlannedRoute, PlannedStop
from app.travel.by_road import ROADS, travel_model
from app.travel.straight_line import SPEEDS
from solver import Speeds

Span = tuple[int, int]
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class ClockStop:
    """A stop at row `place` of the drives; service begins in one of `windows`, both ends allowed."""

    stop: PlannedStop
    place: int
    service_s: int
    windows: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class DayClock:
    """`drive_s` are seconds between every two places: where the day begins, its stops, where it ends.

    `points` are those places in WGS-84 degrees, and `speeds` what a drive from anywhere else is estimated by.
    `lunch` is the span in which lunch may begin, None where the shift has none; `latest_s` is the end with overtime.
    """

    route: PlannedRoute
    latest_s: int
    lunch: Span | None
    lunch_duration_s: int
    stops: tuple[ClockStop, ...]
    drive_s: tuple[tuple[int, ...], ...]
    points: tuple[Point, ...]
    speeds: Speeds
    speed_pct: tuple[int, ...]  # of each hour; drives are as long as they would be at 100

    @property
    def end_place(self) -> int:
        return len(self.stops) + 1


def day_clock(route: PlannedRoute, rep: Rep) -> DayClock:
    """The clock of this route. Its own drives are as it tells them, others are found in the same way."""
    stops = ((stop.lat, stop.lon) for stop in route.stops)
    points = ((route.start.lat, route.start.lon), *stops, (route.end.lat, route.end.lon))
    return DayClock(
        route=route,
        latest_s=route.shift_end_s + rep.overtime_s,
        lunch=lunch_starts(rep, route.on, route.shift_start_s, route.shift_end_s),
        lunch_duration_s=0 if rep.lunch is None else rep.lunch.duration_s,
        stops=tuple(_clock_stop(stop, place) for place, stop in enumerate(route.stops, start=1)),
        drive_s=_drives(route, rep, points),
        points=points,
        speeds=SPEEDS[rep.travel_mode],
        speed_pct=route.speed_pct,
    )


def _own_drives(route: PlannedRoute) -> list[int]:
    """How long the drives of the route take, at the usual speed."""
    traffic = traffic_of(route.speed_pct)
    told_s = [*(stop.drive_s for stop in route.stops), route.back_s]
    if traffic is None:
        return told_s
    left_s = [route.depart_s, *(stop.departure_s for stop in route.stops)]
    arrived_s = [*(stop.arrival_s for stop in route.stops), route.return_s]
    drives_s = [traffic.free_s(*leg) for leg in zip(left_s, arrived_s, strict=True)]
    for n, leg in enumerate(zip(left_s, arrived_s, strict=True)):
        if route.lunch_s is not None and leg[0] <= route.lunch_s < leg[1]:
            drives_s[n] = traffic.free_s(*leg, (route.lunch_s, route.lunch_s + route.lunch_duration_s))
    return drives_s


def _clock_stop(stop: PlannedStop, place: int) -> ClockStop:
    service_s = stop.departure_s - stop.start_s
    promised = ((stop.start_s, stop.start_s),)
    return ClockStop(
        stop, place, service_s, promised if stop.is_appointment else tuple(service_starts(stop.open_spans_s, service_s))
    )


def _drives(route: PlannedRoute, rep: Rep, points: tuple[Point, ...]) -> tuple[tuple[int, ...], ...]:
    travel = travel_model(points, rep.travel_mode, by_road=route.travel_source == ROADS)
    seconds = travel.matrix(np.arange(len(points))).duration_s.tolist()
    if route.stops:
        for place, drive_s in enumerate(_own_drives(route)):
            seconds[place][place + 1] = drive_s
    return tuple(tuple(row) for row in seconds)
