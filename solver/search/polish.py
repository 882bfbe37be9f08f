"""The last improvement, to a plan where no single insertion and no exchange with one optional stop gains."""

import numpy as np

from solver.insertion import NOTHING, try_insertions
from solver.search.draft import Draft
from solver.search.exchange import try_exchanges
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
                draft.replace(shift, exchanges.order_with(draft.orders[shift], visit))
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
    timetable = draft.timetable
    for visit in np.flatnonzero(timetable.fixed & ~draft.placed):
        for shift, order in enumerate(draft.orders):
            skeleton = [v for v in order if timetable.fixed[v]]
            if timetable.value(shift, skeleton) is None:
                continue
            positions, gains = try_insertions(timetable, shift, skeleton, visits=np.array([visit])).best()
            if gains[0] > NOTHING:
                skeleton.insert(int(positions[0]), int(visit))
                draft.replace(shift, skeleton)
                break
    place_fixed(draft)
