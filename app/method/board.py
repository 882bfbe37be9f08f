"""What a manager's board counts (method, section 8): accounts and their deals, so that every number can be opened."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.method.account import Category, Grade
from app.method.rates import Rate


class Measure(StrEnum):
    """A question that an account answers with yes or no, or that is none of its; of deals, each answers."""

    CONVERSION = "conversion"  # of the prospects that were seen: signed by now
    WIN_RATE = "win_rate"  # of the deals that were decided: won
    COVERAGE = "coverage"  # of the accounts with a known KP: seen
    CADENCE = "cadence"  # of the customers with an interval: not overdue
    REFUSED = "refused"  # of the accounts that were debriefed: refused, as the last debrief says


class Dimension(StrEnum):
    """What accounts are told apart by."""

    MARKET = "market"
    CATEGORY = "category"
    LEVEL = "level"
    GRADE = "grade"
    REP = "rep"


@dataclass(frozen=True, slots=True)
class Deal:
    """A deal that was decided in the period."""

    id: str
    name: str
    is_won: bool


@dataclass(frozen=True, slots=True)
class Case:
    """An account with its answers in the period; a measure that is not in `answers` does not ask it."""

    external_id: str
    name: str
    market: str
    category: Category
    grade: Grade
    level: int
    rep_id: str  # empty where nobody who is known owns it
    rep_name: str
    answers: Mapping[Measure, bool]
    refusal: str = ""  # the type that the last debrief names
    deals: Sequence[Deal] = ()

    def value(self, of: Dimension) -> str:
        return _VALUES[of](self)

    def rate(self, measure: Measure) -> Rate:
        """What this account adds to a measure; a rate of no case where it is not asked."""
        if measure is Measure.WIN_RATE:
            return Rate(sum(deal.is_won for deal in self.deals), len(self.deals))
        answer = self.answers.get(measure)
        return Rate(0, 0) if answer is None else Rate(int(answer), 1)


@dataclass(frozen=True, slots=True)
class Group:
    """The cases that are alike in one dimension."""

    value: str
    name: str
    rates: Mapping[Measure, Rate]


_VALUES: Mapping[Dimension, Callable[[Case], str]] = {
    Dimension.MARKET: lambda case: case.market,
    Dimension.CATEGORY: lambda case: case.category.value,
    Dimension.LEVEL: lambda case: str(case.level),
    Dimension.GRADE: lambda case: case.grade.value,
    Dimension.REP: lambda case: case.rep_id,
}


def rates(cases: Iterable[Case]) -> dict[Measure, Rate]:
    """Every measure over these cases."""
    found = list(cases)
    return {measure: Rate.of_all(case.rate(measure) for case in found) for measure in Measure}


def groups(cases: Sequence[Case], of: Dimension) -> list[Group]:
    """The cases apart, in the order of their values; reps in the order of their names, never by what was counted."""
    found: dict[tuple[str, str], list[Case]] = {}
    for case in cases:
        name = case.rep_name if of is Dimension.REP else case.value(of)
        found.setdefault((name, case.value(of)), []).append(case)
    order = sorted(found, key=lambda key: _order(of, key))
    return [Group(value, name, rates(found[name, value])) for name, value in order]


def refusals(cases: Iterable[Case]) -> dict[str, Rate]:
    """How many of the accounts that were debriefed refused for which reason, the commonest first."""
    debriefed = [case for case in cases if Measure.REFUSED in case.answers]
    counted = Counter(case.refusal for case in debriefed if case.refusal)
    return {refusal: Rate(count, len(debriefed)) for refusal, count in sorted(counted.items(), key=_commonest)}


def _commonest(counted: tuple[str, int]) -> tuple[int, str]:
    return -counted[1], counted[0]


def _order(of: Dimension, key: tuple[str, str]) -> tuple[object, ...]:
    if of is Dimension.CATEGORY:
        return (list(Category).index(Category(key[1])),)
    return (not key[1], *key)  # what has no value comes last
