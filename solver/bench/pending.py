"""TEMPORARY, until solver.solve_team and solver.certify exist: then import both directly and delete this file."""

import importlib
from typing import Any

from solver.bench.instance import Orders
from solver.limits import Limit
from solver.model import Problem
from solver.result import Certificate, Uncertified
from solver.solution import Solution
from solver.wide import WideProblem


def team_orders(problem: WideProblem, time_s: float, seed: int) -> Orders | None:
    try:
        found: Any = importlib.import_module("solver.solve_team")
    except ModuleNotFoundError:
        return None
    solution = found.solve_team(problem, Limit(time_s), seed=seed).solution
    return {route.shift: [stop.visit for stop in route.stops] for route in solution.routes}


def certify(problem: Problem, solution: Solution, value: int, time_s: float) -> Certificate:
    try:
        found: Any = importlib.import_module("solver.certify")
    except ModuleNotFoundError:
        return Certificate(value, None, Uncertified.NO_TIME)
    certificate: Certificate = found.certify(problem, solution, value, time_s)
    return certificate
