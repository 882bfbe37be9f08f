"""GCJ-02 and BD-09 to WGS-84 and back. The datum is always declared; no border is guessed from a rectangle.

Forward formulas: the GCJ-02 obfuscation polynomial on the Krasovsky 1940 ellipsoid and Baidu's swirl on top of it, as
commonly published. Neither has a closed inverse, so ours repeats a fixed-point step: after 4 steps the round trip is
far below a millimetre.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from math import atan2, cos, pi, radians, sin, sqrt

from geopy.distance import great_circle

from app.method.account import Datum, Location

Point = tuple[float, float]  # latitude, longitude in degrees

_EQUATOR_RADIUS_M = 6_378_245.0  # Krasovsky 1940
_ECCENTRICITY_SQUARED = 0.00669342162296594323
_BAIDU_TURN = pi * 3000 / 180
_BAIDU_LAT, _BAIDU_LON = 0.006, 0.0065
_INVERSE_STEPS = 4
_SHOWN_DECIMALS = 7  # of a degree: a centimetre


def from_wgs84(lat: float, lon: float, datum: Datum) -> Point:
    """Where a WGS-84 point stands in the given datum."""
    if datum is Datum.WGS84:
        return lat, lon
    shifted = _gcj02(lat, lon)
    return shifted if datum is Datum.GCJ02 else _bd09(*shifted)


def to_wgs84(lat: float, lon: float, datum: Datum) -> Point:
    """The WGS-84 point that stands at these degrees in the given datum."""
    guess = lat, lon
    if datum is Datum.WGS84:
        return guess
    for _ in range(_INVERSE_STEPS):
        there = from_wgs84(*guess, datum)
        guess = guess[0] + lat - there[0], guess[1] + lon - there[1]
    return guess


def located(lat: float, lon: float, datum: Datum) -> Location:
    """A location from what the source wrote; raises ValueError for degrees that are none."""
    return Location(*to_wgs84(lat, lon, datum), lat, lon, datum)


@dataclass(frozen=True, slots=True)
class Reading:
    """A place as one datum writes it, in the digits that are shown and copied."""

    datum: Datum
    lat: float
    lon: float

    @property
    def in_wgs84(self) -> Point:
        """What these very digits stand for."""
        return to_wgs84(self.lat, self.lon, self.datum)


def readings(place: Location) -> tuple[Reading, ...]:
    """The place in every datum; in that of its source the digits are those that the source wrote."""
    return tuple(
        Reading(datum, place.source_lat, place.source_lon)
        if datum is place.datum
        else Reading(datum, *(round(degrees, _SHOWN_DECIMALS) for degrees in from_wgs84(place.lat, place.lon, datum)))
        for datum in Datum
    )


def widest_gap_m(points: Iterable[Point]) -> float:
    """How far the two of these WGS-84 points that are farthest apart are from each other."""
    return max(float(great_circle(*pair).m) for pair in combinations(points, 2))


def _gcj02(lat: float, lon: float) -> Point:
    x, y = lon - 105.0, lat - 35.0
    ripple = (20 * sin(6 * x * pi) + 20 * sin(2 * x * pi)) * 2 / 3
    north_m = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + ripple
    north_m += (20 * sin(y * pi) + 40 * sin(y / 3 * pi)) * 2 / 3
    north_m += (160 * sin(y / 12 * pi) + 320 * sin(y * pi / 30)) * 2 / 3
    east_m = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + ripple
    east_m += (20 * sin(x * pi) + 40 * sin(x / 3 * pi)) * 2 / 3
    east_m += (150 * sin(x / 12 * pi) + 300 * sin(x / 30 * pi)) * 2 / 3
    phi = radians(lat)
    flatness = 1 - _ECCENTRICITY_SQUARED * sin(phi) ** 2
    meridian_m = _EQUATOR_RADIUS_M * (1 - _ECCENTRICITY_SQUARED) / (flatness * sqrt(flatness))
    parallel_m = _EQUATOR_RADIUS_M / sqrt(flatness) * cos(phi)
    return lat + north_m * 180 / (meridian_m * pi), lon + east_m * 180 / (parallel_m * pi)


def _bd09(lat: float, lon: float) -> Point:
    radius = sqrt(lon * lon + lat * lat) + 0.00002 * sin(lat * _BAIDU_TURN)
    angle = atan2(lat, lon) + 0.000003 * cos(lon * _BAIDU_TURN)
    return radius * sin(angle) + _BAIDU_LAT, radius * cos(angle) + _BAIDU_LON
