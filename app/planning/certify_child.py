"""The disposable process of one proof. Started by `app.planning.engine`, never imported."""

from app.planning.one_task import Do, serve_one_task
from app.planning.tasks import CertifyTask, OnIncumbent
from solver import Certificate
from solver.limits import Halted


def load() -> Do:
    """The prover, whose libraries take seconds to load."""
    from solver.certify import certify

    def prove(task: CertifyTask, _report: OnIncumbent, _halted: Halted) -> Certificate:
        """How good the plan provably is."""
        return certify(task.problem, task.solution, task.value, task.time_s)

    return prove


if __name__ == "__main__":
    serve_one_task(load)
