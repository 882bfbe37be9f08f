"""The compiled search: its arithmetic is the timetable's, its plans keep every rule, its rounds can be undone."""

import numpy as np
import pytest

from solver import Problem, Rule, Solution, check
from solver.insertion import NOTHING, try_insertions
from solver.schedule import Timetable
from solver.search.annealing import HOT, Annealer, Budget, Found
from solver.search.board import COUNT, DETOUR, GAIN, LATE_BEFORE, LEG, POSITION, VALUE, board_of
from solver.search.chain import BEST_KEPT, BEST_WORTH, Chain, best_orders, chain_of, settle
from solver.search.draft import Draft
from solver.search.rounds import fill, make_rounds
from solver.search.routes import Routes, day_routes, routes_for
from tests.solver.random_worlds import random_problem


def searched(world: Problem, rounds: int = 60, seed: int = 1) -> tuple[Timetable, Chain, Routes]:
    """A chain after some rounds at a temperature at which much is accepted and much undone."""
    timetable = Timetable(world)
    board = board_of(timetable)
    chain, routes = chain_of(board, [[] for _ in world.shifts], seed), routes_for(board)
    make_rounds(board, chain, routes, rounds, 1e5, 1e3, 1e5, 4)
    return timetable, chain, routes


def orders_under_way(chain: Chain) -> list[list[int]]:
    return [
        [int(v) for v in row[:count]] for row, count in zip(chain.plan.order, chain.plan.total[:, COUNT], strict=True)
    ]


@pytest.mark.parametrize("first", range(0, 200, 20))
def test_the_best_plan_is_worth_what_the_timetable_says(first: int) -> None:
    """Every feature on: values, kept promises and group rules as the slow arithmetic has them."""
    for seed in range(first, first + 20):
        timetable, chain, _ = searched(random_problem(seed))
        orders = best_orders(chain)
        values = [timetable.value(shift, order) for shift, order in enumerate(orders)]
        assert None not in values
        assert sum(v or 0 for v in values) == chain.number[BEST_WORTH]
        assert sum(bool(timetable.fixed[v]) for order in orders for v in order) == chain.number[BEST_KEPT]
        driven = (shift for shift, order in enumerate(orders) if order or timetable.shifts[shift].overnight)
        solution = Solution(tuple(timetable.route(shift, orders[shift]) for shift in driven))
        broken = check(timetable.problem, solution, value=int(chain.number[BEST_WORTH]))
        assert [found for found in broken if found.rule is not Rule.COUNTED_ONCE] == []


@pytest.mark.parametrize("first", range(0, 100, 20))
def test_insertions_are_those_that_every_position_tried_would_give(first: int) -> None:
    """After many rounds and undone rounds, what is remembered of each visit outside is still exact."""
    for seed in range(first, first + 20):
        timetable, chain, _ = searched(random_problem(seed))
        orders = orders_under_way(chain)
        outside = np.flatnonzero(chain.plan.shift_of < 0)
        for shift, order in enumerate(orders):
            tried = try_insertions(timetable, shift, order)
            _, gains = tried.best()
            for v in outside:
                found = chain.plan.best[shift, :, v]
                if not timetable.windows[shift][v]:
                    assert found[GAIN] == NOTHING
                    continue
                assert found[GAIN] == gains[v]
                if gains[v] > NOTHING:
                    assert tried.fits[v, found[POSITION]]
                    assert tried.detour_s[v, found[POSITION]] == found[DETOUR]


@pytest.mark.parametrize("seed", range(30))
def test_undone_rounds_leave_nothing_behind(seed: int) -> None:
    """Clocks, values and lists are those of a plan laid out anew."""
    world = random_problem(seed)
    timetable, chain, _ = searched(world, rounds=40)
    anew = chain_of(board_of(timetable), orders_under_way(chain), 1)
    assert (anew.plan.total == chain.plan.total).all()
    for shift, stops in enumerate(chain.plan.total[:, COUNT]):
        left, late = slice(0, stops + 1), slice(1, stops + 2)
        clock, fresh = chain.plan.clock[shift], anew.plan.clock[shift]
        assert (clock[:LATE_BEFORE, left] == fresh[:LATE_BEFORE, left]).all()
        assert (clock[LATE_BEFORE:LEG, late] == fresh[LATE_BEFORE:LEG, late]).all()
    assert (anew.plan.shift_of == chain.plan.shift_of).all()


def test_the_lists_notice_a_plan_that_was_changed_behind_their_back() -> None:
    """The pair of the test above: a spoiled row is not what a fresh layout says, until it is settled."""
    timetable, chain, _ = searched(random_problem(5))
    board = board_of(timetable)
    chain.plan.total[:, VALUE] += 1
    fresh = chain_of(board, orders_under_way(chain), 1)
    assert (fresh.plan.total != chain.plan.total).any()
    settle(board, chain)
    assert (fresh.plan.total == chain.plan.total).all()


@pytest.mark.parametrize("seed", range(20))
def test_remembered_routes_are_feasible_and_worth_what_they_say(seed: int) -> None:
    """Each can be driven on its own."""
    timetable, _, routes = searched(random_problem(seed))
    for route in day_routes(routes):
        assert timetable.value(route.shift, route.order) == route.value


@pytest.mark.parametrize("seed", range(10))
def test_a_wave_is_the_same_on_one_core_and_on_two(seed: int) -> None:
    """Chains are numbered, not raced."""
    timetable = Timetable(random_problem(seed))
    found: list[list[Found]] = []
    for cores in (1, 2):
        annealer = Annealer(timetable, seed=seed, cores=cores)
        starts = annealer.greedy([[] for _ in timetable.shifts])
        found.append(annealer.wave([start.orders for start in starts], Budget(60, rounds=50), HOT))
    assert found[0] == found[1]
    assert [f.merit for f in found[0]] >= [starts[0].merit] * len(found[0])


def test_greedy_fills_a_plan_and_takes_promises_first() -> None:
    """With something promised, it is in every plan that has room for it."""
    worlds = [random_problem(seed) for seed in range(60)]
    for world in worlds:
        timetable = Timetable(world)
        chain = chain_of(board_of(timetable), [[] for _ in world.shifts], 0)
        fill(board_of(timetable), chain, 2)
        kept = {int(v) for order in best_orders(chain) for v in order}
        alone = Draft(timetable)
        for v in np.flatnonzero(timetable.fixed):
            if int(v) not in kept and (alone.gains[:, v] > NOTHING).any():
                assert kept & set(np.flatnonzero(timetable.fixed).tolist()), "a promise gave way to optional visits"
