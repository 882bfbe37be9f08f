"""Accounts divided among reps in fractions, by OR-Tools GLOP: where the borders run, and a bound on every division.

An account is shared out whole or in parts; hours beyond a rep's band around the common level, which is free, cost
half of what they are. Columns come as they are found (each account's cheapest reps first), and the bound is that of
the prices (Lagrange), so that it holds whatever the linear program's tolerances.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from ortools.linear_solver import pywraplp

Seconds = npt.NDArray[np.int64]
# Of an hour out of balance, in hours of driving. Below one, or somebody would be sent far only to fill his hours.
UNEVEN_WEIGHT = 0.5
FIRST_REPS = 3  # columns of each account to begin with
MOST_ROUNDS = 30
PRECISION = 1e-7  # hours
HOUR_S = 3600.0  # GLOP's tolerances are absolute


@dataclass(frozen=True, slots=True, eq=False)
class Relaxation:
    """The rep who has the largest part of each account, the common level of hours, and what nothing can cost less."""

    nearest: Seconds
    level: float
    bound_s: int


def relaxed(cost_s: Seconds, load_s: Seconds, available_s: Seconds, fixed_to: Seconds, tolerance: float) -> Relaxation:
    """Costs and loads are accounts x reps; `fixed_to` is the rep of an account that is not to be moved, else -1."""
    master = _Master(cost_s / HOUR_S, load_s / HOUR_S, available_s / HOUR_S, fixed_to, tolerance)
    return master.solve()


class _Master:
    def __init__(
        self,
        cost: npt.NDArray[np.float64],
        load: npt.NDArray[np.float64],
        available: npt.NDArray[np.float64],
        fixed_to: Seconds,
        tolerance: float,
    ) -> None:
        self._cost, self._load, self._available = cost, load, available
        self._fixed_to, self._tolerance = fixed_to, tolerance
        self._free = np.flatnonzero(fixed_to < 0)
        held = np.flatnonzero(fixed_to >= 0)
        self._held = np.bincount(fixed_to[held], load[held, fixed_to[held]], len(available))
        self._held_cost = float(cost[held, fixed_to[held]].sum())
        self._solver = pywraplp.Solver.CreateSolver("GLOP")
        infinity = self._solver.infinity()
        self._objective = self._solver.Objective()
        self._whole = {account: self._solver.Constraint(1.0, 1.0) for account in self._free.tolist()}
        self._level = self._solver.NumVar(0.0, infinity, "")
        self._over = [self._solver.Constraint(-infinity, -float(held_h)) for held_h in self._held]
        self._under = [self._solver.Constraint(-float(held_h), infinity) for held_h in self._held]
        for rep, hours in enumerate(available.tolist()):
            for row, side, sign in ((self._over, 1 + tolerance, -1.0), (self._under, 1 - tolerance, 1.0)):
                row[rep].SetCoefficient(self._level, -hours * side)
                beyond = self._solver.NumVar(0.0, infinity, "")
                row[rep].SetCoefficient(beyond, sign)
                self._objective.SetCoefficient(beyond, UNEVEN_WEIGHT)
        self._taken: dict[tuple[int, int], pywraplp.Variable] = {}

    def solve(self) -> Relaxation:
        nearest = np.argsort(self._cost[self._free], axis=1, kind="stable")[:, :FIRST_REPS]
        for account, reps in zip(self._free.tolist(), nearest.tolist(), strict=True):
            for rep in reps:
                self._add(account, rep)
        bound, level, part = 0.0, 0.0, np.zeros(self._cost.shape)
        for _ in range(MOST_ROUNDS):
            if self._solver.Solve() != pywraplp.Solver.OPTIMAL:
                break
            over, under = self._prices()
            bound = max(bound, self._lagrange(over, under))
            level, part = self._level.solution_value(), self._parts()
            missing = self._missing(over - under)
            if not missing:
                break
            for account, rep in missing:
                self._add(account, rep)
        nearest = np.where(self._fixed_to < 0, part.argmax(axis=1), self._fixed_to)
        return Relaxation(nearest, max(0.0, level), int(bound * HOUR_S))

    def _add(self, account: int, rep: int) -> None:
        taken = self._solver.NumVar(0.0, self._solver.infinity(), "")
        self._objective.SetCoefficient(taken, float(self._cost[account, rep]))
        self._whole[account].SetCoefficient(taken, 1.0)
        self._over[rep].SetCoefficient(taken, float(self._load[account, rep]))
        self._under[rep].SetCoefficient(taken, float(self._load[account, rep]))
        self._taken[account, rep] = taken

    def _prices(self) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """What an hour costs a rep who has too much, and what it is worth to one who has too little."""
        over = np.array([max(0.0, -row.dual_value()) for row in self._over])
        under = np.array([max(0.0, row.dual_value()) for row in self._under])
        return np.minimum(over, UNEVEN_WEIGHT), np.minimum(under, UNEVEN_WEIGHT)

    def _lagrange(self, over: npt.NDArray[np.float64], under: npt.NDArray[np.float64]) -> float:
        price = over - under
        cheapest = (self._cost + self._load * price)[self._free].min(axis=1, initial=np.inf)
        per_level = float(self._available @ (under * (1 - self._tolerance) - over * (1 + self._tolerance)))
        # No level above that of all work with the one who has least time is of use.
        work = float(self._held.sum() + self._load[self._free].max(axis=1, initial=0.0).sum())
        highest = work / max(1.0, float(self._available[self._available > 0].min(initial=np.inf)) if work else 1.0)
        held = self._held_cost + float(self._held @ price)
        return float(cheapest.sum()) + held + min(0.0, per_level) * highest

    def _missing(self, price: npt.NDArray[np.float64]) -> list[tuple[int, int]]:
        """Of each account the rep who would be cheaper than those it has."""
        reduced = (self._cost + self._load * price)[self._free]
        whole = np.array([row.dual_value() for row in self._whole.values()])
        cheaper = reduced.min(axis=1, initial=np.inf) < whole - PRECISION
        found = zip(self._free[cheaper].tolist(), reduced.argmin(axis=1)[cheaper].tolist(), strict=True)
        return [column for column in found if column not in self._taken]

    def _parts(self) -> npt.NDArray[np.float64]:
        part = np.zeros(self._cost.shape)
        for (account, rep), taken in self._taken.items():
            part[account, rep] = taken.solution_value()
        return part
