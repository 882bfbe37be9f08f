"""Plans made in this very process: for worlds of many small reps, where a process for each would take minutes."""

from concurrent.futures import Future

from app.planning.tasks import OnIncumbent
from solver import Limit, Result, Solution, WideProblem
from solver.limits import never
from solver.solve_wide import solve_wide


class HereEngine:
    """An engine that solves at once, where it is asked."""

    halted = staticmethod(never)

    def submit(
        self,
        problem: WideProblem,
        limit: Limit,
        *,
        seed: int = 0,
        initial: Solution | None = None,
        beside: int = 0,
        on_incumbent: OnIncumbent | None = None,
    ) -> Future[Result]:
        future: Future[Result] = Future()
        future.set_result(solve_wide(problem, limit, seed=seed, initial=initial, on_incumbent=on_incumbent, cores=1))
        return future
