"""What an engine is to the benchmark, and how a rival is found that may not be installed."""

import importlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType

from solver.bench.instance import Orders
from solver.model import Problem
from solver.wide import WideProblem

INSTALL = "uv pip install -e '.[bench]'"


class MissingRival(RuntimeError):
    """A rival that was asked for is not installed."""


@dataclass(frozen=True, slots=True)
class Engine:
    """A planner under test: a problem, seconds and a seed in, orders of visits out.

    `unable` says in a sentence why it sits a problem out. An engine that does not keep to a time limit, or does not
    draw lots, is run once instead of once per limit or seed.
    """

    name: str
    plan: Callable[[Problem, float, int], Orders]
    plan_team: Callable[[WideProblem, float, int], Orders] | None = None
    unable: Callable[[Problem], str | None] = lambda _: None
    keeps_time: bool = True
    draws_lots: bool = True

    def sits_out(self, problem: Problem | WideProblem) -> str | None:
        """Why it cannot plan this problem, or None where it can."""
        if isinstance(problem, WideProblem):
            return None if self.plan_team else "does not plan teams"
        return self.unable(problem)

    def planned(self, problem: Problem | WideProblem, time_s: float, seed: int) -> Orders:
        """Its plan for a problem that it does not sit out."""
        if not isinstance(problem, WideProblem):
            return self.plan(problem, time_s, seed)
        assert self.plan_team is not None
        return self.plan_team(problem, time_s, seed)


def rival(module: str) -> ModuleType:
    """The module of a rival, loaded when it is asked for; MissingRival says what to install."""
    try:
        return importlib.import_module(module)
    except ImportError as missing:
        raise MissingRival(f"{module} is not installed. Install the extra: {INSTALL}") from missing


def plain(problem: Problem) -> str | None:
    """What of our rules the rivals' models here do not know, or None where the problem asks for nothing of it."""
    reps = {shift.rep for shift in problem.shifts}
    for visit in problem.visits:
        if visit.group is not None:
            return "knows no spacing of visits"
        if visit.lock is not None or (visit.reps is not None and not reps <= visit.reps):
            return "locks and allowed reps are not modelled"
    if any(shift.overtime_s or shift.overnight for shift in problem.shifts):
        return "overtime and nights away are not modelled"
    return None


def cores() -> int:
    """The cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
