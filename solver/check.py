"""The independent checker: re-computes a solution from the problem alone and names every broken rule.

It shares no code with the search, so that a fault there cannot hide here. Nothing is stored or shown that it refuses.
"""

import itertools
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from solver.model import Problem, Shift, Visit
from solver.solution import Reason, Route, Solution, Stop


class Rule(StrEnum):
    """What a solution can break."""

    UNKNOWN = "UNKNOWN"  # a shift or visit the problem does not have
    COUNTED_ONCE = "COUNTED_ONCE"  # each visit is served once, or unserved with one reason
    ONE_ROUTE = "ONE_ROUTE"  # a shift has one route
    ALLOWED_REP = "ALLOWED_REP"
    LOCK = "LOCK"
    WINDOW = "WINDOW"
    TIMING = "TIMING"  # each moment follows from the one before
    LUNCH = "LUNCH"
    SHIFT = "SHIFT"  # starts and ends within the shift and its overtime
    MAX_VISITS = "MAX_VISITS"
    GROUP = "GROUP"  # visits of a group keep their distance in days, or only one is made
    TURN = "TURN"  # a visit that comes after another is made only beside it
    OVERNIGHT = "OVERNIGHT"  # a shift that ends at the place of its night has a route
    REQUIRED = "REQUIRED"  # a fixed visit is given up only for a hard reason
    VALUE = "VALUE"  # the value claimed is the value there is


HARD_REASONS = frozenset(
    {
        Reason.NO_ALLOWED_REP,
        Reason.CLOSED_THAT_DAY,
        Reason.WINDOW_OUTSIDE_SHIFT,
        Reason.TOO_FAR,
        Reason.NOT_ITS_TURN,
        Reason.APPOINTMENT_CLASH,
        Reason.LOCKED_OUT,
        Reason.MAX_VISITS,
    }
)


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken rule: where, and how."""

    rule: Rule
    subject: str
    message: str


def check(problem: Problem, solution: Solution, *, value: int | None = None) -> list[Violation]:
    """Every violation of the problem's rules by the solution; `value` (hundredths of a second) is checked if given."""
    return list(_violations(problem, solution, value))


def _violations(problem: Problem, solution: Solution, value: int | None) -> Iterator[Violation]:
    visits = {visit.id: visit for visit in problem.visits}
    shifts = {shift.id: shift for shift in problem.shifts}
    named = Counter(stop.visit for route in solution.routes for stop in route.stops)
    named.update(unserved.visit for unserved in solution.unserved)
    for name in sorted(set(named) | set(visits)):
        if name not in visits:
            yield Violation(Rule.UNKNOWN, name, "The problem has no such visit.")
        elif named[name] != 1:
            yield Violation(Rule.COUNTED_ONCE, name, f"The visit appears {named[name]} times instead of once.")
    for name, times in sorted(Counter(route.shift for route in solution.routes).items()):
        if name not in shifts:
            yield Violation(Rule.UNKNOWN, name, "The problem has no such shift.")
        elif times > 1:
            yield Violation(Rule.ONE_ROUTE, name, f"The shift has {times} routes.")
    for unserved in solution.unserved:
        visit = visits.get(unserved.visit)
        if visit and (visit.required or visit.lock) and unserved.reason not in HARD_REASONS:
            yield Violation(Rule.REQUIRED, visit.id, f"A fixed visit cannot be left out as {unserved.reason}.")
    known = [
        route
        for route in solution.routes
        if route.shift in shifts and all(stop.visit in visits for stop in route.stops)
    ]
    for route in known:
        yield from _route_violations(problem, shifts[route.shift], visits, route)
    yield from _group_violations(shifts, visits, known)
    made = {stop.visit for route in known for stop in route.stops}
    for name in sorted(name for name in made if visits[name].after not in {None, *made}):
        yield Violation(Rule.TURN, name, f"Is made without {visits[name].after}, after which it comes.")
    for name in sorted({s.id for s in problem.shifts if s.overnight} - {route.shift for route in known}):
        yield Violation(Rule.OVERNIGHT, name, "The shift ends elsewhere, but has no route.")
    if value is not None and len(known) == len(solution.routes):
        true_value = sum(_worth(problem, shifts[route.shift], visits, route) for route in known)
        if true_value != value:
            yield Violation(Rule.VALUE, "solution", f"The value is {true_value}, not {value}.")


