"""Datums: our formulas agree with an independent library, and what is shifted comes back."""

import random

import geocoordinates_ffi as independent
import pytest
from geopy.distance import great_circle

from app.intake.datums import from_wgs84, located, readings, to_wgs84, widest_gap_m
from app.method.account import Datum, Location

HANGZHOU = (30.2741, 120.1551)


def _points_in_china(count: int) -> list[tuple[float, float]]:
    chance = random.Random(20261124)
    return [(chance.uniform(18, 53), chance.uniform(74, 134)) for _ in range(count)]


def test_forward_shift_agrees_with_an_independent_library() -> None:
    """GCJ-02 and BD-09 of 1,000 points in China are the library's to a millionth of a degree."""
    for lat, lon in _points_in_china(1000):
        point = independent.Wgs84(lat=lat, lon=lon)
        gcj, bd = independent.wgs84_to_gcj02(point), independent.wgs84_to_bd09(point)
        assert from_wgs84(lat, lon, Datum.GCJ02) == pytest.approx((gcj.lat, gcj.lon), abs=1e-6)
        assert from_wgs84(lat, lon, Datum.BD09) == pytest.approx((bd.lat, bd.lon), abs=1e-6)


@pytest.mark.parametrize("datum", list(Datum))
def test_round_trip_is_below_a_millimetre(datum: Datum) -> None:
    """Shifting 1,000 points and back moves none of them by a millimetre."""
    assert max(great_circle(p, to_wgs84(*from_wgs84(*p, datum), datum)).m for p in _points_in_china(1000)) < 0.001


@pytest.mark.parametrize(("datum", "least_m", "most_m"), [(Datum.GCJ02, 400, 650), (Datum.BD09, 900, 1400)])
def test_a_wrong_datum_is_a_long_walk(datum: Datum, least_m: int, most_m: int) -> None:
    """In Hangzhou a point read in the wrong datum lies hundreds of metres off."""
    assert least_m < great_circle(HANGZHOU, from_wgs84(*HANGZHOU, datum)).m < most_m


def test_no_border_is_guessed() -> None:
    """A point declared GCJ-02 is shifted wherever it lies: the datum is declared, not guessed from a rectangle."""
    seoul = (37.5665, 126.978)
    assert great_circle(seoul, to_wgs84(*seoul, Datum.GCJ02)).m > 100


@pytest.mark.parametrize(("lat", "lon"), [(37.5665, 126.978), (1.3521, 103.8198)])
def test_seoul_and_singapore_stay_where_they_are(lat: float, lon: float) -> None:
    """They lie in the rectangle around China that others shift; declared WGS-84 they are not moved by a hair."""
    place = located(lat, lon, Datum.WGS84)
    assert (place.lat, place.lon) == (lat, lon) == from_wgs84(lat, lon, Datum.WGS84)


@pytest.mark.parametrize("datum", list(Datum))
def test_the_digits_that_are_shown_agree(datum: Datum) -> None:
    """Whatever the source wrote, the digits of the three datums stand for one place within 0.1 m, near and far."""
    chance = random.Random(8)
    far = [(chance.uniform(-60, 75), chance.uniform(-179, 179)) for _ in range(200)]
    for point in (*_points_in_china(200), *far):
        told = readings(located(*point, datum))
        assert [reading.datum for reading in told] == list(Datum)
        assert widest_gap_m(reading.in_wgs84 for reading in told) < 0.1


def test_digits_that_do_not_agree_are_seen() -> None:
    """Beside the pole the shift has no way back, and the gap says so."""
    assert widest_gap_m(reading.in_wgs84 for reading in readings(Location.wgs84(89.99, 120))) > 1


def test_a_location_keeps_what_the_source_wrote() -> None:
    """The original degrees and their datum stay beside the WGS-84 point."""
    place = located(*HANGZHOU, Datum.GCJ02)
    assert (place.source_lat, place.source_lon, place.datum) == (*HANGZHOU, Datum.GCJ02)
    assert from_wgs84(place.lat, place.lon, Datum.GCJ02) == pytest.approx(HANGZHOU, abs=1e-9)


def test_degrees_that_are_none_are_refused() -> None:
    """Latitude 91 is no place in any datum."""
    with pytest.raises(ValueError, match="Latitude"):
        located(91, 120, Datum.WGS84)
