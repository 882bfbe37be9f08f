"""The problem refuses nonsense when it is built."""

from collections.abc import Callable

import numpy as np
import pytest

from solver import Group, InvalidProblem, Lock, Lunch, TimeWindow, TravelMatrix, Visit, Weights
from tests.solver.worlds import HOUR_S, line, noon, problem, shift, visit, window

SQUARE = np.zeros((2, 2), dtype=np.int32)


@pytest.mark.parametrize(
    ("build", "rule"),
    [
        (lambda: TimeWindow(10, 9), "ends no earlier"),  # reversed
        (lambda: TimeWindow(-1, 9), "starts at 0"),  # before the horizon
        (lambda: TimeWindow(0, 10**9), "time window"),  # beyond what the engines can add up
        (lambda: Lunch(0, window(12, 13)), "more than nothing"),
        (lambda: Visit("v", 0, -1, 0, ()), "service lasts"),
        (lambda: Visit("v", 0, 0, -1, ()), "prize"),
        (lambda: Visit("v", 0, 0, 0, (window(9, 12), window(12, 13))), "do not touch"),
        (lambda: Visit("v", 0, 0, 0, (window(14, 15), window(9, 10))), "order of time"),
        (lambda: shift(hours=(9, 58)), "at most two days"),
        (lambda: shift(max_visits=-1), "not negative"),
        (lambda: shift(hours=(13, 18), lunch=Lunch(3600, window(11.5, 13.5))), "Lunch lies within"),
        (lambda: TravelMatrix(SQUARE[:1], SQUARE[:1]), "square"),
        (lambda: TravelMatrix(SQUARE.astype(np.float64), SQUARE), "whole numbers"),  # type: ignore[arg-type]
        (lambda: TravelMatrix(SQUARE - 1, SQUARE), "from 0"),
        (lambda: Weights(travel_pct=-1), "Weights"),
        (lambda: Weights(keep_s=-1), "Keeping"),
        (lambda: Group("g", 0), "a day or more apart"),
    ],
)
def test_nonsense_is_refused_when_it_is_built(build: Callable[[], object], rule: str) -> None:
    """Each value states the rule that was broken."""
    with pytest.raises(ValueError, match=rule):
        build()


def test_a_problem_names_all_its_faults_at_once() -> None:
    """Twins, places off the map and locks to nowhere are told together."""
    strays = [visit("twin", 1), visit("twin", 9), visit("held", 1, lock=Lock("nobody/0"))]
    with pytest.raises(InvalidProblem) as refused:
        problem(strays, [shift()], (0, 10))
    assert len(refused.value.issues) == 3


def test_repeats_agree_on_days_far_enough_apart() -> None:
    """A week is a week to either side; alternatives agree on no two days at all."""
    weekly = Group("weekly", 7)
    assert [weekly.agree(10, day) for day in (3, 4, 10, 16, 17)] == [True, False, False, False, True]
    assert not Group("one of them").agree(0, 365)


def test_visits_of_a_group_have_one_gap() -> None:
    """Two rules for one group are a fault; two groups may differ."""
    with pytest.raises(InvalidProblem, match="do not agree on its gap"):
        problem([visit("a", 1, group=Group("g", 1)), visit("b", 1, group=Group("g", 2))], [shift()])
    assert problem([visit("a", 1, group=Group("g", 1)), visit("b", 1, group=Group("h", 2))], [shift()]).shifts


def test_a_night_away_has_to_be_within_reach() -> None:
    """Five hours of driving and an hour of lunch are in time at 15:00, and not a minute earlier."""
    in_time = shift(hours=(9, 15), lunch=noon(), night=1)
    assert problem([], [in_time], (0, 300)).shifts == (in_time,)
    with pytest.raises(InvalidProblem, match="too short to reach the place of its night"):
        problem([], [shift(hours=(9, 15 - 1 / 60), lunch=noon(), night=1)], (0, 300))


def test_overtime_may_lead_to_the_night() -> None:
    """What a day lacks, its overtime may give."""
    assert problem([], [shift(hours=(9, 13), overtime_s=HOUR_S, night=1)], (0, 300)).shifts[0].overnight


def test_windows_are_cut_to_the_shift_and_to_the_lock() -> None:
    """What a shift may use of a visit's hours."""
    held = visit("held", 1, windows=[window(8, 10), window(17, 20)], lock=Lock("rep/0", 9 * 3600))
    world = problem([visit("free", 1, windows=[window(8, 10), window(17, 20)]), held], [shift()])
    free, locked = (world.windows_on(v, world.shifts[0]) for v in world.visits)
    assert free == (window(9, 10), window(17, 18))
    assert locked == (window(9, 9),)


def test_a_rep_who_may_not_go_has_no_window() -> None:
    """Allowed reps decide before any hour does."""
    world = problem([visit("hers", 1, reps=frozenset({"she"}))], [shift(), shift(rep="she")])
    assert not world.windows_on(world.visits[0], world.shifts[0])
    assert world.windows_on(world.visits[0], world.shifts[1])


def test_an_empty_problem_is_a_problem() -> None:
    """No visits and no shifts are nothing to complain of."""
    world = problem([], [], (0,))
    assert world.visits == ()
    assert line([0]).places == 1


def test_a_shift_may_run_past_midnight() -> None:
    """It is of the day on which it begins, however late it ends."""
    assert shift(hours=(15, 24)).day == 0
    assert shift(1, hours=(22, 30)).day == 1
