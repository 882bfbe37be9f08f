"""A team: every rep's part on all cores, then two neighbours at a time for the visits that either could make."""

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import combinations

import numpy as np

from solver.explain_wide import explain_wide
from solver.limits import Limit, Stopwatch
from solver.model import Problem, Visit
from solver.partition import balanced_nearness
from solver.result import Incumbent, Result, Status
from solver.search.draft import Draft
from solver.search.portfolio import Portfolio
from solver.solution import Route, Solution
from solver.solve_wide import Shortlist, explained
from solver.wide import WideProblem

PAIRS_SHARE = 0.2  # of the time
LEAST_PAIR_S = 0.3
REASONS_S = 0.15  # for each rep, kept back for the reasons


def solve_team(
    problem: WideProblem,
    limit: Limit,
    *,
    seed: int = 0,
    on_incumbent: Callable[[Incumbent], None] | None = None,
    cores: int = 1,
) -> Result:
    """As `solve_wide`, for many reps: memory grows with the largest part, time with reps / cores.

    Each visit that several reps may make is first given to the nearest of them who is not full. Then pairs of reps who
    share visits are planned together, those who share most first, as long as there is time.
    """
    team = _Team(problem, Stopwatch(), seed, on_incumbent, max(1, cores))
    return team.planned(limit)


class _Team:
    def __init__(
        self,
        problem: WideProblem,
        watch: Stopwatch,
        seed: int,
        on_incumbent: Callable[[Incumbent], None] | None,
        cores: int,
    ) -> None:
        self.problem, self.watch, self.seed, self.cores = problem, watch, seed, cores
        self.on_incumbent = on_incumbent
        self.reps = sorted({shift.rep for shift in problem.shifts})
        self.able = _able(problem, self.reps)
        self.mine = _divided(problem, self.reps, self.able)
        self.routes: dict[str, tuple[Route, ...]] = {}
        self.values: dict[str, int] = {}
        self.trace: list[Incumbent] = []

    def planned(self, limit: Limit) -> Result:
        """The team's plan, with the reason of every visit left out."""
        pairs = self._pairs()
        search_s = max(0.1, limit.time_s - REASONS_S * len(self.reps) / self.cores)
        rep_s = search_s * (1 - PAIRS_SHARE * bool(pairs)) * self.cores / max(1, len(self.reps))
        with ThreadPoolExecutor(self.cores) as threads:
            list(threads.map(lambda rep: self._search([rep], Limit(rep_s, limit.iterations)), self.reps))
            for together in _side_by_side(pairs):
                left_s = search_s - self.watch.elapsed_s
                if left_s < LEAST_PAIR_S and limit.iterations is None:
                    break
                pair_s = max(LEAST_PAIR_S, min(left_s, 2 * PAIRS_SHARE * search_s * self.cores / len(pairs)))
                list(threads.map(lambda pair, s=pair_s: self._search(pair, Limit(s, limit.iterations)), together))
            results = list(threads.map(self._explained, self.reps))
        return self._joined(results)

    def _search(self, reps: Sequence[str], limit: Limit) -> None:
        """Plan these reps together, from what they have; visits that both could make go to either."""
        part = self._part(reps)
        known = [route for rep in reps for route in self.routes.get(rep, ())]
        initial = Solution(tuple(known)) if known else None
        shortlist = Shortlist.of(part, initial)
        search = Portfolio(shortlist.problem, Stopwatch(), seed=self.seed, cores=1, on_incumbent=None)
        search.run(limit, initial)
        self._keep(reps, part, shortlist.problem, search.best)

    def _part(self, reps: Sequence[str]) -> WideProblem:
        visits = [visit for rep in reps for visit in self.mine[rep]]
        shared = [replace(v, reps=frozenset(self.able[v.id]) & frozenset(reps)) for v in visits]
        shifts = tuple(shift for shift in self.problem.shifts if shift.rep in reps)
        return replace(self.problem, visits=tuple(shared), shifts=shifts)

    def _keep(self, reps: Sequence[str], part: WideProblem, problem: Problem, draft: Draft) -> None:
        """Take a plan over: its routes, and who has which visit now."""
        timetable = draft.timetable
        made_by: dict[str, str] = {}
        for rep in reps:
            own = [n for n, shift in enumerate(problem.shifts) if shift.rep == rep]
            driven = [n for n in own if draft.orders[n] or problem.shifts[n].overnight]
            self.routes[rep] = tuple(timetable.route(n, draft.orders[n]) for n in driven)
            self.values[rep] = sum(draft.value_of_shift(n) for n in own)
            made_by |= {problem.visits[v].id: rep for n in own for v in draft.orders[n]}
        had_by = {visit.id: rep for rep in reps for visit in self.mine[rep]}
        original = {visit.id: visit for rep in reps for visit in self.mine[rep]}
        for rep in reps:
            self.mine[rep] = [original[v.id] for v in part.visits if made_by.get(v.id, had_by[v.id]) == rep]
        self.trace.append(Incumbent(self.watch.elapsed_s, sum(self.values.values()), " and ".join(reps)))
        if self.on_incumbent is not None:
            self.on_incumbent(self.trace[-1])

    def _pairs(self) -> list[tuple[str, str]]:
        """Pairs of reps that share visits, those who share most first."""
        shared = Counter(pair for able in self.able.values() if len(able) < 4 for pair in combinations(able, 2))
        return [pair for pair, _ in sorted(shared.items(), key=lambda item: (-item[1], item[0]))]

    def _explained(self, rep: str) -> Result:
        part = self._part([rep])
        solution = Solution(self.routes[rep])
        shortlist = Shortlist.of(part, solution)
        search = Portfolio(shortlist.problem, self.watch, seed=self.seed, cores=1, on_incumbent=None)
        search.resume(solution)
        return explained(part, shortlist, search.best, seed=self.seed, watch=self.watch, trace=[])

    def _joined(self, results: Sequence[Result]) -> Result:
        """One result of all reps'; the reasons of visits that several could make are found against all their routes."""
        routes = tuple(route for result in results for route in result.solution.routes)
        solution = Solution(routes)
        alone = [row for result in results for row in result.solution.unserved if len(self.able[row.visit]) == 1]
        served = solution.served
        others = [v for v in self.problem.visits if v.id not in served and len(self.able[v.id]) != 1]
        reasons = explain_wide(self.problem, others, solution)
        status = Status.COMPLETE if all(r.status is Status.COMPLETE for r in results) else Status.PARTIAL
        if any(v.is_fixed for v in others):
            status = Status.PARTIAL
        value = sum(result.value for result in results)
        solution = Solution(routes, (*alone, *reasons))
        return Result(solution, value, status, self.watch.elapsed_s, self.seed, tuple(self.trace))


