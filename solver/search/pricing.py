"""The best day route for given prices of visits: label setting over ng-routes, with completion bounds.

A label is a route so far: where it ends, when, whether lunch is taken, how many visits, and which of the visits near by
it remembers (ng-routes: Baldacci, Mingozzi and Roberti, Operations Research 59(5), 2011; labels and dominance: Righini
and Salani, Networks 51(3), 2008). A forgotten visit may be made again, so the set of routes is a little too large and
the best of them never too small. Labels are dropped when even the best end of their route, without any memory but
that of the last stop, stays below what is known; that bound runs backwards over grains of time.
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
def _offer(ends: Moments, value: int, kin: int, made: int) -> None:
    """Let a way to go on compete for the best, and for the second best with another kin."""
    if value > ends[BEST]:
        if kin != ends[FIRST]:
            ends[SECOND] = ends[BEST]
        ends[BEST], ends[FIRST], ends[MADE_THEN] = value, kin, made
    elif value > ends[SECOND] and kin != ends[FIRST]:
        ends[SECOND] = value


@compiled
def completion(day: Day, stops: Stops, grain_bits: int, toll: int) -> Ends:
    """The best ends of routes that may come back to a stop, but not at once (2-cycle elimination).

    Each moment counts as the first of its grain, which errs to the right side. What happens within a grain is gone
    over until it stands still, at most once for each visit of a route.
    """
    visits, grains = len(stops.gain), (day.latest_s >> grain_bits) + 1
    table = np.empty((visits + 1, grains, 2, 4), np.int64)
    table[:, :, :, BEST] = table[:, :, :, SECOND] = LOW
    table[:, :, :, FIRST] = -1
    table[:, :, :, MADE_THEN] = 0
    legs_to = np.ascontiguousarray(stops.legs.T)
    from_s = np.zeros(visits + 1, np.int64)  # when a stop is left at the earliest and at the latest
    until_s = np.zeros(visits + 1, np.int64)
    for stop in range(visits):
        from_s[stop] = _begin(stops.opens, stops.closes, stop, stops.legs[visits, stop]) + stops.service_s[stop]
        until_s[stop] = stops.closes[stop].max() + stops.service_s[stop]
    left = np.empty(visits + 1, np.int64)
    ends = np.empty((visits + 1, 2, 4), np.int64)
    for grain in range(grains - 1, -1, -1):
        time_s = grain << grain_bits
        leaving = 0
        for stop in range(visits + 1):
            if (from_s[stop] >> grain_bits) <= grain and until_s[stop] >= time_s:
                left[leaving] = stop
                leaving += 1
        eats = day.lunch_s > 0 and time_s <= day.lunch_until_s
        for _ in range(day.most):
            changed = within = False
            for n in range(leaving):
                ends[n, :, SECOND], ends[n, :, FIRST], ends[n, :, MADE_THEN] = LOW, -1, 0
                ends[n, :, BEST] = LOW
                if left[n] < visits:
                    ends[n, TAKEN, BEST] = _end_value(day, stops.last_leg[left[n]], time_s, TAKEN)
                    if eats:
                        ends[n, TO_COME, BEST] = _end_value(day, stops.last_leg[left[n]], time_s, TO_COME)
            for to in range(visits):
                kin, gain, service_s = stops.kin[to], stops.gain[to] - toll, stops.service_s[to]
                if until_s[to] - service_s < time_s:
                    continue
                for n in range(leaving):
                    stop = left[n]
                    own = stops.kin[stop] if stop < visits else -2
                    if own == kin:
                        continue
                    leg_s = legs_to[to, stop]
                    value = gain - day.travel_pct * leg_s
                    leaves_s = _begin(stops.opens, stops.closes, to, time_s + leg_s) + service_s
                    if leaves_s > day.latest_s:
                        continue
                    then = leaves_s >> grain_bits
                    within |= then == grain
                    for lunch in range(TO_COME if eats else TAKEN, 2):
                        rest = table[to, then, lunch, SECOND if table[to, then, lunch, FIRST] == own else BEST]
                        if rest > LOW:
                            _offer(ends[n, lunch], rest + value, kin, 1 + table[to, then, lunch, MADE_THEN])
                    if eats:
                        ready_s = max(time_s + leg_s, day.lunch_from_s) + day.lunch_s
                        leaves_s = _begin(stops.opens, stops.closes, to, ready_s) + service_s
                        if leaves_s > day.latest_s:
                            continue
                        then = leaves_s >> grain_bits
                        rest = table[to, then, TAKEN, SECOND if table[to, then, TAKEN, FIRST] == own else BEST]
                        if rest > LOW:
                            _offer(ends[n, TO_COME], rest + value, kin, 1 + table[to, then, TAKEN, MADE_THEN])
            for n in range(leaving):
                for lunch in range(2):
                    old = table[left[n], grain, lunch]
                    changed |= ends[n, lunch, BEST] > old[BEST] or ends[n, lunch, SECOND] > old[SECOND]
                    old[:] = ends[n, lunch]
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
def _dominated_from_now_on(table: Moments, lunch: int, made: int, memory: int, value: int) -> None:
    """Enter a label: whoever comes later to this stop with no less made and remembered must be worth more."""
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
def routes_above(
    day: Day, stops: Stops, ends: Ends, floor: int, exact: bool, most_labels: int
) -> tuple[Moments, Moments, int]:
    """The best route ending at each stop, if worth more than `floor`: values, stops in order (-1: none), labels made.

    `exact` finds the best of all ng-routes above the floor; else labels that differ in memory and count compete too,
    which is quick and finds good ones. Labels are taken in order of time, so that whoever comes later is never earlier.
    Once there are `most_labels` none is added, and the answer is no longer exact.
    """
    visits = len(stops.gain)
    counts, memories = (day.most + 1, 1 << stops.near.shape[1]) if exact else (1, 1)
    table = np.full((visits + 1, 2, counts, memories), LOW, np.int64)
    pending = np.full((1 if exact else visits, ends.table.shape[1], 2), LOW, np.int64)
    labels = np.empty((4096, 8), np.int64)
    heads = np.full(day.latest_s + 1, -1, np.int64)  # the labels of each second, linked
    values = np.full(visits, floor, np.int64)
    last = np.full(visits, -1, np.int64)
    made_up = 1
    labels[0, TIME], labels[0, VALUE], labels[0, STOP], labels[0, MADE], labels[0, MEMORY] = 0, 0, visits, 0, 0
    labels[0, LUNCH] = TO_COME if day.lunch_s else TAKEN
    labels[0, PARENT] = labels[0, NEXT] = -1
    heads[0] = 0
    for time_s in range(day.latest_s + 1):
        while heads[time_s] >= 0:
            label = heads[time_s]
            heads[time_s] = labels[label, NEXT]
            value, stop, lunch = labels[label, VALUE], labels[label, STOP], labels[label, LUNCH]
            made, memory = labels[label, MADE], labels[label, MEMORY]
            count, known = (made, memory) if exact else (0, 0)
            if table[stop, lunch, count, known] >= value:
                continue
            _dominated_from_now_on(table[stop], lunch, count, known, value)
            if stop < visits:
                end = _end_value(day, stops.last_leg[stop], time_s, lunch)
                if end > LOW and value + end > values[stop]:
                    values[stop], last[stop] = value + end, label
            if made == day.most:
                continue
            for to in range(visits):
                kin = stops.kin[to]
                if stop < visits:
                    bit = stops.bit[stop, kin]
                    if kin == stops.kin[stop] or (bit >= 0 and (memory >> bit) & 1):
                        continue
                ready_s = time_s + stops.legs[stop, to]
                then_value = value + stops.gain[to] - day.travel_pct * stops.legs[stop, to]
                needed = floor - then_value - ends.toll * (day.most - made - 1)  # of the rest
                for lunch_then in range(lunch, 2):
                    if lunch_then > lunch:
                        ready_s = max(ready_s, day.lunch_from_s) + day.lunch_s
                    leaves_s = _begin(stops.opens, stops.closes, to, ready_s) + stops.service_s[to]
                    if leaves_s > day.latest_s:
                        break
                    if lunch_then == TO_COME and leaves_s > day.lunch_until_s:
                        continue
                    grain = leaves_s >> ends.grain_bits
                    rest = ends.table[to, grain, lunch_then]
                    if rest[BEST] <= needed:
                        continue
                    then_memory = _remembered(stops, stop, memory, to) if stop < visits else 0
                    if rest[SECOND] <= needed and rest[FIRST] >= 0:
                        bit = stops.bit[to, rest[FIRST]]
                        if (bit >= 0 and (then_memory >> bit) & 1) or (
                            stop < visits and rest[FIRST] == stops.kin[stop]
                        ):
                            continue
                    if exact:
                        if table[to, lunch_then, made + 1, then_memory] >= then_value:
                            continue
                    elif table[to, lunch_then, 0, 0] >= then_value or pending[to, grain, lunch_then] >= then_value:
                        continue
                    else:
                        pending[to, grain, lunch_then] = then_value
                    if made_up == len(labels):
                        if made_up >= most_labels:
                            break
                        wider = np.empty((2 * made_up, 8), np.int64)
                        wider[:made_up] = labels
                        labels = wider
                    labels[made_up, TIME], labels[made_up, VALUE], labels[made_up, STOP] = leaves_s, then_value, to
                    labels[made_up, LUNCH], labels[made_up, MADE] = lunch_then, made + 1
                    labels[made_up, MEMORY], labels[made_up, PARENT] = then_memory, label
                    labels[made_up, NEXT] = heads[leaves_s]
                    heads[leaves_s] = made_up
                    made_up += 1
    orders = np.full((visits, day.most), -1, np.int64)
    for stop in range(visits):
        label = last[stop]
        while label > 0:
            orders[stop, labels[label, MADE] - 1] = labels[label, STOP]
            label = labels[label, PARENT]
    return values, orders, made_up
