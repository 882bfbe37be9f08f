"""When a search ends. This is the only clock in the solver."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

Halted = Callable[[], bool]  # asked now and then: whether to end early with the best plan so far


def never() -> bool:
    """A search that nobody ends before its limit."""
    return False


@dataclass(frozen=True, slots=True)
class Limit:
    """Stop after `time_s` seconds, or after `iterations` rounds of each chain of the search if given.

    Only a search that counts is reproducible; its time limit is then a guard that should not be reached.
    """

    time_s: float
    iterations: int | None = None

    def __post_init__(self) -> None:
        if not 0 < self.time_s <= 86_400:
            raise ValueError("A search takes more than no time and at most a day.")
        if self.iterations is not None and self.iterations < 1:
            raise ValueError("A search that counts makes at least one iteration.")


@dataclass(slots=True)
class Stopwatch:
    """Seconds since it was made."""

    _started: float = field(default_factory=time.monotonic)

    @property
    def elapsed_s(self) -> float:
        return time.monotonic() - self._started
