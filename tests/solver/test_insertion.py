"""Trying all insertions at once gives what timing each one by itself gives."""

import pytest

from solver import Weights
from solver.insertion import try_insertions
from solver.schedule import Timetable
from solver.search.draft import Draft
from solver.search.greedy import greedy_drafts
from tests.solver.random_worlds import random_problem
from tests.solver.worlds import HOUR_S, problem, shift, visit


@pytest.mark.parametrize("seed", range(40))
def test_an_insertion_is_worth_the_difference_between_two_routes(seed: int) -> None:
    """Gain and feasibility of every visit at every position, against the timetable of the longer route."""
    timetable = Timetable(random_problem(seed))
    drafts = greedy_drafts(timetable) if timetable.shifts else [Draft(timetable)]
    for s, order in enumerate(drafts[0].orders):
        found = try_insertions(timetable, s, order)
        for v in range(len(timetable.place)):
            if v in order:
                continue
            for position in range(len(order) + 1):
                longer = [*order[:position], v, *order[position:]]
                value = timetable.value(s, longer)
                allowed = bool(timetable.windows[s][v])
                assert found.fits[v, position] == (value is not None and allowed)
                if value is not None and allowed:
                    assert found.gain[v, position] == value - (timetable.value(s, order) or 0)


def test_an_empty_night_away_pays_only_the_detour() -> None:
    """Thirty minutes are driven anyway: a visit beside the road costs nothing, one beyond it twenty minutes."""
    timetable = Timetable(problem([visit("on the way", 1), visit("beyond", 4)], [shift(night=3)]))
    tried = try_insertions(timetable, 0, [])
    assert tried.detour_s[:, 0].tolist() == [0, 1200]
    assert tried.gain[:, 0].tolist() == [100 * 2 * HOUR_S, 100 * (2 * HOUR_S - 1200)]


def test_the_worth_of_keeping_is_gained_on_one_shift() -> None:
    """On the shift of the earlier plan, and on no other."""
    world = problem([visit("kept", 0, kept_on="rep/1")], [shift(), shift(1)], weights=Weights(keep_s=900))
    gains = [int(try_insertions(Timetable(world), s, []).gain[0, 0]) for s in (0, 1)]
    assert gains == [100 * 2 * HOUR_S, 100 * (2 * HOUR_S + 900)]
