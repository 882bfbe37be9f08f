"""When everything in a given order of visits happens: the only arithmetic on clocks in the search.

A rep is ready at a place after driving there and after a lunch taken on that leg; service begins at the first moment
from then on that lies in a window. Each leg may carry the lunch: it begins when the leg does, or when its window opens,
interrupting the drive or taken on arrival. Two states are kept, lunch still to come and lunch taken, each with its
earliest moment; because earlier is never worse, that is exact.
"""

import itertools
from collections import defaultdict
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from solver.model import Group, Lunch, Problem, Shift, TimeWindow
from solver.solution import Route, Stop

Moments = npt.NDArray[np.int64]
Order = list[int]  # visits by index, in driving order
NEVER = 2**40  # later than any moment, small enough to add to


class Timetable:
    """A problem laid out for timing: visits and shifts by index, windows cut to each shift."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.shifts = problem.shifts
        self.travel: Moments = problem.travel.duration_s.astype(np.int64)
        self.place: Moments = np.array([v.place for v in problem.visits], dtype=np.int64)
        self.service_s: Moments = np.array([v.service_s for v in problem.visits], dtype=np.int64)
        self.worth = _worth(problem)
        self.day: Moments = np.array([shift.day for shift in problem.shifts], dtype=np.int64)
        self.fixed: npt.NDArray[np.bool_] = np.array([v.is_fixed for v in problem.visits], dtype=bool)
        self.windows = [[problem.windows_on(v, shift) for v in problem.visits] for shift in problem.shifts]
        padded = [_padded(windows) for windows in self.windows]
        self.opens, self.closes = [opens for opens, _ in padded], [closes for _, closes in padded]
        self.groups = _groups(problem)
        self.after = _after(problem)

    def places_of(self, shift: int, order: Order) -> list[int]:
        """The places a route passes, start and end included."""
        s = self.shifts[shift]
        return [s.start_place, *(int(self.place[v]) for v in order), s.end_place]

    def travel_of(self, shift: int, order: Order) -> int:
        """Seconds of travel; a route without stops does not leave home, unless for the night."""
        if not order and not self.shifts[shift].overnight:
            return 0
        places = self.places_of(shift, order)
        return sum(self.travel.item(a, b) for a, b in itertools.pairwise(places))

    def departures(self, shift: int, order: Order) -> list[tuple[int, int]]:
        """The earliest departure from the start and from each stop: (lunch to come, lunch taken); NEVER if late."""
        s = self.shifts[shift]
        states = [(s.window.start_s, NEVER) if s.lunch else (NEVER, s.window.start_s)]
        places = self.places_of(shift, order)
        windows = self.windows[shift]
        for stop, visit in enumerate(order):
            to_come, taken = _ready(s, *states[-1], self.travel.item(places[stop], places[stop + 1]))
            service_s = self.service_s.item(visit)
            states.append(
                (first_moment(windows[visit], to_come) + service_s, first_moment(windows[visit], taken) + service_s)
            )
        return states

    def return_of(self, shift: int, order: Order) -> int | None:
        """When the rep is back at the earliest, or None where the order does not fit the shift."""
        s = self.shifts[shift]
        if not order and not s.overnight:
            return s.window.start_s
        if len(order) > s.max_visits:
            return None
        last_leg_s = self.travel.item(self.place.item(order[-1]) if order else s.start_place, s.end_place)
        to_come, taken = _ready(s, *self.departures(shift, order)[-1], last_leg_s)
        return_s = min(to_come, taken) if s.lunch and to_come <= s.lunch.window.end_s else taken
        return return_s if return_s <= s.latest_end_s else None

    def value(self, shift: int, order: Order) -> int | None:
        """What a route is worth, in hundredths of a second, or None where it does not fit its shift."""
        return_s = self.return_of(shift, order)
        if return_s is None:
            return None
        weights = self.problem.weights
        overtime_s = max(0, return_s - self.shifts[shift].window.end_s)
        spent = weights.travel_pct * self.travel_of(shift, order) + weights.overtime_pct * overtime_s
        return int(self.worth[shift, order].sum()) - spent

    def route(self, shift: int, order: Order) -> Route:
        """The earliest route in this order, with every moment in it; ValueError where it does not fit its shift."""
        s = self.shifts[shift]
        if not order and not s.overnight:
            return Route(s.id, s.window.start_s, s.window.start_s, ())
        if self.return_of(shift, order) is None:
            raise ValueError("This order of visits does not fit its shift.")
        lunch_legs = range(len(order) + 2) if s.lunch else (None,)
        timed = (self._timed(shift, order, leg) for leg in lunch_legs)
        return min((route for route in timed if route is not None), key=lambda route: route.return_s)

    def _timed(self, shift: int, order: Order, lunch_leg: int | None) -> Route | None:
        """The earliest route with lunch on this leg; the leg after the last means at home after the return."""
        s = self.shifts[shift]
        places = self.places_of(shift, order)
        free_s, lunch_s = s.window.start_s, None
        depart_s, stops = free_s, list[Stop]()
        for leg, (a, b) in enumerate(itertools.pairwise(places)):
            drive_s = self.travel.item(a, b)
            arrival_s = ready_s = arrival(s, free_s, drive_s)
            if leg == lunch_leg and s.lunch:
                lunch_s = max(free_s, s.lunch.window.start_s)
                if lunch_s > s.lunch.window.end_s:
                    return None
                ready_s = _fed(s, s.lunch, free_s, drive_s)
                arrival_s = ready_s if lunch_s < arrival_s else arrival_s
            if leg == len(order):
                free_s = ready_s
                break
            begin_s = first_moment(self.windows[shift][order[leg]], ready_s)
            if begin_s == NEVER:
                return None
            lunch_over_s = lunch_s + s.lunch.duration_s if lunch_s is not None and s.lunch else free_s
            if leg == 0 and lunch_over_s <= (later_s := _departure(s, begin_s, drive_s)):
                # Who would wait at a closed door leaves home later.
                depart_s, arrival_s = later_s, arrival(s, later_s, drive_s)
            free_s = begin_s + int(self.service_s[order[leg]])
            stops.append(Stop(self.problem.visits[order[leg]].id, arrival_s, begin_s, free_s))
        if s.lunch and lunch_leg == len(places) - 1:
            lunch_s = max(free_s, s.lunch.window.start_s)
            if lunch_s > s.lunch.window.end_s:
                return None
        return Route(s.id, depart_s, free_s, tuple(stops), lunch_s) if free_s <= s.latest_end_s else None


@dataclass(frozen=True, slots=True, eq=False)
class Tied:
    """The visits of one group by index, and the days that must lie between two of them; None: only one is made."""

    visits: Moments
    gap_days: int | None

    def blocks(self, day: Moments, made_on: Moments) -> npt.NDArray[np.bool_]:
        """Which of the days are too near to one on which a visit of the group is made."""
        if self.gap_days is None:
            return np.full(len(day), bool(len(made_on)))
        near: npt.NDArray[np.bool_] = np.abs(day[:, None] - made_on[None, :]) < self.gap_days
        return np.asarray(near.any(axis=1))


def _worth(problem: Problem) -> Moments:
    """What each visit adds on each shift before travel (shifts x visits), in hundredths of a second."""
    prize = np.array([100 * visit.prize for visit in problem.visits], dtype=np.int64)
    worth = np.tile(prize, (len(problem.shifts), 1))
    row = {shift.id: n for n, shift in enumerate(problem.shifts)}
    for column, visit in enumerate(problem.visits):
        if visit.kept_on in row:
            worth[row[visit.kept_on], column] += 100 * problem.weights.keep_s
    return worth


def _groups(problem: Problem) -> list[Tied]:
    members: dict[Group, list[int]] = defaultdict(list)
    for index, visit in enumerate(problem.visits):
        if visit.group is not None:
            members[visit.group].append(index)
    return [
        Tied(np.array(m), group.gap_days) for group, m in sorted(members.items(), key=lambda g: g[0].id) if len(m) > 1
    ]


def _after(problem: Problem) -> dict[int, int]:
    """For visits that come after another, by index, the index of that one; -1 where the problem does not have it."""
    index = {visit.id: n for n, visit in enumerate(problem.visits)}
    return {n: index.get(visit.after, -1) for n, visit in enumerate(problem.visits) if visit.after is not None}


def first_moment(windows: tuple[TimeWindow, ...], ready_s: int) -> int:
    """The first moment from `ready_s` on inside a window, or NEVER."""
    for window in windows:
        if ready_s <= window.end_s:
            return max(ready_s, window.start_s)
    return NEVER


def arrival(s: Shift, left_s: int, drive_s: int) -> int:
    """When who leaves at this moment is there, in the traffic of the shift."""
    return left_s + drive_s if s.traffic is None else int(s.traffic.arrival(_array(left_s), _array(drive_s)))


def _array(seconds: int) -> Moments:
    return np.array(seconds, dtype=np.int64)


def arrivals(s: Shift, left_s: Moments, drive_s: Moments) -> Moments:
    """The same of many moments."""
    return left_s + drive_s if s.traffic is None else s.traffic.arrival(left_s, drive_s)


def fed(s: Shift, lunch: Lunch, left_s: Moments, drive_s: Moments) -> Moments:
    """When who leaves at these moments is there and has eaten, the lunch being taken on the way or on arrival."""
    if s.traffic is None:
        over_s: Moments = np.maximum(left_s + drive_s, lunch.window.start_s) + lunch.duration_s
        return over_s
    return s.traffic.arrival_fed(left_s, drive_s, np.maximum(left_s, lunch.window.start_s), lunch.duration_s)


def _fed(s: Shift, lunch: Lunch, left_s: int, drive_s: int) -> int:
    if s.traffic is None:
        return max(left_s + drive_s, lunch.window.start_s) + lunch.duration_s
    return int(fed(s, lunch, _array(left_s), _array(drive_s)))


def _departure(s: Shift, arrival_s: int, drive_s: int) -> int:
    """The last moment to leave at for being there by then."""
    if s.traffic is None:
        return arrival_s - drive_s
    return int(s.traffic.departure(_array(arrival_s), _array(drive_s)))


def _ready(s: Shift, to_come: int, taken: int, drive_s: int) -> tuple[int, int]:
    """When the rep is ready after a leg: (lunch to come, lunch taken)."""
    there_s, again_s = arrival(s, to_come, drive_s), arrival(s, taken, drive_s)
    if s.lunch and to_come <= s.lunch.window.end_s:
        return there_s, min(again_s, _fed(s, s.lunch, to_come, drive_s))
    return there_s, again_s


def _padded(windows_of_visits: list[tuple[TimeWindow, ...]]) -> tuple[Moments, Moments]:
    """Opening and closing moments, visits x windows; a padding window never opens."""
    width = max((len(windows) for windows in windows_of_visits), default=0)
    opens = np.full((len(windows_of_visits), width), NEVER, dtype=np.int64)
    closes = np.full((len(windows_of_visits), width), -1, dtype=np.int64)
    for row, windows in enumerate(windows_of_visits):
        for column, window in enumerate(windows):
            opens[row, column], closes[row, column] = window.start_s, window.end_s
    return opens, closes
