"""The best day route for given prices of visits: label setting over ng-routes, with completion bounds.

A label is a route so far: where it ends, when, whether lunch is taken, how many visits, and which of the visits near by
it remembers (ng-routes: Baldacci, Mingozzi and Roberti, Operations Research 59(5), 2011; labels and dominance: Righini
and Salani, Networks 51(3), 2008). A forgotten visit may be made again, so the set of routes is a little too large and
the best of them never too small. Labels are dropped when even the best end of their route stays below what is known;
those ends are found backwards over grains of time, and remember only the stop before.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from solver.compiled import compiled
from solver.schedule import NEVER, Moments

LOW = -(2**62)
TO_COME, TAKEN = 0, 1  # lunch
BEST, SECOND, FIRST, MADE_THEN = range(4)  # the columns of an end
TIME, VALUE, STOP, LUNCH, MADE, MEMORY, PARENT, NEXT = range(8)  # the columns of a label

Bits = npt.NDArray[np.int8]


class Day(NamedTuple):
    """A shift in seconds since it began; `lunch_s` is 0 where there is no lunch."""

    lunch_from_s: int
    lunch_until_s: int
    lunch_s: int
    end_s: int
    latest_s: int
    most: int
    travel_pct: int
    overtime_pct: int


class Stops(NamedTuple):
    """The visits a day may choose from, and as the last row of `legs` the way from the start."""

    gain: Moments  # worth less its price, above nothing
    service_s: Moments
    opens: Moments  # visits x windows
    closes: Moments
    legs: Moments  # (visits + 1) x visits
    last_leg: Moments
    kin: Moments  # visits of one kin are never made on one day; a visit is of its own
    near: Moments  # visits x bits: the kin remembered there
    bit: Bits  # (visits + 1) x kin: the bit of a kin in that memory, or -1


class Ends(NamedTuple):
    """The most that the rest of a route can add after leaving a stop: stops x grains of time x lunch x 4.

    The best begins with the kin FIRST and makes MADE_THEN visits, the SECOND best begins with another kin. A grain is
    a power of two seconds. Each visit has paid `toll`.
    """

    table: Moments
    grain_bits: int
    toll: int


@compiled
def _begin(opens: Moments, closes: Moments, stop: int, ready_s: int) -> int:
    for window in range(opens.shape[1]):
        if ready_s <= closes[stop, window]:
            return max(ready_s, opens[stop, window])
    return NEVER


@compiled
def _end_value(day: Day, leg_s: int, time_s: int, lunch: int) -> int:
    """What the way home costs, as a negative number; LOW where it is too late."""
    return_s = time_s + leg_s
    if lunch == TO_COME and return_s > day.lunch_until_s:
        return_s = max(return_s, day.lunch_from_s) + day.lunch_s
    if return_s > day.latest_s:
        return LOW
    return -day.travel_pct * leg_s - day.overtime_pct * max(0, return_s - day.end_s)


@compiled
def _last(closes: Moments, stop: int) -> int:
    last = closes[stop, 0]
    for window in range(1, closes.shape[1]):
        last = max(last, closes[stop, window])
    return last


@compiled
def completion(day: Day, stops: Stops, grain_bits: int, toll: int) -> Ends:
    """The best ends of routes that may come back to a stop, but not at once (2-cycle elimination).

    Each moment counts as the first of its grain, which errs to the right side. What happens within a grain is gone
    over until it stands still, at most once for each leg of a route.
    """
    visits, grains = len(stops.gain), (day.latest_s >> grain_bits) + 1
    table = np.full((visits + 1, grains, 2, 4), LOW, np.int64)
    legs_to = np.ascontiguousarray(stops.legs.T)
    from_s = np.zeros(visits + 1, np.int64)  # when a stop is left at the earliest and at the latest
    until_s = np.zeros(visits + 1, np.int64)
    for stop in range(visits):
        from_s[stop] = _begin(stops.opens, stops.closes, stop, stops.legs[visits, stop]) + stops.service_s[stop]
        until_s[stop] = _last(stops.closes, stop) + stops.service_s[stop]
    leaving = np.empty(visits + 1, np.int64)
    ends = np.empty((visits + 1, 2, 4), np.int64)
    for grain in range(grains - 1, -1, -1):
        time_s = grain << grain_bits
        eats = day.lunch_s > 0 and time_s <= day.lunch_until_s
        many = 0
        for stop in range(visits + 1):
            if (from_s[stop] >> grain_bits) <= grain and until_s[stop] >= time_s:
                leaving[many] = stop
                many += 1
        for _ in range(day.most + 1):
            changed = within = False
            for n in range(many):
                for lunch in range(2):
                    ends[n, lunch, BEST] = ends[n, lunch, SECOND] = LOW
                    ends[n, lunch, FIRST], ends[n, lunch, MADE_THEN] = -1, 0
                    if leaving[n] < visits and (lunch == TAKEN or eats):
                        ends[n, lunch, BEST] = _end_value(day, stops.last_leg[leaving[n]], time_s, lunch)
            for to in range(visits):
                kin, gain, service_s = stops.kin[to], stops.gain[to] - toll, stops.service_s[to]
                if until_s[to] - service_s < time_s:
                    continue
                for n in range(many):
                    stop = leaving[n]
                    own = stops.kin[stop] if stop < visits else -2
                    if own == kin:
                        continue
                    leg_s = legs_to[to, stop]
                    value = gain - day.travel_pct * leg_s
                    for way in range(0 if eats else 2, 3):  # lunch on this leg, later, or taken before
                        lunch, lunch_then = (TAKEN if way == 2 else TO_COME), (TO_COME if way == 1 else TAKEN)
                        ready_s = time_s + leg_s
                        if way == 0:
                            ready_s = max(ready_s, day.lunch_from_s) + day.lunch_s
                        leaves_s = _begin(stops.opens, stops.closes, to, ready_s) + service_s
                        if leaves_s > day.latest_s:
                            continue
                        then = leaves_s >> grain_bits
                        within |= then == grain
                        again = table[to, then, lunch_then, FIRST] == own
                        rest = table[to, then, lunch_then, SECOND if again else BEST]
                        if rest == LOW:
                            continue
                        if rest + value > ends[n, lunch, BEST]:
                            if kin != ends[n, lunch, FIRST]:
                                ends[n, lunch, SECOND] = ends[n, lunch, BEST]
                            ends[n, lunch, BEST], ends[n, lunch, FIRST] = rest + value, kin
                            ends[n, lunch, MADE_THEN] = 1 + table[to, then, lunch_then, MADE_THEN]
                        elif rest + value > ends[n, lunch, SECOND] and kin != ends[n, lunch, FIRST]:
                            ends[n, lunch, SECOND] = rest + value
            for n in range(many):
                for lunch in range(2):
                    for column in range(4):
                        new, old = ends[n, lunch, column], table[leaving[n], grain, lunch, column]
                        changed |= column <= SECOND and new > old
                        table[leaving[n], grain, lunch, column] = new
            if not (changed and within):
                break
    return Ends(table, grain_bits, toll)


@compiled
def _remembered(stops: Stops, stop: int, memory: int, to: int) -> int:
    """What is remembered at `to` of a memory at `stop`."""
    then = 0
    bit = stops.bit[to, stops.kin[stop]]
    if bit >= 0:
        then = 1 << bit
    place = 0
    while memory:
        if memory & 1:
            bit = stops.bit[to, stops.near[stop, place]]
            if bit >= 0:
                then |= 1 << bit
        memory >>= 1
        place += 1
    return then


@compiled
def _best_end(stops: Stops, ends: Ends, stop: int, to: int, grain: int, lunch: int, memory: int) -> int:
    """The most that can follow at `to` after `stop`, without what is remembered there."""
    first = ends.table[to, grain, lunch, FIRST]
    if first >= 0:
        bit = stops.bit[to, first]
        if (bit >= 0 and (memory >> bit) & 1) or (stop < len(stops.gain) and first == stops.kin[stop]):
            return ends.table[to, grain, lunch, SECOND]
    return ends.table[to, grain, lunch, BEST]


@compiled
def _dominate(table: Moments, lunch: int, made: int, memory: int, value: int) -> None:
    """Enter a label: whoever comes later to this stop, with no less made and remembered, must be worth more."""
    everything = table.shape[2] - 1
    for state in range(lunch + 1):  # who has had lunch beats who has not
        for count in range(made, table.shape[1]):
            if table[state, count, memory] >= value:
                break
            more = everything & ~memory
            while True:
                if table[state, count, memory | more] < value:
                    table[state, count, memory | more] = value
                if more == 0:
                    break
                more = (more - 1) & (everything & ~memory)


@compiled
def _made(labels: Moments, last: Moments, most: int) -> Moments:
    """The stops of each last label's route in order, -1 after them."""
    orders = np.full((len(last), most), -1, np.int64)
    for row in range(len(last)):
        label = last[row]
        while label > 0:
            orders[row, labels[label, MADE] - 1] = labels[label, STOP]
            label = labels[label, PARENT]
    return orders


