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
