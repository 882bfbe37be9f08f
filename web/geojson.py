"""Routes and weeks as GeoJSON: facts only, in the drawing order, with longitude before latitude as RFC 7946 wants."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

from app.method.account import Account
from app.planning.week_plan import Place, PlannedRoute, WeekPlan
from web.rep_marks import initials, rep_colours

Position = tuple[float, float]
Shift = Callable[[float, float], Position]


def unshifted(lat: float, lon: float) -> Position:
    """The datum shift of a base map drawn in WGS-84: none."""
    return lat, lon


def day_features(route: PlannedRoute, shift: Shift = unshifted) -> dict[str, Any]:
    """One day: its legs in driving order, each with the visit it leads to, then home, lunch and the numbered stops."""
    chain = _chain(route)
    towards = [*(stop.visit_id for stop in route.stops), ""]
    features = [
        _line(ends, shift, kind="leg", to=visit_id) for ends, visit_id in zip(pairwise(chain), towards, strict=False)
    ]
    features += _homes(route, shift)
    meal = meal_place(route)
    if meal is not None:
        before, after = chain[meal], chain[meal + 1]
        midway = Place("", (before.lat + after.lat) / 2, (before.lon + after.lon) / 2)
        features.append(_point(midway, shift, kind="lunch", at_s=route.lunch_s))
    for number, stop in enumerate(route.stops, start=1):
        place = Place(stop.name, stop.lat, stop.lon)
        features.append(
            _point(
                place,
                shift,
                kind="stop",
                id=stop.visit_id,
                number=number,
                category=stop.category.value,
                due=stop.due.value,
                appointment=stop.is_appointment,
            )
        )
    return _collection(features)


def week_features(plan: WeekPlan, shift: Shift = unshifted, *, left_out: Sequence[Place] = ()) -> dict[str, Any]:
    """A week: for each rep and day its line, home and stops; `left_out` are places nobody goes to this time."""
    features = [_point(place, shift, kind="left_out") for place in left_out]
    colours = rep_colours(route.rep_id for route in plan.routes)
    for route in plan.routes:
        if not route.stops:
            continue
        layer = {"rep": route.rep_id, "on": route.on.isoformat(), "colour": colours[route.rep_id]}
        features.append(_line(_chain(route), shift, kind="route", **layer))
        whose = layer | {"initials": initials(route.rep_name)}
        features += [home | {"properties": home["properties"] | whose} for home in _homes(route, shift)]
        for number, stop in enumerate(route.stops, start=1):
            place = Place(stop.name, stop.lat, stop.lon)
            facts = {"id": stop.visit_id, "number": number, "weekday": route.on.weekday()}
            facts |= {"category": stop.category.value, "appointment": stop.is_appointment}
            features.append(_point(place, shift, kind="stop", **facts, **layer))
    return _collection(features)


def account_features(accounts: Sequence[tuple[str, Account]], shift: Shift = unshifted) -> dict[str, Any]:
    """Accounts where they lie, each under its id; those without a place are not there."""
    return _collection(
        [
            _point(
                Place(account.name, account.location.lat, account.location.lon),
                shift,
                kind="stop",
                id=name,
                number="",
                category=account.category.value,
                due="none",
                appointment=False,
            )
            for name, account in accounts
            if account.location is not None
        ]
    )


def meal_place(route: PlannedRoute) -> int | None:
    """How many stops are done before a lunch on the way; None where there is no such lunch."""
    lunch_s = route.lunch_s
    if lunch_s is None or not route.stops or eats_before_leaving(route):
        return None
    return sum(stop.start_s < lunch_s for stop in route.stops)


def eats_before_leaving(route: PlannedRoute) -> bool:
    """Whether the day's way begins after lunch."""
    return bool(route.stops) and route.lunch_s is not None and route.lunch_s < route.depart_s


def _chain(route: PlannedRoute) -> list[Place]:
    if not route.stops:
        return []
    return [route.start, *(Place(stop.name, stop.lat, stop.lon) for stop in route.stops), route.end]


def _homes(route: PlannedRoute, shift: Shift) -> list[dict[str, Any]]:
    places = [route.start] if route.start == route.end else [route.start, route.end]
    return [_point(place, shift, kind="home", name=place.name) for place in places]


def _point(place: Place, shift: Shift, **properties: object) -> dict[str, Any]:
    return _feature({"type": "Point", "coordinates": _position(place, shift)}, properties)


def _line(places: Sequence[Place], shift: Shift, **properties: object) -> dict[str, Any]:
    return _feature({"type": "LineString", "coordinates": [_position(place, shift) for place in places]}, properties)


def _position(place: Place, shift: Shift) -> list[float]:
    lat, lon = shift(place.lat, place.lon)
    return [round(lon, 6), round(lat, 6)]  # six digits are a hand's breadth


def _feature(geometry: dict[str, Any], properties: dict[str, object]) -> dict[str, Any]:
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _collection(features: list[dict[str, Any]]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": features}
