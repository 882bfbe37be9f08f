"""The value of a plan: prizes minus weighted travel and overtime, in hundredths of a second so that it stays whole."""

import itertools

from solver.model import Problem, Weights
from solver.solution import Solution


def value_of(weights: Weights, *, prize_s: int, travel_s: int, overtime_s: int, kept: int = 0) -> int:
    """Prizes - travel - overtime, and the worth of visits kept on their shifts, in hundredths of a second."""
    return 100 * (prize_s + weights.keep_s * kept) - weights.travel_pct * travel_s - weights.overtime_pct * overtime_s


def solution_value(problem: Problem, solution: Solution) -> int:
    """The value of a solution whose routes tell the truth about their moments; see `solver.check` for that."""
    visits = {visit.id: visit for visit in problem.visits}
    shifts = {shift.id: shift for shift in problem.shifts}
    prize_s = travel_s = overtime_s = kept = 0
    for route in solution.routes:
        if not route.stops and not shifts[route.shift].overnight:
            continue
        shift = shifts[route.shift]
        places = [shift.start_place, *(visits[stop.visit].place for stop in route.stops), shift.end_place]
        travel_s += sum(int(problem.travel.duration_s[a, b]) for a, b in itertools.pairwise(places))
        prize_s += sum(visits[stop.visit].prize for stop in route.stops)
        kept += sum(visits[stop.visit].kept_on == route.shift for stop in route.stops)
        overtime_s += max(0, route.return_s - shift.window.end_s)
    return value_of(problem.weights, prize_s=prize_s, travel_s=travel_s, overtime_s=overtime_s, kept=kept)
