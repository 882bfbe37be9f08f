"""A rep's week has a shape, and a shape that could not be is refused."""

from collections.abc import Callable

import pytest

from app.method.account import DAY_S
from app.method.rep import Lunch, Rep
from tests.worlds.facts import HANGZHOU

HOUR_S = 3600


def test_a_rep_is_as_the_method_says_unless_said() -> None:
    """Nine to six from Monday to Friday, an hour of lunch between 11:30 and 13:30, at most twelve visits."""
    rep = Rep("wang", "王芳", HANGZHOU)
    assert (rep.start_s, rep.end_s, rep.field_days) == (9 * HOUR_S, 18 * HOUR_S, frozenset(range(5)))
    assert rep.lunch == Lunch(HOUR_S, 11 * HOUR_S + 1800, 13 * HOUR_S + 1800)
    assert (rep.max_visits, rep.overtime_s, rep.timezone) == (12, 0, "Asia/Shanghai")


@pytest.mark.parametrize(
    "nonsense",
    [
        lambda: Rep("", "nobody", HANGZHOU),
        lambda: Rep("r", "r", HANGZHOU, start_s=9 * HOUR_S, end_s=9 * HOUR_S),
        lambda: Rep("r", "r", HANGZHOU, end_s=DAY_S + 1),
        lambda: Rep("r", "r", HANGZHOU, field_days=frozenset({7})),
        lambda: Rep("r", "r", HANGZHOU, max_visits=-1),
        lambda: Rep("r", "r", HANGZHOU, overtime_s=-1),
        lambda: Lunch(0),
        lambda: Lunch(HOUR_S, 13 * HOUR_S, 12 * HOUR_S),
        lambda: Lunch(HOUR_S, 12 * HOUR_S, 23 * HOUR_S + 1),
    ],
)
def test_a_week_that_could_not_be_is_refused(nonsense: Callable[[], object]) -> None:
    """Shifts, lunches and weekdays stay within their day and their week."""
    with pytest.raises(ValueError, match=r"\."):
        nonsense()


def test_an_unknown_time_zone_is_refused() -> None:
    """A rep without a clock has no appointments."""
    with pytest.raises(KeyError):
        Rep("r", "r", HANGZHOU, timezone="Asia/Nowhere")


def test_odd_weeks_are_possible() -> None:
    """No lunch, no field day, no visit, and a shift around the clock."""
    rep = Rep("r", "r", HANGZHOU, start_s=0, end_s=DAY_S, field_days=frozenset(), lunch=None, max_visits=0)
    assert rep.lunch is None
