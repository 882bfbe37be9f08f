"""What a solve returns, and what it says while it runs."""

from dataclasses import dataclass
from enum import StrEnum

from solver.solution import Solution


class Status(StrEnum):
    COMPLETE = "complete"  # every fixed visit is kept
    PARTIAL = "partial"  # some fixed visit could not be kept; its reason says why


@dataclass(frozen=True, slots=True)
class Incumbent:
    """A better plan than before: when, how good (hundredths of a second), and which member of the search found it."""

    found_s: float
    value: int
    member: str


class Uncertified(StrEnum):
    """Why there is no bound."""

    TOO_LARGE = "too_large"  # more visits or shifts than column generation can price
    NO_TIME = "no_time"  # not even a first bound within the time
    NO_COMPILER = "no_compiler"  # numba is not installed, and without it there is no hope of an end


@dataclass(frozen=True, slots=True)
class Certificate:
    """How good a plan provably is: nobody can make one worth more than `bound`; values in hundredths of a second.

    Without a bound, `why_not` says why.
    """

    value: int
    bound: int | None
    why_not: Uncertified | None = None
    runtime_s: float = 0.0

    def __post_init__(self) -> None:
        if (self.bound is None) == (self.why_not is None):
            raise ValueError("A certificate has a bound, or says why it has none.")

    @property
    def gap(self) -> float | None:
        """(bound - value) / bound: 0.006 is "within 0.6 % of the best possible"; None where nothing can be said."""
        if self.bound is None or self.bound <= 0:
            return None
        return max(0.0, (self.bound - self.value) / self.bound)


@dataclass(frozen=True, slots=True)
class Result:
    """The best plan found. `value` is in hundredths of a second; `bound` is None where none was computed."""

    solution: Solution
    value: int
    status: Status
    runtime_s: float
    seed: int
    trace: tuple[Incumbent, ...]
    bound: int | None = None

    @property
    def gap(self) -> float | None:
        """(bound - value) / bound, or None where there is no bound above nothing."""
        return None if self.bound is None else Certificate(self.value, self.bound).gap
