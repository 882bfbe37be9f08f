"""A list of speeds by the hour: a line for each hour of the day, a column for each class of days."""

import csv
import io
from collections.abc import Mapping

from app.method.settings import DayClass

HOUR = "hour"
COLUMNS: Mapping[str, str] = {  # as lists call them
    "hour": HOUR,
    "小时": HOUR,
    "workday": DayClass.WORKDAY,
    "工作日": DayClass.WORKDAY,
    "day_off": DayClass.DAY_OFF,
    "休息日": DayClass.DAY_OFF,
}
MOST_BYTES = 20_000


class UnusableSpeeds(ValueError):
    """A list that gives no speeds: at which line and in which column; neither, where it has another shape."""

    def __init__(self, line: int = 0, column: str = "", value: str = "") -> None:
        super().__init__(f"Line {line}, {column}: {value!r}")
        self.line, self.column, self.value = line, column, value


def speeds_of(content: bytes) -> dict[str, tuple[int, ...]]:
    """For each class of days the speeds of 24 hours, in per cent; raises UnusableSpeeds."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnusableSpeeds from None
    rows = csv.reader(io.StringIO(text))
    named = [COLUMNS.get(name.strip().lower(), "") for name in next(rows, [])]
    if len(content) > MOST_BYTES or sorted(named) != sorted({HOUR, *DayClass}):
        raise UnusableSpeeds
    speeds: dict[str, dict[int, int]] = {kind: {} for kind in DayClass}
    for line, row in enumerate(rows, start=2):
        if not any(cell.strip() for cell in row):
            continue
        told = dict(zip(named, row, strict=False))
        hour = _number(told, HOUR, 0, 23, line)
        if hour in speeds[DayClass.WORKDAY]:
            raise UnusableSpeeds(line, HOUR, str(hour))
        for kind in DayClass:
            speeds[kind][hour] = _number(told, kind, 10, 100, line)
    if len(speeds[DayClass.WORKDAY]) != 24:
        raise UnusableSpeeds
    return {kind: tuple(by_hour[hour] for hour in range(24)) for kind, by_hour in speeds.items()}


def _number(told: Mapping[str, str], column: str, least: int, most: int, line: int) -> int:
    value = told.get(column, "").strip()
    if not (value.isascii() and value.isdigit() and len(value) <= 3 and least <= int(value) <= most):
        raise UnusableSpeeds(line, column, value)
    return int(value)
