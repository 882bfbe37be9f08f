"""One shift, ready to be priced again and again: its visits laid out once for the labels of `pricing`."""

from dataclasses import dataclass

import numpy as np

from solver.schedule import NEVER, Moments, Order, Timetable
from solver.search.pricing import BEST, MADE_THEN, TAKEN, TO_COME, Bits, Day, Ends, Stops, completion, routes_above

MEMORY_BITS = 7  # how many kin a visit remembers; the table of labels grows with 2 to this power
MOST_GRAINS = 128  # of time in a shift, for the ends of routes
DEPTHS = (0.97, 0.94, 0.88, 0.75, 0.5, 0.25, 0.0)  # a quick look begins high above the floor and comes down
ENOUGH = 40  # routes that end a quick look
QUICK_LABELS, MOST_LABELS = 2**17, 2**21
SLACK = 2  # visits too many in the best of routes that nobody counts, before a toll is worth its while
MOST_TOLLS = 6
TOLL_PRECISION = 0.01
COARSER = 2  # bits, of the grains on which a toll is sought


@dataclass(frozen=True, slots=True)
class Priced:
    """Routes worth more than asked for, each with its worth after prices; no route is worth more than `best`.

    `exact` where that best was found, or nothing is above the floor; else it is only not excluded.
    """

    best: int
    routes: list[tuple[int, Order]]
    exact: bool


