"""Durations, distances, moments and dates in the words of the reader."""

from collections.abc import Iterable
from datetime import date, timedelta

from babel import Locale
from babel.dates import format_date

from app import wording
from web.i18n import Translator

_WEEKDAY_LETTERS = {"zh": "一二三四五六日", "en": "MTWTFSS"}
_DAY_PATTERNS = {"zh": "M月d日 EEE", "en": "EEE d MMM"}
_DATED_PATTERNS = {"zh": "y年M月d日 EEE", "en": "EEE d MMM y"}
_SHORT_PATTERNS = {"zh": "M/d", "en": "d MMM"}


def duration(seconds: float, t: Translator) -> str:
    """Whole minutes, from one hour with hours in front."""
    return wording.duration(seconds, t.text)


def hours(seconds: float, t: Translator) -> str:
    """Hours for totals: with one decimal below a hundred."""
    return t("{h} h", h=_short(seconds / 3600))


def distance(metres: int, t: Translator) -> str:
    """Metres below one kilometre, else kilometres, with one decimal below a hundred."""
    return t("{n} m", n=metres) if metres < 1000 else t("{n} km", n=_short(metres / 1000))


def _short(number: float) -> str:
    return f"{number:.1f}" if abs(number) < 99.95 else f"{number:,.0f}"


def day(on: date, t: Translator) -> str:
    """A day with its weekday, as short as it is clear within a year."""
    return format_date(on, _DAY_PATTERNS[t.language], locale=t.tag.replace("-", "_"))


def dated_day(on: date, t: Translator) -> str:
    """A day with its weekday and its year, where it may be long ago."""
    return format_date(on, _DATED_PATTERNS[t.language], locale=t.tag.replace("-", "_"))


def country_names(codes: Iterable[str], t: Translator) -> list[tuple[str, str]]:
    """Countries by their codes, in the order of their names."""
    names = Locale.parse(t.tag, sep="-").territories
    return sorted(((code, names.get(code, code)) for code in codes), key=lambda country: country[1])


def short_day(on: date, t: Translator) -> str:
    return format_date(on, _SHORT_PATTERNS[t.language], locale=t.tag.replace("-", "_"))


def weekday(on: date, t: Translator) -> str:
    """Which day of the week it is."""
    return format_date(on, "EEE", locale=t.tag.replace("-", "_"))


def weekday_letters(t: Translator) -> str:
    """One letter for each day of the week, Monday first."""
    return _WEEKDAY_LETTERS[t.language]


def weekday_names(t: Translator) -> tuple[str, ...]:
    """Monday to Sunday, short."""
    monday = date(2026, 11, 23)
    locale = t.tag.replace("-", "_")
    return tuple(format_date(monday + timedelta(days=n), "EEE", locale=locale) for n in range(7))


def month(on: date, t: Translator) -> str:
    """A month with its year."""
    pattern = {"zh": "y年M月", "en": "MMMM y"}[t.language]
    return format_date(on, pattern, locale=t.tag.replace("-", "_"))


def ago(span: timedelta, t: Translator) -> str:
    """How long ago something was that is known to the hour."""
    hours_ago = int(span.total_seconds() // 3600)
    if hours_ago < 1:
        return t("within the last hour")
    if hours_ago < 48:
        return t.count("{n} hour ago", "{n} hours ago", hours_ago)
    return t.count("{n} day ago", "{n} days ago", hours_ago // 24)
