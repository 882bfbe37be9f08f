"""Crossings of plans: feasible, without doubles, and the same for the same seed."""

import pytest

from solver import Rule, Solution, check
from solver.schedule import Timetable
from solver.search.crossing import MOST_ELITE, Elite
from tests.solver.random_worlds import random_plan, random_problem


@pytest.mark.parametrize("seed", range(60))
def test_children_of_good_plans_break_no_rule(seed: int) -> None:
    """Every feature on: each visit once, groups apart, every route in its shift."""
    world = random_problem(seed)
    timetable, elite = Timetable(world), Elite()
    for n in range(4):
        elite.add((0, n), random_plan(world, n))
    for child in elite.children(timetable, 6, seed):
        driven = (shift for shift, order in enumerate(child) if order or world.shifts[shift].overnight)
        solution = Solution(tuple(timetable.route(shift, child[shift]) for shift in driven))
        counted = [v for order in child for v in order]
        assert len(counted) == len(set(counted))
        assert [v for v in check(world, solution) if v.rule is not Rule.COUNTED_ONCE] == []


def test_only_the_best_are_kept_and_the_best_comes_first() -> None:
    """A plan worse than all the others is forgotten."""
    world = random_problem(4)
    elite = Elite()
    for n in range(3 * MOST_ELITE):
        elite.add((0, n), random_plan(world, n))
    children = elite.children(Timetable(world), 3, 1)
    assert children[0] == random_plan(world, 3 * MOST_ELITE - 1)
    assert children == elite.children(Timetable(world), 3, 1)


def test_one_plan_alone_has_no_crossings() -> None:
    """There is nothing to cross it with."""
    world = random_problem(4)
    elite = Elite()
    elite.add((0, 1), random_plan(world, 1))
    assert elite.children(Timetable(world), 4, 1) == [random_plan(world, 1)]
