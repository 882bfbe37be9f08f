"""The members of the search in turn, each from the best plan so far; the trace says who found what."""

from collections.abc import Callable, Sequence

import numpy as np

from solver.compiled import HAS_COMPILER
from solver.limits import Halted, Limit, Stopwatch, never
from solver.model import Problem
from solver.result import Incumbent
from solver.schedule import Order, Timetable
from solver.search.annealing import HOT, WARM, Annealer, Budget
from solver.search.crossing import Elite
from solver.search.draft import Draft
from solver.search.greedy import greedy_drafts, place_fixed
from solver.search.lns import improve
from solver.search.polish import polish
from solver.search.recombine import RoutePool, recombine
from solver.search.routing import route_some
from solver.search.turns import in_turn, keeps_turns
from solver.solution import Solution
from solver.traffic import FREE_PCT

WAVE_S = 1.2  # about as long as a wave lasts in a search by the clock
MOST_WAVES = 8
WAVE_ROUNDS = 4_000  # of each chain, in one that counts
PACKING_SHARE = 0.12  # of the time, at most, for each recombination
ROUTING_SHARE = 0.05  # of a long search; OR-Tools routing knows other moves
ROUTING_FROM_S, ROUTING_MOST_S = 5.0, 3.0  # it cannot be halted
DELAYS = (1, 2)  # times the mean delay of traffic: with too little much has to be mended, with too much little fits
NUMPY_SHARE = 0.75  # of the time for the search without a compiler, the rest is for OR-Tools routing
EXPLAINING_S = 7e-5  # for each visit and shift


