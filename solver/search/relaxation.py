"""Linear relaxation of a choice among routes, by OR-Tools GLOP."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from ortools.linear_solver import pywraplp


def relax(
    gains: Sequence[int], at_most_one: Sequence[Sequence[int]], exactly_one: Sequence[Sequence[int]]
) -> tuple[float, npt.NDArray[np.float64]]:
    """The greatest sum of gains of fractions of routes under the rows; and for each route what choosing it would lose.

    Rows name routes by index. Where the relaxation fails, nothing is said of any route: (infinite, zeros).
    """
    solver = pywraplp.Solver.CreateSolver("GLOP")
    taken = [solver.NumVar(0.0, solver.infinity(), "") for _ in gains]
    rows = [(solver.RowConstraint(-solver.infinity(), 1.0, ""), row) for row in at_most_one]
    rows += [(solver.RowConstraint(1.0, 1.0, ""), row) for row in exactly_one]
    for constraint, row in rows:
        for n in row:
            constraint.SetCoefficient(taken[n], 1.0)
    objective = solver.Objective()
    objective.SetMaximization()
    for variable, gain in zip(taken, gains, strict=True):
        objective.SetCoefficient(variable, float(gain))
    if solver.Solve() != pywraplp.Solver.OPTIMAL:
        return np.inf, np.zeros(len(gains))
    lost = -np.array(gains, dtype=np.float64)
    for constraint, row in rows:
        lost[list(row)] += constraint.dual_value()
    return objective.Value(), lost
