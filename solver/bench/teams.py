"""How an engine for one rep plans a team: rep by rep, a shared visit going to the nearer of those who may make it."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from solver.bench.instance import Orders
from solver.model import Problem, Visit
from solver.wide import WideProblem

TeamPlan = Callable[[WideProblem, float, int], Orders]


def rep_by_rep(plan: Callable[[Problem, float, int], Orders]) -> TeamPlan:
    """A planner of teams out of one for single reps; each rep gets an equal share of the time."""

    def planned(problem: WideProblem, time_s: float, seed: int) -> Orders:
        shares = divided(problem)
        orders: dict[str, list[str]] = {}
        for rep, visits in shares.items():
            shifts = tuple(shift for shift in problem.shifts if shift.rep == rep)
            part = replace(problem, shifts=shifts).part(visits)
            orders |= {shift: list(order) for shift, order in plan(part, time_s / len(shares), seed).items()}
        return orders

    return planned


def divided(problem: WideProblem) -> dict[str, list[Visit]]:
    """Each rep's visits, every one given to the nearest rep who may make it."""
    homes = {shift.rep: shift.start_place for shift in reversed(problem.shifts)}
    reps = sorted(homes)
    places = np.array([visit.place for visit in problem.visits], dtype=np.int64)
    away_s = np.stack([problem.travel.seconds(homes[rep], places)[0] for rep in reps])
    shares: dict[str, list[Visit]] = {rep: [] for rep in reps}
    for column, visit in enumerate(problem.visits):
        able = [
            (int(away_s[row, column]), rep) for row, rep in enumerate(reps) if visit.reps is None or rep in visit.reps
        ]
        if able:
            shares[min(able)[1]].append(replace(visit, reps=None))
    return shares
