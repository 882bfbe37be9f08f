"""Every start that a visit could be offered without breaking a promise, each with the time it costs."""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from solver.insertion import first_moments, ready
from solver.model import DAY_S, Problem, TimeWindow, Visit
from solver.schedule import NEVER, Moments, Order, Timetable
from solver.solution import Route, Solution

HALF_HOUR_S = 1800
NOON_S = 12 * 3600


@dataclass(frozen=True, slots=True)
class Slot:
    """Any moment from `first_s` to `last_s` may be offered, as stop number `position` (from 0) of the shift's route.

    `detour_s` and `overtime_s` are what the route then takes more than today; after `level_until_s` each second later
    is a second more of overtime. Both may be negative where a detour is faster than the direct way.
    """

    shift: str
    position: int
    first_s: int
    last_s: int
    detour_s: int
    overtime_s: int
    level_until_s: int

    def extra_s(self, start_s: int) -> int:
        """The time that a start in this slot costs: extra travel and extra overtime."""
        return self.detour_s + self.overtime_s + max(0, start_s - self.level_until_s)


class Choice(NamedTuple):
    """One start to offer."""

    shift: str
    start_s: int
    detour_s: int


def propose_slots(problem: Problem, solution: Solution, visit: Visit) -> tuple[Slot, ...]:
    """Every feasible start of a visit that is not in the plan, least extra time first, then earliest.

    The other stops keep their shifts and their order, and every route stays within the rules when it is timed anew: a
    visit pinned to any moment of a slot fits there, and no moment that fits is in no slot of its position. The visit
    need not be one of the problem's. A shift whose route does not fit today has no slots. ValueError if the visit is
    in the plan already.
    """
    if visit.id in solution.served:
        raise ValueError(f"Visit {visit.id!r} is in the plan already.")
    made = [v for v in problem.visits if v.id in solution.served]
    index = {v.id: n for n, v in enumerate(made)}
    timetable = Timetable(replace(problem, visits=(*made, visit)))
    routes = {route.shift: [index[stop.visit] for stop in route.stops] for route in solution.routes}
    orders = [routes.get(shift.id, []) for shift in problem.shifts]
    slots = [slot for shift in _allowed(timetable, orders, visit) for slot in _slots(timetable, shift, orders[shift])]
    return tuple(sorted(slots, key=lambda slot: (slot.extra_s(slot.first_s), slot.first_s, slot.shift, slot.position)))


