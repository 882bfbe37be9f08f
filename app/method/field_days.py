"""Which days a rep spends in the field: his weekdays, less public holidays and his leave."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache

import holidays

from app.method.rep import Rep


@lru_cache(maxsize=64)
def public_holidays(country: str, year: int) -> frozenset[date]:
    """The public holidays of a country's year; raises ValueError for a country the calendar does not know."""
    try:
        return frozenset(holidays.country_holidays(country, years=year))
    except NotImplementedError:
        raise ValueError(f"There is no holiday calendar for {country!r}. Use a two-letter country code.") from None


def day_off(rep: Rep, day: date, country: str) -> str | None:
    """Why the rep does not drive out that day: `leave`, `holiday` or `no_field_day`; None where he does as a rule."""
    if day in rep.leave:
        return "leave"
    if day in public_holidays(country, day.year):
        return "holiday"
    return None if day.weekday() in rep.field_days else "no_field_day"


def is_field_day(rep: Rep, day: date, country: str) -> bool:
    """Whether the rep drives out that day as a rule."""
    return day_off(rep, day, country) is None


def field_days(rep: Rep, days: Sequence[date], country: str) -> tuple[date, ...]:
    return tuple(day for day in days if is_field_day(rep, day, country))


@lru_cache(maxsize=1024)
def field_seconds_of_year(rep: Rep, year: int, country: str) -> int:
    """The rep's field days of a calendar year times the length of his shift."""
    first = date(year, 1, 1)
    days = (first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days))
    return sum(is_field_day(rep, day, country) for day in days) * (rep.end_s - rep.start_s)
