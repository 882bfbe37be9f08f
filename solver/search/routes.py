"""Day routes of good plans, kept by compiled code while it searches, for the recombination."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from solver.compiled import compiled
from solver.schedule import Moments, Order
from solver.search.board import COUNT, MOST, VALUE, Board, Ints, Plan

SEATS = 2**14
PROBES = 4
ROUTE_SHIFT, ROUTE_COUNT, ROUTE_VALUE, PLAN_VALUE = range(4)  # columns of `fact`


class Routes(NamedTuple):
    """Routes of good plans, found by the hash of shift and visits; the best order of each is kept."""

    key: npt.NDArray[np.uint64]  # N
    fact: Moments  # N x 4: no shift is -1
    order: Ints  # N x L
    hashes: npt.NDArray[np.uint64]  # V + S


class DayRoute(NamedTuple):
    """An order of visits on a shift, what it is worth, and the best plan it was part of, in hundredths of a second."""

    shift: int
    value: int
    order: Order
    plan_value: int


def routes_for(board: Board) -> Routes:
    """An empty store of routes of one problem; the same problem gets the same hashes."""
    shifts, visits = board.worth.shape
    return Routes(
        key=np.zeros(SEATS, dtype=np.uint64),
        fact=np.full((SEATS, 4), -1, dtype=np.int64),
        order=np.zeros((SEATS, max([1, *board.shift[:, MOST].tolist()])), dtype=np.int32),
        hashes=np.random.default_rng(visits).integers(0, 2**63, visits + shifts, dtype=np.uint64),
    )


def day_routes(routes: Routes) -> Iterator[DayRoute]:
    """Every route of the store."""
    for seat in np.flatnonzero(routes.fact[:, ROUTE_SHIFT] >= 0).tolist():
        shift, count, value, plan_value = routes.fact[seat].tolist()
        yield DayRoute(shift, value, routes.order[seat, :count].tolist(), plan_value)


@compiled
def remember(plan: Plan, s: int, routes: Routes, plan_value: int) -> None:
    """Keep the route of a shift: of the same visits the best order, of those on one seat that of the better plan."""
    n, value = plan.total[s, COUNT], plan.total[s, VALUE]
    if n == 0:
        return
    key = routes.hashes[len(plan.shift_of) + s]
    for k in range(n):
        key ^= routes.hashes[plan.order[s, k]]
    chosen = np.int64(-1)
    for probe in range(PROBES):
        seat = np.int64((key + np.uint64(probe)) % np.uint64(SEATS))
        if routes.fact[seat, ROUTE_SHIFT] < 0 or routes.key[seat] == key:
            chosen = seat
            break
        if chosen < 0 or routes.fact[seat, PLAN_VALUE] < routes.fact[chosen, PLAN_VALUE]:
            chosen = seat
    known = routes.fact[chosen, ROUTE_SHIFT] >= 0 and routes.key[chosen] == key
    if known:
        plan_value = max(plan_value, routes.fact[chosen, PLAN_VALUE])
        routes.fact[chosen, PLAN_VALUE] = plan_value
        if routes.fact[chosen, ROUTE_VALUE] >= value:
            return
    routes.key[chosen] = key
    routes.fact[chosen, ROUTE_SHIFT], routes.fact[chosen, ROUTE_COUNT] = s, n
    routes.fact[chosen, ROUTE_VALUE], routes.fact[chosen, PLAN_VALUE] = value, plan_value
    routes.order[chosen, :n] = plan.order[s, :n]
