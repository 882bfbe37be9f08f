"""Every rep's week solved in a child of its own, side by side on all cores."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, as_completed
from dataclasses import dataclass, replace
from functools import partial

from app.engines.engine import Engine
from app.engines.tasks import SolveTask
from app.planning.build import RepWeek
from app.planning.options import PlanOptions
from app.planning.progress import Teller
from solver import Limit, Problem, Result, Solution, WideProblem, solution_value
from solver.sharing import RepPlan


@dataclass(frozen=True, slots=True)
class SolvedWeek:
    """A rep's week with the answer to it."""

    week: RepWeek
    result: Result

    @property
    def plan(self) -> RepPlan:
        """As the solver compares plans."""
        return RepPlan(self.week.problem, self.result)


@dataclass(frozen=True, slots=True)
class ProofOrder:
    """What a proof of how good a rep's plan is needs: his problem and his plan with its value, as people count it."""

    rep_id: str
    problem: WideProblem
    solution: Solution
    value: int  # hundredths of a second


def solved_weeks(
    weeks: Sequence[RepWeek],
    limit: Limit,
    options: PlanOptions,
    engine: Engine,
    tell: Teller,
    *,
    initial: Callable[[RepWeek], Solution | None],
) -> list[SolvedWeek]:
    """Solve these weeks, in their order; raises SolverFailed where one gets no answer."""
    futures: dict[Future[Result], RepWeek] = {}
    for week in weeks:
        future = engine.submit(
            SolveTask(week.problem, limit, options.seed, initial(week)),
            beside=len(weeks) - 1,
            on_incumbent=partial(tell.best, week.rep.external_id),
        )
        futures[future] = week
    try:
        for future in as_completed(futures):
            future.result()
            tell.rep_done(futures[future].rep.external_id)
    finally:
        for future in futures:
            future.cancel()
    return [SolvedWeek(week, future.result()) for future, week in futures.items()]


def proof_order(week: RepWeek, part: Problem, solution: Solution) -> ProofOrder:
    """The order for a proof of this rep's plan; `part` holds at least the visits served."""
    weights = replace(week.problem.weights, keep_s=0)  # nobody is paid for keeping a day
    value = solution_value(replace(part, weights=weights), solution)
    return ProofOrder(week.rep.external_id, replace(week.problem, weights=weights), solution, value)
