"""python -m solver.warm: compile everything there is to compile, so that the first user does not wait for it."""

from dataclasses import replace

import numpy as np

from solver.certify import certify
from solver.compiled import HAS_COMPILER
from solver.limits import Limit, Stopwatch
from solver.model import Lunch, Problem, Shift, TimeWindow, TravelMatrix, Visit
from solver.slots import propose_slots
from solver.solve import solve

HOUR_S = 3600


def warm_up() -> None:
    """Search, explain, propose and certify once on a small problem, by rounds and by the clock."""
    problem = _small_problem()
    solve(problem, Limit(60, iterations=8))
    result = solve(problem, Limit(0.2))
    propose_slots(problem, result.solution, replace(problem.visits[0], id="new", required=False))
    certify(problem, result.solution, result.value, 5.0)


def _small_problem() -> Problem:
    spot = np.arange(9, dtype=np.int32)
    away = (np.abs(spot[:, None] - spot[None, :]) * 900).astype(np.int32)
    hours = TimeWindow(9 * HOUR_S, 17 * HOUR_S)
    noon = Lunch(HOUR_S, TimeWindow(11 * HOUR_S, 13 * HOUR_S))
    shifts = tuple(Shift(f"{rep}", rep, hours, 0, 0, 3, noon, HOUR_S) for rep in ("first", "second"))
    visits = tuple(Visit(f"v{n}", n, HOUR_S, (2 + n) * HOUR_S, (hours,), required=n == 1) for n in range(1, 9))
    return Problem(visits, shifts, TravelMatrix(away, away))


def main() -> None:
    watch = Stopwatch()
    warm_up()
    told = f"Compiled in {watch.elapsed_s:.0f} s." if HAS_COMPILER else "There is no compiler: the search will be slow."
    print(told)  # noqa: T201  a command's answer


if __name__ == "__main__":
    main()
