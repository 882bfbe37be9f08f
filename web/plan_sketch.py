"""A plan drawn small: the routes of plans that are compared, all in the same frame."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import cos, radians

from app.planning.week_plan import Place, PlannedRoute, WeekPlan

WIDTH, HEIGHT = 400, 260
MARGIN = 12

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class SketchedRoute:
    """One rep's day: the line from home to home, and a dot for each stop, in the drawing's own units."""

    rep_id: str
    line: tuple[Point, ...]

    @property
    def stops(self) -> tuple[Point, ...]:
        return self.line[1:-1]


def sketches(plans: Sequence[WeekPlan]) -> list[tuple[SketchedRoute, ...]]:
    """A drawing of each plan; the same place lies at the same point of all of them."""
    lines = [[(route, _places(route)) for route in plan.routes if route.stops] for plan in plans]
    frame = _Frame.around(place for drawn in lines for _, places in drawn for place in places)
    return [
        tuple(SketchedRoute(route.rep_id, tuple(frame.point(place) for place in places)) for route, places in drawn)
        for drawn in lines
    ]


def _places(route: PlannedRoute) -> list[Place]:
    return [route.start, *(Place(stop.name, stop.lat, stop.lon) for stop in route.stops), route.end]


@dataclass(frozen=True, slots=True)
class _Frame:
    """What is shown: the north-west corner, and how many units a degree of latitude is."""

    north: float
    west: float
    per_degree: float
    narrowing: float  # of a degree of longitude against one of latitude

    @classmethod
    def around(cls, places: Iterable[Place]) -> "_Frame":
        every = list(places) or [Place("", 0.0, 0.0)]
        north, south = max(p.lat for p in every), min(p.lat for p in every)
        west, east = min(p.lon for p in every), max(p.lon for p in every)
        narrowing = cos(radians((north + south) / 2))
        wide = (WIDTH - 2 * MARGIN) / max(1e-6, (east - west) * narrowing)
        high = (HEIGHT - 2 * MARGIN) / max(1e-6, north - south)
        return cls(north, west, min(wide, high), narrowing)

    def point(self, place: Place) -> Point:
        x = MARGIN + (place.lon - self.west) * self.narrowing * self.per_degree
        y = MARGIN + (self.north - place.lat) * self.per_degree
        return round(x, 1), round(y, 1)
