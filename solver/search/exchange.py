"""Swapping one optional stop of a plan for a visit that is not placed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from solver.insertion import NOTHING
from solver.schedule import Moments, Order
from solver.search.draft import Draft
from solver.search.retiming import try_orders

ANY = -1  # whichever stop of the route makes room
NONE = -2  # no single stop can


@dataclass(frozen=True, slots=True)
class Exchanges:
    """For each visit (by index) its best swap into one route: gain in hundredths, NOTHING where there is none."""

    shift: int
    gain: Moments
    displaced: Moments  # the visit that makes room: a stop of this route, or one of the same group elsewhere
    position: Moments  # in this route without it

    def make(self, draft: Draft, visit: int) -> None:
        """Swap the visit into the plan that was tried."""
        displaced, position = int(self.displaced[visit]), int(self.position[visit])
        elsewhere = [s for s, order in enumerate(draft.orders) if displaced in order and s != self.shift]
        for shift in elsewhere:
            draft.replace(shift, _without(draft.orders[shift], displaced))
        shorter = _without(draft.orders[self.shift], displaced)
        draft.replace(self.shift, [*shorter[:position], visit, *shorter[position:]])


def try_exchanges(draft: Draft, shift: int, visits: npt.NDArray[np.bool_] | None = None) -> Exchanges:
    """Try the unplaced visits (all, or those that are true) at every position of a route, for one optional stop each.

    That stop is one of the route; or, where another visit of the group stands too near, it is that one, wherever it is.
    A stop that another visit comes after makes no room for anybody while that one is made.
    """
    timetable, order = draft.timetable, draft.orders[shift]
    best = Exchanges(shift, *(np.full(len(timetable.place), filler, dtype=np.int64) for filler in (NOTHING, -1, -1)))
    open_ = (timetable.closes[shift] >= 0).any(axis=1) & ~draft.placed & ~draft.early
    held = _held(draft)
    must_go = _must_go(draft, shift)
    asked = np.flatnonzero((open_ if visits is None else open_ & visits) & (must_go != NONE))
    is_here = (must_go[asked] == ANY) | np.isin(must_go[asked], order)

    optional = np.array([v for v in order if v not in held], dtype=np.int64)
    here = asked[is_here]
    if len(here) and len(optional):
        gain, position = _gains(draft, shift, [_without(order, v) for v in optional], here)
        gain[(must_go[here] != ANY) & (must_go[here] != optional[:, None])] = NOTHING
        row = gain.argmax(axis=0)[None]
        best.gain[here] = np.take_along_axis(gain, row, axis=0)[0]
        best.displaced[here] = optional[row[0]]
        best.position[here] = np.take_along_axis(position, row, axis=0)[0]

    away = asked[~is_here]
    if len(away) and len(order) < timetable.shifts[shift].max_visits:
        gain, position = _gains(draft, shift, [order], away)
        leaves = np.array([_gain_without(draft, v) for v in must_go[away]], dtype=np.int64)
        possible = (gain[0] > NOTHING) & (leaves > NOTHING)
        best.gain[away] = np.where(possible, gain[0] + leaves, NOTHING)
        best.displaced[away], best.position[away] = must_go[away], position[0]
    return best


def siblings_too_near(draft: Draft, shift: int) -> Iterator[tuple[Moments, list[int]]]:
    """For each group, its visits by index, and those of them that are made too near to the shift's day."""
    timetable = draft.timetable
    made = {visit: shift for shift, order in enumerate(draft.orders) for visit in order}
    day = timetable.day.item(shift)
    for tied in timetable.groups:
        group = timetable.problem.visits[tied.visits[0]].group
        together = [v for v in tied.visits.tolist() if v in made]
        yield tied.visits, [v for v in together if group and not group.agree(day, timetable.day.item(made[v]))]


def _must_go(draft: Draft, shift: int) -> Moments:
    """Which stop has to go before the visit may come: ANY, NONE or an index."""
    must_go = np.full(len(draft.placed), ANY, dtype=np.int64)
    held = _held(draft)
    for visits, near in siblings_too_near(draft, shift):
        if near:
            must_go[visits] = near[0] if len(near) == 1 and near[0] not in held else NONE
            must_go[[v for v in visits.tolist() if draft.timetable.after.get(v) in near]] = NONE
    return must_go


def _held(draft: Draft) -> set[int]:
    """The stops that make no room: what is promised, and what a visit that is made comes after."""
    fixed = set(np.flatnonzero(draft.timetable.fixed).tolist())
    return fixed | {first for visit, first in draft.timetable.after.items() if draft.placed[visit]}


def _gains(draft: Draft, shift: int, orders: Sequence[Order], visits: Moments) -> tuple[Moments, Moments]:
    """What the shift gains when it gets one of the orders with a visit put in at its best position, and that position.

    Both are orders x visits; NOTHING where the visit fits nowhere.
    """
    timetable, weights = draft.timetable, draft.timetable.problem.weights
    s = timetable.shifts[shift]
    travel_s, return_s = try_orders(timetable, shift, orders, visits)
    overtime_s = np.maximum(0, return_s - s.window.end_s)
    worth = np.array([timetable.worth[shift, order].sum() for order in orders]) - draft.value_of_shift(shift)
    gain = worth[:, None, None] + timetable.worth[shift, visits]
    gain = gain - weights.travel_pct * travel_s - weights.overtime_pct * overtime_s
    gain[return_s > s.latest_end_s] = NOTHING
    position = gain.argmax(axis=1)
    return np.take_along_axis(gain, position[:, None], axis=1)[:, 0], position


def _gain_without(draft: Draft, visit: int) -> int:
    """What the plan gains, or mostly loses, when this stop goes; NOTHING where what is left does not fit."""
    shift = next(s for s, order in enumerate(draft.orders) if visit in order)
    left = draft.timetable.value(shift, _without(draft.orders[shift], visit))
    return NOTHING if left is None else left - draft.value_of_shift(shift)


def _without(order: Order, visit: int) -> Order:
    return [v for v in order if v != visit]
