"""Cells to dates, times and intervals."""

from datetime import date

import pytest

from app.intake.moments import appointment, clock_s, day, days_from_monthly_visits, interval_days
from app.method.account import Appointment

TUESDAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-24",
        "2026/11/24",
        "2026.11.24",
        "20261124",
        "2026年11月24日",
        "２０２６－１１－２４",
        "2026-11-24 00:00:00",
    ],
)
def test_dates_begin_with_the_year(text: str) -> None:
    """All ways to write a date that begin with the year are one date."""
    assert day(text) == TUESDAY


@pytest.mark.parametrize(
    "text", ["24/11/2026", "11-24", "2026-13-01", "2026-02-30", "soon", "2026-11-24 99:00", "45983"]
)
def test_ambiguous_dates_are_refused(text: str) -> None:
    """A date that could be read two ways, or does not exist, is refused."""
    with pytest.raises(ValueError):  # noqa: PT011 - any of several sentences
        day(text)


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("9:00", 9),
        ("09:30:00", 9.5),
        ("９：３０", 9.5),
        ("9点半", 9.5),
        ("下午3点", 15),
        ("3pm", 15),
        ("12am", 0),
        ("24:00", 24),
    ],
)
def test_times_of_day_are_understood(text: str, hours: float) -> None:
    """Clock times in figures and in Chinese are seconds after midnight."""
    assert clock_s(text) == hours * 3600


@pytest.mark.parametrize("text", ["9", "25:00", "9:75", "24:30", "noon"])
def test_unclear_times_are_refused(text: str) -> None:
    """A bare number and an hour that does not exist are no times."""
    with pytest.raises(ValueError):  # noqa: PT011 - any of several sentences
        clock_s(text)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-24 10:00",
        "２０２６－１１－２４　１０：００",
        "2026/11/24 10:00:00",
        "2026年11月24日 上午10点",
        "2026-11-24T10:00",
    ],
)
def test_appointments_have_a_date_and_a_time(text: str) -> None:
    """A promised moment is understood in every width."""
    assert appointment(text) == Appointment(TUESDAY, 36_000)


@pytest.mark.parametrize("text", ["2026-11-24", "10:00", "2026-11-24 24:00", "next week"])
def test_half_an_appointment_is_refused(text: str) -> None:
    """A date without a time, or a time without a date, promises nothing."""
    with pytest.raises(ValueError):  # noqa: PT011 - any of several sentences
        appointment(text)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("30", 30), ("每天", 1), ("每周", 7), ("每两周", 14), ("双周", 14), ("每月", 30), ("每季度", 90),
        ("半年", 182.5), ("每周2次", 3.5), ("一周两次", 3.5), ("2次/月", 15),
        ("weekly", 7), ("every 2 weeks", 14), ("45天", 45),
    ],
)  # fmt: skip
def test_intervals_are_days(text: str, days: float) -> None:
    """Words and numbers for a rhythm are days between visits."""
    assert interval_days(text) == days


@pytest.mark.parametrize(("text", "days"), [("2", 15), ("４", 7.5), ("4次", 7.5), ("每周", 7), ("0.5", 60)])
def test_visits_per_month_are_an_interval(text: str, days: float) -> None:
    """n visits a month are 30 / n days; words speak for themselves."""
    assert days_from_monthly_visits(text) == days


@pytest.mark.parametrize("text", ["0", "-1", "often", "1e999", "NaN", "60"])
def test_a_rhythm_without_sense_is_refused(text: str) -> None:
    """No visit, fewer than none, and more than one a day are no rhythm."""
    with pytest.raises(ValueError):  # noqa: PT011 - any of several sentences
        days_from_monthly_visits(text)