def _route_violations(problem: Problem, shift: Shift, visits: dict[str, Visit], route: Route) -> Iterator[Violation]:
    if not route.stops and not shift.overnight:
        if route.lunch_s is not None or route.return_s != route.depart_s:
            yield Violation(Rule.TIMING, shift.id, "A route without stops does not leave home.")
        return
    if len(route.stops) > shift.max_visits:
        yield Violation(
            Rule.MAX_VISITS, shift.id, f"{len(route.stops)} visits are planned, {shift.max_visits} are allowed."
        )
    if route.depart_s < shift.window.start_s:
        yield Violation(Rule.SHIFT, shift.id, f"Leaves {shift.window.start_s - route.depart_s} s before the shift.")
    if route.return_s > shift.window.end_s + shift.overtime_s:
        late_s = route.return_s - shift.window.end_s - shift.overtime_s
        yield Violation(Rule.SHIFT, shift.id, f"Returns {late_s} s after the latest end.")
    for stop in route.stops:
        yield from _stop_violations(shift, visits[stop.visit], stop)
    yield from _lunch_violations(shift, route)
    yield from _timing_violations(problem, shift, visits, route)


def _group_violations(shifts: dict[str, Shift], visits: dict[str, Visit], routes: list[Route]) -> Iterator[Violation]:
    made: dict[str, list[tuple[int, Visit]]] = {}
    for route in routes:
        for stop in route.stops:
            visit = visits[stop.visit]
            if visit.group is not None:
                made.setdefault(visit.group.id, []).append((shifts[route.shift].day, visit))
    for name, together in sorted(made.items()):
        for (day, visit), (other_day, other) in itertools.combinations(together, 2):
            gap_days = visit.group.gap_days if visit.group else None
            if gap_days is None:
                yield Violation(Rule.GROUP, name, f"{visit.id} and {other.id} are both planned, one is allowed.")
            elif abs(day - other_day) < gap_days:
                apart = f"{abs(day - other_day)} days apart, {gap_days} are the least"
                yield Violation(Rule.GROUP, name, f"{visit.id} and {other.id} are {apart}.")


def _stop_violations(shift: Shift, visit: Visit, stop: Stop) -> Iterator[Violation]:
    if visit.reps is not None and shift.rep not in visit.reps:
        yield Violation(Rule.ALLOWED_REP, visit.id, f"Rep {shift.rep} may not make this visit.")
    if visit.lock and visit.lock.shift != shift.id:
        yield Violation(Rule.LOCK, visit.id, f"Locked to {visit.lock.shift}, planned on {shift.id}.")
    if visit.lock and visit.lock.start_s is not None and visit.lock.start_s != stop.start_s:
        yield Violation(Rule.LOCK, visit.id, f"Locked to begin at {visit.lock.start_s}, planned at {stop.start_s}.")
    if not any(window.start_s <= stop.start_s <= window.end_s for window in visit.windows):
        yield Violation(Rule.WINDOW, visit.id, f"Begins at {stop.start_s}, outside every window.")
    if stop.departure_s != stop.start_s + visit.service_s:
        yield Violation(Rule.TIMING, visit.id, f"Leaves {stop.departure_s - stop.start_s - visit.service_s} s off.")


