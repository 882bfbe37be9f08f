"""P(close) from debriefs: drawn towards the method's table while they are few."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.method.account import Grade
from app.method.close_fit import close_fit
from app.method.settings import MethodSettings

USUAL = MethodSettings()


def test_few_debriefs_move_the_table_little_and_many_much() -> None:
    """Half of all signed: of two visits 26 %, of two hundred 45 %, where 25 % is usual and worth fifty visits."""
    for visits, chance in ((0, 0.25), (2, 0.26), (50, 0.375), (200, 0.45)):
        a, b, _ = close_fit({Grade.A: (visits, visits // 2)}, USUAL).grades
        assert a.fitted == pytest.approx(chance, abs=0.001)
        assert (b.fitted, b.visits) == (0.15, 0)
    stubborn = replace(USUAL, close_prior_visits=10_000)
    assert close_fit({Grade.A: (200, 100)}, stubborn).table[Grade.A] == pytest.approx(0.255)


def test_it_may_be_taken_once_there_are_enough() -> None:
    """On both sides of the limit, all grades together."""
    assert not close_fit({Grade.A: (50, 5), Grade.C: (49, 1)}, USUAL).is_enough
    assert close_fit({Grade.A: (50, 5), Grade.C: (50, 1)}, USUAL).is_enough


@given(st.integers(0, 10_000), st.floats(0, 1))
def test_the_interval_holds_the_chance_and_narrows(visits: int, share: float) -> None:
    """Always within nothing and one, and with ten times the visits it is no wider."""
    signed = int(visits * share)
    a = close_fit({Grade.A: (visits, signed)}, USUAL).grades[0]
    assert 0 <= a.low <= a.fitted <= a.high <= 1
    if share <= 0.25:
        more = close_fit({Grade.A: (10 * visits, 10 * signed)}, USUAL).grades[0]
        assert more.high - more.low <= a.high - a.low + 0.002


def test_more_signed_than_visited_is_refused() -> None:
    """That was not counted."""
    with pytest.raises(ValueError, match="counted among"):
        close_fit({Grade.B: (1, 2)}, USUAL)
