"""One piece of work to measure engines on: its problem, and how its points are counted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from solver.model import Problem
from solver.wide import WideProblem

Orders = Mapping[str, Sequence[str]]  # what every engine answers: the visits of each shift, in driving order


class Kind(StrEnum):
    """The kinds of work."""

    WEEKS = "weeks"  # one rep's week, from files of ours
    TOPTW = "toptw"  # the team orienteering problem with time windows, from files of the literature
    TTDP = "ttdp"  # tours on several days with opening hours per weekday, likewise
    MONTHS = "months"  # one rep's four weeks with spaced repeat visits, generated
    TEAMS = "teams"  # many reps' week, generated


READ_FROM_FILES = (Kind.WEEKS, Kind.TOPTW, Kind.TTDP)
COUNTED_BY_SCORE = (Kind.TOPTW, Kind.TTDP)  # there travel only decides between equals


@dataclass(frozen=True, slots=True, eq=False)
class Instance:
    """A problem to measure on.

    `scores` says what each visit brings in the instance's own points, `point` how many hundredths of a second of value
    one such point is. `m` is the number of routes where it was asked for. Bound and best are known ones, in points.
    """

    kind: Kind
    name: str
    problem: Problem | WideProblem
    scores: Mapping[str, int]
    point: int
    m: int | None = None
    best_known: float | None = None
    bound_known: float | None = None

    def points(self, value: int) -> float:
        """A value in hundredths of a second as points of this instance."""
        return round(value / self.point, 4)
