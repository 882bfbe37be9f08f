"""The checker names every broken rule, and passes what keeps them all."""

import random
from collections.abc import Callable
from dataclasses import replace

import pytest

from solver import (
    Group,
    Limit,
    Lock,
    Problem,
    Reason,
    Route,
    Rule,
    Solution,
    Stop,
    Unserved,
    Weights,
    check,
    solution_value,
)
from solver.schedule import Timetable
from solver.solve import solve
from tests.solver.random_worlds import random_problem
from tests.solver.worlds import HOUR_S, at, noon, problem, shift, visit, window

DAY = problem(
    [
        visit("a", 1),
        visit("b", 2, windows=[window(10, 11.5)]),
        visit("promised", 3, required=True, windows=[window(14, 14)]),
        visit("hers", 4, reps=frozenset({"she"})),
        visit("held", 5, lock=Lock("rep/0", at(16))),
    ],
    [shift(lunch=noon(), max_visits=4), shift(rep="she")],
)
GOOD = Solution((Timetable(DAY).route(0, [0, 1, 2, 4]),), (Unserved("hers", Reason.WORTH_LESS_THAN_COST, {}),))


def broken(change: Callable[[Route], Route]) -> set[Rule]:
    """The rules that the good day breaks after this change to its route."""
    return {v.rule for v in check(DAY, replace(GOOD, routes=(change(GOOD.routes[0]),)))}


def with_stop(route: Route, number: int, **moments: int) -> Route:
    stops = list(route.stops)
    stops[number] = replace(stops[number], **moments)
    return replace(route, stops=tuple(stops))


def test_a_good_day_breaks_no_rule() -> None:
    """Every rule is kept, and the value claimed is the value there is."""
    assert check(DAY, GOOD, value=solution_value(DAY, GOOD)) == []


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (lambda r: replace(r, lunch_s=None), Rule.LUNCH),
        (lambda r: replace(r, lunch_s=at(11)), Rule.LUNCH),  # before its window
        (lambda r: replace(r, lunch_s=r.stops[1].start_s + 60), Rule.LUNCH),  # in the middle of a service
        (lambda r: replace(r, depart_s=at(9) - 1), Rule.SHIFT),
        (lambda r: replace(r, return_s=at(18) + 1), Rule.SHIFT),
        (lambda r: replace(r, return_s=r.return_s - 1), Rule.TIMING),
        (lambda r: with_stop(r, 0, arrival_s=r.stops[0].arrival_s + 1), Rule.TIMING),
        (lambda r: with_stop(r, 0, start_s=r.stops[0].start_s + 60), Rule.TIMING),  # dawdles
        (lambda r: with_stop(r, 0, departure_s=r.stops[0].departure_s - 60), Rule.TIMING),  # cut short
        (lambda r: with_stop(r, 1, start_s=at(12)), Rule.WINDOW),
        (lambda r: with_stop(r, 3, start_s=at(16) + 1), Rule.LOCK),
        (lambda r: replace(r, shift="she/0"), Rule.LOCK),
        (lambda r: replace(r, shift="nobody/0"), Rule.UNKNOWN),
        (lambda r: replace(r, stops=(*r.stops, Stop("ghost", 1, 1, 1))), Rule.UNKNOWN),
        (lambda r: replace(r, stops=(*r.stops, r.stops[0])), Rule.COUNTED_ONCE),
        (lambda r: replace(r, stops=(*r.stops, r.stops[0])), Rule.MAX_VISITS),
        (lambda r: replace(r, stops=r.stops[1:]), Rule.COUNTED_ONCE),  # lost without a reason
        (lambda r: replace(r, stops=()), Rule.TIMING),  # drives about and visits nobody
    ],
)
def test_each_broken_rule_is_named(change: Callable[[Route], Route], rule: Rule) -> None:
    """One change, one rule (and perhaps what follows from it)."""
    assert rule in broken(change)


def test_a_visit_that_is_another_reps_is_refused() -> None:
    """Allowed reps are checked on the route, not believed."""
    stranger = Solution((Timetable(replace_reps(DAY)).route(0, [3]),))
    assert Rule.ALLOWED_REP in {v.rule for v in check(DAY, stranger)}


def replace_reps(world: Problem) -> Problem:
    """The same world in which everybody may go everywhere."""
    return replace(world, visits=tuple(replace(v, reps=None) for v in world.visits))


def test_two_routes_of_one_shift_are_refused() -> None:
    """A rep is in one place at a time."""
    twice = replace(GOOD, routes=(GOOD.routes[0], Route("rep/0", at(9), at(9), ())))
    assert Rule.ONE_ROUTE in {v.rule for v in check(DAY, twice)}


def test_a_promise_is_given_up_only_for_a_hard_reason() -> None:
    """An appointment may clash; it may not be too much trouble."""
    without = Timetable(DAY).route(0, [0, 1, 4])
    for reason, is_fine in ((Reason.APPOINTMENT_CLASH, True), (Reason.DAY_FULL, False)):
        told = Solution((without,), (*GOOD.unserved, Unserved("promised", reason)))
        assert (Rule.REQUIRED not in {v.rule for v in check(DAY, told)}) is is_fine


def test_a_value_that_is_not_true_is_refused() -> None:
    """One hundredth of a second is enough."""
    assert {v.rule for v in check(DAY, GOOD, value=solution_value(DAY, GOOD) + 1)} == {Rule.VALUE}


