"""Lists too wide for one matrix: solve the most promising part, then try every other visit against the answer."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from solver.explain_wide import explain_wide, orders_of
from solver.limits import Halted, Limit, Stopwatch, never
from solver.model import Problem, Visit
from solver.result import Incumbent, Result
from solver.schedule import Timetable
from solver.search.draft import Draft
from solver.search.polish import polish
from solver.search.portfolio import Portfolio
from solver.solution import Reason, Solution
from solver.solve import finished, in_fixed_order
from solver.wide import WideProblem

SHORTLIST = 600  # visits that are searched at once
MOST_ROUNDS = 5
MOST_PROMOTED = 100
Listen = Callable[[Incumbent], None]


def solve_wide(
    problem: WideProblem,
    limit: Limit,
    *,
    seed: int = 0,
    initial: Solution | None = None,
    on_incumbent: Listen | None = None,
    cores: int = 1,
    halted: Halted = never,
) -> Result:
    """As `solve`, for any number of visits in bounded memory.

    The search sees the visits with the most worth for their time; each of the others is then tried against its answer,
    and those that would gain join the plan and the list.
    """
    watch = Stopwatch()
    shortlist = Shortlist.of(problem, initial)
    short = shortlist.problem
    search = Portfolio(short, watch, seed=seed, cores=cores, on_incumbent=on_incumbent, halted=halted)
    if problem.shifts:
        search.run(limit, initial)
    return explained(problem, shortlist, search.best, seed=seed, watch=watch, trace=search.trace)


@dataclass(frozen=True, slots=True, eq=False)
class Shortlist:
    """The part of a wide problem that is searched, and the visits that are tried afterwards."""

    problem: Problem
    rest: list[Visit]

    @classmethod
    def of(cls, problem: WideProblem, initial: Solution | None = None) -> "Shortlist":
        """Fixed visits and those of the initial plan, then by worth for the time that a visit and a trip there take."""
        visits = sorted(problem.visits, key=lambda visit: visit.id)
        short, rest = _divided(problem, visits, initial.served if initial else frozenset())
        return cls(in_fixed_order(problem.part(short)), rest)


def explained(
    problem: WideProblem, shortlist: Shortlist, draft: Draft, *, seed: int, watch: Stopwatch, trace: list[Incumbent]
) -> Result:
    """The draft of the shortlist as a result: visits of the rest that gain are let in, all others get their reason."""
    short, rest = shortlist.problem, shortlist.rest
    result = finished(short, draft, seed=seed, watch=watch, trace=trace)
    for _ in range(MOST_ROUNDS if rest else 0):
        reasons = explain_wide(problem, rest, result.solution)
        missed = {unserved.visit for unserved in reasons if unserved.reason is Reason.SEARCH_LIMIT}
        promoted = [visit for visit in rest if visit.id in missed][:MOST_PROMOTED]
        if not promoted:
            break
        joined = {visit.id for visit in promoted}
        rest = [visit for visit in rest if visit.id not in joined]
        named = {visit.id for visit in short.visits} | joined
        short = in_fixed_order(problem.part([visit for visit in problem.visits if visit.id in named]))
        draft = Draft(Timetable(short), orders_of(short, result.solution))
        polish(draft)
        trace = [*trace, Incumbent(watch.elapsed_s, draft.value, "polish")]
        result = finished(short, draft, seed=seed, watch=watch, trace=trace)
    reasons = explain_wide(problem, rest, result.solution)
    solution = Solution(result.solution.routes, (*result.solution.unserved, *reasons))
    return replace(result, solution=solution, runtime_s=watch.elapsed_s)


def _divided(problem: WideProblem, visits: list[Visit], served: frozenset[str]) -> tuple[list[Visit], list[Visit]]:
    if len(visits) <= SHORTLIST or not problem.shifts:
        return visits[:SHORTLIST], visits[SHORTLIST:]
    places = np.array([visit.place for visit in visits], dtype=np.int64)
    starts = sorted({shift.start_place for shift in problem.shifts})
    trip_s = np.min([problem.travel.seconds(start, places).sum(axis=0) for start in starts], axis=0)
    service_s = np.array([visit.service_s for visit in visits])
    prize = np.array([visit.prize for visit in visits], dtype=np.float64)
    longest_s = max(shift.latest_end_s - shift.window.start_s for shift in problem.shifts)
    score: npt.NDArray[np.float64] = prize / (service_s + trip_s / 4 + 60)
    score[trip_s + service_s > longest_s] = -1.0
    score[[visit.is_fixed or visit.id in served for visit in visits]] = np.inf
    row = {visit.id: n for n, visit in enumerate(visits)}
    for n, visit in enumerate(visits):
        if visit.after in row:  # nobody is searched without the one he comes after
            score[n] = min(score[n], score[row[visit.after]])
    ranked = np.argsort(-score, kind="stable")
    chosen = set(ranked[: max(SHORTLIST, int(np.isinf(score).sum()))].tolist())
    return [v for n, v in enumerate(visits) if n in chosen], [v for n, v in enumerate(visits) if n not in chosen]
