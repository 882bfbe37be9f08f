"""How near together the days lie, in figures that can be checked by hand."""

import random
from dataclasses import replace

import pytest

from solver import Limit, Problem, Solution, TravelMatrix, Weights
from solver.compactness import DayCompactness, compactness
from solver.schedule import Order, Timetable
from solver.solve import solve
from tests.solver.worlds import HOUR_S, problem, shift, visit

WORLD = problem([visit(f"v{n}", n) for n in (1, 2, 3, 4)], [shift(), shift(1), shift(rep="she")])


def days_of(world: Problem, *orders: Order) -> dict[str, DayCompactness]:
    timetable = Timetable(world)
    return compactness(world, Solution(tuple(timetable.route(s, order) for s, order in enumerate(orders))))


def test_a_day_is_measured_within_and_across() -> None:
    """Kilometres 10 and 20 on one day, 30 and 40 on the next: 10 within, 20 across; 40 minutes of 2 h 40 driven."""
    today = days_of(WORLD, [0, 1], [2, 3], [])["rep/0"]
    assert today == DayCompactness(40 / 160, 10_000.0, 20_000.0)
    assert today.ratio == pytest.approx(0.5)


def test_days_that_cross_each_other_are_no_districts() -> None:
    """The same four visits, every other one: as far within as across, and more."""
    ratio = days_of(WORLD, [0, 2], [1, 3], [])["rep/0"].ratio
    assert ratio is not None
    assert ratio > 1


def test_a_single_stop_has_no_distance_within() -> None:
    """Nor a ratio; and a day without stops is not told."""
    found = days_of(WORLD, [0], [1], [])
    assert set(found) == {"rep/0", "rep/1"}
    assert (found["rep/0"].within_m, found["rep/0"].across_m, found["rep/0"].ratio) == (None, 10_000.0, None)


def test_another_rep_is_no_other_day() -> None:
    """Across means the days of the same rep."""
    assert days_of(WORLD, [0, 1], [], [2, 3])["rep/0"].across_m is None
    assert days_of(WORLD, [0, 1], [2], [3])["rep/0"].across_m == pytest.approx(15_000)


def test_a_distance_is_the_mean_of_there_and_back() -> None:
    """A one-way street of 3 km is 4 km long when the way back takes 5."""
    metres = WORLD.travel.distance_m.copy()
    metres[1, 2], metres[2, 1] = 3000, 5000
    one_way = replace(WORLD, travel=TravelMatrix(WORLD.travel.duration_s, metres))
    assert days_of(one_way, [0, 1], [], [])["rep/0"].within_m == pytest.approx(4000)


def test_a_day_without_time_is_no_division_by_zero() -> None:
    """A visit of no length at home."""
    at_home = problem([visit("here", 0, service_s=0)], [shift()])
    assert days_of(at_home, [0])["rep/0"].travel_share == 0


def two_districts(travel_pct: int) -> Problem:
    """Twelve visits an hour to one side, twelve to the other and twelve on the way; two days of six visits each."""
    rng = random.Random(7)
    minutes = [90, *(rng.randint(20, 40) for _ in range(12)), *(rng.randint(140, 160) for _ in range(12))]
    minutes += [rng.randint(50, 130) for _ in range(12)]
    visits = [visit(f"v{n:02}", n, prize=rng.randint(1, 4) * HOUR_S // 2) for n in range(1, len(minutes))]
    return problem(visits, [shift(max_visits=6), shift(1, max_visits=6)], minutes, Weights(travel_pct))


def test_a_greater_weight_of_travel_makes_no_plan_of_more_travel() -> None:
    """The manager's lever: from a half to three times, it takes a fifth or more off the share of travel in the plan."""
    shares = []
    for travel_pct in (50, 150, 300):
        world = two_districts(travel_pct)
        shares.append(travel_share_of(world, solve(world, Limit(60, iterations=5000)).solution))
    assert shares == sorted(shares, reverse=True)
    assert shares[-1] < 0.8 * shares[0]


def travel_share_of(world: Problem, solution: Solution) -> float:
    """The share of travel in the time of all days together."""
    away_s = {route.shift: route.return_s - route.depart_s for route in solution.routes}
    days = compactness(world, solution)
    return sum(days[name].travel_share * away_s[name] for name in days) / sum(away_s[name] for name in days)
