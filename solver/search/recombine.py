"""The best combination of day routes met so far: set packing over a pool of routes.

GLOP solves the linear relaxation; a route whose reduced cost exceeds what is still to be won cannot stand in a better
plan (reduced cost fixing), and OR-Tools CP-SAT chooses among the rest.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from ortools.sat.python import cp_model

from solver.schedule import Order, Timetable
from solver.search.relaxation import relax
from solver.search.routes import DayRoute

DAYS = 10**6  # more than any horizon has
MOST_ROUTES = 3_000  # that are chosen from: those of the best plans
MOST_WORK = 1.0  # CP-SAT's deterministic time: the same effort on every machine


class RoutePool:
    """The routes of good plans, the best order for each shift and set of visits."""

    def __init__(self) -> None:
        self._routes: dict[tuple[int, frozenset[int]], DayRoute] = {}

    def add(self, route: DayRoute) -> None:
        """Remember the route unless a better order of its visits is known."""
        key = route.shift, frozenset(route.order)
        known = self._routes.get(key, route)
        better = route if route.value > known.value else known
        self._routes[key] = better._replace(plan_value=max(route.plan_value, known.plan_value))

    def add_plan(self, timetable: Timetable, orders: Sequence[Order]) -> None:
        """Remember every route of a feasible plan."""
        values = [timetable.value(shift, order) for shift, order in enumerate(orders)]
        plan_value = sum(value or 0 for value in values)
        for shift, (order, value) in enumerate(zip(orders, values, strict=True)):
            if order and value is not None:
                self.add(DayRoute(shift, value, list(order), plan_value))

    def routes(self) -> list[DayRoute]:
        """The routes of the best plans, in an order that depends on nothing but the routes."""
        best = sorted(self._routes.values(), key=lambda route: (-route.plan_value, route.shift, route.order))
        return sorted(best[:MOST_ROUTES], key=lambda route: (route.shift, route.order))


def recombine(timetable: Timetable, start: Sequence[Order], pool: RoutePool, time_s: float = 60.0) -> list[Order]:
    """The best plan made of routes in the pool that keeps every fixed visit of `start`, never worse than that.

    Without its time being cut short the same pool gives the same plan.
    """
    pool.add_plan(timetable, start)
    idle = [timetable.value(shift, []) or 0 for shift in range(len(start))]
    value = sum((timetable.value(shift, order) or 0) - idle[shift] for shift, order in enumerate(start))
    routes = pool.routes()
    gains = [route.value - idle[route.shift] for route in routes]
    promised = {v for order in start for v in order if timetable.fixed[v]}
    optimum, slack = relax(gains, list(_rows(timetable, routes)), [_holding(routes, v) for v in sorted(promised)])
    if optimum < value + 1:
        return list(start)
    chosen = [n for n in range(len(routes)) if slack[n] <= optimum - value + 1]
    routes, gains = [routes[n] for n in chosen], [gains[n] for n in chosen]
    model = cp_model.CpModel()
    driven = [model.new_bool_var("") for _ in routes]
    for row in _rows(timetable, routes):
        model.add_at_most_one(driven[n] for n in row)
    for visit in sorted(promised):
        model.add_exactly_one(driven[n] for n in _holding(routes, visit))
    model.maximize(sum(gain * taken for gain, taken in zip(gains, driven, strict=True)))
    for taken, route in zip(driven, routes, strict=True):
        model.add_hint(taken, route.order == list(start[route.shift]))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_deterministic_time = MOST_WORK
    solver.parameters.max_time_in_seconds = time_s
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE) or solver.objective_value <= value:
        return list(start)
    orders: list[Order] = [[] for _ in start]
    for taken, route in zip(driven, routes, strict=True):
        if solver.boolean_value(taken):
            orders[route.shift] = route.order
    return orders


def _holding(routes: Sequence[DayRoute], visit: int) -> list[int]:
    return [n for n, route in enumerate(routes) if visit in route.order]


def _rows(timetable: Timetable, routes: Sequence[DayRoute]) -> Iterator[list[int]]:
    """Routes that exclude one another: of one shift, with one visit, with visits of a group too near in days."""
    of_shift: Mapping[int, list[int]] = defaultdict(list)
    of_visit: Mapping[int, list[int]] = defaultdict(list)
    for n, route in enumerate(routes):
        of_shift[route.shift].append(n)
        for visit in route.order:
            of_visit[visit].append(n)
    yield from of_shift.values()
    yield from (row for row in of_visit.values() if len(row) > 1)
    for group in timetable.groups:
        with_one = sorted({n for v in group.visits.tolist() for n in of_visit.get(v, [])})
        days = {n: timetable.day.item(routes[n].shift) for n in with_one}
        for first in sorted(set(days.values())):
            too_near = [n for n in with_one if first <= days[n] < first + (group.gap_days or DAYS)]
            if len(too_near) > 1:
                yield too_near
