"""The disposable process of one proof. Started by `app.planning.engine`, never imported."""

from app.planning.one_task import serve_one_task
from app.planning.tasks import CertifyTask, OnIncumbent
from solver import Certificate
from solver.certify import certify
from solver.limits import Halted


def prove(task: CertifyTask, _report: OnIncumbent, _halted: Halted) -> Certificate:
    """How good the plan provably is."""
    return certify(task.problem, task.solution, task.value, task.time_s)


if __name__ == "__main__":
    serve_one_task(prove)
