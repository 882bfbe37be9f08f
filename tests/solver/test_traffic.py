"""Drives that depend on the hour: nobody overtakes, and everything that times a route agrees about it."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solver import InvalidProblem, Limit, Problem, Rule, Solution, Traffic, check, propose_slots
from solver.certify import certify
from solver.explain import explain
from solver.insertion import try_insertions
from solver.schedule import Timetable
from solver.solve import solve
from tests.solver.random_worlds import DAY_S, random_plan, random_problem, slowed
from tests.solver.test_slots import pinned
from tests.solver.weeks import week
from tests.solver.worlds import HOUR_S, MINUTE_S, at, problem, shift, visit, window

HALF_AT_EIGHT = Traffic(tuple(50 if hour == 8 else 100 for hour in range(24)))
speeds = st.lists(st.integers(10, 100), min_size=24, max_size=24).map(tuple)
moments = st.integers(0, 3 * DAY_S)
drives = st.integers(0, 6 * HOUR_S)


def arrives(traffic: Traffic, left_s: int, drive_s: int) -> int:
    return int(traffic.arrival(np.array(left_s), np.array(drive_s)))


@settings(max_examples=60)
@given(speeds, moments, st.integers(0, HOUR_S), drives)
def test_who_leaves_later_is_never_there_earlier(pct: tuple[int, ...], left_s: int, later_s: int, drive_s: int) -> None:
    """First in, first out, whatever the speeds; the last moment to leave is the last, and the free drive comes back."""
    traffic = Traffic(pct)
    there_s = arrives(traffic, left_s, drive_s)
    assert left_s + drive_s <= there_s <= arrives(traffic, left_s + later_s, drive_s)
    assert traffic.free_s(left_s, there_s) == drive_s
    last_s = int(traffic.departure(np.array(there_s), np.array(drive_s)))
    assert arrives(traffic, last_s, drive_s) <= there_s < arrives(traffic, last_s + 1, drive_s)


def test_a_drive_is_slow_only_while_the_hour_is() -> None:
    """At half the speed from eight to nine: ten minutes before eight, ten of twenty are left, which take twenty."""
    assert arrives(HALF_AT_EIGHT, at(7.5), 20 * MINUTE_S) == at(7.5) + 20 * MINUTE_S
    assert arrives(HALF_AT_EIGHT, at(8) - 10 * MINUTE_S, 20 * MINUTE_S) == at(8) + 20 * MINUTE_S
    assert arrives(HALF_AT_EIGHT, at(8.75), 20 * MINUTE_S) == at(9) + 20 * MINUTE_S - 7 * MINUTE_S - 30


@pytest.mark.parametrize("pct", [(100,) * 23, (100,) * 23 + (9,), (100,) * 23 + (101,)])
def test_speeds_that_are_none_are_refused(pct: tuple[int, ...]) -> None:
    """One for each hour, a tenth of the free speed at least, the free speed at most."""
    with pytest.raises(ValueError, match="speed for each of 24 hours"):
        Traffic(pct)


def far_away(traffic: Traffic | None) -> Problem:
    """One visit forty minutes away, on a day that begins at eight."""
    return problem([visit("far", 4, windows=[window(8, 18)])], [replace(shift(hours=(8, 18)), traffic=traffic)])


def test_the_morning_peak_moves_the_arrival() -> None:
    """At half the speed thirty of forty minutes' driving take an hour; the way home is as long as ever."""
    free, jammed = (Timetable(far_away(traffic)).route(0, [0]) for traffic in (None, HALF_AT_EIGHT))
    assert (free.stops[0].arrival_s, jammed.stops[0].arrival_s) == (at(8) + 40 * MINUTE_S, at(9) + 10 * MINUTE_S)
    assert jammed.return_s - jammed.stops[0].departure_s == 40 * MINUTE_S


@pytest.mark.parametrize("seed", range(12))
def test_everything_that_times_a_route_agrees(seed: int) -> None:
    """The checker passes what the timetable says, an insertion is worth the difference, reasons can be found."""
    world = slowed(random_problem(seed, distinct_travel=seed % 2 == 0), seed)
    timetable, orders = Timetable(world), random_plan(world, seed)
    routes = tuple(timetable.route(s, order) for s, order in enumerate(orders) if order)
    timing = [v for v in check(world, Solution(routes)) if v.rule is not Rule.COUNTED_ONCE]
    assert timing == []
    for s, order in enumerate(orders):
        found = try_insertions(timetable, s, order)
        for v in sorted(set(range(len(timetable.place))) - set(order)):
            for position in range(len(order) + 1):
                value = timetable.value(s, [*order[:position], v, *order[position:]])
                fits = value is not None and bool(timetable.windows[s][v])
                assert found.fits[v, position] == fits
                assert not fits or found.gain[v, position] == value - (timetable.value(s, order) or 0)
    left_out = len(world.visits) - sum(len(order) for order in orders)
    assert len(explain(world, orders)) == left_out


def test_an_arrival_that_only_the_free_road_allows_is_refused() -> None:
    """The checker drives hour by hour by itself."""
    route = Timetable(far_away(None)).route(0, [0])
    found = check(far_away(HALF_AT_EIGHT), Solution((route,)))
    assert {v.rule for v in found} == {Rule.TIMING}


@pytest.mark.parametrize("seed", range(8))
def test_what_may_be_offered_fits_in_the_rush_hour(seed: int) -> None:
    """Both ends of every slot can be kept, the second after its last one cannot."""
    world = slowed(random_problem(seed + 100), seed)
    if not world.visits:
        return
    orders = [[v for v in order if v != len(world.visits) - 1] for order in random_plan(world, seed)]
    timetable, newcomer = Timetable(world), world.visits[-1]
    fitting = [order if timetable.return_of(s, order) is not None else [] for s, order in enumerate(orders)]
    plan = Solution(tuple(timetable.route(s, order) for s, order in enumerate(fitting)))
    index = {s.id: n for n, s in enumerate(world.shifts)}
    for slot in propose_slots(world, plan, newcomer):
        s = index[slot.shift]
        for start_s in (slot.first_s, slot.level_until_s, slot.last_s):
            assert pinned(timetable, fitting[s], s, slot.position, start_s) is not None


def test_a_week_is_mended_after_the_search_and_its_bound_holds() -> None:
    """It passes the checker, little is lost to the rush hours, and nobody could make a plan above its bound."""
    free = week(1, accounts=30)
    rush = Traffic(tuple({7: 75, 8: 60, 9: 80, 17: 60, 18: 60}.get(hour, 100) for hour in range(24)))
    jammed = replace(free, shifts=tuple(replace(s, traffic=rush) for s in free.shifts))
    found = solve(jammed, Limit(60, 200), seed=1)
    assert check(jammed, found.solution, value=found.value) == []
    assert found.value > 0.85 * solve(free, Limit(60, 200), seed=1).value
    proof = certify(jammed, found.solution, found.value, 1)
    assert proof.bound is None or proof.bound >= found.value


def test_a_night_that_the_rush_hour_puts_out_of_reach_is_refused() -> None:
    """Thirty minutes at a tenth of the speed are five hours."""
    jam = Traffic((10,) * 24)
    night = replace(shift(night=3), traffic=jam)
    short = replace(night, window=replace(night.window, end_s=night.window.start_s + 4 * HOUR_S))
    with pytest.raises(InvalidProblem, match="too short to reach"):
        problem([visit("a", 1)], [short])
