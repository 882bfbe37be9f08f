"""Cells to dates, times of day and intervals. Parsers raise ValueError where they cannot read the text of a cell."""

import re
from datetime import date
from functools import lru_cache

from app.intake.values import number, plain
from app.method.account import DAY_S, Appointment

_MOST_DAYS = 3650
_DATE = re.compile(r"(\d{4})\s*(?:([-/.])\s*(\d{1,2})\s*\2\s*(\d{1,2})|年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日?)")
_COMPACT_DATE = re.compile(r"(\d{4})(\d\d)(\d\d)")
_CLOCK = re.compile(
    r"(?P<half>上午|早上|中午|下午|晚上|am|pm)?\s*(?P<hour>\d{1,2})"
    r"(?::(?P<minute>\d\d)(?::\d\d)?|[点时](?:(?P<minute2>\d{1,2})分?|(?P<thirty>半)|整)?)?\s*(?P<half2>am|pm)?"
)
_IS_CLOCK = re.compile("[:点时ap上早中下晚]")
_DIGITS = str.maketrans("一二两三四五六七八九", "1223456789")
_PERIOD_DAYS = {"天": 1.0, "日": 1.0, "周": 7.0, "星期": 7.0, "礼拜": 7.0, "月": 30.0, "季": 90.0, "年": 365.0}
_PERIOD = r"(半|\d+)?\s*个?(天|日|周|星期|礼拜|月|季|年)度?"
_EVERY = re.compile(rf"[每隔]?{_PERIOD}(?:(?:拜访)?\s*(\d+)\s*次)?")
_TIMES_PER = re.compile(rf"(\d+)\s*次?\s*/\s*每?{_PERIOD}")
_FREQUENCY_WORDS = {
    "daily": 1.0, "weekly": 7.0, "biweekly": 14.0, "fortnightly": 14.0, "monthly": 30.0, "bimonthly": 60.0,
    "quarterly": 90.0, "yearly": 365.0, "every week": 7.0, "every two weeks": 14.0, "every 2 weeks": 14.0,
    "every month": 30.0, "every quarter": 90.0, "双周": 14.0, "隔周": 14.0,
}  # fmt: skip


@lru_cache(maxsize=4096)
def day(text: str) -> date:
    """A date: 2026-11-24, 2026/11/24, 2026.11.24, 20261124, 2026年11月24日; a time of day behind it is left out."""
    written = plain(text)
    found = _DATE.match(written) or _COMPACT_DATE.fullmatch(written)
    if found is None:
        raise ValueError("This is no date.")
    rest = written[found.end() :].lstrip(" t")
    if rest:
        clock_s(rest)
    year, month, day_of_month = (int(part) for part in found.groups() if part and part.isdigit())
    return date(year, month, day_of_month)


@lru_cache(maxsize=4096)
def clock_s(text: str) -> int:
    """Seconds after midnight, 24:00 included: 9:00, 09:30:00, 9点半, 下午3点, 3pm."""
    found = _CLOCK.fullmatch(plain(text))
    if found is None or not _IS_CLOCK.search(found[0]):  # a bare number is no time
        raise ValueError("This is no time of day.")
    hour = int(found["hour"])
    minute = 30 if found["thirty"] else int(found["minute"] or found["minute2"] or 0)
    half = found["half"] or found["half2"]
    if (half in ("下午", "晚上", "pm") and hour < 12) or (half == "中午" and hour < 3):
        hour += 12
    elif half == "am" and hour == 12:
        hour = 0
    if minute > 59 or (seconds := hour * 3600 + minute * 60) > DAY_S:
        raise ValueError("A day has 24 hours of 60 minutes.")
    return seconds


def appointment(text: str) -> Appointment:
    """A promised moment: "2026-11-24 10:00", "2026年11月24日 上午10点"."""
    written = plain(text)
    found = _DATE.match(written)
    if found is None:
        raise ValueError("An appointment has a date and a time.")
    return Appointment(day(found[0]), clock_s(written[found.end() :].lstrip(" t")))


@lru_cache(maxsize=1024)
def interval_days(text: str, days_each: float = 1.0) -> float:
    """Days between visits: "30", "每周", "每两周", "每月2次", "2次/周", weekly. A bare number counts `days_each`."""
    written = plain(text)
    if written in _FREQUENCY_WORDS:
        return _FREQUENCY_WORDS[written]
    spelled = written.translate(_DIGITS)
    if found := _TIMES_PER.fullmatch(spelled):
        times, count, period = found.groups()
    elif found := _EVERY.fullmatch(spelled):
        count, period, times = found.groups()
    else:
        return _sound(number(written.removesuffix("days").removesuffix("day")) * days_each)
    periods = 0.5 if count == "半" else float(count or 1)
    return _sound(periods * _PERIOD_DAYS[period] / max(float(times or 1), 1e-9))


def days_from_monthly_visits(text: str, visits_each: float = 1.0) -> float:
    """Days between visits from visits per month: "2" is 15 days; words such as 每周 speak for themselves."""
    try:
        visits = number(plain(text).removesuffix("次"))
    except ValueError:
        return interval_days(text)
    return _sound(30.0 / max(visits * visits_each, 1e-9))


def _sound(days: float) -> float:
    if not 1 <= days <= _MOST_DAYS:
        raise ValueError("An interval is a day to ten years.")
    return days
