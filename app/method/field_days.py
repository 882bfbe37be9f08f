"""Which days a rep spends in the field: his weekdays, less public holidays and his leave."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

import holidays

from app.method.rep import Rep
from app.method.working_hours import hosts_on, hours_on, is_half_day, usual_hours

SATURDAY = 5


class DayKind(StrEnum):
    """What a day is for a rep."""

    FIELD = "field"
    HALF_DAY = "half_day"
    OFFICE = "office"  # a working day that he does not spend in the field
    MAKE_UP = "make_up"  # a day of the weekend that is worked for a holiday; customers keep weekend hours, so no field
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    LEAVE = "leave"
    SEMINAR = "seminar"  # he hosts one, on a half of it at least


@lru_cache(maxsize=64)
def make_up_workdays(country: str, year: int) -> frozenset[date]:
    """The days of weekends that are worked in exchange for a holiday; most countries have none."""
    calendar = holidays.country_holidays(country, years=year)
    return frozenset(getattr(calendar, "weekend_workdays", ()))


@lru_cache(maxsize=64)
def public_holidays(country: str, year: int) -> frozenset[date]:
    """The public holidays of a country's year; raises ValueError for a country the calendar does not know."""
    try:
        return frozenset(holidays.country_holidays(country, years=year))
    except NotImplementedError:
        raise ValueError(f"There is no holiday calendar for {country!r}. Use a two-letter country code.") from None


def countries() -> list[str]:
    """The two-letter codes of the countries whose holidays are known."""
    return sorted(holidays.list_supported_countries(include_aliases=False))


def known_country(code: str) -> str:
    """The code itself; raises ValueError for a country the calendar does not know."""
    public_holidays(code, 2026)
    return code


def is_day_off_for_all(day: date, country: str) -> bool:
    """Whether it is a public holiday, or a day of a weekend that is not worked for one."""
    if day in public_holidays(country, day.year):
        return True
    return day.weekday() >= SATURDAY and day not in make_up_workdays(country, day.year)


def day_off(rep: Rep, day: date, country: str) -> str | None:
    """Why the rep does not drive out that day: `leave`, `seminar`, `holiday` or `no_field_day`; None where he does."""
    if day in rep.leave:
        return "leave"
    if hours_on(rep, day) is None:
        return "seminar" if hosts_on(rep, day) else "leave"
    if day in public_holidays(country, day.year):
        return "holiday"
    return None if day.weekday() in rep.field_days else "no_field_day"


def day_kind(rep: Rep, day: date, country: str) -> DayKind:
    """What the day is for the rep, as his calendar shows it."""
    why_not = day_off(rep, day, country)
    if hosts_on(rep, day) and why_not not in ("leave", "holiday"):
        return DayKind.SEMINAR
    if why_not is None:
        return DayKind.HALF_DAY if is_half_day(rep, day) else DayKind.FIELD
    if why_not != "no_field_day":
        return DayKind(why_not)
    if day.weekday() < SATURDAY:
        return DayKind.OFFICE
    return DayKind.MAKE_UP if day in make_up_workdays(country, day.year) else DayKind.WEEKEND


WORKED = frozenset({DayKind.FIELD, DayKind.HALF_DAY, DayKind.OFFICE, DayKind.MAKE_UP, DayKind.SEMINAR})


@lru_cache(maxsize=1024)
def working_days(rep: Rep, year: int, country: str) -> tuple[date, ...]:
    """The days of a calendar year on which the rep works, in the field or not: what a goal is spread over."""
    return tuple(day for day in _days_of(year) if day_kind(rep, day, country) in WORKED)


def is_field_day(rep: Rep, day: date, country: str) -> bool:
    """Whether the rep drives out that day as a rule."""
    return day_off(rep, day, country) is None


def field_days(rep: Rep, days: Sequence[date], country: str) -> tuple[date, ...]:
    return tuple(day for day in days if is_field_day(rep, day, country))


@lru_cache(maxsize=1024)
def field_seconds_of_year(rep: Rep, year: int, country: str) -> int:
    """The hours of all the rep's field days of a calendar year; a half-day more or less changes nobody's worth."""
    hours = (usual_hours(rep, day) for day in _days_of(year) if is_field_day(rep, day, country))
    return sum(end_s - start_s for start_s, end_s in hours)


def _days_of(year: int) -> Iterator[date]:
    first = date(year, 1, 1)
    return (first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days))
