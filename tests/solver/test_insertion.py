"""Trying all insertions at once gives what timing each one by itself gives."""

import pytest

from solver.insertion import try_insertions
from solver.schedule import Timetable
from solver.search.draft import Draft
from solver.search.greedy import greedy_drafts
from tests.solver.random_worlds import random_problem


@pytest.mark.parametrize("seed", range(40))
def test_an_insertion_is_worth_the_difference_between_two_routes(seed: int) -> None:
    """Gain and feasibility of every visit at every position, against the timetable of the longer route."""
    timetable = Timetable(random_problem(seed))
    drafts = greedy_drafts(timetable) if timetable.shifts else [Draft(timetable)]
    for shift, order in enumerate(drafts[0].orders):
        found = try_insertions(timetable, shift, order)
        for visit in range(len(timetable.place)):
            if visit in order:
                continue
            for position in range(len(order) + 1):
                longer = [*order[:position], visit, *order[position:]]
                value = timetable.value(shift, longer)
                allowed = bool(timetable.windows[shift][visit])
                assert found.fits[visit, position] == (value is not None and allowed)
                if value is not None and allowed:
                    assert found.gain[visit, position] == value - (timetable.value(shift, order) or 0)
