"""What is split is all there again, and nobody gets less than his share rounded down."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.method.exact_split import split_exactly

WEIGHTS = st.lists(st.integers(0, 1000) | st.floats(0, 1e6), min_size=1, max_size=40).filter(any)


@given(st.integers(0, 10_000_000), WEIGHTS)
def test_the_parts_sum_to_the_whole(total: int, weights: list[float]) -> None:
    """Each is its share, rounded down or up; nothing goes to a weight of nothing."""
    parts = split_exactly(total, weights)
    assert sum(parts) == total
    whole = sum(weights)
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - total * weight / whole) < 1.001
        assert weight > 0 or part == 0


def test_seats_of_a_seminar() -> None:
    """Fifty, forty and ten per cent of 33: 16.5, 13.2 and 3.3."""
    assert split_exactly(33, (50, 40, 10)) == (17, 13, 3)


def test_of_equal_remainders_the_earlier_gets_more() -> None:
    assert split_exactly(2, (1, 1, 1)) == (1, 1, 0)


@pytest.mark.parametrize(("total", "weights"), [(-1, (1,)), (1, (1, -1)), (1, (0, 0)), (1, ())])
def test_what_cannot_be_split_is_refused(total: int, weights: tuple[int, ...]) -> None:
    """A negative total or weight, or weights of nothing."""
    with pytest.raises(ValueError, match="not negative"):
        split_exactly(total, weights)
