"""Where the rows of a list lie: each by itself, then each against the rest, which shows the swapped and the stray."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

from geopy.distance import great_circle

from app.intake import words
from app.intake.cells import Cells, RejectedRowError
from app.intake.datums import located
from app.intake.faults import quoted
from app.intake.values import NotFiniteError, degrees
from app.method.account import Datum, Location

_FAR_M = 300_000
_COMPACT_SHARE = 0.9  # of the rows lie near the middle, or the list is spread wide and nothing in it is far


@dataclass(frozen=True, slots=True)
class Place:
    """What a row says of its place: a location, or none, or that the row is to be rejected for it."""

    location: Location | None = None
    rejection: RejectedRowError | None = None


def place_rows(rows: Sequence[Cells], datum: Datum) -> list[Place]:
    """The place of each row; `datum` counts where the row itself declares none."""
    places = [_place(row, datum) for row in rows]
    points = [place.location for place in places if place.location is not None]
    if len(points) < 2:
        return places
    middle_lat, middle_lon = median(p.lat for p in points), median(p.lon for p in points)

    def from_middle_m(lat: float, lon: float) -> float:
        return float(great_circle((middle_lat, middle_lon), (lat, lon)).m)

    distances_m = [None if p.location is None else from_middle_m(p.location.lat, p.location.lon) for p in places]
    near = sum(1 for distance in distances_m if distance is not None and distance <= _FAR_M)
    if near < _COMPACT_SHARE * len(points):
        return places
    return [_judged(*judged, from_middle_m) for judged in zip(rows, places, distances_m, strict=True)]


def _place(row: Cells, datum: Datum) -> Place:
    try:
        lat, lon = _degrees(row, "lat"), _degrees(row, "lon")
        if lat is None and lon is None:
            for field in ("lat", "lon"):
                row.value(field, degrees, None)  # says so where it is not blank
            return Place()
        if lat is None or lon is None:
            row.warn("lat" if lat is None else "lon", "ONE_COORDINATE")
            return Place()
        if (lat, lon) == (0, 0):
            row.warn("lat", "ZERO_COORDINATES")
            return Place()
        if 90 < abs(lat) <= 180 and abs(lon) <= 90:
            return _swapped(row, lat, lon)
        for field, value, most in (("lat", lat, 90), ("lon", lon, 180)):
            if abs(value) > most:
                raise row.rejected(field)
    except RejectedRowError as rejection:
        return Place(rejection=rejection)
    if declared := row.raw("datum"):
        try:
            datum = words.datum(declared)
        except ValueError:
            row.warn("datum", "UNKNOWN_DATUM", value=quoted(declared))
            return Place()
    try:
        return Place(located(lat, lon, datum))
    except ValueError:  # at the edges of the world the shifted point leaves it
        return Place(rejection=row.rejected("lat"))


def _degrees(row: Cells, field: str) -> float | None:
    """Degrees, None where the cell is silent or unclear; what is no quantity at all rejects the row."""
    text = row.raw(field)
    try:
        return degrees(text) if text else None
    except NotFiniteError as failure:
        raise row.rejected(field) from failure
    except ValueError:
        return None


def _judged(row: Cells, place: Place, distance: float | None, from_middle_m: Callable[[float, float], float]) -> Place:
    """A place far from the rest is swapped if swapping brings it near; else it is kept and named."""
    at = place.location
    if at is None or distance is None or distance <= _FAR_M:
        return place
    if abs(at.source_lon) <= 90 and from_middle_m(at.source_lon, at.source_lat) <= _FAR_M:
        return _swapped(row, at.source_lat, at.source_lon)
    row.warn("lat", "FAR_FROM_THE_REST", km=round(distance / 1000))
    return place


def _swapped(row: Cells, lat: float, lon: float) -> Place:
    row.warn("lat", "SWAPPED_COORDINATES", lat=round(lat, 6), lon=round(lon, 6))
    return Place()
