"""The parent's end of a solver child: start it, ask it one thing, and be sure that it is gone."""

import os
import select
import signal
import subprocess
import sys
import tempfile
import time
from typing import Any, cast

from app.planning.frames import read_frame, write_frame
from app.planning.tasks import END_NOW, CertifyTask, OnIncumbent, SolveTask
from solver.limits import Halted, never

LEAST_URGENT = 19  # as niceness
BEHIND_REQUESTS = 10  # for searches of a service: they take what cores are free, and nobody waits for a page
ASKED_EVERY_S = 0.25  # how often it is looked up whether to come to an end
START_S = 300.0  # the most a child's imports may take, and making its machine code where there is none


class SolverFailed(RuntimeError):
    """A child gave no answer: it died, ran out of memory or overran its time."""


class ChildDied(Exception):
    """The process ended without an answer; the message holds its last words."""


class ChildProcess:
    """One started process, ready or getting ready for its only task; `niceness` is added to ours."""

    def __init__(self, module: str, *, niceness: int = 0) -> None:
        self._stderr = tempfile.TemporaryFile()  # noqa: SIM115  lives as long as the child
        self._process = subprocess.Popen(  # noqa: S603  a module of ours
            [sys.executable, "-m", module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._stderr,
            bufsize=0,  # a frame must not hide in a buffer where select cannot see it
        )
        if niceness:
            ours = os.getpriority(os.PRIO_PROCESS, 0)
            os.setpriority(os.PRIO_PROCESS, self._process.pid, min(LEAST_URGENT, ours + niceness))
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._tasks, self._answers = self._process.stdin, self._process.stdout

    @property
    def pid(self) -> int:
        return self._process.pid

    def ask(
        self,
        task: SolveTask | CertifyTask,
        memory_bytes: int,
        deadline_s: float,
        on_incumbent: OnIncumbent | None,
        halted: Halted = never,
    ) -> Any:
        """Send the task and wait for its result; the child is gone afterwards, whatever happened.

        Once `halted` says so, the child is told to come to an end with the best it has.

        Raises ChildDied, or SolverFailed where it gave up or overran its time.
        """
        try:
            self._next(time.monotonic() + START_S)
            write_frame(self._tasks, (memory_bytes, task))
            deadline, told = time.monotonic() + deadline_s, False
            while True:
                while not (self._has_said_something(ASKED_EVERY_S) or time.monotonic() > deadline):
                    if halted() and not told:
                        write_frame(self._tasks, END_NOW)
                        told = True
                kind, value = self._next(deadline)
                if kind == "result":
                    return value
                if kind == "refused":
                    raise SolverFailed(f"The solver gave up: {value}. Plan fewer accounts or days at once.")
                if on_incumbent is not None:
                    on_incumbent(value)
        except (EOFError, BrokenPipeError):
            raise ChildDied(self._last_words()) from None
        finally:
            self.end()

    def _next(self, deadline: float) -> tuple[str, Any]:
        if not self._has_said_something(max(0.0, deadline - time.monotonic())):
            raise SolverFailed(
                "The solver overran its time and was stopped. Plan again, or plan fewer accounts at once."
            )
        return cast(tuple[str, Any], read_frame(self._answers))

    def _has_said_something(self, within_s: float) -> bool:
        return bool(select.select([self._answers], [], [], within_s)[0])

    def _last_words(self) -> str:
        code = self._process.wait()
        self._stderr.seek(0)
        tail = self._stderr.read()[-300:].decode(errors="replace").strip()
        cause = signal.Signals(-code).name if code < 0 else f"exit code {code}"
        return f"{cause}: {tail}" if tail else cause

    @property
    def has_ended(self) -> bool:
        return self._process.poll() is not None

    @property
    def is_ready(self) -> bool:
        """Whether it has said so; only for one that has not been asked anything yet."""
        return not self.has_ended and bool(select.select([self._answers], [], [], 0)[0])

    def kill(self) -> None:
        """Stop it from another thread than the one that asks; that one then finds it dead."""
        self._process.kill()

    def end(self) -> None:
        """Make sure that the process is gone and its pipes are closed."""
        self._process.kill()
        self._process.wait()
        for stream in (self._tasks, self._answers, self._stderr):
            try:
                stream.close()
            except BrokenPipeError:
                continue  # bytes meant for a child that is gone
