"""The parent's end of a solver child: have it forked, ask it one thing, and be sure that it is gone."""

import contextlib
import select
import socket
import time
from typing import Any, cast

from app.engines.fork_server import ForkServer, end_of
from app.engines.frames import read_frame, write_frame
from app.engines.tasks import END_NOW, ChildTask, OnIncumbent
from solver.limits import Halted, never

LEAST_URGENT = 19  # as niceness
BEHIND_REQUESTS = 10  # for searches of a service: they take what cores are free, and nobody waits for a page
ASKED_EVERY_S = 0.25  # how often it is looked up whether to come to an end
START_S = 300.0  # the most that loading may take, and making machine code where there is none
WITHOUT_A_WORD = "gone without a word"  # what it was forked of was killed, which would have seen how it ended
GONE_S = 5.0  # the most that is waited for a child to be gone


class SolverFailed(RuntimeError):
    """A child gave no answer: it died, ran out of memory or overran its time."""


class ChildDied(Exception):
    """The process ended without an answer; the message holds its last words."""


class ChildProcess:
    """One child, ready or getting ready for its only task; `niceness` is added to ours."""

    def __init__(self, server: ForkServer, *, niceness: int = 0) -> None:
        self._server = server
        line = server.fork(niceness)
        self._connection, self._words = line.connection, line.words
        self._ready = self._ended = False

    def ask(
        self,
        task: ChildTask,
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
            if not self._ready:
                self._next(time.monotonic() + START_S)
            write_frame(self._connection, (memory_bytes, task))
            deadline, told = time.monotonic() + deadline_s, False
            while True:
                while not (self._has_said_something(ASKED_EVERY_S) or time.monotonic() > deadline):
                    if halted() and not told:
                        write_frame(self._connection, END_NOW)
                        told = True
                kind, value = self._next(deadline)
                if kind == "result":
                    return value
                if kind == "refused":
                    raise SolverFailed(f"The solver gave up: {value}. Plan fewer accounts or days at once.")
                if on_incumbent is not None:
                    on_incumbent(value)
        except (EOFError, ConnectionError):
            raise ChildDied(end_of(self._words) or self._server.last_words() or WITHOUT_A_WORD) from None
        finally:
            self.end()

    def _next(self, deadline: float) -> tuple[str, Any]:
        if not self._has_said_something(max(0.0, deadline - time.monotonic())):
            raise SolverFailed(
                "The solver overran its time and was stopped. Plan again, or plan fewer accounts at once."
            )
        return cast(tuple[str, Any], read_frame(self._connection))

    def _has_said_something(self, within_s: float) -> bool:
        return bool(select.select([self._connection], [], [], within_s)[0])

    @property
    def has_ended(self) -> bool:
        """For one that has not been asked anything yet."""
        self._hear()
        return self._ended

    @property
    def is_ready(self) -> bool:
        """Whether it has said so; for one that has not been asked anything yet."""
        self._hear()
        return self._ready and not self._ended

    def _hear(self) -> None:
        """All that it says unasked is that it is ready, and that it has ended."""
        try:
            while not self._ended and self._has_said_something(0):
                read_frame(self._connection)
                self._ready = True
        except (EOFError, ConnectionError):
            self._ended = True

    def kill(self) -> None:
        """Hang up from another thread than the one that asks; that one then finds it dead."""
        with contextlib.suppress(OSError):  # it is gone already
            self._connection.shutdown(socket.SHUT_WR)

    def end(self) -> None:
        """Hang up, which kills it, and wait until it is gone."""
        with contextlib.suppress(OSError):  # it was gone already
            self._connection.shutdown(socket.SHUT_WR)
            self._connection.settimeout(GONE_S)
            while self._connection.recv(1 << 16):
                pass
        self._connection.close()
        self._words.close()
