"""Who is offered what others leave out, and whose new plan counts."""

from collections.abc import Sequence

import numpy as np

from solver import Result, Route, Solution, Status, Stop, Visit, WideProblem
from solver.sharing import RepPlan, gainers, next_nearest
from tests.solver.worlds import problem, shift, visit


def plan(*served: str, value: int, promised: Sequence[str] = ()) -> RepPlan:
    """A rep's plan that makes these visits; the moments of its stops do not matter here."""
    visits: list[Visit] = [visit(name, n, required=name in promised) for n, name in enumerate(served, start=1)]
    laid_out = problem(visits, [shift()])
    wide = WideProblem(laid_out.visits, laid_out.shifts, laid_out.travel)
    stops = tuple(Stop(name, 0, 0, 0) for name in served)
    solution = Solution((Route(laid_out.shifts[0].id, 0, 0, stops),))
    return RepPlan(wide, Result(solution, value, Status.COMPLETE, 0.0, 0, ()))


def test_the_next_nearest_is_asked_and_not_who_left_it_out() -> None:
    """The second visit's nearest other rep may not make it; for the third there is nobody else."""
    distance = np.array([[1, 2, 3], [1, -1, 3], [-1, 5, -1]], dtype=np.int64)
    assert next_nearest(distance, [0, 0, 1]) == [1, 2, None]


def test_nobody_asks_about_nothing() -> None:
    """No visit left out."""
    assert next_nearest(np.zeros((0, 2), dtype=np.int64), []) == []


def test_a_plan_that_gains_counts() -> None:
    """North makes one more; south's second plan is worth less than the first."""
    before = {"north": plan("a", value=5), "south": plan("b", value=5)}
    assert gainers(before, {"north": plan("a", "c", value=7), "south": plan("b", "d", value=4)}) == {"north"}


def test_a_visit_is_made_by_whom_it_gains_most() -> None:
    """Both would make it: one of them keeps the plan he had."""
    before = {"north": plan("a", value=5), "south": plan("b", value=5)}
    assert gainers(before, {"north": plan("a", "c", value=7), "south": plan("b", "c", value=9)}) == {"south"}


def test_a_promise_kept_is_worth_more_than_any_value() -> None:
    """The new plan keeps one more, and is worth less; the other way round it does not count."""
    poor, rich = plan("a", "p", value=1, promised=["p"]), plan("a", value=9)
    assert gainers({"north": rich}, {"north": poor}) == {"north"}
    assert gainers({"north": poor}, {"north": rich}) == frozenset()
