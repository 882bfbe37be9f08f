"""Every rung is the exact sum of the next, over any calendar; what was missed is spread over the days left."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.method.goal_ladder import Rung, Span, days_of, goal_ladder

DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))
NEW_YEAR = date(2026, 1, 1)
TEN = [date(2026, 6, 1) + timedelta(days=n) for n in range(12) if n % 7 < 5]  # two weeks of June, Monday to Friday


def assert_sums(rung: Rung) -> None:
    if rung.parts:
        for name in ("planned", "brought_in", "to_go"):
            assert getattr(rung, name) == sum(getattr(part, name) for part in rung.parts)
    for part in rung.parts:
        assert_sums(part)


@given(
    st.integers(1, 50_000_000),
    st.sets(DAYS, min_size=1, max_size=366),
    st.dictionaries(DAYS, st.integers(0, 1_000_000), max_size=30),
    DAYS,
    DAYS,
)
def test_every_rung_is_the_sum_of_the_next(
    target: int, working_days: set[date], brought_in: dict[date, int], since: date, today: date
) -> None:
    """The year is the target; what was not brought in before today is to go, on the days left, or out of reach."""
    ladder = goal_ladder(target, working_days, brought_in, since=since, today=today)
    assert_sums(ladder.year)
    asked = sum(day.planned for day in days_of(ladder.year) if day.first_on >= since)
    before = sum(money for day, money in brought_in.items() if since <= day < today)
    assert ladder.year.planned == target
    assert ladder.year.brought_in == sum(brought_in.values())
    assert ladder.year.to_go + ladder.out_of_reach == max(0, asked - before)
    assert all(day.to_go == 0 for day in days_of(ladder.year) if day.first_on < today)
    ahead = [day.to_go for day in days_of(ladder.year) if day.first_on >= today and day.planned]
    assert not ahead or max(ahead) - min(ahead) <= 1


def test_a_day_is_the_same_as_any_other() -> None:
    """Ten working days of a target of a hundred, one of them half of that after a good start."""
    ladder = goal_ladder(100, TEN, {}, since=NEW_YEAR, today=NEW_YEAR)
    assert [day.planned for day in days_of(ladder.year)] == [10] * 10
    (quarter,) = ladder.year.parts
    (month,) = quarter.parts
    assert [part.planned for part in month.parts] == [50, 50]
    assert [rung.span for rung in (ladder.year, quarter, month, month.parts[0])] == list(Span)[:4]


def test_what_was_missed_is_spread_over_the_days_left() -> None:
    """Two of ten days brought nothing: eight have to bring a hundred. Had they brought too much, less is left."""
    today = TEN[2]
    missed = goal_ladder(100, TEN, {}, since=NEW_YEAR, today=today)
    assert sorted({day.to_go for day in days_of(missed.year) if day.first_on >= today}) == [12, 13]
    kept = goal_ladder(100, TEN, {TEN[0]: 10, TEN[1]: 10}, since=NEW_YEAR, today=today)
    assert {day.to_go for day in days_of(kept.year) if day.first_on >= today} == {10}
    assert goal_ladder(100, TEN, {TEN[0]: 140}, since=NEW_YEAR, today=today).year.to_go == 0


def test_what_nobody_recorded_is_not_missed() -> None:
    """Records begin on the third of ten days: eighty are to go from then on, whatever came before."""
    ladder = goal_ladder(100, TEN, {TEN[0]: 3}, since=TEN[2], today=TEN[4])
    assert {day.to_go for day in days_of(ladder.year) if day.first_on >= TEN[4]} == {13, 14}
    assert ladder.year.to_go == 80


def test_a_week_on_two_months_is_cut() -> None:
    """Monday the 29th and Tuesday the 30th of June are June's, the rest of that week is July's."""
    week = [date(2026, 6, 29) + timedelta(days=n) for n in range(5)]
    second, third = goal_ladder(50, week, {}, since=NEW_YEAR, today=NEW_YEAR).year.parts
    assert (second.planned, third.planned) == (20, 30)


def test_a_saturday_that_brought_something_counts() -> None:
    """It has no target, and lowers what is left."""
    saturday = TEN[4] + timedelta(days=1)
    ladder = goal_ladder(100, TEN, {saturday: 60}, since=NEW_YEAR, today=TEN[5])
    day = ladder.day(saturday)
    assert day is not None
    assert (day.planned, day.brought_in) == (0, 60)
    assert ladder.year.to_go == 40


def test_when_no_day_is_left_the_rest_is_said() -> None:
    """Nothing disappears."""
    ladder = goal_ladder(100, TEN, {TEN[0]: 30}, since=NEW_YEAR, today=date(2026, 12, 31))
    assert (ladder.year.to_go, ladder.out_of_reach) == (0, 70)


@pytest.mark.parametrize(("target", "days"), [(0, TEN), (-5, TEN), (100, [])])
def test_a_goal_needs_a_target_and_a_day(target: int, days: list[date]) -> None:
    with pytest.raises(ValueError, match="more than nothing"):
        goal_ladder(target, days, {}, since=NEW_YEAR, today=NEW_YEAR)
