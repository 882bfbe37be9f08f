"""The main roads under the tiles: a map that is there where no tile can be had, kept with the page that shows it."""

from collections.abc import Iterable
from typing import Any

import polyline

from app.planning.week_plan import PlannedRoute
from app.travel.by_road import main_roads
from web.geojson import WAY_DIGITS, Shift

AROUND_DEGREES = 0.02  # two kilometres around the outermost stops
MOST_LETTERS = 16_000  # of all roads of a map: a day with its streets stays below 30 KB
THANKS = "© OpenStreetMap contributors"


def base_map(routes: Iterable[PlannedRoute], shift: Shift) -> dict[str, Any] | None:
    """The roads around these routes as the map script draws them, the greatest first; None where there are none.

    Lesser roads are left out, class by class, where they would be too many.
    """
    driven = [route for route in routes if route.stops]
    if not driven:
        return None
    ends = [(place.lat, place.lon) for route in driven for place in (route.start, route.end)]
    lat, lon = zip(*ends, *((stop.lat, stop.lon) for route in driven for stop in route.stops), strict=True)
    box = (
        min(lat) - AROUND_DEGREES,
        min(lon) - AROUND_DEGREES,
        max(lat) + AROUND_DEGREES,
        max(lon) + AROUND_DEGREES,
    )
    roads: list[dict[str, Any]] = []
    letters = 0
    for rank, lines in main_roads(box):
        ways = [polyline.encode([shift(*point) for point in line], WAY_DIGITS) for line in lines]
        letters += sum(len(way) + 3 for way in ways)
        if letters > MOST_LETTERS:
            break
        roads.append({"rank": rank, "ways": ways})
    return {"roads": roads, "thanks": THANKS} if roads else None
