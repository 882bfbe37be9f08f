"""Prices and the routes they bring in: nothing better than the best is missed, and nothing is promised twice."""

import itertools
import random
from dataclasses import replace

import numpy as np
import pytest

from solver import Group, Problem, TravelMatrix
from solver.certify import shortest_ways
from solver.schedule import Moments, Timetable
from solver.search import day_pricer
from solver.search.bound import Master
from solver.search.day_pricer import DayPricer, Priced
from tests.solver.random_worlds import random_problem
from tests.solver.worlds import noon, problem, shift, visit, window

MOST_VISITS = 6  # each remembers all others, so that the routes found are routes that can be driven


def shortest(world: Problem) -> Problem:
    """The world with the travel times of the shortest ways."""
    travel_s = world.travel.duration_s.astype(np.int64)
    shortest_ways(travel_s)
    return replace(world, travel=TravelMatrix(travel_s.astype(np.int32), world.travel.distance_m))


def small_world(seed: int) -> Problem:
    """A random problem of a few visits that obeys the triangle inequality."""
    world = random_problem(seed)
    return shortest(replace(world, visits=world.visits[:MOST_VISITS]))


def gains_of(seed: int, timetable: Timetable, shift: int) -> Moments:
    """What visits are worth on a shift after prices drawn at random."""
    rng = random.Random(seed)
    worth = timetable.worth[shift].tolist()
    return np.array([w - rng.choice([0, w // 3, w // 2, 2 * w]) for w in worth], dtype=np.int64)


def best_of_all(timetable: Timetable, shift: int, gain: Moments, floor: int) -> int:
    """What the best of all orders is worth after prices, no less than the floor."""
    open_ = [v for v, windows in enumerate(timetable.windows[shift]) if windows]
    charged = timetable.worth[shift] - gain
    best = floor
    for size in range(1, len(open_) + 1):
        for order in itertools.permutations(open_, size):
            value = timetable.value(shift, list(order))
            groups = [group for v in order if (group := timetable.problem.visits[v].group) is not None]
            if value is not None and len(groups) == len(set(groups)):
                best = max(best, value - int(charged[list(order)].sum()))
    return best


def priced(world: Problem, floor: int = 0) -> Priced:
    """The first shift at no price at all."""
    timetable = Timetable(world)
    return DayPricer(timetable, 0).price(timetable.worth[0], floor)


@pytest.mark.parametrize("seed", range(60))
def test_the_best_route_is_found(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """With every rule of the model and prices drawn at random: neither too much nor too little."""
    monkeypatch.setattr(day_pricer, "SLACK", 0)  # tolls from the first visit too many
    timetable = Timetable(small_world(seed))
    for shift_ in range(len(timetable.shifts)):
        gain, floor = gains_of(seed + shift_, timetable, shift_), 1000 * (seed % 3)
        found = DayPricer(timetable, shift_).price(gain, floor)
        assert found.exact
        assert found.best == best_of_all(timetable, shift_, gain, floor)
        for value, order in found.routes:
            worth = timetable.value(shift_, order)
            assert worth is not None
            assert floor < value == worth - int((timetable.worth[shift_] - gain)[order].sum())


def test_labels_that_do_not_suffice_are_owned_up_to(monkeypatch: pytest.MonkeyPatch) -> None:
    """Broken off after four labels, the best is rarely known: then it is only said what no route exceeds."""
    monkeypatch.setattr(day_pricer, "QUICK_LABELS", 4)
    monkeypatch.setattr(day_pricer, "MOST_LABELS", 4)
    unknown = 0
    for seed in range(20):
        timetable = Timetable(small_world(seed))
        for shift_ in range(len(timetable.shifts)):
            gain = timetable.worth[shift_]
            found, best = DayPricer(timetable, shift_).price(gain, 0), best_of_all(timetable, shift_, gain, 0)
            assert found.best == best if found.exact else found.best >= best
            unknown += not found.exact
    assert unknown > 5


def test_what_is_remembered_is_not_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """One dear visit between two cheap ones: without a memory the route comes back to it."""
    world = problem([visit("dear", 1, prize=30_000), visit("a", 2), visit("b", 3)], [shift(max_visits=5)])
    timetable = Timetable(world)
    once = best_of_all(timetable, 0, timetable.worth[0], 0)
    assert priced(world).best == once
    monkeypatch.setattr(day_pricer, "MEMORY_BITS", 0)
    assert priced(world).best > once


def test_of_repeats_alike_a_route_makes_one() -> None:
    """Four visits to one account on one day count once: the best of them."""
    hours = [window(9, 17)]
    repeats = [replace(visit(f"r{n}", 1, prize=7200 + n, windows=hours), group=Group("g", 7)) for n in range(4)]
    assert priced(problem(repeats, [shift()])).best == 100 * (7203 - 20 * 60)
    alone = [replace(repeat, group=None) for repeat in repeats]
    assert priced(problem(alone, [shift()])).best == 100 * (4 * 7200 + 6 - 20 * 60)


def test_a_floor_hides_what_lies_below_it() -> None:
    """Nobody looks for routes that would not join."""
    world = problem([visit("one", 1)], [shift(lunch=noon())])
    worth = 100 * (7200 - 20 * 60)
    assert priced(world, worth - 1).routes == [(worth, [0])]
    assert priced(world, worth) == Priced(worth, [], True)


def test_the_linear_program_mixes_routes_and_prices_visits() -> None:
    """Two visits, two days, each day could make both: the mix makes each once, and one more is worth nothing."""
    timetable = Timetable(problem([visit("a", 1), visit("b", 1)], [shift(0), shift(1)]))
    master = Master(timetable, 0)
    value = timetable.value(0, [0, 1])
    assert value is not None
    assert master.add(0, [0, 1], value)
    assert master.add(1, [0, 1], value)
    assert not master.add(1, [0, 1], value)
    answer = master.solve()
    assert answer is not None
    assert answer.value == pytest.approx(value)
    prices = master.prices(answer.duals)
    assert prices.granted + sum(answer.floors) == pytest.approx(value, abs=10)


def test_what_a_group_forbids_costs_on_the_days_it_forbids() -> None:
    """Two visits, two days apart, on three days in a row: one price for the first two days, one for the last two."""
    pair = [replace(visit(name, 1), group=Group("g", 2)) for name in "ab"]
    timetable = Timetable(problem(pair, [shift(day) for day in range(3)]))
    master = Master(timetable, 0)
    rows = 2 + 2  # each visit once, and each pair of days
    one = np.zeros(rows + 1)
    one[2] = 50.0
    assert master.prices(one).charged.tolist() == [[50, 50], [50, 50], [0, 0]]
    assert master.prices(one).granted == 50


def test_promises_are_granted_for_as_many_as_are_kept() -> None:
    """A plan that keeps one must be allowed to; what it is paid for that is taken back once."""
    promised = visit("promised", 1, prize=0, required=True)
    master = Master(Timetable(problem([promised, visit("other", 2)], [shift()])), 1)
    prices = master.prices(np.array([0.0, 0.0, -700.0]))
    assert prices.charged.tolist() == [[-700, 0]]
    assert prices.granted == -700


def test_prices_have_the_signs_that_make_the_bound_true() -> None:
    """Whatever the linear program's rounding says: nobody is paid to make an ordinary visit."""
    master = Master(Timetable(problem([visit("a", 1)], [shift()])), 0)
    assert master.prices(np.array([-0.4, 0.3])).charged.tolist() == [[0]]