class DayPricer:
    """Prices the routes of one shift of a timetable that obeys the triangle inequality."""

    def __init__(self, timetable: Timetable, shift: int) -> None:
        s, start_s = timetable.shifts[shift], timetable.shifts[shift].window.start_s
        weights, latest_s = timetable.problem.weights, s.latest_end_s - start_s
        self._visits = np.array([v for v, windows in enumerate(timetable.windows[shift]) if windows], dtype=np.int64)
        place, service_s = timetable.place[self._visits], timetable.service_s[self._visits]
        worth = timetable.worth[shift, self._visits]
        opens, closes = timetable.opens[shift][self._visits], timetable.closes[shift][self._visits]
        legs = timetable.travel[np.ix_(np.append(place, s.start_place), place)]
        kin = np.unique(_kin(timetable)[self._visits], return_inverse=True)[1].reshape(len(place))
        near, bit = _memory(legs[:-1], kin, service_s, worth, weights.travel_pct)
        last_leg = timetable.travel[place, s.end_place]
        self._all = Stops(worth, service_s, opens - start_s, closes - start_s, legs, last_leg, kin, near, bit)
        self._twin = _twins(np.concatenate([kin[:, None], place[:, None], service_s[:, None], opens, closes], axis=1))
        self._day = Day(
            s.lunch.window.start_s - start_s if s.lunch else 0,
            s.lunch.window.end_s - start_s if s.lunch else 0,
            s.lunch.duration_s if s.lunch else 0,
            s.window.end_s - start_s,
            latest_s,
            min(s.max_visits, _most_in(self._all, latest_s)),
            weights.travel_pct,
            weights.overtime_pct,
        )
        self._grain_bits = (latest_s // MOST_GRAINS).bit_length()

    def price(self, gain: Moments, floor: int) -> Priced:
        """Routes worth more than `floor`, given what each visit of the problem gains after its price.

        Visits that gain nothing are left out: under the triangle inequality no route is worse without them.
        """
        chosen = self._promising(gain[self._visits])
        if not len(chosen) or not self._day.most:
            return Priced(floor, [], True)
        stops = self._stops(chosen, gain[self._visits[chosen]])
        ends, limit, over = self._ends(stops, self._grain_bits, 0)
        if over > SLACK:
            tolled, its_limit, _ = self._ends(stops, self._grain_bits, self._toll(stops))
            ends, limit = (tolled, its_limit) if its_limit < limit else (ends, limit)
        if limit <= floor:
            return Priced(floor, [], True)
        found: dict[tuple[int, ...], int] = {}
        labels = 0
        for depth in DEPTHS:
            above = floor + int(depth * (limit - floor))
            labels = self._look(stops, ends, chosen, above, False, found)
            if len(found) >= ENOUGH or labels == QUICK_LABELS:
                break
        best = limit
        exact = labels < QUICK_LABELS or not found
        if exact:
            known = max(found.values(), default=floor)
            exact = self._look(stops, ends, chosen, known, True, found) < MOST_LABELS
            best = max(found.values(), default=floor) if exact else limit
        return Priced(best, [(value, list(order)) for order, value in found.items()], exact)

    def _look(
        self, stops: Stops, ends: Ends, chosen: Moments, above: int, exact: bool, found: dict[tuple[int, ...], int]
    ) -> int:
        """Add the routes found above a value; how many labels that took."""
        most_labels = MOST_LABELS if exact else QUICK_LABELS
        values, orders, labels = routes_above(self._day, stops, ends, above, exact, most_labels)
        for last in np.flatnonzero(values > above).tolist():
            order = orders[last]
            found[tuple(self._visits[chosen[order[order >= 0]]].tolist())] = int(values[last])
        return labels

    def _ends(self, stops: Stops, grain_bits: int, toll: int) -> tuple[Ends, int, int]:
        """The best ends of routes; what no route is worth more than; by how many visits that one is too long."""
        ends = completion(self._day, stops, grain_bits, toll)
        best = ends.table[-1, 0, TO_COME if self._day.lunch_s else TAKEN]
        return ends, int(best[BEST]) + toll * self._day.most, int(best[MADE_THEN]) - self._day.most

    def _toll(self, stops: Stops) -> int:
        """What to charge each visit, and give back for as many as there may be, so that no limit is lower.

        The limit is convex in the toll: its least is sought where tangents meet (Kelley, 1960), on coarse grains.
        """
        most, highest, grain_bits = self._day.most, int(stops.gain.max()), self._grain_bits + COARSER
        _, limit, over = self._ends(stops, grain_bits, 0)
        if over <= 0:
            return 0
        best = limit, 0
        low, high = (0, limit, -over), (highest, highest * most, most)  # toll, limit, slope
        for _ in range(MOST_TOLLS):
            toll = (high[1] - low[1] + low[2] * low[0] - high[2] * high[0]) // (low[2] - high[2])
            _, limit, over = self._ends(stops, grain_bits, toll)
            best = min(best, (limit, toll))
            at_least = low[1] + low[2] * (toll - low[0])
            if over == 0 or limit - at_least <= TOLL_PRECISION * limit:
                break
            low, high = ((toll, limit, -over), high) if over > 0 else (low, (toll, limit, -over))
        return best[1]

    def _promising(self, gain: Moments) -> Moments:
        """Rows of the visits that gain something; of twins the one that gains most."""
        rows = np.lexsort((-gain, self._twin))
        first = np.ones(len(rows), dtype=bool)
        first[1:] = self._twin[rows[1:]] != self._twin[rows[:-1]]
        best: Moments = np.sort(rows[first])
        return best[gain[best] > 0]

    def _stops(self, chosen: Moments, gain: Moments) -> Stops:
        stops, and_start = self._all, np.append(chosen, len(self._visits))
        return Stops(
            gain,
            stops.service_s[chosen],
            stops.opens[chosen],
            stops.closes[chosen],
            stops.legs[np.ix_(and_start, chosen)],
            stops.last_leg[chosen],
            stops.kin[chosen],
            stops.near[chosen],
            stops.bit[and_start],
        )


def _kin(timetable: Timetable) -> Moments:
    """A number for each visit, shared by those of a group: no two of them are ever made on one day."""
    kin = np.arange(len(timetable.place))
    for group in timetable.groups:
        kin[group.visits] = group.visits.min()
    return kin


def _twins(rows: Moments) -> Moments:
    """The same number for visits of one kin that are alike in all but their gain: a route takes the better one."""
    return np.unique(rows, axis=0, return_inverse=True)[1].reshape(len(rows))


def _most_in(stops: Stops, latest_s: int) -> int:
    """How many different visits there is time for at the most."""
    legs = stops.legs.copy()
    np.fill_diagonal(legs, NEVER)
    shortest_s = np.sort(legs.min(axis=0, initial=NEVER) + stops.service_s)
    return int((shortest_s.cumsum() <= latest_s).sum())


def _memory(legs: Moments, kin: Moments, service_s: Moments, worth: Moments, travel_pct: int) -> tuple[Moments, Bits]:
    """The kin each visit remembers, and the bit of each kin in each memory (-1: none; the last row is the start's).

    What a route would soonest come back to is worth remembering: the most worth less travel for its time. Remembering
    the nearest instead leaves the bound twice as far from the best plan.
    """
    trip_s = legs + legs.T
    by_kin = np.argsort(kin, kind="stable")
    score = (worth - 2.0 * travel_pct * trip_s) / (service_s + 2.0 * trip_s + 60)
    names, starts = np.unique(kin[by_kin], return_index=True)
    best = np.maximum.reduceat(score[:, by_kin], starts, axis=1) if len(names) else score
    best[np.arange(len(kin)), kin] = -np.inf
    near = np.argsort(-best, axis=1, kind="stable")[:, : max(0, min(MEMORY_BITS, len(names) - 1))]
    bit = np.full((len(kin) + 1, len(names)), -1, dtype=np.int8)
    np.put_along_axis(bit[:-1], near, np.arange(near.shape[1], dtype=np.int8)[None, :], axis=1)
    return near, bit
