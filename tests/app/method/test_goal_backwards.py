"""From the target back to the field days it takes."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.method.goal_backwards import Need, Prospecting, needed, prospecting
from app.method.settings import MethodSettings

SETTINGS = MethodSettings()


def test_a_million_of_deals_of_sixty_thousand() -> None:
    """17 deals; a quarter closes at the first visit and more at the second: 35 prospects, 62 visits, 8 days of 8."""
    each = prospecting(0.25, SETTINGS)
    assert (each.closed, each.visits) == (pytest.approx(0.25 + 0.75 * 0.325), 1.75)
    assert needed(1_000_000, 60_000, each, 8) == Need(deals=17, precise_prospects=35, visits=62, field_days=8)


def test_nothing_takes_nothing() -> None:
    assert needed(0, 60_000, prospecting(0.25, SETTINGS), 8) == Need(0, 0, 0, 0)


def test_one_visit_is_all_where_the_cap_is_one() -> None:
    """The second visit's factor has nothing to lift."""
    assert prospecting(0.25, replace(SETTINGS, visit_cap=1)) == Prospecting(0.25, 1.0)


@given(st.floats(0.001, 0.9), st.integers(1, 5))
def test_no_chance_exceeds_one(probability: float, cap: int) -> None:
    """However many visits the cap allows, and never more of them than it does."""
    each = prospecting(probability, replace(SETTINGS, visit_cap=cap))
    assert probability <= each.closed + 1e-12
    assert each.closed <= 1
    assert 1 <= each.visits <= cap


@given(st.integers(0, 10**8), st.floats(1000, 1e6), st.floats(0.01, 0.9), st.integers(1, 12))
def test_what_is_needed_is_enough(money: int, deal_value: float, probability: float, per_day: int) -> None:
    """The deals bring the money, the prospects the deals, the days the visits; more money never takes less."""
    each = prospecting(probability, SETTINGS)
    need = needed(money, deal_value, each, per_day)
    assert need.deals * deal_value >= money * (1 - 1e-12)
    assert need.precise_prospects * each.closed >= need.deals * (1 - 1e-12)
    assert need.field_days * per_day >= need.visits
    more = needed(money + 100_000, deal_value, each, per_day)
    assert more.deals >= need.deals
    assert more.field_days >= need.field_days


@pytest.mark.parametrize(("money", "deal_value", "per_day"), [(-1, 60_000, 8), (1, 0, 8), (1, 60_000, 0)])
def test_what_makes_no_sense_is_refused(money: int, deal_value: int, per_day: int) -> None:
    with pytest.raises(ValueError, match="not negative"):
        needed(money, deal_value, prospecting(0.25, SETTINGS), per_day)


def test_a_prospect_that_cannot_be_closed_is_refused() -> None:
    with pytest.raises(ValueError, match="some probability"):
        prospecting(0.0, SETTINGS)
