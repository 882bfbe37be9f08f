"""Divisions of accounts, asked of a disposable child of this machine: it is a matter of seconds."""

from dataclasses import dataclass, field
from typing import cast

from app.engines.child_process import BEHIND_REQUESTS, ChildDied, ChildProcess, SolverFailed
from app.engines.fork_server import FORK_SERVER, ForkServer
from app.engines.local_engine import MEMORY_BYTES
from app.engines.tasks import CentreTask, ChildTask, DivideTask
from app.errors import AppError
from solver.fieldwork import FieldRep, Fieldwork
from solver.territory import Territories, TerritoryProblem

DEADLINE_S = 120.0


class CannotDivide(AppError):
    def __init__(self) -> None:
        detail = "No proposal could be made, and nothing was changed. Try again in a moment, or with fewer accounts."
        super().__init__(503, "territories.failed", "No proposal", detail)


@dataclass(frozen=True, slots=True)
class Solve:
    """Asks the solver; raises CannotDivide where there is no answer."""

    fork_server: ForkServer = field(default=FORK_SERVER)

    def divide(self, problem: TerritoryProblem) -> Territories:
        return cast(Territories, self._ask(DivideTask(problem)))

    def centre(self, work: Fieldwork, reps: tuple[FieldRep, ...], joining: FieldRep) -> tuple[float, float] | None:
        return cast(tuple[float, float] | None, self._ask(CentreTask(work, reps, joining)))

    def _ask(self, task: ChildTask) -> object:
        try:
            child = ChildProcess(self.fork_server, niceness=BEHIND_REQUESTS)
            answer: object = child.ask(task, MEMORY_BYTES, DEADLINE_S, None)
        except (ChildDied, SolverFailed) as failure:
            raise CannotDivide from failure
        return answer
