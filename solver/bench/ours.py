"""Our own search, as it is called by whoever plans."""

import os
from dataclasses import replace

from solver.bench.instance import Orders
from solver.limits import Limit
from solver.model import Problem
from solver.solution import Solution
from solver.solve import solve
from solver.solve_team import solve_team
from solver.wide import WideProblem

CORES = os.cpu_count() or 1
WARM_VISITS = 24
WARM_S = 0.5


def plan(problem: Problem, time_s: float, seed: int) -> Orders:
    return orders_of(solve(problem, Limit(time_s), seed=seed, cores=CORES).solution)


def plan_team(problem: WideProblem, time_s: float, seed: int) -> Orders:
    return orders_of(solve_team(problem, Limit(time_s), seed=seed, cores=CORES).solution)


def orders_of(solution: Solution) -> Orders:
    """The visits of each shift of a solution, in driving order."""
    return {route.shift: [stop.visit for stop in route.stops] for route in solution.routes}


def warm_up(problem: Problem | WideProblem) -> str:
    """Plan a few visits of the problem, so that loading and compiling are not measured; says on what."""
    few = problem.visits[:: max(1, len(problem.visits) // WARM_VISITS)]
    if isinstance(problem, WideProblem):
        rep = problem.shifts[0].rep
        his = tuple(shift for shift in problem.shifts if shift.rep == rep)
        small = replace(problem, shifts=his).part(few)
    else:
        tied = {visit.group for visit in few if visit.group}
        small = replace(problem, visits=tuple(v for v in problem.visits if v in few or v.group in tied))
    plan(small, WARM_S, 0)
    return f"{len(small.visits)} visits on {len(small.shifts)} shifts"
