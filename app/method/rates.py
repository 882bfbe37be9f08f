"""Shares of what was counted, each with the interval that so few or so many cases allow."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean, stdev

Z = 1.959964  # 95 %


@dataclass(frozen=True, slots=True)
class Interval:
    """Where the true share lies in 95 of 100 such cases."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Rate:
    """So many of so many."""

    hits: int
    n: int

    def __post_init__(self) -> None:
        if not 0 <= self.hits <= self.n:
            raise ValueError("Hits are counted among the cases.")

    @classmethod
    def of_all(cls, parts: "Iterable[Rate]") -> "Rate":
        """The rate of all of their cases together."""
        counted = list(parts)
        return cls(sum(part.hits for part in counted), sum(part.n for part in counted))

    @property
    def share(self) -> float | None:
        return self.hits / self.n if self.n else None

    @property
    def interval(self) -> Interval | None:
        """Wilson's score interval (J. Am. Stat. Assoc. 22, 1927), which holds for few cases and at the ends too."""
        if not self.n:
            return None
        share, spread = self.hits / self.n, Z * Z / self.n
        middle = (share + spread / 2) / (1 + spread)
        half = Z * sqrt(share * (1 - share) / self.n + spread / self.n / 4) / (1 + spread)
        return Interval(min(share, max(0.0, middle - half)), max(share, min(1.0, middle + half)))


@dataclass(frozen=True, slots=True)
class Fullness:
    """How full days in the field are: service and travel in the shift, of so many days."""

    share: float
    n: int
    interval: Interval | None  # of the mean day; None for a single one

    @classmethod
    def of(cls, days: Sequence[tuple[int, int]]) -> "Fullness | None":
        """Of (used, shift) in seconds, a pair for each day; None where there is none."""
        if not days:
            return None
        share = sum(used_s for used_s, _ in days) / sum(shift_s for _, shift_s in days)
        if len(days) < 2:
            return cls(share, 1, None)
        each = [used_s / shift_s for used_s, shift_s in days]
        half, mean = Z * stdev(each) / sqrt(len(each)), fmean(each)
        return cls(share, len(each), Interval(max(0.0, min(share, mean - half)), max(share, mean + half)))
