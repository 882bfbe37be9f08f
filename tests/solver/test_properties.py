"""What holds for every problem: the checker passes the answer, and the same question gets the same answer."""

import random
from dataclasses import replace

import pytest

from solver import Limit, Problem, Solution, Status, check
from solver.solve import solve
from tests.solver.random_worlds import random_problem

QUICK = Limit(60, iterations=5)


def shuffled(world: Problem, seed: int) -> Problem:
    """The same problem with its visits and shifts in another order."""
    rng = random.Random(seed)
    visits, shifts = list(world.visits), list(world.shifts)
    rng.shuffle(visits)
    rng.shuffle(shifts)
    return replace(world, visits=tuple(visits), shifts=tuple(shifts))


@pytest.mark.parametrize("seed", range(200))
def test_no_answer_breaks_a_rule(seed: int) -> None:
    """Windows, lunch, locks, appointments, counts, overtime, allowed reps, lopsided travel: 0 violations."""
    world = random_problem(seed)
    result = solve(world, QUICK, seed=seed)
    assert check(world, result.solution, value=result.value) == []
    assert result.trace == () or result.trace[-1].value == result.value


@pytest.mark.parametrize("seed", range(40))
def test_the_same_question_gets_the_same_answer(seed: int) -> None:
    """Counting iterations, the order of rows does not matter, nor does asking twice."""
    world = random_problem(1000 + seed)
    answers = [solve(variant, QUICK, seed=7).solution for variant in (world, world, shuffled(world, seed))]
    assert answers[0] == answers[1] == answers[2]


@pytest.mark.parametrize("seed", range(20))
def test_a_search_that_begins_with_a_plan_is_never_worse(seed: int) -> None:
    """A warm start keeps what it had, or improves it."""
    world = random_problem(2000 + seed)
    first = solve(world, QUICK)
    again = solve(world, QUICK, initial=first.solution)
    kept = [sum(v.is_fixed for v in world.visits if v.id in r.solution.served) for r in (first, again)]
    assert (kept[1], again.value) >= (kept[0], first.value)


def test_nothing_to_do_is_an_answer() -> None:
    """No visits, no shifts, or neither."""
    world = random_problem(3)
    for empty in (replace(world, visits=()), replace(world, visits=(), shifts=())):
        assert solve(empty, QUICK).solution == Solution(())
    assert solve(replace(world, shifts=(), visits=world.visits[:0]), QUICK).status is Status.COMPLETE
