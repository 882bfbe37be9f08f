"""How good a plan provably is: an upper bound on every plan, by column generation over day routes.

A linear program mixes routes at will; its prices tell which routes would improve the mix, and the best of those are
found shift by shift. Whatever the prices, what they grant and the best route of each shift after them is worth no less
than any plan (Lagrangian bound): each round gives a bound, and the least of them counts.

Which visit comes after which is not asked here. Every plan that keeps to it is among those that are asked, and
worth the same there, so a bound on all of these is one on those that keep to it.

Prices are taken half way between those of the least bound and those of the linear program (Wentges, ITOR 4(2), 1997),
which steadies them: either a route joins, or the distance between the two is halved.
"""

import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np

from solver.compiled import HAS_COMPILER, compiled
from solver.limits import Stopwatch
from solver.model import Problem
from solver.result import Certificate, Uncertified
from solver.schedule import Moments, Order, Timetable
from solver.search.bound import Answer, Duals, Master, Prices
from solver.search.day_pricer import DayPricer, Priced
from solver.solution import Solution
from solver.wide import WideProblem

NamedRoute = tuple[str, tuple[str, ...]]  # a shift, and visits in order

MOST_VISITS = 2_000  # that a travel matrix is laid out for
MOST_LEGS = 6_000_000  # between two visits that may be made on a shift, over all shifts
CLOSED = 2e-4  # of the bound: so near to the linear program nothing more is to be won
NO_BOUND = 0.25  # of the bound: a plan so far below it is not certified when time has run out
MOST_JOINING = 40  # routes a shift and round, for the linear program
MOST_THREADS = 4


def certify(
    problem: Problem | WideProblem,
    solution: Solution,
    value: int,
    time_s: float,
    *,
    routes: Iterable[NamedRoute] = (),
) -> Certificate:
    """Prove how far a plan worth `value` is from the best one that keeps as many promises.

    Parameters
    ----------
    problem : travel need not obey the triangle inequality; the bound is that of the shortest ways, without traffic.
    solution : a plan without violations.
    time_s : when to stop; the bound reached by then is reported if it says anything.
    routes : other good routes, for a better start.
    """
    watch = Stopwatch()
    if not HAS_COMPILER:
        return Certificate(value, None, Uncertified.NO_COMPILER, watch.elapsed_s)
    timetable = _laid_out(problem)
    if timetable is None:
        return Certificate(value, None, Uncertified.TOO_LARGE, watch.elapsed_s)
    chosen = [(route.shift, tuple(stop.visit for stop in route.stops)) for route in solution.routes]
    generation = _Generation(timetable, chosen, routes)
    ended = generation.run(watch, time_s)
    if not ended and generation.bound - value > NO_BOUND * abs(generation.bound):
        return Certificate(value, None, Uncertified.NO_TIME, watch.elapsed_s)
    return Certificate(value, generation.bound, None, watch.elapsed_s)


