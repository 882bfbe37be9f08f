"""Swapping one optional stop of a route for a visit that is not placed."""

from dataclasses import dataclass

import numpy as np

from solver.insertion import NOTHING, try_insertions
from solver.schedule import Moments, Order
from solver.search.draft import Draft


@dataclass(frozen=True, slots=True)
class Exchanges:
    """For each visit (by index) its best swap into one route: gain in hundredths, NOTHING where there is none."""

    gain: Moments
    displaced: Moments  # the visit that makes room
    position: Moments  # in the route without it

    def order_with(self, order: Order, visit: int) -> Order:
        """The route's order after swapping this visit in."""
        shorter = [v for v in order if v != int(self.displaced[visit])]
        position = int(self.position[visit])
        return [*shorter[:position], visit, *shorter[position:]]


def try_exchanges(draft: Draft, shift: int) -> Exchanges:
    """Try every unplaced visit in the place of every optional stop of the route, at every position."""
    timetable, order = draft.timetable, draft.orders[shift]
    visits = len(timetable.place)
    best = Exchanges(*(np.full(visits, filler, dtype=np.int64) for filler in (NOTHING, -1, -1)))
    unplaced = np.flatnonzero(~draft.placed)
    now = timetable.value(shift, order)
    if not len(unplaced) or now is None:
        return best
    for displaced in order:
        if timetable.fixed[displaced]:
            continue
        shorter = [v for v in order if v != displaced]
        base = timetable.value(shift, shorter)
        if base is None:  # without the triangle inequality a shorter route may be too long
            continue
        position, gain = try_insertions(timetable, shift, shorter, visits=unplaced).best()
        gain = np.where(gain > NOTHING, gain + (base - now), NOTHING)
        better = gain > best.gain[unplaced]
        chosen = unplaced[better]
        best.gain[chosen], best.displaced[chosen], best.position[chosen] = gain[better], displaced, position[better]
    return best
