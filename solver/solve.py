"""solve(): a problem in, the best plan found in, with a reason for every visit left out."""

from collections.abc import Callable, Sequence

from solver.explain import explain
from solver.limits import Limit, Stopwatch
from solver.model import Problem
from solver.result import Incumbent, Result, Status
from solver.schedule import Order, Timetable
from solver.search.draft import Draft
from solver.search.greedy import greedy_drafts
from solver.search.lns import improve
from solver.search.polish import polish
from solver.search.recombine import RoutePool, recombine
from solver.search.routing import RoutingModel
from solver.solution import Solution

LNS_SHARE = 0.75  # of the time; the rest is for OR-Tools routing, which knows other moves


def solve(
    problem: Problem,
    limit: Limit,
    *,
    seed: int = 0,
    initial: Solution | None = None,
    on_incumbent: Callable[[Incumbent], None] | None = None,
) -> Result:
    """Find a good plan within the limit, and the reason for every visit that is not in it.

    Under `limit.iterations` the same problem and seed give the same plan, whatever the order of its visits and shifts.

    Parameters
    ----------
    problem : the visits, shifts, travel and weights.
    limit : when to stop; reasons and the last polish come after it.
    seed : 0 or more.
    initial : a plan to start from; orders that no longer fit are shortened.
    on_incumbent : told of every better plan while the search goes on.
    """
    watch = Stopwatch()
    ordered = _in_fixed_order(problem)
    search = _Search(ordered, watch, seed, on_incumbent)
    if ordered.shifts:
        search.run(limit, initial)
    return finished(ordered, search.best, seed=seed, watch=watch, trace=search.trace)


def finished(problem: Problem, draft: Draft, *, seed: int, watch: Stopwatch, trace: Sequence[Incumbent]) -> Result:
    """The draft as a result: every moment of its routes, and the reason for every visit it leaves out."""
    timetable = draft.timetable
    solution = Solution(
        tuple(
            timetable.route(shift, order)
            for shift, order in enumerate(draft.orders)
            if order or problem.shifts[shift].overnight
        ),
        explain(problem, draft.orders),
    )
    complete = bool(draft.placed[timetable.fixed].all())
    status = Status.COMPLETE if complete else Status.PARTIAL
    return Result(solution, draft.value, status, watch.elapsed_s, seed, tuple(trace))


def _in_fixed_order(problem: Problem) -> Problem:
    """The problem with its visits and shifts in an order of ours: rows that arrive shuffled give the same plan."""
    return Problem(
        tuple(sorted(problem.visits, key=lambda visit: visit.id)),
        tuple(sorted(problem.shifts, key=lambda shift: (shift.day, shift.rep, shift.id))),
        problem.travel,
        problem.weights,
    )


class _Search:
    """The members of the search in turn, each from the best plan so far."""

    def __init__(
        self, problem: Problem, watch: Stopwatch, seed: int, on_incumbent: Callable[[Incumbent], None] | None
    ) -> None:
        self.problem, self.watch, self.seed, self.on_incumbent = problem, watch, seed, on_incumbent
        self.timetable = Timetable(problem)
        self.best = Draft(self.timetable)
        self.trace: list[Incumbent] = []

    def run(self, limit: Limit, initial: Solution | None) -> None:
        if initial is not None:
            self._offer(self._resumed(initial), "initial")
        self._offer(greedy_drafts(self.timetable)[0], "greedy")
        if not self.problem.visits:
            return
        pool = RoutePool()
        self._offer(improve(self.best, self._part(limit, LNS_SHARE), self.seed, pool), "lns")
        self._offer(recombine(self.best, pool), "recombine")
        orders = RoutingModel(self.problem).search(self.best.orders, self._part(limit, 1 - LNS_SHARE))
        if orders is not None:
            self._offer(Draft(self.timetable, [self._fitting(s, o) for s, o in enumerate(orders)]), "routing")
        polished = self.best.copy()
        polish(polished)
        self._offer(polished, "polish")

    @staticmethod
    def _part(limit: Limit, share: float) -> Limit:
        return Limit(share * limit.time_s, limit.iterations)

    def _offer(self, draft: Draft, member: str) -> None:
        if not self.trace or draft.merit > self.best.merit:
            self.best = draft
            self.trace.append(Incumbent(self.watch.elapsed_s, draft.value, member))
            if self.on_incumbent is not None:
                self.on_incumbent(self.trace[-1])

    def _resumed(self, initial: Solution) -> Draft:
        """The given plan as far as it still fits this problem."""
        visits = {visit.id: index for index, visit in enumerate(self.problem.visits)}
        routes = {route.shift: route for route in initial.routes}
        orders: list[Order] = []
        for shift in self.problem.shifts:
            route = routes.get(shift.id)
            known = [visits[stop.visit] for stop in route.stops if stop.visit in visits] if route else []
            orders.append(self._fitting(len(orders), known))
        return Draft(self.timetable, orders)

    def _fitting(self, shift: int, order: Order) -> Order:
        """The longest beginning of the order's visits that fits the shift, one by one."""
        kept: Order = []
        for visit in order:
            if self.timetable.return_of(shift, [*kept, visit]) is not None:
                kept.append(visit)
        return kept