class Portfolio:
    """A search under way. `best` is the best plan so far, `trace` how it came about."""

    def __init__(
        self,
        problem: Problem,
        watch: Stopwatch,
        *,
        seed: int,
        cores: int,
        on_incumbent: Callable[[Incumbent], None] | None,
        halted: Halted = never,
    ) -> None:
        self.problem, self.watch, self.seed, self.cores = problem, watch, seed, cores
        self.on_incumbent, self.halted = on_incumbent, halted
        self.timetable = Timetable(problem)
        self.best = Draft(self.timetable)
        self.trace: list[Incumbent] = []

    def run(self, limit: Limit, initial: Solution | None) -> None:
        """Search until the limit; a plan to start from is kept as it is where that is asked for and nothing gains."""
        if initial is not None:
            self.resume(initial)
            if self._may_stay(initial):
                return
            settled = self.best.copy()  # a new promise finds its place in the plan at hand, not in one made afresh
            polish(settled)
            self._offer(settled, "initial")
        if self.problem.has_traffic:
            self._search_steady(limit, initial)
        elif self.problem.visits:
            if HAS_COMPILER:
                self._anneal(limit, resume=initial is not None)
            else:
                self._improve_slowly(limit)
            self._route(limit)
        polished = self.best.copy()
        polish(polished)
        self._offer(polished, "polish")

    def resume(self, initial: Solution) -> None:
        """Begin with the given plan as far as it still fits."""
        self._offer(self._resumed(initial), "initial")

    def _search_steady(self, limit: Limit, initial: Solution | None) -> None:
        """Search where drives take equally long at any hour, with more and less delay, and mend what does not fit."""
        rounds = None if limit.iterations is None else max(1, limit.iterations // len(DELAYS))
        for part, delays in enumerate(DELAYS, start=1):
            if self.halted():
                return
            steady = Portfolio(
                in_steady_traffic(self.problem, delays),
                self.watch,
                seed=self.seed,
                cores=self.cores,
                on_incumbent=None,
                halted=self.halted,
            )
            steady.run(Limit(limit.time_s * part / len(DELAYS), rounds), initial)
            mended = Draft(self.timetable, [self._mended(s, order) for s, order in enumerate(steady.best.orders)])
            polish(mended)
            self._offer(mended, "traffic")

    def _mended(self, shift: int, order: Order) -> Order:
        """The order without the optional stops that are worth least, as few as let the others be made."""
        kept = list(order)
        while self.timetable.return_of(shift, kept) is None:
            optional = [n for n, visit in enumerate(kept) if not self.timetable.fixed[visit]]
            if not optional:
                return self._fitting(shift, kept)
            shorter = [[*kept[:n], *kept[n + 1 :]] for n in optional]
            values = [self.timetable.value(shift, order) for order in shorter]
            fitting = [n for n, value in enumerate(values) if value is not None]
            worth = [-int(self.timetable.worth[shift, kept[n]]) for n in optional]
            kept = shorter[max(fitting or range(len(shorter)), key=lambda n: (values[n] or 0, worth[n]))]
        return kept

    def _anneal(self, limit: Limit, *, resume: bool) -> None:
        """Waves of annealings, each followed by the best combination of all day routes met so far.

        The first half of the waves begins afresh, the others at the best plan and its crossings with other good ones.
        """
        annealer = Annealer(self.timetable, seed=self.seed, cores=self.cores, halted=self.halted)
        elite = Elite()
        promised = Draft(self.timetable)
        place_fixed(promised)
        starts = annealer.greedy(promised.orders)
        self._offer(Draft(self.timetable, starts[0].orders), "greedy")
        counted = limit.iterations is not None
        waves = max(1, min(MOST_WAVES, (limit.iterations or 0) // WAVE_ROUNDS if counted else self._waves(limit)))
        rounds = max(1, (limit.iterations or 0) // waves) if counted else None
        packing_s = limit.time_s if counted else PACKING_SHARE * self._left_s(limit) / waves
        for wave in range(waves):
            before, began_s = self.best.merit, self.watch.elapsed_s
            wave_s = self._left_s(limit) / (waves - wave) - (0.0 if counted else packing_s)
            if wave_s <= 0 or self.halted():
                return
            fresh = wave < (waves + 1) // 2 and not resume
            elite.add(self.best.merit, self.best.orders)
            orders = [s.orders for s in starts] if fresh else elite.children(self.timetable, annealer.chains, wave)
            for found in annealer.wave(orders, Budget(wave_s, rounds), HOT if fresh else WARM):
                elite.add(found.merit, found.orders)
                if found.merit > self.best.merit:
                    self._offer(Draft(self.timetable, found.orders), "annealing")
            ended_early = not counted and self.watch.elapsed_s - began_s < 0.7 * wave_s
            combined = recombine(self.timetable, self.best.orders, annealer.pool, packing_s)
            self._offer(Draft(self.timetable, combined), "recombine")
            if ended_early and wave > 0 and self.best.merit == before:
                return  # a small problem, and nothing more to gain

    def _waves(self, limit: Limit) -> int:
        return round(self._left_s(limit) / WAVE_S)

    def _left_s(self, limit: Limit) -> float:
        """The time that is left for searching: not that for the reasons, nor for OR-Tools routing."""
        explaining_s = EXPLAINING_S * len(self.problem.visits) * len(self.problem.shifts)
        return limit.time_s - explaining_s - self._routing_s(limit) - self.watch.elapsed_s

    def _improve_slowly(self, limit: Limit) -> None:
        """The search without a compiler."""
        self._offer(greedy_drafts(self.timetable)[0], "greedy")
        pool = RoutePool()
        part = Limit(NUMPY_SHARE * limit.time_s, limit.iterations)
        self._offer(improve(self.best, part, self.seed, pool, self.halted), "lns")
        self._offer(Draft(self.timetable, recombine(self.timetable, self.best.orders, pool)), "recombine")

    def _routing_s(self, limit: Limit) -> float:
        if not HAS_COMPILER:
            return (1 - NUMPY_SHARE) * limit.time_s
        promises_broken = not self.best.placed[self.timetable.fixed].all()
        long = limit.iterations is None and limit.time_s >= ROUTING_FROM_S
        return min(ROUTING_MOST_S, ROUTING_SHARE * limit.time_s) if long or promises_broken else 0.0

    def _route(self, limit: Limit) -> None:
        routing_s = self._routing_s(limit)
        if routing_s and not self.halted():
            orders = route_some(self.problem, self.best.orders, Limit(max(routing_s, 0.05), limit.iterations))
            if orders is not None:
                self._offer(Draft(self.timetable, [self._fitting(s, o) for s, o in enumerate(orders)]), "routing")

    def _offer(self, draft: Draft, member: str) -> None:
        if not keeps_turns(self.timetable, draft.orders):
            draft = Draft(self.timetable, in_turn(self.timetable, draft.orders))
        if not self.trace or draft.merit > self.best.merit:
            self.best = draft
            self.trace.append(Incumbent(self.watch.elapsed_s, draft.value, member))
            if self.on_incumbent is not None:
                self.on_incumbent(self.trace[-1])

    def _may_stay(self, initial: Solution) -> bool:
        """Whether the plan is still whole, and no insertion and no exchange gains more than its change would cost."""
        planned = sum(len(route.stops) for route in initial.routes)
        whole = planned == sum(len(order) for order in self.best.orders)
        if not (self.problem.weights.keep_s and whole and self.best.placed[self.timetable.fixed].all()):
            return False
        polished = self.best.copy()
        polish(polished)
        return polished.orders == self.best.orders

    def _resumed(self, initial: Solution) -> Draft:
        """The given plan as far as it still fits this problem."""
        visits = {visit.id: index for index, visit in enumerate(self.problem.visits)}
        routes = {route.shift: route for route in initial.routes}
        known: list[Order] = []
        for shift in self.problem.shifts:
            stops = routes[shift.id].stops if shift.id in routes else ()
            known.append([visits[stop.visit] for stop in stops if stop.visit in visits])
        agreed = _agreeing(self.timetable, known)
        return Draft(self.timetable, [self._fitting(shift, order) for shift, order in enumerate(agreed)])

    def _fitting(self, shift: int, order: Order) -> Order:
        """The order as it is or, where it does not fit, its visits as far as they fit one by one."""
        if self.timetable.return_of(shift, order) is not None:
            return list(order)
        kept: Order = []
        for visit in order:
            if self.timetable.return_of(shift, [*kept, visit]) is not None:
                kept.append(visit)
        return kept


def in_steady_traffic(problem: Problem, delays: int) -> Problem:
    """The problem with drives that take so many times the mean delay of the shifts' hours longer, at any hour."""
    speeds = [
        FREE_PCT if s.traffic is None else s.traffic.mean_pct(s.window.start_s, s.window.end_s) for s in problem.shifts
    ]
    slower = 1 + delays * (FREE_PCT * len(speeds) / sum(speeds) - 1)
    return problem.without_traffic(np.ceil(problem.travel.duration_s * slower).astype(np.int32))


def _agreeing(timetable: Timetable, orders: Sequence[Order]) -> list[Order]:
    """The orders without visits that stand twice or too near to another of their group."""
    kept: list[Order] = [[] for _ in orders]
    made: dict[int, list[int]] = {}
    groups = {int(v): group for group in timetable.groups for v in group.visits}
    seen: set[int] = set()
    for shift, order in enumerate(orders):
        for visit in order:
            group = groups.get(visit)
            days = made.setdefault(id(group), []) if group else []
            day = timetable.day[shift : shift + 1]
            if visit in seen or (group and group.blocks(day, np.array(days, dtype=np.int64)).any()):
                continue
            seen.add(visit)
            days.append(int(day[0]))
            kept[shift].append(visit)
    return kept
