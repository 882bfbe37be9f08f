"""The disposable process of one solve. Started by `app.planning.engine`, never imported."""

from app.planning.one_task import Do, serve_one_task
from app.planning.tasks import OnIncumbent, SolveTask
from solver import Result
from solver.limits import Halted


def load() -> Do:
    """The solver, whose libraries take seconds to load."""
    from solver.solve_wide import solve_wide

    def solve(task: SolveTask, report: OnIncumbent, halted: Halted) -> Result:
        """The best plan found, with every better one reported on the way."""
        return solve_wide(
            task.problem,
            task.limit,
            seed=task.seed,
            initial=task.initial,
            on_incumbent=report,
            cores=task.cores,
            halted=halted,
        )

    return solve


if __name__ == "__main__":
    serve_one_task(load)
