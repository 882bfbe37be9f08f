"""The year becomes today: a target on working days, added up to weeks, months and quarters (method, section 5)."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby

from app.method.exact_split import split_exactly


class Span(StrEnum):
    YEAR = "year"
    QUARTER = "quarter"
    MONTH = "month"
    WEEK = "week"  # the part of an ISO week that lies in its month
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Rung:
    """A span of days with its targets in whole CNY; each is the exact sum of what `parts` have.

    `planned` is its share of the yearly target, alike on all working days. `brought_in` is what its days so far have
    brought. `to_go` is what its days from today on have to bring: what days before missed is spread over them.
    """

    span: Span
    first_on: date
    last_on: date
    planned: int
    brought_in: int
    to_go: int
    parts: tuple["Rung", ...] = ()


@dataclass(frozen=True, slots=True)
class Ladder:
    """The year's rung, and what remains of the target where no working day is left that could bring it.

    Of days before `since` it is not known what they brought.
    """

    year: Rung
    since: date
    out_of_reach: int

    def day(self, on: date) -> Rung | None:
        """The rung of one day; None for a day that is neither worked nor has brought anything in."""
        return next((rung for rung in days_of(self.year) if rung.first_on == on), None)


def goal_ladder(
    yearly_target: int, working_days: Collection[date], brought_in: Mapping[date, int], *, since: date, today: date
) -> Ladder:
    """The ladder of the year that `today` lies in; days of other years do not count.

    `brought_in` is the expected result of the visits made, in CNY by day. It is known from `since` on: days before are
    taken to have brought what was planned. Raises ValueError where nobody works in that year, and for a target that is
    not more than nothing.
    """
    worked = sorted(day for day in set(working_days) if day.year == today.year)
    if yearly_target <= 0 or not worked:
        raise ValueError("A goal is more than nothing and needs a working day.")
    brought = {day: money for day, money in brought_in.items() if day.year == today.year}
    planned = dict(zip(worked, split_exactly(yearly_target, [1] * len(worked)), strict=True))
    left = [day for day in worked if day >= today]
    asked = sum(money for day, money in planned.items() if day >= since)
    remaining = max(0, asked - sum(money for day, money in brought.items() if since <= day < today))
    to_go = dict(zip(left, split_exactly(remaining, [1] * len(left)), strict=True)) if left else {}
    days = [
        Rung(Span.DAY, day, day, planned.get(day, 0), brought.get(day, 0), to_go.get(day, 0))
        for day in sorted(planned.keys() | brought.keys())
    ]
    return Ladder(_added_up(days), max(since, worked[0]), remaining if not left else 0)


def days_of(rung: Rung) -> Iterable[Rung]:
    """The days of a span, in order."""
    if rung.span is Span.DAY:
        yield rung
    for part in rung.parts:
        yield from days_of(part)


def _added_up(days: Sequence[Rung]) -> Rung:
    """Days to weeks of a month, those to months, to quarters, to the year."""
    weeks = _summed(Span.WEEK, days, lambda day: (day.month, *day.isocalendar()[:2]))
    months = _summed(Span.MONTH, weeks, lambda day: day.month)
    quarters = _summed(Span.QUARTER, months, lambda day: (day.month - 1) // 3)
    (year,) = _summed(Span.YEAR, quarters, lambda day: day.year)
    return year


def _summed(span: Span, rungs: Sequence[Rung], which: Callable[[date], object]) -> list[Rung]:
    """One rung for each run of those that `which` tells alike by their first day."""
    return [_sum(span, tuple(parts)) for _, parts in groupby(rungs, key=lambda rung: which(rung.first_on))]


def _sum(span: Span, parts: tuple[Rung, ...]) -> Rung:
    return Rung(
        span,
        parts[0].first_on,
        parts[-1].last_on,
        sum(part.planned for part in parts),
        sum(part.brought_in for part in parts),
        sum(part.to_go for part in parts),
        parts,
    )
