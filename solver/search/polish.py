"""The last improvement, to a plan where no single insertion and no exchange with one optional stop gains."""

import numpy as np

from solver.schedule import Order
from solver.search.draft import Draft
from solver.search.exchange import siblings_too_near, try_exchanges
from solver.search.greedy import place_fixed

MOST_ROUNDS = 40


def polish(draft: Draft) -> None:
    """Insert and exchange in place while it gains, for a bounded number of rounds."""
    _make_room_for_fixed(draft)
    for _ in range(MOST_ROUNDS):
        improved = _insert_all(draft)
        for shift in range(len(draft.orders)):
            exchanges = try_exchanges(draft, shift)
            visit = int(exchanges.gain.argmax()) if len(exchanges.gain) else 0
            if len(exchanges.gain) and exchanges.gain[visit] > 0:
                exchanges.make(draft, visit)
                improved = True
        if not improved:
            return


def _insert_all(draft: Draft) -> bool:
    improved = False
    while draft.gains.size and draft.gains.max() > 0:
        shift, visit = np.unravel_index(draft.gains.argmax(), draft.gains.shape)
        draft.insert(int(shift), int(visit))
        improved = True
    return improved


def _make_room_for_fixed(draft: Draft) -> None:
    """Place a promised visit that optional stops keep out: clear them from a shift, place it, let them come back."""
    for visit in np.flatnonzero(draft.timetable.fixed & ~draft.placed).tolist():
        cleared = (_cleared(draft, shift, visit) for shift in range(len(draft.orders)))
        for shift, order in next((orders for orders in cleared if orders), {}).items():
            draft.replace(shift, order)
    place_fixed(draft)


def _cleared(draft: Draft, shift: int, visit: int) -> dict[int, Order]:
    """The orders that let a promised visit onto a shift, beside promised ones alone; none where it does not fit."""
    timetable = draft.timetable
    near = next((near for visits, near in siblings_too_near(draft, shift) if visit in visits), [])
    if timetable.fixed[near].any():
        return {}
    orders = {s: [v for v in order if v not in near] for s, order in enumerate(draft.orders) if set(near) & set(order)}
    orders[shift] = [v for v in draft.orders[shift] if timetable.fixed[v]]
    if any(timetable.value(s, order) is None for s, order in orders.items() if s != shift):
        return {}
    kept = orders[shift]
    longer = [[*kept[:n], visit, *kept[n:]] for n in range(len(kept) + 1) if timetable.windows[shift][visit]]
    fitting = [(value, order) for order in longer if (value := timetable.value(shift, order)) is not None]
    return {**orders, shift: max(fitting)[1]} if fitting else {}
