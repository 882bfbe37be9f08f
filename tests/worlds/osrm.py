"""OSRM on loopback: a real HTTP server that speaks its protocol, drives straight, and misbehaves where told."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from geopy.distance import great_circle

from tests.worlds.geocoder import Asked, Geocoder, Said, geocoder

Point = tuple[float, float]
M_IN_S = 10.0
HTML = Said("<html><title>502 Bad Gateway</title>")


def places_of(asked: Asked) -> list[Point]:
    told = asked.path.rpartition("/")[2].split(";")
    return [(float(lat), float(lon)) for lon, lat in (pair.split(",") for pair in told)]


def table(asked: Asked, **instead: Any) -> dict[str, Any]:
    """What OSRM answers to this question, with other parts in place of its own."""
    places = places_of(asked)
    if len(places) < 2:
        return {"code": "InvalidOptions", "message": "Number of coordinates needs to be at least two."}
    sides = [[places[int(n)] for n in asked.query[side].split(";")] for side in ("sources", "destinations")]
    metres = [[great_circle(a, b).m for b in sides[1]] for a in sides[0]]
    told = {
        "code": "Ok",
        "durations": [[round(m / M_IN_S, 1) for m in row] for row in metres],
        "distances": [[round(m, 1) for m in row] for row in metres],
        "sources": [{"distance": 4.2, "location": [lon, lat]} for lat, lon in sides[0]],
        "destinations": [{"distance": 4.2, "location": [lon, lat]} for lat, lon in sides[1]],
    }
    return told | instead


def route(asked: Asked, **instead: Any) -> dict[str, Any]:
    """The way of the straight line, by its middle."""
    (a, b) = places_of(asked)
    way = [a, ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2), b]
    told = {
        "code": "Ok",
        "routes": [{"geometry": {"type": "LineString", "coordinates": [[lon, lat] for lat, lon in way]}}],
        "waypoints": [{"distance": 4.2}, {"distance": 4.2}],
    }
    return told | instead


def well(asked: Asked) -> Said:
    return Said(table(asked) if asked.path.startswith("/table/") else route(asked))


@contextmanager
def osrm(answer: Callable[[Asked], Said] = well) -> Iterator[Geocoder]:
    """A server that is gone when the block ends."""
    with geocoder(answer) as server:
        yield server
