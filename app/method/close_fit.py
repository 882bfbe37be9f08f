"""P(close) from the organisation's own debriefs: by grade, drawn towards the method's table as long as they are few."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

from app.method.account import Grade
from app.method.settings import MethodSettings

Z = 1.96  # 95 %


@dataclass(frozen=True, slots=True)
class GradeFit:
    """One grade: of so many visits to prospects so many were signed, and what that makes of the method's chance.

    `low` to `high` holds the true chance in 95 of 100 such cases.
    """

    grade: Grade
    visits: int
    signed: int
    usual: float
    fitted: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class CloseFit:
    """The proposal for all grades; `visits` they rest on, of the `needed` from which it may be taken."""

    grades: tuple[GradeFit, ...]
    visits: int
    needed: int

    @property
    def is_enough(self) -> bool:
        return self.visits >= self.needed

    @property
    def table(self) -> dict[str, float]:
        return {one.grade: one.fitted for one in self.grades}


def close_fit(told: Mapping[Grade, tuple[int, int]], settings: MethodSettings) -> CloseFit:
    """The proposal from (visits, signed) by grade; raises ValueError where more are signed than visited.

    A beta-binomial: the method's default is believed as much as `close_prior_visits` visits of that grade.
    """
    grades = tuple(_grade_fit(grade, *told.get(grade, (0, 0)), settings) for grade in Grade)
    return CloseFit(grades, sum(one.visits for one in grades), settings.close_fit_from)


def _grade_fit(grade: Grade, visits: int, signed: int, settings: MethodSettings) -> GradeFit:
    if not 0 <= signed <= visits:
        raise ValueError("Those who signed are counted among the visits.")
    usual = MethodSettings().close_probability[grade]
    weight = visits + settings.close_prior_visits
    chance = (signed + settings.close_prior_visits * usual) / weight
    half = Z * sqrt(chance * (1 - chance) / (weight + 1))
    low, high = max(0.0, chance - half), min(1.0, chance + half)
    return GradeFit(grade, visits, signed, usual, round(chance, 3), round(low, 3), round(high, 3))
