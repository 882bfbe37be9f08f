"""Nothing passes that the independent checker refuses."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from app.planning.verify import PlanRefused, checked_part
from solver import Limit, Reason, Result, Unserved, WideProblem
from solver.solve_wide import solve_wide
from tests.worlds.abstract import line_problem

PROBLEM: WideProblem = line_problem(30, days=1)


@pytest.fixture(scope="module")
def result() -> Result:
    """A true answer: a full day, and a reason for everybody else."""
    return solve_wide(PROBLEM, Limit(60, iterations=1))


def test_a_true_answer_passes(result: Result) -> None:
    """The part it returns holds those who are served."""
    assert {visit.id for visit in checked_part(PROBLEM, result).visits} == result.solution.served


def lost(result: Result) -> Result:
    return replace(result, solution=replace(result.solution, unserved=result.solution.unserved[1:]))


def doubled(result: Result) -> Result:
    served = min(result.solution.served)
    twice = (*result.solution.unserved, Unserved(served, Reason.DAY_FULL))
    return replace(result, solution=replace(result.solution, unserved=twice))


def late(result: Result) -> Result:
    (route,) = result.solution.routes
    return replace(result, solution=replace(result.solution, routes=(replace(route, return_s=route.return_s + 1),)))


def dearer(result: Result) -> Result:
    return replace(result, value=result.value + 1)


@pytest.mark.parametrize(
    ("spoil", "rule"), [(lost, "COUNTED_ONCE"), (doubled, "COUNTED_ONCE"), (late, "TIMING"), (dearer, "VALUE")]
)
def test_a_spoiled_answer_is_refused(result: Result, spoil: Callable[[Result], Result], rule: str) -> None:
    """With the rule that it breaks."""
    with pytest.raises(PlanRefused, match=rule):
        checked_part(PROBLEM, spoil(result))
