"""How far planning has come, added up from what the solver's children report."""

import threading
from collections.abc import Callable
from dataclasses import dataclass

from solver import Incumbent


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
