"""The members of the search together: who found what, when it ends, and that it works without a compiler."""

import subprocess
import sys
from dataclasses import replace

import pytest

from solver import Incumbent, Limit, check
from solver.limits import Stopwatch
from solver.solve import solve
from tests.solver.random_worlds import random_problem
from tests.solver.weeks import week

MEMBERS = {"initial", "greedy", "annealing", "recombine", "routing", "polish", "lns"}


@pytest.mark.parametrize("seed", range(10))
def test_the_trace_says_which_member_found_what(seed: int) -> None:
    """Each entry is better than the one before, has a known finder, and the last is the answer."""
    world = random_problem(seed)
    heard: list[Incumbent] = []
    result = solve(world, Limit(60, iterations=20), on_incumbent=heard.append)
    assert heard == list(result.trace)
    assert {found.member for found in heard} <= MEMBERS
    assert [found.found_s for found in heard] == sorted(found.found_s for found in heard)
    assert not heard or heard[-1].value == result.value


def test_a_small_problem_is_done_before_its_time() -> None:
    """A dozen visits do not take the minute they might."""
    world = random_problem(7)
    result = solve(world, Limit(60))
    assert result.runtime_s < 30


def test_a_limit_is_kept_with_everything_in_it() -> None:
    """The reasons are found within the time, give or take what a busy machine adds."""
    result = solve(week(1, 80), Limit(2.0))
    assert result.runtime_s < 4.0


@pytest.mark.parametrize("iterations", [None, 1_000_000])
def test_a_search_that_is_halted_ends_with_what_it_has(iterations: int | None) -> None:
    """Of ten minutes, or a million rounds, a few seconds: a whole plan with its reasons."""
    problem, asked = week(4, 120), Stopwatch()
    result = solve(problem, Limit(600, iterations), cores=2, halted=lambda: asked.elapsed_s > 1)
    assert asked.elapsed_s < 60
    assert result.solution.routes
    assert check(problem, result.solution, value=result.value) == []


@pytest.mark.parametrize("cores", [2, 3])
def test_a_counted_search_is_the_same_on_any_number_of_cores(cores: int) -> None:
    """Two waves and more, with recombination between them."""
    world = week(3, 60)
    limit = Limit(600, iterations=9_000)
    assert solve(world, limit, seed=5, cores=cores).solution == solve(world, limit, seed=5).solution


def test_another_seed_is_another_search() -> None:
    """Otherwise the seed would be a fiction: plans of hard problems differ, or the ways to them do."""
    world = week(2, 80)
    ways = {tuple(i.value for i in solve(world, Limit(60, iterations=60), seed=seed).trace) for seed in range(4)}
    assert len(ways) > 1


WITHOUT_COMPILER = """
import sys
sys.modules["numba"] = None
from solver import Limit, check
from solver.compiled import HAS_COMPILER
from solver.solve import solve
from tests.solver.random_worlds import random_problem
assert not HAS_COMPILER
members = set()
for seed in range(12):
    world = random_problem(seed)
    result = solve(world, Limit(0.4), seed=seed)
    assert check(world, result.solution, value=result.value) == [], seed
    members |= {found.member for found in result.trace}
    counted = [solve(world, Limit(60, iterations=5), seed=seed).solution for _ in range(2)]
    assert counted[0] == counted[1], seed
assert "greedy" in members
print("fine")
"""


def test_without_numba_the_search_is_slower_and_as_true() -> None:
    """In a process that cannot import numba: checked plans, and the same again when it counts."""
    done = subprocess.run([sys.executable, "-c", WITHOUT_COMPILER], capture_output=True, text=True, timeout=250)
    assert done.stdout.strip() == "fine", done.stderr[-2000:]


def test_an_old_plan_is_resumed_as_far_as_it_fits() -> None:
    """A plan of another, wider problem: what cannot stay goes, and the answer holds."""
    world = week(4, 40)
    before = solve(world, Limit(60, iterations=50))
    fewer = replace(world, visits=world.visits[::2], shifts=world.shifts[1:])
    after = solve(fewer, Limit(60, iterations=50), initial=before.solution)
    assert check(fewer, after.solution, value=after.value) == []
    assert after.trace[0].member == "initial"
