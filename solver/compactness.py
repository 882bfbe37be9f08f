"""How near together the days of a plan lie: share of travel, and distances within a day against across days."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from solver.model import Problem, Shift
from solver.solution import Route, Solution


@dataclass(frozen=True, slots=True)
class DayCompactness:
    """One day: `travel_share` of the time from leaving to returning, and mean metres between its stops.

    `within_m` is None for a single stop, `across_m` (to the stops of the same rep's other days) where there are none.
    """

    travel_share: float
    within_m: float | None
    across_m: float | None

    @property
    def ratio(self) -> float | None:
        """Metres within the day for each metre across: far below 1 is a district of its own, about 1 is none."""
        if self.within_m is None or not self.across_m:
            return None
        return self.within_m / self.across_m


def compactness(problem: Problem, solution: Solution) -> dict[str, DayCompactness]:
    """The compactness of each day that has stops, by the id of its shift; a distance is the mean of there and back."""
    shifts = {shift.id: shift for shift in problem.shifts}
    place = {visit.id: visit.place for visit in problem.visits}
    days = {
        route.shift: (route, [place[stop.visit] for stop in route.stops]) for route in solution.routes if route.stops
    }
    found = {}
    for name, (route, stops) in days.items():
        shift = shifts[name]
        elsewhere = [
            p for other, (_, there) in days.items() if other != name and shifts[other].rep == shift.rep for p in there
        ]
        found[name] = DayCompactness(
            _travel_share(problem, shift, route, stops),
            _mean_m(problem, list(itertools.combinations(stops, 2))),
            _mean_m(problem, list(itertools.product(stops, elsewhere))),
        )
    return found


def _travel_share(problem: Problem, shift: Shift, route: Route, stops: Sequence[int]) -> float:
    legs = itertools.pairwise([shift.start_place, *stops, shift.end_place])
    travel_s = sum(problem.travel.duration_s.item(a, b) for a, b in legs)
    return travel_s / max(1, route.return_s - route.depart_s)


def _mean_m(problem: Problem, pairs: Sequence[tuple[int, int]]) -> float | None:
    if not pairs:
        return None
    one, other = np.array(pairs, dtype=np.int64).T
    metres = problem.travel.distance_m.astype(np.int64)
    return float((metres[one, other] + metres[other, one]).mean()) / 2
