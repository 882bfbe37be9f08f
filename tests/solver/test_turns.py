"""A visit that comes after another is made only beside it, and everything that is said of it stays true."""

import random
from dataclasses import replace

import pytest

from solver import Group, Limit, Lock, Problem, Reason, check
from solver.certify import certify
from solver.explain import explain
from solver.model import DAY_S, InvalidProblem
from solver.schedule import Timetable
from solver.search.turns import in_turn, keeps_turns
from solver.solve import solve
from tests.solver.optimum import optimum, tiny_problem
from tests.solver.random_worlds import random_problem
from tests.solver.worlds import problem, shift, visit


def repeated(world: Problem, seed: int, share: float = 0.5) -> Problem:
    """The world with some of its visits twice or three times, each after the one before and worth as much or less."""
    rng, visits = random.Random(seed), []
    for one in world.visits:
        visits.append(replace(one, group=None, kept_on=None))
        if one.is_fixed or rng.random() < share:
            continue
        group, prize = Group(one.id, rng.choice([1, 1, 2])), one.prize
        visits[-1] = replace(visits[-1], group=group)
        for number in range(2, rng.choice([3, 3, 4])):
            prize = rng.choice([prize, int(prize * 0.7), int(prize * 1.05)])
            first_s = rng.choice([0, (number - 1) * DAY_S])
            open_ = tuple(window for window in one.windows if window.start_s >= first_s)
            again = replace(visits[-1], id=f"{one.id}#{number}", prize=prize, windows=open_, after=visits[-1].id)
            visits.append(again)
    return replace(world, visits=tuple(visits))


@pytest.mark.parametrize("first", range(0, 60, 20))
def test_nobody_is_visited_again_who_was_not_visited(first: int) -> None:
    """Sixty odd worlds: the checker passes each plan with its value, the bound holds, and no reason is a lie."""
    again = 0
    for seed in range(first, first + 20):
        world = repeated(random_problem(seed), seed)
        result = solve(world, Limit(60, iterations=1 + seed % 3), seed=seed)
        assert check(world, result.solution, value=result.value) == [], seed
        assert Reason.SEARCH_LIMIT not in {row.reason for row in result.solution.unserved}, seed
        early = {row.visit for row in result.solution.unserved if row.reason is Reason.NOT_ITS_TURN}
        assert all(v.after not in result.solution.served for v in world.visits if v.id in early), seed
        again += sum("#" in name for name in result.solution.served)
        if seed % 5 == 0:
            bound = certify(world, result.solution, result.value, 10).bound
            assert bound is None or bound >= result.value, seed
    assert again > 0


@pytest.mark.parametrize("seed", range(4))
def test_the_bound_lies_above_the_best_plan_of_a_tiny_world(seed: int) -> None:
    """That of all plans, whether or not they keep to turns, so of those that do as well."""
    world = tiny_problem(seed)
    world = repeated(replace(world, visits=world.visits[:2]), seed, share=0)
    result = solve(world, Limit(60, iterations=30))
    certificate = certify(world, result.solution, result.value, 10)
    assert certificate.bound is None or certificate.bound >= optimum(world)[1] >= result.value


PAIR = [
    visit("A", 1, group=Group("A", 1)),
    replace(visit("A#2", 1, group=Group("A", 1)), after="A"),
]


def test_the_checker_names_a_visit_whose_turn_has_not_come() -> None:
    """The second alone is a violation, the first alone and both are none."""
    world = problem(PAIR, [shift(), shift(1)])

    def broken(orders: list[list[int]]) -> list[str]:
        timetable = Timetable(world)
        routes = [timetable.route(s, order) for s, order in enumerate(orders) if order]
        solution = replace(solve(world, Limit(60, iterations=1)).solution, routes=tuple(routes), unserved=())
        return [v.rule.value for v in check(world, solution) if v.rule.value != "COUNTED_ONCE"]

    assert broken([[1], []]) == ["TURN"]
    assert broken([[0], []]) == broken([[0], [1]]) == broken([[1], [0]]) == []


def test_the_days_that_are_made_go_to_the_first_visits() -> None:
    """The second alone becomes the first; both stand in the order of days."""
    timetable = Timetable(problem(PAIR, [shift(), shift(1)]))
    assert not keeps_turns(timetable, [[], [1]])
    assert in_turn(timetable, [[], [1]]) == [[], [0]]
    assert in_turn(timetable, [[1], [0]]) == [[0], [1]]


def test_a_repeat_goes_where_its_first_visit_cannot_be_made() -> None:
    """The first is held on a day that the rep does not have: the second does not stand for it."""
    first = replace(PAIR[0], lock=Lock("rep/1"), windows=())
    timetable = Timetable(problem([first, PAIR[1]], [shift(), shift(1)]))
    assert in_turn(timetable, [[1], []]) == [[], []]


def test_the_reason_of_a_repeat_is_that_its_first_visit_is_left_out() -> None:
    """And beside its first visit it is any other."""
    world = problem(PAIR, [shift(), shift(1)])
    assert [row.reason for row in explain(world, [[], []])] == [Reason.SEARCH_LIMIT, Reason.NOT_ITS_TURN]
    assert [row.reason for row in explain(world, [[0], []])] == [Reason.SEARCH_LIMIT]


def test_what_comes_after_something_is_of_its_group() -> None:
    """Nonsense is refused where it is built."""
    with pytest.raises(ValueError, match="of its group"):
        replace(visit("B", 1), after="A")
    with pytest.raises(InvalidProblem, match="comes after 'A'"):
        problem([PAIR[0], replace(PAIR[1], group=Group("B", 1))], [shift()])