def _able(problem: WideProblem, reps: list[str]) -> dict[str, list[str]]:
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


def _divided(problem: WideProblem, reps: list[str], able: dict[str, list[str]]) -> dict[str, list[Visit]]:
    """Whose each visit is at first: a rep's own, and of the shared ones those to which he is nearest while not full."""
    mine: dict[str, list[Visit]] = {rep: [] for rep in reps}
    shared: list[Visit] = []
    for visit in problem.visits:
        if len(able[visit.id]) == 1:
            mine[able[visit.id][0]].append(visit)
        elif able[visit.id]:
            shared.append(visit)
    if not shared:
        return mine
    homes = {shift.rep: shift.start_place for shift in reversed(problem.shifts)}
    places = np.array([visit.place for visit in shared], dtype=np.int64)
    away_s = np.stack([problem.travel.seconds(homes[rep], places)[0] for rep in reps], axis=1).astype(np.int64)
    for row, visit in enumerate(shared):
        away_s[row, [rep not in able[visit.id] for rep in reps]] = 2**40
    hours = Counter(dict.fromkeys(reps, 0))
    for shift in problem.shifts:
        hours[shift.rep] += shift.window.end_s - shift.window.start_s
    load = [visit.service_s for visit in shared]
    taken = [sum(visit.service_s for visit in mine[rep]) for rep in reps]
    chosen = balanced_nearness(away_s, load, taken, [hours[rep] for rep in reps])
    for visit, number in zip(shared, chosen, strict=True):
        rep = reps[number] if reps[number] in able[visit.id] else able[visit.id][0]
        mine[rep].append(visit)
    return mine


def _side_by_side(pairs: Sequence[tuple[str, str]]) -> list[list[tuple[str, str]]]:
    """The pairs in rounds in which nobody stands twice."""
    rounds: list[list[tuple[str, str]]] = []
    for pair in pairs:
        free = next((r for r in rounds if all(not set(pair) & set(other) for other in r)), None)
        if free is None:
            rounds.append([pair])
        else:
            free.append(pair)
    return rounds
