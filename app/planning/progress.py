"""How far planning has come, added up from what the solver's children report."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import TracebackType
from typing import Self

from solver import Incumbent

TOLD_EVERY_S = 0.5  # to tell it is a write to disk; more often nobody sees


class RepState(StrEnum):
    WAITS = "waits"
    SEARCHED = "searched"  # a plan is there, a better one is looked for
    DONE = "done"


@dataclass(frozen=True, slots=True)
class RepProgress:
    """How far planning has come for one rep: `value_s` is the best found for him so far, None where none is told."""

    rep_id: str
    state: RepState
    value_s: float | None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far planning has come: `value_s` is the best found so far, over all reps."""

    phase: str  # "gate", "solve", "share" or "done"
    of_reps: tuple[RepProgress, ...]
    value_s: float | None

    @property
    def reps(self) -> int:
        return len(self.of_reps)

    @property
    def reps_done(self) -> int:
        return sum(rep.state is RepState.DONE for rep in self.of_reps)


class Teller:
    """Adds up what the solver children report, for whoever watches.

    While an earlier plan is held on to, the children's values hold more than the plan's: then none is told.
    """

    def __init__(
        self, rep_ids: Sequence[str], on_progress: Callable[[Progress], None] | None, *, tells_values: bool = True
    ) -> None:
        self._rep_ids, self._on_progress, self._tells_values = rep_ids, on_progress, tells_values
        self._phase = "gate"
        self._best: dict[str, int] = {}
        self._done: set[str] = set()
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

    def rep_done(self, rep_id: str) -> None:
        with self._lock:
            self._done.add(rep_id)
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
        self._on_progress(Progress(self._phase, tuple(self._of(rep_id) for rep_id in self._rep_ids), value_s))

    def _of(self, rep_id: str) -> RepProgress:
        best = self._best.get(rep_id)
        state = RepState.WAITS if best is None else RepState.SEARCHED
        if rep_id in self._done:
            state = RepState.DONE
        return RepProgress(rep_id, state, best / 100 if best is not None and self._tells_values else None)


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
