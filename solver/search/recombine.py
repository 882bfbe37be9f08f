"""The best combination of day routes met so far: set packing by OR-Tools CP-SAT over a pool of routes."""

from collections import defaultdict

from ortools.sat.python import cp_model

from solver.schedule import Order
from solver.search.draft import Draft

MOST_ROUTES = 4_000
MOST_WORK = 1.0  # CP-SAT's deterministic time: the same effort on every machine


class RoutePool:
    """The routes of good plans, the shortest for each shift and set of visits."""

    def __init__(self) -> None:
        self._routes: dict[tuple[int, frozenset[int]], tuple[int, Order]] = {}

    def add(self, draft: Draft) -> None:
        """Remember the plan's routes; those of the latest plans push the oldest out."""
        for shift, order in enumerate(draft.orders):
            if order:
                key = shift, frozenset(order)
                value = draft.value_of_shift(shift)
                known = self._routes.pop(key, None)
                self._routes[key] = (value, list(order)) if known is None or value > known[0] else known
        while len(self._routes) > MOST_ROUTES:
            self._routes.pop(next(iter(self._routes)))

    def routes(self) -> list[tuple[int, int, Order]]:
        """(shift, value, order) of every route kept."""
        return [(shift, value, order) for (shift, _), (value, order) in self._routes.items()]


def recombine(start: Draft, pool: RoutePool) -> Draft:
    """The best plan made of routes in the pool, never worse than `start`."""
    pool.add(start)
    routes = pool.routes()
    fixed = start.timetable.fixed
    promised = 1 + sum(abs(value) for _, value, _ in routes)
    model = cp_model.CpModel()
    chosen = [model.new_bool_var(f"{n}") for n in range(len(routes))]
    of_shift, of_visit = defaultdict(list), defaultdict(list)
    for taken, (shift, _, order) in zip(chosen, routes, strict=True):
        of_shift[shift].append(taken)
        for visit in order:
            of_visit[visit].append(taken)
    for alternatives in (*of_shift.values(), *of_visit.values()):
        model.add_at_most_one(alternatives)
    worth = [value + promised * int(fixed[order].sum()) for _, value, order in routes]
    model.maximize(sum(w * taken for w, taken in zip(worth, chosen, strict=True)))
    for taken, (shift, _, order) in zip(chosen, routes, strict=True):
        model.add_hint(taken, order == start.orders[shift])
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_deterministic_time = MOST_WORK
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return start
    orders: list[Order] = [[] for _ in start.orders]
    for taken, (shift, _, order) in zip(chosen, routes, strict=True):
        if solver.boolean_value(taken):
            orders[shift] = order
    combined = Draft(start.timetable, orders)
    return combined if combined.merit > start.merit else start
