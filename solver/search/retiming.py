"""When a rep would be home after each of many changes to one route: every visit at every position of several orders."""

from collections.abc import Sequence

import numpy as np

from solver.model import Shift
from solver.schedule import NEVER, Moments, Order, Timetable, arrivals, fed

AT_ONCE = 2**16  # trials timed together: few enough to stay near the processor


def try_orders(timetable: Timetable, shift: int, orders: Sequence[Order], visits: Moments) -> tuple[Moments, Moments]:
    """Seconds of travel and moment of return (orders x positions x visits), each visit put into each order in turn.

    The orders, one or more, are equally long and need not fit. A return after the shift's latest end says that the
    visit does not fit there. How many visits the shift takes is not looked at; visits that stand in an order are the
    caller's to leave out.
    """
    step = max(1, AT_ONCE // ((len(orders[0]) + 1) * max(1, len(visits))))
    parts = [_try(timetable, shift, orders[n : n + step], visits) for n in range(0, len(orders), step)]
    return np.concatenate([travel_s for travel_s, _ in parts]), np.concatenate([return_s for _, return_s in parts])


def _try(timetable: Timetable, shift: int, orders: Sequence[Order], visits: Moments) -> tuple[Moments, Moments]:
    s, travel, place = timetable.shifts[shift], timetable.travel, timetable.place[visits]
    stops = np.array(orders, dtype=np.int64).reshape(len(orders), -1)
    places = np.array([timetable.places_of(shift, order) for order in orders], dtype=np.int64)
    to_new = travel[places[:, :-1, None], place]  # orders x positions x visits
    from_new = travel[place, places[:, 1:, None]]
    legs = travel[places[:, :-1], places[:, 1:]]
    travel_s = (legs.sum(axis=1)[:, None] - legs)[:, :, None] + to_new + from_new

    before = np.array([timetable.departures(shift, order) for order in orders], dtype=np.int64)
    to_come, taken = _ready(s, before[:, :, 0, None], before[:, :, 1, None], to_new)
    opens, closes = timetable.opens[shift], timetable.closes[shift]
    for moments in (to_come, taken):
        _begin(moments, opens[visits].T, closes[visits].T)
        moments += timetable.service_s[visits]
    for leg in range(legs.shape[1]):
        # Positions 0..leg pass this leg; at position `leg` it begins at the new visit.
        passing = np.s_[:, : leg + 1]
        drive_s = np.repeat(legs[:, leg, None, None], leg + 1, axis=1) + np.zeros_like(place)
        drive_s[:, leg] = from_new[:, leg]
        to_come[passing], taken[passing] = _ready(s, to_come[passing], taken[passing], drive_s)
        if leg < stops.shape[1]:
            stop = stops[:, leg]
            for moments in (to_come[passing], taken[passing]):
                _begin(moments, opens[stop].T[:, :, None, None], closes[stop].T[:, :, None, None])
                moments += timetable.service_s[stop][:, None, None]
    # Lunch lies within the shift: who could still have it at home can have it on the way, and is back in time as well.
    return travel_s, taken


def _ready(s: Shift, to_come: Moments, taken: Moments, drive_s: Moments) -> tuple[Moments, Moments]:
    """When the rep is ready after a leg, lunch to come and lunch taken: the timetable's rule on whole arrays."""
    there, again = arrivals(s, to_come, drive_s), arrivals(s, taken, drive_s)
    if s.lunch is None:
        return there, again
    with_lunch = fed(s, s.lunch, to_come, drive_s)
    with_lunch[np.broadcast_to(to_come > s.lunch.window.end_s, there.shape)] = NEVER
    return there, np.minimum(again, with_lunch)


def _begin(ready_s: Moments, opens: Moments, closes: Moments) -> None:
    """Move each moment, in place, to the first from then on inside a window; windows come first in the other two."""
    first = np.full_like(ready_s, NEVER)
    for w in reversed(range(len(opens))):
        first = np.where(ready_s <= closes[w], np.maximum(ready_s, opens[w]), first)
    ready_s[...] = first
