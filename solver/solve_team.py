"""A team: every rep's part on all cores, and then what they left out once more with the next nearest."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np
import numpy.typing as npt

from solver.explain_wide import explain_wide
from solver.limits import Limit, Stopwatch
from solver.model import Visit
from solver.partition import balanced_nearness
from solver.result import Incumbent, Result, Status
from solver.sharing import RepPlan, gainers, next_nearest
from solver.solution import Solution
from solver.solve_wide import solve_wide
from solver.wide import WideProblem

AGAIN_SHARE = 0.2  # of the time, for the second plan of reps who are offered something
LEAST_S = 0.1

Plans = dict[str, RepPlan]
Parts = Mapping[str, Sequence[Visit]]


def solve_team(problem: WideProblem, limit: Limit, *, seed: int = 0, cores: int = 1) -> Result:
    """As `solve_wide`, for many reps: memory grows with the largest part, time with reps / cores.

    Each visit that several reps may make is first given to the nearest of them who is not full. One that he leaves out
    is offered to the next nearest, who is planned again from the plan he has: see `solver.sharing`.
    """
    watch, team = Stopwatch(), _Team.of(problem)
    parts = team.divided()
    with ThreadPoolExecutor(max(1, cores)) as threads:

        def planned(parts: Parts, time_s: float, before: Plans) -> Plans:
            at_once = max(1, min(cores, len(parts)))
            rounds = max(1, -(-len(parts) // at_once))
            each = Limit(max(LEAST_S, time_s / rounds), limit.iterations)

            def plan(rep: str) -> RepPlan:
                part = team.part(rep, parts[rep])
                initial = before[rep].result.solution if rep in before else None
                result = solve_wide(part, each, seed=seed, initial=initial, cores=max(1, cores // at_once))
                return RepPlan(part, result)

            return dict(zip(parts, threads.map(plan, parts), strict=True))

        plans = planned(parts, limit.time_s * (1 - AGAIN_SHARE * bool(team.shared)), {})
        trace = [Incumbent(watch.elapsed_s, _value(plans), "rep by rep")]
        offers = team.offers(plans)
        left_s = limit.time_s - watch.elapsed_s
        again = planned({rep: [*parts[rep], *offers[rep]] for rep in offers}, left_s, plans)
    plans |= {rep: again[rep] for rep in gainers(plans, again)}
    trace.append(Incumbent(watch.elapsed_s, _value(plans), "sharing"))
    solution = team.joined(plans)
    kept = all(visit.id in solution.served for visit in problem.visits if visit.is_fixed)
    status = Status.COMPLETE if kept else Status.PARTIAL
    return Result(solution, _value(plans), status, watch.elapsed_s, seed, tuple(trace))


def _value(plans: Plans) -> int:
    return sum(plan.result.value for plan in plans.values())


@dataclass(frozen=True, slots=True, eq=False)
class _Team:
    """Who may make which visit, and how far each of the shared ones is from whom (visits x reps, -1: may not)."""

    problem: WideProblem
    reps: tuple[str, ...]
    able: Mapping[str, Sequence[str]]
    shared: tuple[Visit, ...]
    away_s: npt.NDArray[np.int64]

    @classmethod
    def of(cls, problem: WideProblem) -> "_Team":
        homes = {shift.rep: shift.start_place for shift in reversed(problem.shifts)}
        reps = tuple(sorted(homes))
        able = _able(problem, reps)
        shared = tuple(visit for visit in problem.visits if len(able[visit.id]) > 1)
        places = np.array([visit.place for visit in shared], dtype=np.int64)
        away_s = np.full((len(shared), len(reps)), -1, dtype=np.int64)
        for column, rep in enumerate(reps):
            allowed = [rep in able[visit.id] for visit in shared]
            away_s[allowed, column] = problem.travel.seconds(homes[rep], places[allowed])[0]
        return cls(problem, reps, able, shared, away_s)

    def part(self, rep: str, visits: Sequence[Visit]) -> WideProblem:
        """One rep's shifts with these visits."""
        shifts = tuple(shift for shift in self.problem.shifts if shift.rep == rep)
        return replace(self.problem, visits=tuple(replace(visit, reps=None) for visit in visits), shifts=shifts)

    def divided(self) -> Parts:
        """Every visit with one rep: the only one who may make it, or the nearest who is not full."""
        parts: dict[str, list[Visit]] = {rep: [] for rep in self.reps}
        for visit in self.problem.visits:
            if len(self.able[visit.id]) == 1:
                parts[self.able[visit.id][0]].append(visit)
        hours = Counter(dict.fromkeys(self.reps, 0))
        for shift in self.problem.shifts:
            hours[shift.rep] += shift.window.end_s - shift.window.start_s
        taken_s = [sum(visit.service_s for visit in parts[rep]) for rep in self.reps]
        load_s = [visit.service_s for visit in self.shared]
        chosen = balanced_nearness(self.away_s, load_s, taken_s, [hours[rep] for rep in self.reps])
        for visit, rep in zip(self.shared, chosen, strict=True):
            parts[self.reps[rep]].append(visit)
        return parts

    def offers(self, plans: Plans) -> Parts:
        """Of each shared visit left out: the next nearest rep."""
        left_out = {row.visit: self.reps.index(rep) for rep in plans for row in plans[rep].result.solution.unserved}
        rows = [n for n, visit in enumerate(self.shared) if visit.id in left_out]
        nearest = next_nearest(self.away_s[rows], [left_out[self.shared[n].id] for n in rows])
        offers: dict[str, list[Visit]] = defaultdict(list)
        for row, rep in zip(rows, nearest, strict=True):
            if rep is not None:
                offers[self.reps[rep]].append(self.shared[row])
        return offers

    def joined(self, plans: Plans) -> Solution:
        """All routes as one plan. Why a visit of several reps, or of none, is left out is said of all their routes."""
        found = [plan.result.solution for plan in plans.values()]
        routes = Solution(tuple(chain.from_iterable(solution.routes for solution in found)))
        alone = [row for solution in found for row in solution.unserved if len(self.able[row.visit]) == 1]
        others = [v for v in self.problem.visits if v.id not in routes.served and len(self.able[v.id]) != 1]
        return replace(routes, unserved=(*alone, *explain_wide(self.problem, others, routes)))


def _able(problem: WideProblem, reps: Sequence[str]) -> dict[str, list[str]]:
    """Who may make each visit; visits that depend on one another stay with one rep, who sees them all."""
    able = {v.id: [r for r in reps if v.reps is None or r in v.reps] for v in problem.visits}
    tied: dict[str, list[str]] = {}
    for visit in problem.visits:
        if visit.group is not None:
            tied.setdefault(visit.group.id, []).append(visit.id)
    for ids in tied.values():
        common = [rep for rep in reps if all(rep in able[name] for name in ids)]
        for name in ids:
            able[name] = common[:1]
    return able
