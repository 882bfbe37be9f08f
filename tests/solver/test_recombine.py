"""Recombination: the best choice among day routes, and never a worse plan."""

import itertools

import pytest

from solver import Problem
from solver.schedule import Order, Timetable
from solver.search.recombine import RoutePool, recombine
from solver.search.relaxation import relax
from solver.search.routes import DayRoute
from tests.solver.random_worlds import random_plan, random_problem


def value_of(timetable: Timetable, orders: list[Order]) -> int:
    return sum(timetable.value(shift, order) or 0 for shift, order in enumerate(orders))


def agrees(world: Problem, orders: list[Order]) -> bool:
    """Whether each visit is made once and groups keep their distance."""
    made = [(v, world.shifts[s].day) for s, order in enumerate(orders) for v in order]
    if len({v for v, _ in made}) != len(made):
        return False
    pairs = itertools.combinations(made, 2)
    together = ((world.visits[a].group, world.visits[b].group, x, y) for (a, x), (b, y) in pairs)
    return all(g is None or g != h or g.agree(x, y) for g, h, x, y in together)


@pytest.mark.parametrize("seed", range(40))
def test_it_finds_the_best_plan_of_the_pool(seed: int) -> None:
    """Against every combination of the routes of a few random plans that keeps what was promised."""
    world = random_problem(seed)
    timetable = Timetable(world)
    plans = [random_plan(world, n) for n in range(3)]
    pool = RoutePool()
    for plan in plans:
        pool.add_plan(timetable, plan)
    found = recombine(timetable, plans[0], pool)
    choices = [[[], *(plan[s] for plan in plans)] for s in range(len(world.shifts))]
    promised = {v for order in plans[0] for v in order if timetable.fixed[v]}
    best = max(
        value_of(timetable, list(orders))
        for orders in itertools.product(*choices)
        if agrees(world, list(orders)) and promised <= {v for order in orders for v in order}
    )
    assert agrees(world, found)
    assert promised <= {v for order in found for v in order}
    assert value_of(timetable, found) == best


def test_a_pool_keeps_the_better_of_two_orders() -> None:
    """The same visits on the same shift are one route, of the better plan; on another shift they are another."""
    pool = RoutePool()
    for route in (
        DayRoute(0, 5, [1, 2], 20),
        DayRoute(0, 7, [2, 1], 10),
        DayRoute(0, 6, [1, 2], 10),
        DayRoute(1, 1, [1, 2], 10),
    ):
        pool.add(route)
    assert pool.routes() == [DayRoute(0, 7, [2, 1], 20), DayRoute(1, 1, [1, 2], 10)]


def test_the_relaxation_prices_every_route() -> None:
    """Three pairwise exclusive halves are worth one and a half; a poor route would lose what it takes the place of."""
    optimum, lost = relax([10, 10, 10, 3], [[0, 1, 3], [1, 2, 3], [0, 2, 3]], [])
    assert optimum == pytest.approx(15.0)
    assert lost == pytest.approx([0.0, 0.0, 0.0, 12.0])


def test_what_must_be_driven_is() -> None:
    """A row of exactly one holds against a better route."""
    optimum, _ = relax([10, 4], [[0, 1]], [[1]])
    assert optimum == pytest.approx(4.0)
