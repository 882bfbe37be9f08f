"""Where solves run: each in a disposable child process, on all cores, with a memory limit and a wall-clock kill."""

import os
import select
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, cast

from app.planning.frames import read_frame, write_frame
from solver import Incumbent, Limit, Result, WideProblem

MEMORY_BYTES = 4 * 2**30
MOST_ATTEMPTS = 3  # of a task whose child died; then the input is poison
START_S = 60.0  # the most a child's imports may take

OnIncumbent = Callable[[Incumbent], None]


class SolverFailed(RuntimeError):
    """A solve gave no answer: its child died three times, ran out of memory or overran its time."""


class _ChildDied(Exception):
    pass


class _Child:
    """One started process, ready or getting ready for its only task."""

    def __init__(self) -> None:
        self._stderr = tempfile.TemporaryFile()  # noqa: SIM115  lives as long as the child
        self._process = subprocess.Popen(
            [sys.executable, "-m", "app.planning.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._stderr,
            bufsize=0,  # a frame must not hide in a buffer where select cannot see it
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._tasks, self._answers = self._process.stdin, self._process.stdout

    def solve(self, task: tuple[Any, ...], deadline_s: float, on_incumbent: OnIncumbent | None) -> Result:
        """Send the task and wait for its result; the child is gone afterwards, whatever happened."""
        try:
            self._next(time.monotonic() + START_S)
            write_frame(self._tasks, task)
            deadline = time.monotonic() + deadline_s
            while True:
                kind, value = self._next(deadline)
                if kind == "result":
                    return cast(Result, value)
                if kind == "refused":
                    raise SolverFailed(f"The solver gave up: {value}. Plan fewer accounts or days at once.")
                if on_incumbent is not None:
                    on_incumbent(value)
        except (EOFError, BrokenPipeError):
            raise _ChildDied(self._last_words()) from None
        finally:
            self.end()

    def _next(self, deadline: float) -> tuple[str, Any]:
        ready, _, _ = select.select([self._answers], [], [], max(0.0, deadline - time.monotonic()))
        if not ready:
            raise SolverFailed(
                "The solver overran its time and was stopped. Plan again, or plan fewer accounts at once."
            )
        return cast(tuple[str, Any], read_frame(self._answers))

    def _last_words(self) -> str:
        code = self._process.wait()
        self._stderr.seek(0)
        tail = self._stderr.read()[-300:].decode(errors="replace").strip()
        cause = signal.Signals(-code).name if code < 0 else f"exit code {code}"
        return f"{cause}: {tail}" if tail else cause

    def end(self) -> None:
        """Make sure that the process is gone and its pipes are closed."""
        self._process.kill()
        self._process.wait()
        for stream in (self._tasks, self._answers, self._stderr):
            try:
                stream.close()
            except BrokenPipeError:
                continue  # bytes meant for a child that is gone


class LocalEngine:
    """Solves on this machine, `workers` at a time (all cores by default).

    A service keeps a warm child per worker in reserve; a program that ends soon starts only those it will use.
    """

    def __init__(self, workers: int | None = None, *, keep_reserve: bool = True) -> None:
        self.workers = workers or os.cpu_count() or 1
        self._keep_reserve = keep_reserve
        self._waiting = 0  # solves without a child
        self._threads = ThreadPoolExecutor(self.workers, thread_name_prefix="solve")
        self._spare: list[_Child] = []
        self._lock = threading.Lock()
        self._closed = False

    def warm(self, solves: int | None = None) -> None:
        """Start children for that many solves, at most one per worker; returns without waiting for their imports."""
        with self._lock:
            wanted = self.workers if solves is None else min(solves, self.workers)
            while not self._closed and len(self._spare) < wanted:
                self._spare.append(_Child())

    def submit(
        self, problem: WideProblem, limit: Limit, *, seed: int = 0, on_incumbent: OnIncumbent | None = None
    ) -> Future[Result]:
        """Queue a solve. The future raises SolverFailed where there is no answer; `on_incumbent` runs in a thread."""
        with self._lock:
            self._waiting += 1
        return self._threads.submit(self._solve, problem, limit, seed, on_incumbent)

    def close(self) -> None:
        """End the children in reserve and wait for the solves that run."""
        self._threads.shutdown(wait=True, cancel_futures=True)
        with self._lock:
            self._closed = True
            for child in self._spare:
                child.end()
            self._spare.clear()

    def _solve(self, problem: WideProblem, limit: Limit, seed: int, on_incumbent: OnIncumbent | None) -> Result:
        # Twenty per cent over the limit, and time to explain every visit.
        deadline_s = 1.2 * limit.time_s + 30 + len(problem.visits) / 100
        words = ""
        for _ in range(MOST_ATTEMPTS):
            child = self._take()
            try:
                return child.solve((MEMORY_BYTES, problem, limit, seed), deadline_s, on_incumbent)
            except _ChildDied as died:
                words = str(died)
        raise SolverFailed(f"The solver died {MOST_ATTEMPTS} times on this input ({words}). Please report it.")

    def _take(self) -> _Child:
        with self._lock:
            self._waiting = max(0, self._waiting - 1)
            child = self._spare.pop(0) if self._spare else _Child()
        self.warm(None if self._keep_reserve else self._waiting)
        return child
