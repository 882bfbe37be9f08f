"""Where solves and proofs run: each in a disposable child process with a memory limit and a wall-clock kill."""

import os
import threading
from collections.abc import Callable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from dataclasses import replace
from typing import cast

from app.engines.child_process import BEHIND_REQUESTS, LEAST_URGENT, ChildDied, ChildProcess, SolverFailed
from app.engines.engine import Engine, Seat
from app.engines.fork_server import FORK_SERVER, ForkServer
from app.engines.tasks import CertifyTask, OnIncumbent, SolveTask
from solver import Certificate, Result
from solver.limits import Halted, never

MEMORY_BYTES = 4 * 2**30
MOST_ATTEMPTS = 3  # of a task whose child died; then the input is poison
STARTING = "The solver's processes are still getting ready. Wait a moment."
CANNOT_START = (
    "The solver's processes end before they are ready. Run `python -m solver.warm` to see why, and look whether"
    " memory or processes have run out."
)


def cores_each(cores: int, solves: int) -> int:
    """How many cores each of so many solves may use: all of them where it is alone, one where there are enough."""
    return max(1, cores // max(1, solves))


class LocalEngine:
    """Solves on this machine, `workers` at a time (all cores by default), and proves how good plans are behind them.

    Urgent solves have a thread of their own: they wait for one another, but never for a batch.

    All children are forked of one process that has loaded what they need. A service's searches stand back behind its
    requests. Proofs have `provers` threads and children of their own, of the lowest priority: no solve ever waits for
    one.
    """

    def __init__(
        self,
        workers: int | None = None,
        *,
        stands_back: bool = True,
        provers: int = 1,
        on_solved: Callable[[Future[Result]], None] = lambda _: None,
        fork_server: ForkServer = FORK_SERVER,
    ) -> None:
        self.workers = workers or os.cpu_count() or 1
        self.fork_server = fork_server
        self._niceness = BEHIND_REQUESTS if stands_back else 0
        self._on_solved = on_solved
        self._under_way = 0  # solves, those that wait for a thread included
        self._threads = ThreadPoolExecutor(self.workers, thread_name_prefix="solve")
        self._urgent_threads = ThreadPoolExecutor(self.workers, thread_name_prefix="urgent")
        self._prover_threads = ThreadPoolExecutor(provers, thread_name_prefix="certify")
        self._spare: ChildProcess | None = None
        self._provers: set[ChildProcess] = set()
        self._lock = threading.Lock()
        self._closed = self._proves_no_more = False
        self._trouble: str | None = STARTING

    def warm(self) -> None:
        """Have what solves need loaded, and one child ready; returns without waiting for it."""
        with self._lock:
            if self._spare is None and not self._closed:
                self._spare = self._child()

    halted = staticmethod(never)

    def seat(self, *, urgent: bool, halted: Halted) -> Engine:
        """The same engine for one run, whose solves can be called off together."""
        return Seat(self.submit, urgent, halted)

    def submit(
        self,
        task: SolveTask,
        *,
        beside: int = 0,
        on_incumbent: OnIncumbent | None = None,
        urgent: bool = False,
        halted: Halted = never,
    ) -> Future[Result]:
        """Queue a solve; see `Engine.submit`."""
        with self._lock:
            self._under_way += 1
            cores = cores_each(self.workers, max(self._under_way, 1 + beside))
        threads = self._urgent_threads if urgent else self._threads
        future = threads.submit(self._solve, replace(task, cores=cores), on_incumbent, halted)
        future.add_done_callback(self._one_less)
        return future

    def certify(self, task: CertifyTask) -> Future[Certificate]:
        """Queue a proof; see `PlanningEngine.certify`."""
        return self._prover_threads.submit(self._certify, task)

    def trouble(self) -> str | None:
        """Why no solve could begin, in a sentence, as far as the spare child shows; None where one can.

        One that has died is replaced.
        """
        with self._lock:
            if self._spare is not None and self._spare.has_ended:
                self._spare.end()
                self._spare, self._trouble = None, CANNOT_START
            elif self._spare is not None and self._spare.is_ready:
                self._trouble = None
        try:
            self.warm()
        except OSError:
            self._trouble = CANNOT_START
        return self._trouble

    def stop_certifying(self) -> None:
        """End the proofs at work and take no more; those that were queued are cancelled."""
        with self._lock:
            self._proves_no_more = True
            for child in self._provers:
                child.kill()
        self._prover_threads.shutdown(wait=True, cancel_futures=True)

    def close(self) -> None:
        """End the proofs and the spare child, and wait for the solves that run."""
        self.stop_certifying()
        for threads in (self._threads, self._urgent_threads):
            threads.shutdown(wait=True, cancel_futures=True)
        with self._lock:
            self._closed = True
            if self._spare is not None:
                self._spare.end()

    def _solve(self, task: SolveTask, on_incumbent: OnIncumbent | None, halted: Halted) -> Result:
        # Twenty per cent over the limit, and time to explain every visit.
        deadline_s = 1.2 * task.limit.time_s + 30 + len(task.problem.visits) / 100
        words = ""
        for _ in range(MOST_ATTEMPTS):
            child = self._child()
            try:
                return cast(Result, child.ask(task, MEMORY_BYTES, deadline_s, on_incumbent, halted))
            except ChildDied as died:
                words = str(died)
        raise SolverFailed(f"The solver died {MOST_ATTEMPTS} times on this input ({words}). Please report it.")

    def _child(self) -> ChildProcess:
        return ChildProcess(self.fork_server, niceness=self._niceness)

    def _one_less(self, future: Future[Result]) -> None:
        with self._lock:
            self._under_way -= 1
        self._on_solved(future)

    def _certify(self, task: CertifyTask) -> Certificate:
        with self._lock:
            if self._proves_no_more:
                raise CancelledError
            child = ChildProcess(self.fork_server, niceness=LEAST_URGENT)
            self._provers.add(child)
        try:
            deadline_s = 1.2 * task.time_s + 60 + len(task.problem.visits) / 100
            return cast(Certificate, child.ask(task, MEMORY_BYTES, deadline_s, None))
        except ChildDied as died:
            if self._proves_no_more:
                raise CancelledError from None
            raise SolverFailed(f"The proof broke off ({died}).") from None
        finally:
            with self._lock:
                self._provers.discard(child)
