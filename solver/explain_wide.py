"""Reasons for any number of visits: each is tried against the plan, in chunks that keep matrices small."""

from collections.abc import Sequence

from solver.explain import explain
from solver.model import Problem, Visit
from solver.schedule import Order
from solver.solution import Solution, Unserved
from solver.wide import WideProblem

CHUNK = 1_000  # visits that are tried at once


def explain_wide(problem: WideProblem, visits: Sequence[Visit], solution: Solution) -> list[Unserved]:
    """Why each of these visits, none of them served, stays out of the plan as it stands; see `explain`."""
    served = [visit for visit in problem.visits if visit.id in solution.served]
    reasons: list[Unserved] = []
    for first in range(0, len(visits), CHUNK):
        part = problem.part([*served, *visits[first : first + CHUNK]])
        reasons += explain(part, orders_of(part, solution))
    return reasons


def orders_of(problem: Problem, solution: Solution) -> list[Order]:
    """The order of visits, by index, on each of the problem's shifts."""
    index = {visit.id: n for n, visit in enumerate(problem.visits)}
    routes = {route.shift: [index[stop.visit] for stop in route.stops] for route in solution.routes}
    return [routes.get(shift.id, []) for shift in problem.shifts]