@compiled
def routes_above(
    day: Day, stops: Stops, ends: Ends, floor: int, exact: bool, most_labels: int
) -> tuple[Moments, Moments, int]:
    """The best route ending at each stop, if worth more than `floor`: values, stops in order (-1: none), labels used.

    `exact` finds the best of all ng-routes above the floor; else labels that differ in memory and count compete too,
    which is quick and finds good ones. Labels are taken in order of time, so that whoever comes later is never earlier.
    Once there are `most_labels` none is added, and the answer is no longer exact.
    """
    visits = len(stops.gain)
    counts, memories = (day.most + 1, 1 << stops.near.shape[1]) if exact else (1, 1)
    table = np.full((visits + 1, 2, counts, memories), LOW, np.int64)
    pending = np.full((1 if exact else visits, ends.table.shape[1], 2), LOW, np.int64)  # the best not taken yet
    values, last = np.full(visits, floor, np.int64), np.full(visits, -1, np.int64)
    heads = np.full(day.latest_s + 1, -1, np.int64)  # the labels of each second, linked
    heads[0] = 0
    labels = np.empty((min(4096, most_labels), 8), np.int64)
    labels[0, TIME] = labels[0, VALUE] = labels[0, MADE] = labels[0, MEMORY] = 0
    labels[0, STOP], labels[0, LUNCH] = visits, TO_COME if day.lunch_s else TAKEN
    labels[0, PARENT] = labels[0, NEXT] = -1
    used = 1
    for time_s in range(day.latest_s + 1):
        while heads[time_s] >= 0:
            label = heads[time_s]
            heads[time_s] = labels[label, NEXT]
            value, stop, lunch = labels[label, VALUE], labels[label, STOP], labels[label, LUNCH]
            made, memory = labels[label, MADE], labels[label, MEMORY]
            count, known = (made, memory) if exact else (0, 0)
            if table[stop, lunch, count, known] >= value:
                continue
            _dominate(table[stop], lunch, count, known, value)
            if stop < visits:
                end = _end_value(day, stops.last_leg[stop], time_s, lunch)
                if end > LOW and value + end > values[stop]:
                    values[stop], last[stop] = value + end, label
            if made == day.most:
                continue
            for to in range(visits):
                if stop < visits:
                    bit = stops.bit[stop, stops.kin[to]]
                    if stops.kin[to] == stops.kin[stop] or (bit >= 0 and (memory >> bit) & 1):
                        continue
                ready_s = time_s + stops.legs[stop, to]
                then_value = value + stops.gain[to] - day.travel_pct * stops.legs[stop, to]
                needed = floor - then_value - ends.toll * (day.most - made - 1)  # of what follows
                for lunch_then in range(lunch, 2):
                    if lunch_then > lunch:
                        ready_s = max(ready_s, day.lunch_from_s) + day.lunch_s
                    leaves_s = _begin(stops.opens, stops.closes, to, ready_s) + stops.service_s[to]
                    if leaves_s > day.latest_s:
                        break
                    if lunch_then == TO_COME and leaves_s > day.lunch_until_s:
                        continue
                    grain = leaves_s >> ends.grain_bits
                    if ends.table[to, grain, lunch_then, BEST] <= needed:
                        continue
                    then_memory = _remembered(stops, stop, memory, to) if stop < visits else 0
                    if _best_end(stops, ends, stop, to, grain, lunch_then, then_memory) <= needed:
                        continue
                    if exact:
                        if table[to, lunch_then, made + 1, then_memory] >= then_value:
                            continue
                    elif table[to, lunch_then, 0, 0] >= then_value or pending[to, grain, lunch_then] >= then_value:
                        continue
                    else:
                        pending[to, grain, lunch_then] = then_value
                    if used == most_labels:
                        break
                    if used == len(labels):
                        wider = np.empty((min(2 * used, most_labels), 8), np.int64)
                        wider[:used] = labels
                        labels = wider
                    labels[used, TIME], labels[used, VALUE], labels[used, STOP] = leaves_s, then_value, to
                    labels[used, LUNCH], labels[used, MADE], labels[used, MEMORY] = lunch_then, made + 1, then_memory
                    labels[used, PARENT], labels[used, NEXT] = label, heads[leaves_s]
                    heads[leaves_s] = used
                    used += 1
    return values, _made(labels, last, day.most), used
