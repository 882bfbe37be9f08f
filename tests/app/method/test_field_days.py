"""A field day is a weekday of the rep's that is no holiday and no leave."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.method.field_days import field_days, field_seconds_of_year, is_field_day
from app.method.rep import Rep
from tests.worlds.facts import HANGZHOU, MONDAY, WEEK

WANG = Rep("wang", "王芳", HANGZHOU)


def test_weekends_are_not_driven() -> None:
    """Monday to Friday, unless the rep's week has another shape."""
    assert field_days(WANG, WEEK, "CN") == WEEK[:5]
    weekender = replace(WANG, field_days=frozenset({5}))
    assert field_days(weekender, WEEK, "CN") == (WEEK[5],)


def test_leave_is_not_driven() -> None:
    """One Monday off."""
    assert field_days(replace(WANG, leave=frozenset({MONDAY})), WEEK, "CN") == WEEK[1:5]


def test_national_day_is_not_driven_in_china_and_is_elsewhere() -> None:
    """2026-10-01 is a Thursday."""
    national_day = date(2026, 10, 1)
    assert national_day.weekday() == 3
    assert not is_field_day(WANG, national_day, "CN")
    assert is_field_day(WANG, national_day, "US")
    assert is_field_day(WANG, date(2026, 10, 8), "CN")


def test_a_country_without_a_calendar_is_refused() -> None:
    """Nobody guesses holidays."""
    with pytest.raises(ValueError, match="two-letter country code"):
        is_field_day(WANG, MONDAY, "ZZ")


def test_the_year_is_counted_day_by_day() -> None:
    """Field days of 2026 times nine hours; a rep who never drives has none."""
    year = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
    driven = len(field_days(WANG, year, "CN"))
    assert 230 <= driven <= 261
    assert field_seconds_of_year(WANG, 2026, "CN") == driven * 9 * 3600
    assert field_seconds_of_year(replace(WANG, field_days=frozenset()), 2026, "CN") == 0
