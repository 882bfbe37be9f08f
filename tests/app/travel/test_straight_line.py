"""Estimated travel agrees with the great circle, and every way of getting about has a speed."""

import numpy as np
import pytest
from geopy.distance import great_circle
from hypothesis import given
from hypothesis import strategies as st

from app.method.rep import TravelMode
from app.travel.straight_line import SPEEDS, straight_line

points = st.tuples(st.floats(-80, 80), st.floats(-179, 179))


@pytest.mark.parametrize("mode", TravelMode)
@given(a=points, b=points)
def test_metres_are_the_great_circle_times_the_road_factor(
    mode: TravelMode, a: tuple[float, float], b: tuple[float, float]
) -> None:
    """Within 0.3 %, on the whole earth, by another library."""
    metres = int(straight_line([a, b], mode).matrix(np.arange(2)).distance_m[0, 1])
    assert metres == pytest.approx(great_circle(a, b).meters * SPEEDS[mode].road_factor, rel=0.003, abs=1)


def test_every_mode_has_its_speeds() -> None:
    """None forgotten; ten kilometres take a car longer than nothing and an e-bike longer than a car."""
    assert set(SPEEDS) == set(TravelMode)
    ten_km = [(30.2, 120.2), (30.29, 120.2)]
    car, ebike = (
        int(straight_line(ten_km, mode).matrix(np.arange(2)).duration_s[0, 1]) for mode in list(TravelMode)[:2]
    )
    assert 0 < car < ebike


def test_no_points_are_no_places() -> None:
    """An empty list is laid out too."""
    assert straight_line([], TravelMode.CAR).places == 0