def _lunch_violations(shift: Shift, route: Route) -> Iterator[Violation]:
    if shift.lunch is None:
        if route.lunch_s is not None:
            yield Violation(Rule.LUNCH, shift.id, "The shift has no lunch.")
        return
    if route.lunch_s is None:
        yield Violation(Rule.LUNCH, shift.id, "Lunch is missing.")
        return
    if not shift.lunch.window.start_s <= route.lunch_s <= shift.lunch.window.end_s:
        yield Violation(Rule.LUNCH, shift.id, f"Lunch begins at {route.lunch_s}, outside its window.")
    lunch_end_s = route.lunch_s + shift.lunch.duration_s
    for stop in route.stops:
        if stop.start_s < lunch_end_s and route.lunch_s < stop.departure_s:
            yield Violation(Rule.LUNCH, shift.id, f"Lunch overlaps the service of {stop.visit}.")
    if route.lunch_s < route.depart_s < lunch_end_s:
        yield Violation(Rule.LUNCH, shift.id, "The rep leaves home in the middle of lunch.")


def _timing_violations(problem: Problem, shift: Shift, visits: dict[str, Visit], route: Route) -> Iterator[Violation]:
    """Drive without detour, be interrupted by lunch only, begin as soon as a window allows."""
    lunch_from_s = lunch_to_s = -1
    if shift.lunch is not None and route.lunch_s is not None:
        lunch_from_s, lunch_to_s = route.lunch_s, route.lunch_s + shift.lunch.duration_s
    here, free_s = shift.start_place, route.depart_s
    for stop in route.stops:
        visit = visits[stop.visit]
        arrival_s = _driven(problem, shift, (here, visit.place), free_s, (lunch_from_s, lunch_to_s))
        if stop.arrival_s != arrival_s:
            yield Violation(Rule.TIMING, visit.id, f"Arrives {stop.arrival_s - arrival_s} s off.")
        ready_s = max(arrival_s, lunch_to_s) if arrival_s <= lunch_from_s < lunch_to_s <= stop.start_s else arrival_s
        begins = [max(ready_s, window.start_s) for window in visit.windows if ready_s <= window.end_s]
        locked_s = visit.lock.start_s if visit.lock else None
        if stop.start_s != (min(begins, default=None) if locked_s is None else locked_s) or stop.start_s < ready_s:
            yield Violation(Rule.TIMING, visit.id, "Service does not begin at the first moment it can.")
        here, free_s = visit.place, stop.departure_s
    return_s = _driven(problem, shift, (here, shift.end_place), free_s, (lunch_from_s, lunch_to_s))
    if route.return_s != return_s:
        yield Violation(Rule.TIMING, shift.id, f"Returns {route.return_s - return_s} s off.")


def _driven(problem: Problem, shift: Shift, leg: tuple[int, int], free_s: int, lunch: tuple[int, int]) -> int:
    """When a drive is over, hour by hour at the speed of the hour; a lunch that begins under way interrupts it."""
    left, now_s = 100 * int(problem.travel.duration_s[leg]), free_s
    while left > 0:
        if now_s == lunch[0]:
            now_s = lunch[1]
        speed = 100 if shift.traffic is None else shift.traffic.speed_pct[now_s // 3600 % 24]
        ahead = [(now_s // 3600 + 1) * 3600, *(moment for moment in lunch[:1] if moment > now_s)]
        spent_s = min(min(ahead) - now_s, -(-left // speed))
        left, now_s = left - spent_s * speed, now_s + spent_s
    return now_s


def _worth(problem: Problem, shift: Shift, visits: dict[str, Visit], route: Route) -> int:
    if not route.stops and not shift.overnight:
        return 0
    places = [shift.start_place, *(visits[stop.visit].place for stop in route.stops), shift.end_place]
    travel_s = sum(int(problem.travel.duration_s[a, b]) for a, b in itertools.pairwise(places))
    late_s = max(0, route.return_s - shift.window.end_s)
    prize_s = sum(visits[stop.visit].prize for stop in route.stops)
    prize_s += problem.weights.keep_s * sum(visits[stop.visit].kept_on == shift.id for stop in route.stops)
    return 100 * prize_s - problem.weights.travel_pct * travel_s - problem.weights.overtime_pct * late_s
