"""Lists too wide for one matrix: solve the most promising part, then try every other visit against the answer."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from solver.explain_wide import explain_wide, orders_of
from solver.limits import Limit, Stopwatch
from solver.model import Problem, Visit
from solver.result import Incumbent, Result
from solver.schedule import Timetable
from solver.search.draft import Draft
from solver.search.polish import polish
from solver.solution import Reason, Solution
from solver.solve import finished, solve
from solver.wide import WideProblem

SHORTLIST = 600  # visits that are searched at once
MOST_ROUNDS = 5
MOST_PROMOTED = 100


def solve_wide(
    problem: WideProblem,
    limit: Limit,
    *,
    seed: int = 0,
    on_incumbent: Callable[[Incumbent], None] | None = None,
) -> Result:
    """As `solve`, for any number of visits in bounded memory.

    The search sees the visits with the most worth for their time; each of the others is then tried against its answer,
    and those that would gain join the plan and the list.
    """
    watch = Stopwatch()
    visits = sorted(problem.visits, key=lambda visit: visit.id)
    short, rest = _divided(problem, visits)
    result = solve(problem.part(short), limit, seed=seed, on_incumbent=on_incumbent)
    if not rest:
        return result
    for _ in range(MOST_ROUNDS):
        reasons = explain_wide(problem, rest, result.solution)
        missed = {unserved.visit for unserved in reasons if unserved.reason is Reason.SEARCH_LIMIT}
        promoted = [visit for visit in rest if visit.id in missed][:MOST_PROMOTED]
        if not promoted:
            break
        short = sorted([*short, *promoted], key=lambda visit: visit.id)
        joined = {visit.id for visit in promoted}
        rest = [visit for visit in rest if visit.id not in joined]
        result = _continued(problem.part(short), result, seed)
    else:
        reasons = explain_wide(problem, rest, result.solution)
    solution = Solution(result.solution.routes, (*result.solution.unserved, *reasons))
    return replace(result, solution=solution, runtime_s=watch.elapsed_s)


def _divided(problem: WideProblem, visits: list[Visit]) -> tuple[list[Visit], list[Visit]]:
    """The visits to search and the rest: fixed ones first, then by worth for the time a visit and a trip there take."""
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
    score[[visit.is_fixed for visit in visits]] = np.inf
    ranked = np.argsort(-score, kind="stable")
    chosen = set(ranked[: max(SHORTLIST, int(np.isinf(score).sum()))].tolist())
    return [v for n, v in enumerate(visits) if n in chosen], [v for n, v in enumerate(visits) if n not in chosen]


def _continued(problem: Problem, result: Result, seed: int) -> Result:
    """The plan with the newcomers let in where they gain."""
    watch = Stopwatch()
    draft = Draft(Timetable(problem), orders_of(problem, result.solution))
    polish(draft)
    trace = [*result.trace, Incumbent(result.runtime_s + watch.elapsed_s, draft.value, "polish")]
    return finished(problem, draft, seed=seed, watch=watch, trace=trace)
