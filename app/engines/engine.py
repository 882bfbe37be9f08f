"""The seam between planning and whatever solves: this machine's cores (`local_engine`) or many (`dask_engine`)."""

from concurrent.futures import Future
from dataclasses import dataclass
from typing import Protocol

from app.engines.tasks import CertifyTask, OnIncumbent, SolveTask
from solver import Certificate, Result
from solver.limits import Halted


class Engine(Protocol):
    """Where the solves of one run go, and whether they are called off."""

    @property
    def halted(self) -> Halted:
        """Whether they are called off: each then ends soon, with the best it has."""
        ...

    def submit(self, task: SolveTask, *, beside: int = 0, on_incumbent: OnIncumbent | None = None) -> Future[Result]:
        """Queue a solve, as `concurrent.futures` does, on as many cores as are its share.

        The cores are shared with the solves under way, or with `beside` others that the caller is about to queue. The
        future raises SolverFailed where there is no answer; `on_incumbent` runs in a thread.
        """
        ...


class PlanningEngine(Engine, Protocol):
    """Everything that solves and proves for a service: this machine, or many."""

    @property
    def workers(self) -> int:
        """How many solves can run side by side."""
        ...

    def warm(self) -> None:
        """Get ready, so that the first solve need not wait; returns at once."""
        ...

    def seat(self, *, urgent: bool, halted: Halted) -> Engine:
        """The same engine for one run, whose solves can be called off together; urgent ones never wait for others."""
        ...

    def certify(self, task: CertifyTask) -> Future[Certificate]:
        """Queue a proof, behind every solve.

        The future raises SolverFailed where there is no answer, and CancelledError where the engine was closed first.
        """
        ...

    def trouble(self) -> str | None:
        """Why no solve could begin, in a sentence; None where one can."""
        ...

    def stop_certifying(self) -> None:
        """End the proofs at work and take no more; those that were queued are cancelled."""
        ...

    def close(self) -> None:
        """End the proofs and wait for the solves that run."""
        ...


class Submit(Protocol):
    """An engine's own way to queue a solve."""

    def __call__(
        self, task: SolveTask, *, beside: int, on_incumbent: OnIncumbent | None, urgent: bool, halted: Halted
    ) -> Future[Result]: ...


@dataclass(frozen=True, slots=True)
class Seat:
    """One run's place at an engine."""

    to_engine: Submit
    urgent: bool
    halted: Halted

    def submit(self, task: SolveTask, *, beside: int = 0, on_incumbent: OnIncumbent | None = None) -> Future[Result]:
        return self.to_engine(task, beside=beside, on_incumbent=on_incumbent, urgent=self.urgent, halted=self.halted)
