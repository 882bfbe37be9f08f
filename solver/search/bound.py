"""The linear program over day routes: which visits are dear, and what a plan made of known routes could be worth.

Rows: a visit is made at most once; of a group at most one visit within its days; as many promises are kept as in the
plan at hand; a shift has one route. Columns come as they are found (column generation; Desaulniers, Desrosiers and
Solomon, Springer 2005), and OR-Tools GLOP goes on from the basis it had.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from ortools.linear_solver import pywraplp

from solver.schedule import Moments, Order, Tied, Timetable

Duals = npt.NDArray[np.float64]
PRECISION = 100.0  # the dearest visit in units of GLOP, whose tolerances are absolute


@dataclass(frozen=True, slots=True)
class Prices:
    """What a visit is charged on a shift (shifts x visits), and what every plan is granted in return.

    For any prices no plan is worth more than `granted` and the best route of each shift after prices: the Lagrangian
    bound. Whole hundredths of a second, so that no rounding can spoil it.
    """

    charged: Moments
    granted: int


@dataclass(frozen=True, slots=True)
class Answer:
    """The best mix of known routes: its value, the duals of rows, and what a route must be worth to join, by shift."""

    value: float
    duals: Duals
    floors: list[int]


class Master:
    """The linear program for plans that keep at least `promises` fixed visits."""

    def __init__(self, timetable: Timetable, promises: int) -> None:
        self._fixed, self._promises = timetable.fixed, promises
        self._unit = int(timetable.worth.max(initial=1)) / PRECISION
        self.empty = [timetable.value(shift, []) or 0 for shift in range(len(timetable.shifts))]
        self._shape = timetable.worth.shape
        self._rows = _rows(timetable)
        self._rows_of: dict[tuple[int, int], list[int]] = defaultdict(list)
        for row, (shifts, visits) in enumerate(self._rows):
            for shift in shifts.tolist():
                for visit in visits.tolist():
                    self._rows_of[shift, visit].append(row)
        self._solver = pywraplp.Solver.CreateSolver("GLOP")
        self._solver.SetSolverSpecificParametersAsString("use_preprocessing: false")  # it would forget the basis
        infinity = self._solver.infinity()
        self._at_most_one = [self._solver.Constraint(-infinity, 1.0) for _ in self._rows]
        self._kept = self._solver.Constraint(float(promises), infinity)
        self._one_route = [self._solver.Constraint(-infinity, 1.0) for _ in timetable.shifts]
        self._objective = self._solver.Objective()
        self._objective.SetMaximization()
        self._known: set[tuple[int, tuple[int, ...]]] = set()

    def add(self, shift: int, order: Order, value: int) -> bool:
        """Add a route worth `value`; False where it is known."""
        key = shift, tuple(order)
        if key in self._known:
            return False
        self._known.add(key)
        taken = self._solver.NumVar(0.0, self._solver.infinity(), "")
        self._objective.SetCoefficient(taken, (value - self.empty[shift]) / self._unit)
        self._one_route[shift].SetCoefficient(taken, 1.0)
        self._kept.SetCoefficient(taken, float(self._fixed[order].sum()))
        for row, times in Counter(row for visit in order for row in self._rows_of[shift, visit]).items():
            self._at_most_one[row].SetCoefficient(taken, float(times))
        return True

    def solve(self) -> Answer | None:
        """The optimum over the routes known, or None where GLOP finds none."""
        if self._solver.Solve() != pywraplp.Solver.OPTIMAL:
            return None
        duals = [row.dual_value() for row in (*self._at_most_one, self._kept)]
        floors = [
            int(max(0.0, row.dual_value()) * self._unit) + empty
            for row, empty in zip(self._one_route, self.empty, strict=True)
        ]
        value = self._objective.Value() * self._unit + sum(self.empty)
        return Answer(value, np.array(duals) * self._unit, floors)

    def prices(self, duals: Duals) -> Prices:
        """Whole prices near the duals, of the signs that make the bound true."""
        charged = np.zeros(self._shape, dtype=np.int64)
        whole = np.rint(np.maximum(duals[:-1], 0.0)).astype(np.int64)
        for row in np.flatnonzero(whole).tolist():
            shifts, visits = self._rows[row]
            charged[np.ix_(shifts, visits)] += whole[row]
        bonus = round(max(0.0, -float(duals[-1])))
        charged[:, self._fixed] -= bonus
        return Prices(charged, int(whole.sum()) - bonus * self._promises)


def _rows(timetable: Timetable) -> list[tuple[Moments, Moments]]:
    """Shifts and visits of which at most one visit is made: one row for each visit, and those of the groups."""
    always = np.arange(len(timetable.shifts))
    rows = [(shifts, group.visits) for group in timetable.groups for shifts in _too_near(timetable.day, group)]
    one_of = [group.visits for group in timetable.groups if group.gap_days is None]
    alone = np.setdiff1d(np.arange(len(timetable.place)), np.concatenate(one_of) if one_of else [])
    return [*((always, np.array([visit])) for visit in alone), *rows]


def _too_near(day: Moments, group: Tied) -> list[Moments]:
    """The largest sets of shifts on which only one visit of the group may be made."""
    if group.gap_days is None:
        return [np.arange(len(day))]
    sets: list[Moments] = []
    for first in np.unique(day).tolist():
        shifts = np.flatnonzero((first <= day) & (day < first + group.gap_days))
        if not sets or not np.isin(shifts, sets[-1]).all():
            sets.append(shifts)
    return sets
