"""A problem of any size, which lays out a matrix only for the part that is asked for."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from solver.model import Problem, Shift, Visit, Weights
from solver.travel import TravelModel


@dataclass(frozen=True, slots=True, eq=False)
class WideProblem:
    """A problem of any size: places are rows of `travel`, which gives matrices for the choices that are needed."""

    visits: tuple[Visit, ...]
    shifts: tuple[Shift, ...]
    travel: TravelModel
    weights: Weights = field(default=Weights())

    def part(self, visits: Sequence[Visit]) -> Problem:
        """The problem of some of the visits, with a matrix of their own."""
        asked = [v.place for v in visits] + [p for s in self.shifts for p in (s.start_place, s.end_place)]
        places, row = np.unique(np.array(asked, dtype=np.int64), return_inverse=True)
        ends = row[len(visits) :].reshape(-1, 2)
        return Problem(
            tuple(replace(visit, place=int(row[n])) for n, visit in enumerate(visits)),
            tuple(
                replace(shift, start_place=int(start), end_place=int(end))
                for shift, (start, end) in zip(self.shifts, ends, strict=True)
            ),
            self.travel.matrix(places),
            self.weights,
        )