def planned(world: Problem, *orders: list[int]) -> Solution:
    """The routes of these visits, by index, on each shift; whatever stands in none is said to be too little worth."""
    timetable, served = Timetable(world), {v for order in orders for v in order}
    left_out = (v.id for n, v in enumerate(world.visits) if n not in served)
    return Solution(
        tuple(timetable.route(s, order) for s, order in enumerate(orders)),
        tuple(Unserved(name, Reason.WORTH_LESS_THAN_COST) for name in left_out),
    )


@pytest.mark.parametrize(
    ("gap_days", "orders", "is_fine"),
    [
        (None, ([0], [], []), True),
        (None, ([0], [], [1]), False),  # alternatives on days however far apart
        (2, ([0], [], [1]), True),
        (2, ([0], [1], []), False),
        (1, ([0], [1], []), True),
        (1, ([0, 1], [], []), False),  # twice on one day
    ],
)
def test_a_group_keeps_its_distance(gap_days: int | None, orders: tuple[list[int], ...], is_fine: bool) -> None:
    """Days apart are counted, and only one alternative is made."""
    group = Group("g", gap_days)
    world = problem([visit("a", 1, group=group), visit("b", 1, group=group)], [shift(), shift(1), shift(2)])
    assert {v.rule for v in check(world, planned(world, *orders))} == (set() if is_fine else {Rule.GROUP})


def test_a_visit_of_another_group_may_be_near() -> None:
    """Distance is kept within a group only."""
    alone = [visit("a", 1, group=Group("g", 2)), visit("b", 1, group=Group("h", 2)), visit("c", 1)]
    world = problem(alone, [shift()])
    assert check(world, planned(world, [0, 1, 2])) == []


def test_a_night_away_is_not_forgotten() -> None:
    """A shift that ends elsewhere has a route, even without a stop; one that ends at home needs none."""
    world = problem([], [shift(night=1), shift(1)])
    there, _ = planned(world, [], []).routes
    assert check(world, Solution((there,)), value=-100 * 600) == []
    assert {v.rule for v in check(world, Solution(()))} == {Rule.OVERNIGHT}
    asleep = replace(there, return_s=there.depart_s)
    assert {v.rule for v in check(world, Solution((asleep,)))} == {Rule.TIMING}


def test_the_worth_of_keeping_a_visit_is_counted_where_it_is_kept() -> None:
    """A quarter of an hour more on the shift it had, nothing on another, nothing for a shift that is gone."""
    visits = [visit("kept", 0, kept_on="rep/0"), visit("orphan", 0, kept_on="gone/0")]
    world = problem(visits, [shift(), shift(1)], weights=Weights(keep_s=900))
    for orders, bonus_s in ((([0, 1], []), 900), (([], [0, 1]), 0)):
        plan = planned(world, *orders)
        worth = 100 * (4 * HOUR_S + bonus_s)
        assert solution_value(world, plan) == worth
        assert check(world, plan, value=worth) == []
        assert {v.rule for v in check(world, plan, value=worth - 1)} == {Rule.VALUE}


def mutants(world: Problem, good: Solution, rng: random.Random) -> list[Solution]:
    """Ways to spoil a plan that keep none of its meaning: each breaks a rule wherever it can be applied."""
    spoiled: list[Solution] = []
    for n, route in enumerate(good.routes):
        if not route.stops:  # a drive to the night
            continue
        off_s = rng.choice([-900, -1, 1, 60, 3600])
        stop = rng.randrange(len(route.stops))
        changes = [
            with_stop(route, stop, start_s=route.stops[stop].start_s + off_s),
            with_stop(route, stop, arrival_s=route.stops[stop].arrival_s + off_s),
            with_stop(route, stop, departure_s=route.stops[stop].departure_s + off_s),
            replace(route, return_s=route.return_s + off_s),
            replace(route, depart_s=route.depart_s + off_s),
            replace(route, stops=tuple(s for s in route.stops if s is not route.stops[stop])),
            replace(route, stops=(*route.stops, route.stops[stop])),
            with_stop(route, stop, start_s=route.stops[stop].start_s + 20 * HOUR_S),  # out of every window of the day
        ]
        if len(route.stops) > 1:
            one, two = rng.sample(range(len(route.stops)), 2)
            names = [s.visit for s in route.stops]
            names[one], names[two] = names[two], names[one]
            changes.append(
                replace(route, stops=tuple(replace(s, visit=v) for s, v in zip(route.stops, names, strict=True)))
            )
        if route.lunch_s is not None:
            changes += [replace(route, lunch_s=None), replace(route, lunch_s=route.stops[stop].start_s + 1)]
        spoiled += [replace(good, routes=(*good.routes[:n], change, *good.routes[n + 1 :])) for change in changes]
    return spoiled


def test_the_checker_catches_every_one_of_two_thousand_spoiled_plans() -> None:
    """Swapped, shifted, shortened, doubled, without lunch, out of the window: 100 %."""
    caught = missed = seed = 0
    while caught + missed < 2000:
        seed += 1
        world = random_problem(seed, distinct_travel=True)
        good = solve(world, Limit(60, iterations=3)).solution
        assert check(world, good) == []
        for spoiled in mutants(world, good, random.Random(seed)):
            if check(world, spoiled):
                caught += 1
            else:
                missed += 1
    assert missed == 0
