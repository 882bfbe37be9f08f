"""The board in words: each rate with its interval, its n, and the accounts behind it a link away."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from app.board.board import Board
from app.method.account import Category
from app.method.board import Case, Dimension, Group, Measure
from app.method.rates import Fullness, Interval, Rate
from web.account_view import account_href
from web.board_words import DIMENSIONS, MEASURES
from web.debrief_steps import refusal_name
from web.i18n import Translator
from web.opportunity_view import opportunity_href
from web.words import CATEGORIES


@dataclass(frozen=True, slots=True)
class Cell:
    """A rate as it is read; greyed where it is of few cases, empty where there is none."""

    share: str
    beside: str
    href: str
    is_small: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A group's rates, in the order of the measures; `full` is empty but for reps."""

    name: str
    cells: tuple[Cell, ...]
    full: Cell | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A table of the board."""

    name: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class BoardWords:
    """Writes what the board counts; `query` are the filters that every link keeps."""

    board: Board
    query: Mapping[str, str]
    small_n: int
    t: Translator

    def whole(self) -> Line:
        """Everything that is counted, in one line."""
        board = self.board
        return Line(self.t("All accounts"), self._cells(board.rates, None, ""), self._full(board.full))

    def parts(self) -> list[Part]:
        return [
            Part(self.t(name), tuple(self._line(of, group) for group in self.board.groups(of)))
            for of, name in DIMENSIONS.items()
        ]

    def refusals(self) -> list[tuple[str, Cell]]:
        href = self._behind(Measure.REFUSED, None, "")
        return [
            (refusal_name(refusal, self.t), self._cell(rate, href)) for refusal, rate in self.board.refusals.items()
        ]

    def _line(self, of: Dimension, group: Group) -> Line:
        full = self._full(self.board.fullness.get(group.value)) if of is Dimension.REP else None
        return Line(value_name(of, group.value, group.name, self.t), self._cells(group.rates, of, group.value), full)

    def _cells(self, rates: Mapping[Measure, Rate], of: Dimension | None, value: str) -> tuple[Cell, ...]:
        return tuple(self._cell(rates[measure], self._behind(measure, of, value)) for measure in Measure)

    def _cell(self, rate: Rate, href: str) -> Cell:
        if rate.share is None:
            return Cell("–", "", "", is_small=True)
        told = {"hits": rate.hits, "n": rate.n, "interval": _span(rate.interval)}
        return Cell(_pct(rate.share), self.t("{hits} of {n} · {interval}", **told), href, rate.n < self.small_n)

    def _full(self, full: Fullness | None) -> Cell:
        if full is None:
            return Cell("–", "", "", is_small=True)
        days = self.t.count("{n} day", "{n} days", full.n)
        beside = f"{days} · {_span(full.interval)}" if full.interval else days
        return Cell(_pct(full.share), beside, "/week", full.n < self.small_n)

    def _behind(self, measure: Measure, of: Dimension | None, value: str) -> str:
        about = {"measure": measure.value, "by": of.value if of else "", "value": value}
        return f"/board/accounts?{urlencode({**self.query, **about})}"


def value_name(of: Dimension, value: str, name: str, t: Translator) -> str:
    """What a group is called."""
    if of is Dimension.CATEGORY:
        return t(CATEGORIES[Category(value)])
    if of is Dimension.LEVEL:
        return t("Level {n}", n=value)
    if of is Dimension.REP:
        return name or t("Nobody's")
    return value or t("No market")


def cases_behind(cases: list[Case], measure: Measure, t: Translator) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """The accounts that answer yes and those that answer no, with page and rep; whom one can help first.

    Of the win rate it is the deals, with their accounts.
    """
    told = MEASURES[measure]
    yes, no = t(told.yes), t(told.no)
    apart: dict[bool, list[tuple[str, str, str]]] = {True: [], False: []}
    for case in cases:
        if measure is Measure.WIN_RATE:
            where = " · ".join(part for part in (case.name, case.rep_name) if part)
            for deal in case.deals:
                apart[deal.is_won].append((deal.name, opportunity_href(deal.id), where))
            continue
        beside = " · ".join(part for part in (case.rep_name, refusal_name(case.refusal, t)) if part)
        apart[case.answers[measure]].append((case.name, account_href(case.external_id), beside))
    both = [(no, apart[False]), (yes, apart[True])]
    return both[::-1] if measure is Measure.REFUSED else both


def _pct(share: float) -> str:
    return f"{round(100 * share)}%"


def _span(interval: Interval | None) -> str:
    return "" if interval is None else f"{round(100 * interval.low)}–{round(100 * interval.high)}%"
