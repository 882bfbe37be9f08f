"""Putting a visit into a route: every visit at every position, exactly, all at once."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from solver.model import Shift
from solver.schedule import NEVER, Moments, Order, Timetable, arrivals, fed

NOTHING = -(2**62)


@dataclass(frozen=True, slots=True)
class Insertions:
    """The outcome for visits x positions of one route: `gain` in hundredths of a second, true where `fits`."""

    gain: Moments
    detour_s: Moments  # extra travel
    fits: npt.NDArray[np.bool_]

    def best(self) -> tuple[Moments, Moments]:
        """For each visit its best position and the gain there, NOTHING where it fits nowhere."""
        gain = np.where(self.fits, self.gain, NOTHING)
        position = gain.argmax(axis=1)
        return position, np.take_along_axis(gain, position[:, None], axis=1)[:, 0]


def try_insertions(
    timetable: Timetable, shift: int, order: Order, *, visits: Moments | None = None, whatever_count: bool = False
) -> Insertions:
    """Try the visits (all by default) at every position of a feasible route.

    Visits that already stand in `order` are the caller's to leave out. With `whatever_count` the most visits a shift
    takes is not looked at.
    """
    s = timetable.shifts[shift]
    chosen = np.arange(len(timetable.place)) if visits is None else visits
    place, service_s = timetable.place[chosen], timetable.service_s[chosen, None]
    opens, closes = timetable.opens[shift][chosen], timetable.closes[shift][chosen]
    places = np.array(timetable.places_of(shift, order), dtype=np.int64)
    travel, last = timetable.travel, len(order)
    to_new = travel[places[:-1][None, :], place[:, None]]  # visits x positions
    from_new = travel[place[:, None], places[1:][None, :]]
    legs = travel[places[:-1], places[1:]]
    detour_s = to_new + from_new - (legs if order or s.overnight else 0)
    if last >= s.max_visits and not whatever_count:
        return Insertions(np.zeros_like(detour_s), detour_s, np.zeros(detour_s.shape, dtype=bool))

    before = np.array(timetable.departures(shift, order), dtype=np.int64)
    to_come, taken = ready(s, before[None, :, 0], before[None, :, 1], to_new)
    to_come = first_moments(opens, closes, to_come) + service_s
    taken = first_moments(opens, closes, taken) + service_s
    for leg in range(last + 1):
        # Positions 0..leg pass this leg; at position `leg` it begins at the new visit.
        passing = slice(0, leg + 1)
        drive_s = np.full((len(chosen), leg + 1), legs[leg])
        drive_s[:, leg] = from_new[:, leg]
        a, b = ready(s, to_come[:, passing], taken[:, passing], drive_s)
        if leg < last:
            stop = slice(order[leg], order[leg] + 1)
            a = first_moments(timetable.opens[shift][stop], timetable.closes[shift][stop], a)
            b = first_moments(timetable.opens[shift][stop], timetable.closes[shift][stop], b)
            a, b = a + timetable.service_s[order[leg]], b + timetable.service_s[order[leg]]
        to_come[:, passing], taken[:, passing] = a, b
    return_s = _home(s, to_come, taken)

    base_return_s = timetable.return_of(shift, order)
    assert base_return_s is not None, "insertions are tried into feasible routes"
    overtime_s = np.maximum(0, return_s - s.window.end_s) - max(0, base_return_s - s.window.end_s)
    weights = timetable.problem.weights
    gain = timetable.worth[shift, chosen, None] - weights.travel_pct * detour_s - weights.overtime_pct * overtime_s
    return Insertions(gain, detour_s, return_s <= s.latest_end_s)


def ready(s: Shift, to_come: Moments, taken: Moments, drive_s: Moments) -> tuple[Moments, Moments]:
    """When the rep is ready after a leg, lunch to come and lunch taken: the timetable's rule on whole arrays."""
    there_s, again_s = arrivals(s, to_come, drive_s), arrivals(s, taken, drive_s)
    if s.lunch is None:
        return there_s, again_s
    with_lunch = np.where(to_come <= s.lunch.window.end_s, fed(s, s.lunch, to_come, drive_s), NEVER)
    return there_s, np.minimum(again_s, with_lunch)


def _home(s: Shift, to_come: Moments, taken: Moments) -> Moments:
    """When the rep is home: lunch still to come may follow the return, while its window lasts."""
    if s.lunch is None:
        return taken
    return np.where(to_come <= s.lunch.window.end_s, np.minimum(to_come, taken), taken)


def first_moments(opens: Moments, closes: Moments, ready_s: Moments) -> Moments:
    """The first moment from `ready_s` on inside a window; visits x columns, windows being visits x windows."""
    first = np.full_like(ready_s, NEVER)
    for w in reversed(range(opens.shape[1])):
        first = np.where(ready_s <= closes[:, w, None], np.maximum(ready_s, opens[:, w, None]), first)
    return first
