"""The certificate: never below what can be done, exact where routes leave no choice, honest about what it lacks."""

from dataclasses import replace

import numpy as np
import pytest

from solver import Limit, Problem, Solution, TravelMatrix, Uncertified, Visit
from solver.certify import MOST_VISITS, certify
from solver.solve import solve
from tests.solver.optimum import optimum, tiny_problem
from tests.solver.weeks import week
from tests.solver.worlds import HOUR_S, problem, shift, visit

NOTHING_PLANNED = Solution(())
THOROUGH = Limit(60, iterations=200)


@pytest.mark.parametrize("first", range(0, 60, 10))
def test_the_bound_is_never_below_the_best_plan(first: int) -> None:
    """Tiny problems with every feature on, no triangle inequality among them, against all of their plans."""
    for seed in range(first, first + 10):
        world = tiny_problem(seed)
        result = solve(world, THOROUGH)
        kept = sum(v.is_fixed for v in world.visits if v.id in result.solution.served)
        best = optimum(world)
        certificate = certify(world, result.solution, result.value, 20)
        if certificate.bound is not None and kept == best[0]:
            assert certificate.bound >= best[1], seed


def test_where_routes_leave_no_choice_the_bound_is_the_plan_but_for_a_hair() -> None:
    """Two visits that fill a day of one visit each: nobody can do better, and the certificate knows it."""
    world = problem([visit("a", 1), visit("b", 2)], [shift(0, max_visits=1), shift(1, max_visits=1)], (0, 10, 20))
    result = solve(world, THOROUGH)
    certificate = certify(world, result.solution, result.value, 20)
    assert certificate.bound is not None
    assert certificate.bound >= result.value
    assert certificate.gap is not None
    assert certificate.gap < 0.001


def test_a_poor_plan_is_said_to_be_poor() -> None:
    """The pair of the test above: the same bound, and the whole worth between it and an empty plan."""
    world = problem([visit("a", 1), visit("b", 2)], [shift(0), shift(1)], (0, 10, 20))
    best = solve(world, THOROUGH)
    certificate = certify(world, NOTHING_PLANNED, 0, 20)
    assert certificate.bound is not None
    assert certificate.bound >= best.value
    assert certificate.gap == 1


def test_a_detour_that_is_shorter_than_the_way_does_not_fool_it() -> None:
    """Driving through a third place saves an hour: the bound is that of the shortest ways, so it stays above."""
    world = problem([visit("a", 1), visit("b", 2, prize=60)], [shift(0)], (0, 10, 20))
    minutes = np.array([[0, 90, 10], [90, 0, 10], [10, 10, 0]], dtype=np.int32) * 60
    crooked = replace(world, travel=TravelMatrix(minutes, minutes))
    assert optimum(crooked)[1] <= (certify(crooked, NOTHING_PLANNED, 0, 20).bound or 0)


def test_a_week_is_certified_within_a_few_per_cent() -> None:
    """Sixty accounts, lunch and promises."""
    world = week(1)
    result = solve(world, Limit(60, iterations=2_000))
    certificate = certify(world, result.solution, result.value, 60)
    assert certificate.gap is not None
    assert certificate.gap < 0.03


def test_no_time_and_too_many_accounts_are_said() -> None:
    """Without a bound there is a reason."""
    world = week(2)
    assert certify(world, NOTHING_PLANNED, 0, 1e-6).why_not is Uncertified.NO_TIME
    assert certify(_crowd(MOST_VISITS + 1), NOTHING_PLANNED, 0, 20).why_not is Uncertified.TOO_LARGE


def _crowd(count: int) -> Problem:
    everywhere = visit("one", 0, service_s=HOUR_S)
    crowd = tuple(Visit(f"v{n}", 0, everywhere.service_s, everywhere.prize, everywhere.windows) for n in range(count))
    return Problem(crowd, (shift(0),), TravelMatrix(np.zeros((1, 1), np.int32), np.zeros((1, 1), np.int32)))
