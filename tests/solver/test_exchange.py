"""An exchange that is promised can be made, and gains what was promised."""

from dataclasses import replace

import numpy as np
import pytest

from solver import Group, Solution, TravelMatrix, check
from solver.insertion import NOTHING
from solver.schedule import Timetable
from solver.search.draft import Draft
from solver.search.exchange import try_exchanges
from solver.search.polish import polish
from solver.search.retiming import try_orders
from tests.solver.random_worlds import random_plan, random_problem
from tests.solver.worlds import HOUR_S, problem, shift, visit

RULES_OF_A_WHOLE_PLAN = {"COUNTED_ONCE", "REQUIRED"}  # reasons are not given here


def broken(draft: Draft) -> list[str]:
    """The rules that the draft's routes break."""
    routes = [draft.timetable.route(s, order) for s, order in enumerate(draft.orders)]
    rules = [violation.rule.value for violation in check(draft.timetable.problem, Solution(tuple(routes)))]
    return [rule for rule in rules if rule not in RULES_OF_A_WHOLE_PLAN]


@pytest.mark.parametrize("seed", range(100))
def test_every_exchange_keeps_its_promise(seed: int) -> None:
    """Made, it changes the value by its gain, swaps two visits, and breaks no rule; nothing promised is displaced."""
    world = random_problem(seed)
    draft = Draft(Timetable(world), random_plan(world, seed))
    for shift_ in range(len(world.shifts)):
        exchanges = try_exchanges(draft, shift_)
        for v in np.flatnonzero(exchanges.gain > NOTHING).tolist():
            after = draft.copy()
            exchanges.make(after, v)
            displaced = exchanges.displaced.item(v)
            assert after.value - draft.value == exchanges.gain[v]
            assert not after.placed[displaced]
            assert not world.visits[displaced].is_fixed
            assert after.placed[v]
            assert after.placed.sum() == draft.placed.sum()
            assert broken(after) == []


@pytest.mark.parametrize("seed", range(100))
def test_after_polish_nothing_is_left_to_gain(seed: int) -> None:
    """Neither by an insertion nor by an exchange, also with one of its group on another day; every promise is kept."""
    world = random_problem(seed)
    draft = Draft(Timetable(world), random_plan(world, seed))
    promised = draft.placed & draft.timetable.fixed
    polish(draft)
    assert broken(draft) == []
    assert draft.placed[promised].all()
    free = ~draft.timetable.fixed
    best = [try_exchanges(draft, s).gain[free].max(initial=NOTHING) for s in range(len(world.shifts))]
    assert max([draft.gains[:, free].max(initial=NOTHING), *best]) <= 0


def test_only_those_asked_for_are_tried() -> None:
    """The other visit has no answer, though it would gain."""
    world = problem([visit("poor", 1, service_s=8 * HOUR_S), visit("a", 1, prize=9 * HOUR_S), visit("b", 1)], [shift()])
    draft = Draft(Timetable(world), [[0]])
    assert (try_exchanges(draft, 0).gain > NOTHING).tolist() == [False, True, True]
    assert (try_exchanges(draft, 0, np.array([True, True, False])).gain > NOTHING).tolist() == [False, True, False]


def test_a_stop_that_holds_its_route_together_is_not_displaced() -> None:
    """The direct way to the other visit takes ten hours: Monday does not fit without the alternative on the way."""
    either = Group("g")
    visits = [visit("first", 1, group=either), visit("after", 2), visit("instead", 3, prize=9 * HOUR_S, group=either)]
    world = problem(visits, [shift(), shift(1)])
    seconds = world.travel.duration_s.copy()
    seconds[0, 2] = 10 * HOUR_S
    blocked = replace(world, travel=TravelMatrix(seconds, world.travel.distance_m))
    gains = [try_exchanges(Draft(Timetable(w), [[0, 1], []]), 1).gain[2] for w in (world, blocked)]
    assert gains == [100 * (9 - 2 - 1) * HOUR_S, NOTHING]


@pytest.mark.parametrize("seed", range(40))
def test_many_orders_are_timed_as_each_by_itself(seed: int) -> None:
    """Travel, and the return where there is one in time, of every visit at every position of every shorter route."""
    world = random_problem(seed)
    timetable = Timetable(replace(world, shifts=tuple(replace(s, max_visits=99) for s in world.shifts)))
    for s, order in enumerate(random_plan(world, seed)):
        left_out = np.array([v for v in range(len(timetable.place)) if v not in order], dtype=np.int64)
        shorter = [[v for v in order if v != gone] for gone in order] or [[]]
        travel_s, return_s = try_orders(timetable, s, shorter, left_out)
        for o, kept in enumerate(shorter):
            for position in range(len(kept) + 1):
                for n, v in enumerate(left_out.tolist()):
                    longer = [*kept[:position], v, *kept[position:]]
                    is_open = bool(timetable.windows[s][v])
                    is_back = bool(return_s[o, position, n] <= world.shifts[s].latest_end_s)
                    assert is_back is (is_open and timetable.return_of(s, longer) is not None)
                    assert travel_s[o, position, n] == timetable.travel_of(s, longer)
