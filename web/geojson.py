"""Routes and weeks as GeoJSON: facts only, in the drawing order, with longitude before latitude as RFC 7946 wants."""

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any

import polyline

from app.method.account import Account
from app.planning.week_plan import Place, PlannedRoute, WeekPlan
from web.rep_marks import initials, rep_colours

Position = tuple[float, float]
Shift = Callable[[float, float], Position]
Leg = tuple[Position, Position]
Streets = Mapping[Leg, Sequence[Position]]
NO_STREETS: Streets = {}
WAY_DIGITS = 5  # a metre, in four or five letters a point


def unshifted(lat: float, lon: float) -> Position:
    """The datum shift of a base map drawn in WGS-84: none."""
    return lat, lon


def day_features(route: PlannedRoute, shift: Shift = unshifted, streets: Streets = NO_STREETS) -> dict[str, Any]:
    """One day: its legs in driving order, each with the visit it leads to, then home, lunch and the numbered stops.

    A leg along streets has them as its `way`, an encoded polyline of five digits; its two ends are those of the stops.
    """
    chain = _chain(route)
    towards = [*(stop.visit_id for stop in route.stops), ""]
    features = [
        _line(leg, shift, kind="leg", to=visit_id, **_way([leg], shift, streets))
        for leg, visit_id in zip(pairwise(chain), towards, strict=False)
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


def week_features(
    plan: WeekPlan, shift: Shift = unshifted, *, left_out: Sequence[Place] = (), streets: Streets = NO_STREETS
) -> dict[str, Any]:
    """A week: for each rep and day its line, home and stops; `left_out` are places nobody goes to this time."""
    features = [_point(place, shift, kind="left_out") for place in left_out]
    colours = rep_colours(route.rep_id for route in plan.routes)
    for route in plan.routes:
        if not route.stops:
            continue
        layer = {"rep": route.rep_id, "on": route.on.isoformat(), "colour": colours[route.rep_id]}
        chain = _chain(route)
        way = _way(list(pairwise(chain)), shift, streets)
        features.append(_line(chain, shift, kind="route", **layer, **way))
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


def driven_legs(route: PlannedRoute) -> list[Leg]:
    """The legs of the day that are known by road, from door to door."""
    legs = pairwise((place.lat, place.lon) for place in _chain(route))
    return [leg for leg, is_estimated in zip(legs, route.drives, strict=True) if not is_estimated]


def _way(legs: Sequence[tuple[Place, Place]], shift: Shift, streets: Streets) -> dict[str, str]:
    """The streets of these legs one after the other, where there is one that follows them; its doors are part of it."""
    doors = [((start.lat, start.lon), (end.lat, end.lon)) for start, end in legs]
    if not any(leg in streets for leg in doors):
        return {}
    points = [point for leg in doors for point in (leg[0], *streets.get(leg, ()), leg[1])]
    return {"way": polyline.encode([shift(*point) for point in points], WAY_DIGITS)}


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
