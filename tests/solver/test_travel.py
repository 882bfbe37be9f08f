"""Straight-line travel: symmetric, monotone, whole seconds rounded up, and never a number that is none."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from solver import Speeds, StraightLine

CAR = Speeds(((2_000, 18_000), (10_000, 30_000), (30_000, 50_000)), 1.35, 240)
coordinates = st.lists(st.tuples(st.floats(-90, 90), st.floats(-180, 180)), min_size=1, max_size=6)


def travel(points: list[tuple[float, float]], speeds: Speeds = CAR) -> StraightLine:
    lat, lon = np.array(points, dtype=np.float64).reshape(-1, 2).T
    return StraightLine(lat, lon, speeds)


@given(coordinates)
def test_there_and_back_are_alike_and_staying_is_free(points: list[tuple[float, float]]) -> None:
    """Both matrices are symmetric with a diagonal of nothing, and the legs of one place are a row of them."""
    model = travel(points)
    places = np.arange(len(points))
    matrix = model.matrix(places)
    for square in (matrix.duration_s, matrix.distance_m):
        assert (square == square.T).all()
        assert not square.diagonal().any()
    assert (model.seconds(0, places) == matrix.duration_s[0]).all()


def test_two_accounts_in_one_house_are_no_trip() -> None:
    """Nobody parks again for the door beside."""
    assert travel([(30.2, 120.2), (30.2, 120.2)]).matrix(np.arange(2)).duration_s.sum() == 0


@given(st.integers(1, 60_000))
def test_seconds_are_the_stretches_added_up_and_rounded_up(metres: int) -> None:
    """Each stretch at its own speed, and parking once; by exact fractions."""
    slow, middle, fast = min(metres, 2_000), min(max(metres - 2_000, 0), 8_000), max(metres - 10_000, 0)
    exact = 240 + Fraction(slow * 3600, 18_000) + Fraction(middle * 3600, 30_000) + Fraction(fast * 3600, 50_000)
    seconds = int(travel([(0, 0)])._seconds(np.array([float(metres)]))[0])
    assert seconds == -(-exact.numerator // exact.denominator)


@given(st.floats(0, 100_000), st.floats(0, 100_000))
def test_further_never_takes_less(a: float, b: float) -> None:
    """Monotone across every change of speed."""
    near, far = travel([(0, 0)])._seconds(np.array(sorted((a, b))))
    assert near <= far


def test_the_chosen_places_come_in_their_order() -> None:
    """A part of the places has the rows it was asked for."""
    model = travel([(30.0, 120.0), (30.1, 120.0), (30.3, 120.0)])
    whole, part = model.matrix(np.arange(3)), model.matrix(np.array([2, 0]))
    assert part.duration_s[0, 1] == whole.duration_s[2, 0]
    assert part.source == "straight_line"


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), float("-inf")])
def test_a_coordinate_that_is_no_number_is_refused(bad: float) -> None:
    """It would poison the whole matrix."""
    with pytest.raises(ValueError, match="finite"):
        travel([(30.0, 120.0), (bad, 120.0)])


def test_a_latitude_without_a_longitude_is_refused() -> None:
    """Every place has both."""
    with pytest.raises(ValueError, match="latitude and a longitude"):
        StraightLine(np.zeros(2), np.zeros(3), CAR)


@pytest.mark.parametrize(
    ("stretches", "factor", "parking_s"),
    [
        ((), 1.3, 0),
        (((2_000, 0),), 1.3, 0),
        (((2_000, 9), (1_000, 9)), 1.3, 0),
        (((1, 1),), 0.9, 0),
        (((1, 1),), 1.3, -1),
    ],
)
def test_speeds_that_mean_nothing_are_refused(
    stretches: tuple[tuple[int, int], ...], factor: float, parking_s: int
) -> None:
    """No stretch, no speed, a shrinking road, a road shorter than the line, parking that gives time back."""
    with pytest.raises(ValueError, match=r"\."):
        Speeds(stretches, factor, parking_s)
