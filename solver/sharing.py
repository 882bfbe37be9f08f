"""Visits that their rep leaves out, offered to the next: to whom, and whose new plan counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from solver.partition import NEVER
from solver.result import Result
from solver.wide import WideProblem


@dataclass(frozen=True, slots=True)
class RepPlan:
    """One rep's problem and the answer to it."""

    problem: WideProblem
    result: Result

    @property
    def served(self) -> frozenset[str]:
        """The visits it makes."""
        return self.result.solution.served

    @property
    def merit(self) -> tuple[int, int]:
        """What makes a plan better: first the promises it keeps, then its value."""
        return sum(visit.is_fixed and visit.id in self.served for visit in self.problem.visits), self.result.value


def next_nearest(distance: npt.NDArray[np.int64], had_by: Sequence[int]) -> list[int | None]:
    """The nearest other rep of each visit, or None where there is none.

    `distance` is visits x reps, negative where a rep may not make a visit; `had_by` is the rep who leaves it out.
    """
    if not had_by:
        return []
    others = distance.copy()
    others[np.arange(len(had_by)), had_by] = -1
    others[others < 0] = NEVER
    nearest = others.argmin(axis=1)
    return [rep if others[visit, rep] < NEVER else None for visit, rep in enumerate(nearest.tolist())]


def gainers(before: Mapping[str, RepPlan], again: Mapping[str, RepPlan]) -> frozenset[str]:
    """The reps whose plan made again, with visits that others had left out, counts.

    It is no worse than the one before and makes no visit that another makes; those that gain most come first.
    """
    now = dict(before)

    def loss(rep: str) -> tuple[int, int, str]:
        (kept, value), (kept_again, value_again) = before[rep].merit, again[rep].merit
        return kept - kept_again, value - value_again, rep

    for rep in sorted(again, key=loss):
        elsewhere = {name for other, plan in now.items() if other != rep for name in plan.served}
        if again[rep].merit >= before[rep].merit and not elsewhere & again[rep].served:
            now[rep] = again[rep]
    return frozenset(rep for rep in again if now[rep] is again[rep])