class _Generation:
    """Routes that join the linear program until it cannot be improved, and the least bound met on the way."""

    def __init__(self, timetable: Timetable, chosen: Iterable[NamedRoute], others: Iterable[NamedRoute]) -> None:
        self.timetable = timetable
        plan = list(_fitting(timetable, chosen))
        promises = int(sum(timetable.fixed[order].sum() for _, order, _ in plan))
        self.master = Master(timetable, promises)
        for route in (*plan, *_fitting(timetable, others)):
            self.master.add(*route)
        # Nothing is worth more than every visit without the way to it.
        self.bound = int(timetable.worth.max(axis=0, initial=0).sum()) + sum(self.master.empty)
        self._centre: tuple[int, Duals, list[int]] | None = None  # the least bound by prices, its duals, best routes

    def run(self, watch: Stopwatch, time_s: float) -> bool:
        """Generate until the bound is closed; False where time or labels did not suffice."""
        pricers = [DayPricer(self.timetable, shift) for shift in range(len(self.timetable.shifts))]

        def priced(pricer: DayPricer, worth: Moments, charged: Moments, floor: int) -> Priced | None:
            return pricer.price(worth - charged, floor) if watch.elapsed_s < time_s else None

        steady = False
        with ThreadPoolExecutor(min(MOST_THREADS, os.cpu_count() or 1)) as threads:
            while (answer := self.master.solve()) is not None:
                if self.bound - answer.value <= max(1.0, CLOSED * abs(self.bound)):
                    return True
                duals, floors = self._half_way(answer) if steady else (answer.duals, answer.floors)
                prices = self.master.prices(duals)
                found = list(threads.map(priced, pricers, self.timetable.worth, prices.charged, floors))
                days = [day for day in found if day is not None]
                if len(days) < len(found):
                    return False
                nearer = self._measure(prices, duals, days)
                joined = self._join(prices, days)
                exact = all(day.exact for day in days)
                if not (joined or steady):
                    return exact
                steady = exact and (nearer or joined > 0)
        return False

    def _half_way(self, answer: Answer) -> tuple[Duals, list[int]]:
        """Between the linear program and the least bound; every route above these floors improves the former."""
        assert self._centre is not None
        _, duals, bests = self._centre
        return (duals + answer.duals) / 2, [(b + f) // 2 for b, f in zip(bests, answer.floors, strict=True)]

    def _measure(self, prices: Prices, duals: Duals, days: list[Priced]) -> bool:
        """Whether these prices give the least Lagrangian bound so far."""
        bests = [max(day.best, empty) for day, empty in zip(days, self.master.empty, strict=True)]
        bound = prices.granted + sum(bests)
        self.bound = min(self.bound, bound)
        if self._centre is not None and bound >= self._centre[0]:
            return False
        self._centre = bound, duals, bests
        return True

    def _join(self, prices: Prices, days: list[Priced]) -> int:
        """Let in the best routes found; how many are new."""
        joined = 0
        for shift, day in enumerate(days):
            for worth, order in sorted(day.routes, reverse=True)[:MOST_JOINING]:
                joined += self.master.add(shift, order, worth + int(prices.charged[shift, order].sum()))
        return joined


def _laid_out(problem: Problem | WideProblem) -> Timetable | None:
    """The visits that are ever open, with the travel times of the shortest ways; None where they are too many."""
    visits = tuple(visit for visit in problem.visits if visit.windows)
    if len(visits) > MOST_VISITS:
        return None
    part = problem.part(visits) if isinstance(problem, WideProblem) else replace(problem, visits=visits)
    legs = sum(sum(bool(part.windows_on(visit, shift)) for visit in visits) ** 2 for shift in part.shifts)
    return Timetable(_with_shortest_ways(part.without_traffic())) if legs <= MOST_LEGS else None


def _with_shortest_ways(problem: Problem) -> Problem:
    ends = [place for shift in problem.shifts for place in (shift.start_place, shift.end_place)]
    places = np.unique([visit.place for visit in problem.visits] + ends).astype(np.int64)
    travel_s = problem.travel.duration_s[np.ix_(places, places)].astype(np.int64)
    shortest_ways(travel_s)
    duration_s = problem.travel.duration_s.copy()
    duration_s[np.ix_(places, places)] = travel_s
    return replace(problem, travel=replace(problem.travel, duration_s=duration_s))


@compiled
def shortest_ways(travel_s: Moments) -> None:
    """Replace every time by that of the shortest way through the other places (Floyd and Warshall, 1962)."""
    for via in range(len(travel_s)):
        for a in range(len(travel_s)):
            to_via_s = travel_s[a, via]
            for b in range(len(travel_s)):
                if to_via_s + travel_s[via, b] < travel_s[a, b]:
                    travel_s[a, b] = to_via_s + travel_s[via, b]


def _fitting(timetable: Timetable, routes: Iterable[NamedRoute]) -> Iterator[tuple[int, Order, int]]:
    """Those of the routes that can be driven, by index and with their value; visits not laid out are passed by."""
    visits = {visit.id: n for n, visit in enumerate(timetable.problem.visits)}
    shifts = {shift.id: n for n, shift in enumerate(timetable.shifts)}
    for name, stops in routes:
        order = [visits[stop] for stop in stops if stop in visits]
        value = timetable.value(shifts[name], order) if name in shifts and order else None
        if value is not None:
            yield shifts[name], order, value
