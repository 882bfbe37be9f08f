"""No engine is taken at its word."""

from pathlib import Path

import pytest

from solver.bench.engine import Engine, MissingRival, plain, rival
from solver.bench.generated import month, team
from solver.bench.instance import Instance, Kind
from solver.bench.judge import judged
from solver.bench.ortools import plan as plan_by_ortools
from solver.bench.readers import read_instance
from solver.bench.vroom import scales
from solver.check import Rule
from solver.model import Problem
from tests.solver.worlds import HOUR_S, problem, shift, visit, window

FOLDER = Path(__file__).parents[2] / "data" / "bench"


def world(*, promised: bool = False) -> Instance:
    """Two visits, ten and twenty minutes away; the far one is open until ten."""
    near, far = visit("near", 1, required=promised), visit("far", 2, windows=[window(9, 10)])
    day = problem([near, far], [shift()], (0, 10, 20))
    return Instance(Kind.WEEKS, "two", day, {"near": 3, "far": 4}, 12_000)


def test_a_plan_is_worth_what_we_count() -> None:
    """Prizes and travel as the problem weighs them, scores as the instance gives them."""
    verdict = judged(world(), {"rep/0": ["far", "near"]})
    assert verdict.violations == ()
    assert (verdict.value, verdict.score, verdict.unserved) == (100 * (4 * HOUR_S - 40 * 60), 7, 0)


def test_an_order_that_does_not_fit_is_counted_and_named() -> None:
    """It keeps its value, so that nobody takes a broken plan for a poor one."""
    verdict = judged(world(), {"rep/0": ["near", "far"]})
    assert {found.rule for found in verdict.violations} >= {Rule.WINDOW}
    assert verdict.score == 7


def test_a_broken_promise_is_seen() -> None:
    """Leaving out a fixed visit is a violation, leaving out another is a choice."""
    assert [found.rule for found in judged(world(promised=True), {"rep/0": ["far"]}).violations] == [Rule.REQUIRED]
    assert judged(world(), {"rep/0": ["far"]}).violations == ()


def test_a_visit_two_reps_make_is_seen() -> None:
    """Each rep's week is checked alone, but not what they do to each other."""
    instance = team("2x20")
    shared = next(v for v in instance.problem.visits if len(v.reps or ()) == 2)
    day = shared.windows[0].start_s // 86_400
    once, twice = {f"rep 1/{day}": [shared.id]}, {f"rep {n}/{day}": [shared.id] for n in (1, 2)}
    assert judged(instance, once).fixed_missed == judged(instance, twice).fixed_missed == 4
    assert not any(found.rule is Rule.COUNTED_ONCE for found in judged(instance, once).violations)
    assert any(found.rule is Rule.COUNTED_ONCE for found in judged(instance, twice).violations)


def test_or_tools_finds_a_tour_to_the_second() -> None:
    """The best of a tiny instance by trying every order, with every window kept."""
    instance = read_instance(Kind.TOPTW, FOLDER / "toptw", "x101", 1)
    assert isinstance(instance.problem, Problem)
    verdict = judged(instance, plan_by_ortools(instance.problem, 0.3, 0))
    assert verdict.violations == ()
    assert verdict.score == 80


def test_priorities_of_vroom_are_points_where_they_fit() -> None:
    """Else a third and a tenth of them, never above its most, and what is fixed has the most."""
    visits = [visit("a", 1, prize=120 * 7), visit("b", 1, prize=120 * 90), visit("c", 1, prize=120, required=True)]
    assert scales(problem(visits, [shift()], (0, 10))) == [[7, 90, 100]]
    visits.append(visit("d", 1, prize=120 * 1000))
    assert scales(problem(visits, [shift()], (0, 10))) == [[2, 30, 100, 100], [1, 9, 100, 100]]


def test_a_rival_without_spacing_sits_a_month_out() -> None:
    """It says so instead of planning something else."""
    spaced = month("month-20-1").problem
    engine = Engine("rival", lambda *_: {}, unable=plain)
    assert engine.sits_out(spaced) == "knows no spacing of visits"
    assert engine.sits_out(world().problem) is None
    assert engine.sits_out(team("2x20").problem) == "does not plan teams"


def test_a_rival_that_is_not_installed_says_what_to_install() -> None:
    """A sentence, not a traceback."""
    with pytest.raises(MissingRival, match=r"no_such_rival is not installed.*\[bench\]"):
        rival("no_such_rival")
    assert rival("json").dumps({}) == "{}"
