"""Plans made in this very process: for worlds of many small reps, where a process for each would take minutes."""

from concurrent.futures import Future

from app.engines.tasks import OnIncumbent, SolveTask
from solver import Result
from solver.limits import never
from solver.solve_wide import solve_wide


class HereEngine:
    """An engine that solves at once, where it is asked."""

    halted = staticmethod(never)

    def submit(self, task: SolveTask, *, beside: int = 0, on_incumbent: OnIncumbent | None = None) -> Future[Result]:
        future: Future[Result] = Future()
        future.set_result(
            solve_wide(
                task.problem, task.limit, seed=task.seed, initial=task.initial, on_incumbent=on_incumbent, cores=1
            )
        )
        return future