def two_choices(slots: Sequence[Slot], *, noon_s: int = NOON_S, step_s: int = HALF_HOUR_S) -> tuple[Choice, ...]:
    """The start that costs least on whole steps of the clock, and the one that does in the other half of the day.

    Of those that cost the same the second is on another day if it can be. Where that half has none, another day's;
    fewer than two where there is no other half-day at all.
    """
    offers: list[tuple[int, int, Slot]] = []
    for slot in slots:
        steps = range(-(-slot.first_s // step_s) * step_s, slot.last_s + 1, step_s)
        offers += [(slot.extra_s(start_s), start_s, slot) for start_s in steps]
    offers.sort(key=lambda offer: offer[:2])
    best = offers[:1]
    for _, start_s, _ in best:
        other_half = [o for o in offers if (o[1] % DAY_S < noon_s) is not (start_s % DAY_S < noon_s)]
        other_day = [o for o in offers if o[1] // DAY_S != start_s // DAY_S]
        second = min(
            other_half or other_day, key=lambda o: (o[0], o[1] // DAY_S == start_s // DAY_S, o[1]), default=None
        )
        best = best if second is None else [*best, second]
    return tuple(Choice(slot.shift, start_s, slot.detour_s) for _, start_s, slot in best)


def retimed(problem: Problem, orders: Mapping[str, Sequence[str]]) -> dict[str, Route | None]:
    """The earliest route of each shift (by id) that makes these visits (by id) in this order; None where it cannot."""
    timetable = Timetable(problem)
    shifts = {shift.id: n for n, shift in enumerate(problem.shifts)}
    index = {visit.id: n for n, visit in enumerate(problem.visits)}
    routes: dict[str, Route | None] = {}
    for name, visits in orders.items():
        shift, order = shifts[name], [index[visit] for visit in visits]
        fits = timetable.return_of(shift, order) is not None
        routes[name] = timetable.route(shift, order) if fits else None
    return routes


class _Piece(NamedTuple):
    """A moment that follows from the visit's start t, for t from `first_s` to `last_s`: max(least_s, t + after_s)."""

    first_s: int
    last_s: int
    least_s: int
    after_s: int

    def at(self, start_s: int) -> int:
        return max(self.least_s, start_s + self.after_s)

    def until(self, moment_s: int) -> "_Piece":
        """The part that is not later than a moment."""
        last_s = min(self.last_s, moment_s - self.after_s) if self.least_s <= moment_s else self.first_s - 1
        return self._replace(last_s=last_s)

    def since(self, moment_s: int) -> "_Piece":
        """The part that is later than a moment."""
        first_s = max(self.first_s, moment_s - self.after_s + 1) if self.least_s <= moment_s else self.first_s
        return self._replace(first_s=first_s)

    def then(self, seconds: int, not_before_s: int = 0) -> "_Piece":
        """When what takes so long is over, if it begins at that moment but not before another."""
        return self._replace(least_s=max(self.least_s, not_before_s) + seconds, after_s=self.after_s + seconds)


def _allowed(timetable: Timetable, orders: Sequence[Order], visit: Visit) -> Iterator[int]:
    """The shifts on which one visit more, and this one, may be made."""
    visits, days = timetable.problem.visits, timetable.day.tolist()
    siblings = [
        days[shift]
        for shift, order in enumerate(orders)
        for v in order
        if visit.group is not None and visits[v].group == visit.group
    ]
    for shift, order in enumerate(orders):
        is_apart = visit.group is None or all(visit.group.agree(days[shift], day) for day in siblings)
        if is_apart and len(order) < timetable.shifts[shift].max_visits:
            yield shift


def _slots(timetable: Timetable, shift: int, order: Order) -> Iterator[Slot]:
    """The slots of the problem's last visit on one shift, at every position of its route."""
    s, visit = timetable.shifts[shift], len(timetable.place) - 1
    return_s = timetable.return_of(shift, order)
    if return_s is None:
        return
    travel_s, overtime_s = timetable.travel_of(shift, order), max(0, return_s - s.window.end_s)
    for position in range(len(order) + 1):
        longer = [*order[:position], visit, *order[position:]]
        detour_s = timetable.travel_of(shift, longer) - travel_s
        last: Slot | None = None
        find = _returns if s.traffic is None else _returns_in_traffic
        returns = find(timetable, shift, longer, position)
        for piece in _earliest([piece.then(-s.window.end_s, s.window.end_s) for piece in returns]):
            level_until_s = min(max(piece.first_s, piece.least_s - piece.after_s), piece.last_s)
            extra_s = piece.at(piece.first_s) - overtime_s
            slot = Slot(s.id, position, piece.first_s, piece.last_s, detour_s, extra_s, level_until_s)
            if last is not None and (joined := _joined(last, slot)) is None:
                yield last
            last = slot if last is None else joined or slot
        if last is not None:
            yield last


def _returns(timetable: Timetable, shift: int, order: Order, position: int) -> list[_Piece]:
    """When the rep is back in time, by the start of the stop at `position`; one piece for each way to get there."""
    s, windows = timetable.shifts[shift], timetable.windows[shift]
    places = timetable.places_of(shift, order)
    service_s = timetable.service_s.item(order[position])
    to_come, taken = (
        [_Piece(max(w.start_s, earliest_s - service_s), w.end_s, 0, service_s) for w in windows[order[position]]]
        for earliest_s in timetable.departures(shift, order[: position + 1])[-1]
    )
    for leg in range(position + 1, len(order) + 1):
        drive_s = timetable.travel.item(places[leg], places[leg + 1])
        taken = [piece.then(drive_s) for piece in taken]
        if s.lunch:
            before = [piece.until(s.lunch.window.end_s).then(drive_s) for piece in to_come]
            taken += [piece.then(s.lunch.duration_s, s.lunch.window.start_s) for piece in before]
            to_come = [piece.then(drive_s) for piece in to_come]
        if leg < len(order):
            served_s = timetable.service_s.item(order[leg])
            to_come = [p.then(served_s, w.start_s) for p, w in _within(windows[order[leg]], to_come)]
            taken = [p.then(served_s, w.start_s) for p, w in _within(windows[order[leg]], taken)]
    # Lunch lies within the shift: who could still have it at home can have it on the way, and is back in time as well.
    return [piece.until(s.latest_end_s) for piece in taken]


def _returns_in_traffic(timetable: Timetable, shift: int, order: Order, position: int) -> list[_Piece]:
    """The same where drives depend on the hour: every start is tried.

    A start later is a second more of overtime, as without traffic; in truth a little more or less.
    """
    s, pieces = timetable.shifts[shift], list[_Piece]()
    service_s = timetable.service_s.item(order[position])
    for is_fed, earliest_s in enumerate(timetable.departures(shift, order[: position + 1])[-1]):
        for window in timetable.windows[shift][order[position]]:
            starts_s = np.arange(max(window.start_s, earliest_s - service_s), window.end_s + 1, dtype=np.int64)
            if not len(starts_s):
                continue
            left_s, never = starts_s + service_s, np.full_like(starts_s, NEVER)
            back_s = _back(timetable, shift, order, position, *((never, left_s) if is_fed else (left_s, never)))
            fits = int(np.searchsorted(back_s, s.latest_end_s, side="right"))  # who starts later is back no earlier
            if fits:
                level = int(np.searchsorted(back_s[:fits], max(s.window.end_s, int(back_s[0])), side="right")) - 1
                least_s = int(back_s[0])
                after_s = max(s.window.end_s, least_s) - int(starts_s[level])
                pieces.append(_Piece(int(starts_s[0]), int(starts_s[fits - 1]), least_s, after_s))
    return pieces


def _back(timetable: Timetable, shift: int, order: Order, position: int, to_come: Moments, taken: Moments) -> Moments:
    """When the rep is back who leaves the stop at `position` at these moments, lunch to come or taken."""
    s, places = timetable.shifts[shift], timetable.places_of(shift, order)
    for leg in range(position + 1, len(order) + 1):
        drive_s = timetable.travel[places[leg], places[leg + 1], None]
        to_come, taken = ready(s, to_come, taken, drive_s)
        if leg < len(order):
            stop = slice(order[leg], order[leg] + 1)
            opens, closes = timetable.opens[shift][stop], timetable.closes[shift][stop]
            to_come = first_moments(opens, closes, to_come[None])[0] + timetable.service_s[order[leg]]
            taken = first_moments(opens, closes, taken[None])[0] + timetable.service_s[order[leg]]
    return taken


def _within(windows: Sequence[TimeWindow], pieces: list[_Piece]) -> Iterator[tuple[_Piece, TimeWindow]]:
    """The part of each piece that is ready for each window: not later than its end, later than the end before."""
    for window in windows:
        ready = [piece.until(window.end_s) for piece in pieces]
        yield from ((piece, window) for piece in ready if piece.first_s <= piece.last_s)
        late = [piece.since(window.end_s) for piece in pieces]
        pieces = [piece for piece in late if piece.first_s <= piece.last_s]


def _earliest(pieces: Sequence[_Piece]) -> Iterator[_Piece]:
    """The earliest of the moments for every start, as pieces that follow one another.

    The pieces are ways to do the same work. Who has had lunch before the visit is never later than who has not; all
    others have it after, so that they differ by their waits alone.
    """
    there = {piece for piece in pieces if piece.first_s <= piece.last_s}
    cuts = sorted({piece.first_s for piece in there} | {piece.last_s + 1 for piece in there})
    for from_s, to_s in itertools.pairwise(cuts):
        among = [piece for piece in there if piece.first_s <= from_s <= piece.last_s]
        if among:
            best = min(among, key=lambda piece: (piece.after_s, piece.least_s))
            yield best._replace(first_s=from_s, last_s=to_s - 1)


def _joined(slot: Slot, after: Slot) -> Slot | None:
    """Two slots as one where the second goes on as the first ends."""
    if slot.last_s + 1 != after.first_s:
        return None
    grows_s = after.extra_s(after.first_s) - slot.extra_s(slot.last_s)
    if grows_s == 0 and slot.level_until_s == slot.last_s:
        return replace(slot, last_s=after.last_s, level_until_s=after.level_until_s)
    if grows_s == 1 and after.level_until_s == after.first_s:
        return replace(slot, last_s=after.last_s)
    return None
