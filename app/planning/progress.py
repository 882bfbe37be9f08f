"""How far planning has come, added up from what the solver's children report."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from solver import Incumbent

TOLD_EVERY_S = 0.5  # to tell it is a write to disk; more often nobody sees


@dataclass(frozen=True, slots=True)
class Progress:
    """How far planning has come: `value_s` is the best found so far, over all reps."""

    phase: str  # "gate", "solve", "share" or "done"
    reps_done: int
    reps: int
    value_s: float | None


class Teller:
    """Adds up what the solver children report, for whoever watches.

    While an earlier plan is held on to, the children's values hold more than the plan's: then none is told.
    """

    def __init__(self, reps: int, on_progress: Callable[[Progress], None] | None, *, tells_values: bool = True) -> None:
        self._reps, self._on_progress, self._tells_values = reps, on_progress, tells_values
        self._phase, self._done = "gate", 0
        self._best: dict[str, int] = {}
        self._lock = threading.Lock()

    def phase(self, name: str) -> None:
        with self._lock:
            self._phase = name
            self._say()

    def best(self, rep_id: str, found: Incumbent) -> None:
        with self._lock:
            # A rep who is planned again with more accounts begins below what he has.
            self._best[rep_id] = max(found.value, self._best.get(rep_id, found.value))
            self._say()

    def rep_done(self) -> None:
        with self._lock:
            self._done = min(self._reps, self._done + 1)
            self._say()

    def done(self, value_s: float) -> None:
        with self._lock:
            self._phase = "done"
            self._say(value_s)

    def _say(self, value_s: float | None = None) -> None:
        if self._on_progress is None:
            return
        if value_s is None and self._best and self._tells_values:
            value_s = sum(self._best.values()) / 100
        self._on_progress(Progress(self._phase, self._done, self._reps, value_s))


class LatestTold:
    """Passes the latest progress on, at most twice a second and once more when its block ends.

    It does so on a thread of its own: no search waits for a database, and the last word before a long silence is told.
    """

    def __init__(self, tell: Callable[[Progress], None]) -> None:
        self._tell = tell
        self._latest: Progress | None = None
        self._told: Progress | None = None
        self._news = threading.Event()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._work, name="progress", daemon=True)

    def __call__(self, progress: Progress) -> None:
        self._latest = progress
        self._news.set()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._news.set()
        self._thread.join()
        self._tell_latest()

    def _work(self) -> None:
        while self._news.wait() and not self._over.is_set():
            self._news.clear()
            self._tell_latest()
            self._over.wait(TOLD_EVERY_S)

    def _tell_latest(self) -> None:
        latest = self._latest
        if latest is not None and latest is not self._told:
            self._tell(latest)
            self._told = latest
