"""Hours that differ by weekday, half-days, and what each day of a month is."""

from dataclasses import replace
from datetime import date

import pytest

from app.method.field_days import DayKind, day_kind, day_off, field_seconds_of_year
from app.method.rep import Rep, WeekdayHours
from app.method.working_hours import hours_on, lunch_starts, usual_hours
from tests.worlds.facts import HANGZHOU, MONDAY, WEEK

HOUR_S = 3600
WANG = Rep("wang", "王芳", HANGZHOU)
SHORT_FRIDAY = replace(WANG, weekday_hours=(WeekdayHours(4, 8 * HOUR_S, 15 * HOUR_S),))


def test_a_weekday_may_have_hours_of_its_own() -> None:
    """Friday is short, the other days are as usual."""
    assert usual_hours(SHORT_FRIDAY, WEEK[4]) == (8 * HOUR_S, 15 * HOUR_S)
    assert usual_hours(SHORT_FRIDAY, MONDAY) == (9 * HOUR_S, 18 * HOUR_S)
    assert field_seconds_of_year(SHORT_FRIDAY, 2026, "CN") < field_seconds_of_year(WANG, 2026, "CN")


def test_half_a_day_is_worked_without_a_lunch_break() -> None:
    """The morning ends at noon, the afternoon begins at one; a whole day has its lunch."""
    halves = replace(WANG, mornings_off=frozenset({MONDAY}), afternoons_off=frozenset({WEEK[1]}))
    assert hours_on(halves, MONDAY) == (13 * HOUR_S, 18 * HOUR_S)
    assert hours_on(halves, WEEK[1]) == (9 * HOUR_S, 12 * HOUR_S)
    assert lunch_starts(halves, MONDAY, 13 * HOUR_S, 18 * HOUR_S) is None
    assert lunch_starts(halves, WEEK[2], 9 * HOUR_S, 18 * HOUR_S) == (11.5 * HOUR_S, 13.5 * HOUR_S)
    assert lunch_starts(halves, WEEK[2], 14 * HOUR_S, 18 * HOUR_S) is None


def test_half_of_nothing_is_leave() -> None:
    """Who begins at two in the afternoon anyway and takes it off is away."""
    late = replace(WANG, start_s=14 * HOUR_S, afternoons_off=frozenset({MONDAY}))
    assert hours_on(late, MONDAY) is None
    assert day_off(late, MONDAY, "CN") == "leave"


@pytest.mark.parametrize(
    ("on", "kind"),
    [
        (date(2026, 10, 1), DayKind.HOLIDAY),  # National Day
        (date(2026, 10, 8), DayKind.FIELD),
        (date(2026, 10, 9), DayKind.OFFICE),
        (date(2026, 10, 10), DayKind.MAKE_UP),  # a Saturday that is worked for the holiday
        (date(2026, 10, 11), DayKind.WEEKEND),
        (date(2026, 10, 12), DayKind.LEAVE),
        (date(2026, 10, 13), DayKind.HALF_DAY),
    ],
)
def test_a_day_is_one_kind(on: date, kind: DayKind) -> None:
    """The October of a rep who sits in the office on Fridays."""
    rep = replace(
        WANG,
        field_days=frozenset(range(4)),
        leave=frozenset({date(2026, 10, 12)}),
        mornings_off=frozenset({date(2026, 10, 13)}),
    )
    assert day_kind(rep, on, "CN") is kind


def test_a_country_without_make_up_days_has_weekends() -> None:
    """The same Saturday in Germany."""
    assert day_kind(WANG, date(2026, 10, 10), "DE") is DayKind.WEEKEND


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: WeekdayHours(7, 0, 1),
        lambda: WeekdayHours(0, 10, 10),
        lambda: replace(WANG, weekday_hours=(WeekdayHours(1, 0, 9), WeekdayHours(1, 0, 8))),
        lambda: replace(WANG, mornings_off=frozenset({MONDAY}), afternoons_off=frozenset({MONDAY})),
    ],
)
def test_nonsense_is_refused(wrong) -> None:
    """No such weekday, no time at all, the same weekday twice, both halves of a day."""
    with pytest.raises(ValueError, match=r"\w"):
        wrong()
