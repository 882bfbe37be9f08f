"""Our own search, as it is called by whoever plans."""

from dataclasses import replace

from solver.bench.instance import Orders
from solver.bench.pending import team_orders
from solver.bench.teams import rep_by_rep
from solver.limits import Limit
from solver.model import Problem
from solver.solution import Solution
from solver.solve import solve
from solver.wide import WideProblem

WARM_VISITS = 24
WARM_S = 0.5


def plan(problem: Problem, time_s: float, seed: int) -> Orders:
    return orders_of(solve(problem, Limit(time_s), seed=seed).solution)


def plan_team(problem: WideProblem, time_s: float, seed: int) -> Orders:
    found = team_orders(problem, time_s, seed)
    return rep_by_rep(plan)(problem, time_s, seed) if found is None else found


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
