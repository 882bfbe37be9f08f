"""Every visit left out has the first true reason of the list, with its numbers."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from solver import Limit, Lock, Problem, Reason, TravelMatrix, Unserved, Visit
from solver.explain import explain
from solver.schedule import Order, Timetable
from solver.solve import solve
from tests.solver.random_worlds import random_problem
from tests.solver.worlds import HOUR_S, at, problem, shift, visit, window

FAR = (0, 10, 20, 30, 40, 50, 300)  # the last place is five hours away


def reason(visits: Sequence[Visit], order: Order, *, minutes: Sequence[int] = FAR, max_visits: int = 12) -> Unserved:
    """Why the last of the visits is not in this order of one day from 09:00 to 18:00."""
    world = problem(visits, [shift(max_visits=max_visits)], minutes)
    (unserved,) = explain(world, [order])
    return unserved


def test_nobody_may_go() -> None:
    """Its only rep has no shift."""
    assert reason([visit("hers", 1, reps=frozenset({"she"}))], []).reason is Reason.NO_ALLOWED_REP


def test_closed_on_every_day_of_the_field() -> None:
    """It opens on the second day, and there is only the first."""
    assert reason([visit("tomorrow", 1, windows=[window(9, 17, day=1)])], []).reason is Reason.CLOSED_THAT_DAY


def test_its_hours_lie_outside_the_shift() -> None:
    """Open at night; no travel at all would not help."""
    assert reason([visit("night", 1, windows=[window(19, 22)])], []).reason is Reason.WINDOW_OUTSIDE_SHIFT


def test_too_far_says_how_far() -> None:
    """Ten hours there and back do not go into nine."""
    told = reason([visit("far", 6)], [])
    assert (told.reason, told.numbers["extra_s"]) == (Reason.TOO_FAR, 10 * HOUR_S)


def test_an_appointment_in_the_way_is_named() -> None:
    """Two promises at ten, twenty minutes apart."""
    told = reason(
        [
            visit("first", 1, required=True, windows=[window(10, 10)]),
            visit("second", 3, required=True, windows=[window(10, 10)]),
        ],
        [0],
    )
    assert (told.reason, told.numbers["with"]) == (Reason.APPOINTMENT_CLASH, ["first"])


def test_a_locked_stop_in_the_way_is_named() -> None:
    """The same clash with a stop that somebody locked."""
    told = reason(
        [visit("held", 1, lock=Lock("rep/0", at(10))), visit("second", 3, windows=[window(10, 10)])],
        [0],
    )
    assert (told.reason, told.numbers["with"]) == (Reason.LOCKED_OUT, ["held"])


def test_worth_less_than_it_costs() -> None:
    """An hour and a half of driving for a visit worth an hour."""
    told = reason([visit("poor", 5, prize=HOUR_S)], [])
    assert (told.reason, told.numbers["cost_s"]) == (Reason.WORTH_LESS_THAN_COST, 100 * 60)


def test_what_a_longer_search_would_place_is_admitted() -> None:
    """It fits and gains, and the plan at hand does not have it; or it gains in the place of another."""
    assert reason([visit("missed", 1)], []).reason is Reason.SEARCH_LIMIT
    all_day = [visit("poor", 1, prize=3 * HOUR_S, service_s=8 * HOUR_S), visit("rich", 1, prize=9 * HOUR_S)]
    told = reason(all_day, [0])
    assert (told.reason, told.numbers["displaces"]) == (Reason.SEARCH_LIMIT, "poor")


def test_only_the_count_forbids() -> None:
    """There is time for a second visit, but one is the most."""
    told = reason([visit("first", 1, prize=3 * HOUR_S), visit("second", 1)], [0], max_visits=1)
    assert (told.reason, told.numbers["max_visits"]) == (Reason.MAX_VISITS, 1)


def test_a_full_day_says_what_would_have_to_go() -> None:
    """Eight hours on site and twenty minutes of driving leave no hour."""
    told = reason([visit("long", 1, prize=9 * HOUR_S, service_s=8 * HOUR_S), visit("late", 1)], [0])
    assert told.reason is Reason.DAY_FULL
    assert (told.numbers["displaces"], told.numbers["loses_s"]) == ("long", 7 * HOUR_S)


def brute_force_reason(world: Problem, orders: Sequence[Order], index: int) -> Reason:
    """The definition, read aloud: every shift, every position, every single exchange, timed one by one."""
    timetable, visit_ = Timetable(world), world.visits[index]
    endless = Timetable(_with_endless_count(world))

    def positions(order: Order) -> list[Order]:
        return [[*order[:n], index, *order[n:]] for n in range(len(order) + 1)]

    def fits(table: Timetable, shift_: int, order: Order) -> bool:
        open_ = bool(table.windows[shift_][index])
        return open_ and any(table.return_of(shift_, longer) is not None for longer in positions(order))

    shifts = range(len(world.shifts))
    allowed = [s for s in shifts if world.allows(visit_, world.shifts[s])]
    if not allowed:
        return Reason.NO_ALLOWED_REP
    days = {w.start_s // 86_400 for w in visit_.windows} | {w.end_s // 86_400 for w in visit_.windows}
    if not any(world.shifts[s].day in days for s in allowed):
        return Reason.CLOSED_THAT_DAY
    if not any(fits(endless, s, []) for s in allowed):
        still = Timetable(_without_travel(_with_endless_count(world)))
        return Reason.TOO_FAR if any(fits(still, s, []) for s in allowed) else Reason.WINDOW_OUTSIDE_SHIFT
    skeletons = {s: [v for v in orders[s] if world.visits[v].is_fixed] for s in allowed}
    if not any(fits(endless, s, skeletons[s]) for s in allowed):
        blockers = [v for s in allowed if fits(endless, s, []) for v in skeletons[s]]
        return Reason.LOCKED_OUT if any(world.visits[v].lock for v in blockers) else Reason.APPOINTMENT_CLASH
    gains = [
        value - (timetable.value(s, orders[s]) or 0)
        for s in allowed
        if timetable.windows[s][index]
        for longer in positions(orders[s])
        if (value := timetable.value(s, longer)) is not None
    ]
    if gains:
        return Reason.SEARCH_LIMIT if max(gains) > 0 or visit_.is_fixed else Reason.WORTH_LESS_THAN_COST
    exchanges = [
        value - (timetable.value(s, orders[s]) or 0)
        for s in allowed
        if timetable.windows[s][index]
        for gone in orders[s]
        if not world.visits[gone].is_fixed
        for shorter in [[v for v in orders[s] if v != gone]]
        if timetable.value(s, shorter) is not None
        for longer in positions(shorter)
        if (value := timetable.value(s, longer)) is not None
    ]
    if exchanges and (max(exchanges) > 0 or visit_.is_fixed):
        return Reason.SEARCH_LIMIT
    if any(fits(endless, s, orders[s]) for s in allowed):
        return Reason.MAX_VISITS
    return Reason.DAY_FULL


def _with_endless_count(world: Problem) -> Problem:
    return replace(world, shifts=tuple(replace(s, max_visits=99) for s in world.shifts))


def _without_travel(world: Problem) -> Problem:
    nowhere = world.travel.duration_s * 0
    return replace(world, travel=TravelMatrix(nowhere, nowhere))


@pytest.mark.parametrize("seed", range(200))
def test_a_brute_force_reading_of_the_list_agrees(seed: int) -> None:
    """Of a searched plan and of a spoiled one, every reason is the one that the definition gives."""
    world = random_problem(seed)
    result = solve(world, Limit(60, iterations=3))
    index = {v.id: n for n, v in enumerate(world.visits)}
    routes = {r.shift: [index[s.visit] for s in r.stops] for r in result.solution.routes}
    orders = [routes.get(s.id, []) for s in world.shifts]
    poorer = [order[:1] for order in orders]
    for plan in (orders, poorer):
        if any(Timetable(world).value(s, order) is None for s, order in enumerate(plan)):
            continue  # without the triangle inequality a shorter route may be too long
        for unserved in explain(world, plan):
            assert unserved.reason is brute_force_reason(world, plan, index[unserved.visit]), unserved
