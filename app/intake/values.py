"""Cells to numbers. Parsers take the text of a cell that is not blank and raise ValueError where it is unclear."""

import re
import unicodedata
from functools import lru_cache
from math import isfinite

from app.method.account import DAY_S

_NOT_FINITE = re.compile(r"[+-]?(?:nan|inf|infinity)")
_MONEY_MARKS = re.compile(r"^(?:¥|\$|€|rmb|cny)\s*|\s*(?:元|rmb|cny)$")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?|[+-]?\d{1,3}(?: \d{3})+(?:\.\d+)?")
_DECIMAL_COMMA = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:\.\d{3})+),\d+")
_PLAIN = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?")
_MAGNITUDES = {"千": 1e3, "万": 1e4, "亿": 1e8, "k": 1e3}
_TIME_UNIT = re.compile(r"\s*(?P<unit>分钟?|小?时|min(?:ute)?s?|h(?:our)?s?)$")
_DAMAGED = re.compile(r"\d(?:\.\d+)?e\+\d+", re.IGNORECASE)
_DEGREES = re.compile(
    r"(?:(?P<before>[nsew]|北纬|南纬|东经|西经)\s*)?(?P<sign>[+-])?(?P<degrees>\d+(?:[.,]\d+)?)\s*"
    r"(?:[°º度]\s*(?:(?P<minutes>\d+(?:\.\d+)?)\s*['′’分]\s*(?:(?P<seconds>\d+(?:\.\d+)?)\s*(?:''|′′|[\"”″秒])\s*)?)?)?"
    r"(?P<after>[nsew])?"
)


class NotFiniteError(ValueError):
    """A number that is no quantity: NaN, infinite, or too large to hold."""


def plain(text: str) -> str:
    """Text in one width and one case, trimmed: what all parsers compare."""
    return (text if text.isascii() else unicodedata.normalize("NFKC", text)).casefold().strip()


def number(text: str) -> float:
    """A finite number: full-width digits, thousands separators, ¥, 万 and unambiguous decimal commas are understood."""
    written = _MONEY_MARKS.sub("", plain(text))
    if _NOT_FINITE.fullmatch(written):
        raise NotFiniteError(text)
    factor = _MAGNITUDES.get(written[-1:], 1.0)
    digits = written[:-1].strip() if factor != 1.0 else written
    if _THOUSANDS.fullmatch(digits):
        digits = digits.replace(",", "").replace(" ", "")
    elif _DECIMAL_COMMA.fullmatch(digits):
        digits = digits.replace(".", "").replace(",", ".")
    elif not _PLAIN.fullmatch(digits):
        raise ValueError("This is no number.")
    value = float(digits) * factor
    if not isfinite(value):
        raise NotFiniteError(text)
    return value


@lru_cache(maxsize=4096)
def whole(text: str) -> int:
    """A count that is not negative: "2", "2.0", "2次"."""
    value = number(plain(text).removesuffix("次").removesuffix("个"))
    if not value.is_integer() or value < 0:
        raise ValueError("This is no count.")
    return int(value)


@lru_cache(maxsize=256)
def level(text: str) -> int:
    """A contact's level, 0 to 5."""
    value = whole(plain(text).removesuffix("级").removeprefix("l"))
    if value > 5:
        raise ValueError("Levels are 0 to 5.")
    return value


@lru_cache(maxsize=4096)
def money(text: str, factor: float = 1.0) -> int:
    """Whole CNY, not negative; `factor` is what one unit of the column is worth."""
    has_magnitude = any(mark in text for mark in _MAGNITUDES)  # "3万" under a header in 万元
    value = number(text) * (1.0 if has_magnitude else factor)
    if not 0 <= value <= 1e15:
        raise ValueError("This is no sum of money.")
    return round(value)


@lru_cache(maxsize=4096)
def duration_s(text: str, factor: float = 1.0) -> int:
    """Seconds from minutes, "45分钟" or "1.5小时", at most a day; `factor` is minutes for each unit of the column."""
    written = plain(text)
    unit = _TIME_UNIT.search(written)
    minutes_each = factor if unit is None else 60.0 if unit["unit"][0] in "小时h" else 1.0
    minutes = number(written[: unit.start()] if unit else written) * minutes_each
    if not 0 <= minutes * 60 <= DAY_S:
        raise ValueError("This is no duration within a day.")
    return round(minutes * 60)


def degrees(text: str) -> float:
    """Degrees, decimal ("120.15", "120,15") or in minutes and seconds ("120°9′30″E"); south and west are negative."""
    written = plain(text)
    found = _DEGREES.fullmatch(written)
    if found is None:
        return number(text)  # 1e2 and the like; raises for the rest
    minutes, seconds = float(found["minutes"] or 0), float(found["seconds"] or 0)
    if minutes >= 60 or seconds >= 60:
        raise ValueError("An arc minute has 60 seconds and a degree 60 minutes.")
    value = float(found["degrees"].replace(",", ".")) + minutes / 60 + seconds / 3600
    is_negative = found["sign"] == "-" or (found["before"] or found["after"] or "") in ("s", "w", "南纬", "西经")
    return -value if is_negative else value


def is_damaged_number(text: str) -> bool:
    """Whether a spreadsheet has rounded a long number away, as in 1.38E+10."""
    return _DAMAGED.fullmatch(text) is not None
