"""A rep's week as the solver sees it: shifts for field days, windows in which service may begin."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np

from app.method.account import DAY_S, Account, Appointment, OpeningHours
from app.method.rep import Lunch, Rep, TravelMode, WeekdayHours
from app.method.settings import MethodSettings
from app.planning.build import RepWeek, build_week
from app.planning.candidates import Candidate
from app.planning.options import PlanOptions
from app.planning.week_plan import EarlierDay
from tests.worlds.company import FRIDAY, LI, NORTH, QUICK, WANG, near, opening
from tests.worlds.facts import MONDAY

HOUR_S = 3600
SUNDAY = MONDAY + timedelta(days=6)


def built(
    *accounts: Account,
    rep: Rep = WANG,
    options: PlanOptions = QUICK,
    earlier: dict[str, tuple[EarlierDay, ...]] | None = None,
    settings: MethodSettings = MethodSettings(),
) -> RepWeek:
    return build_week(rep, [Candidate.of(a, settings) for a in accounts], settings, options, earlier or {})


def windows(hours: OpeningHours, **facts: Any) -> list[tuple[int, int]]:
    """When service may begin on the Monday, in seconds after midnight."""
    (visit,) = built(near(NORTH, 1, opening=hours, **facts)).problem.visits
    return [(w.start_s, w.end_s) for w in visit.windows if w.start_s < DAY_S]


def test_service_ends_before_the_door_closes() -> None:
    """Open nine to twelve for three quarters of an hour: it begins by 11:15."""
    assert windows(opening(9, 12, 0)) == [(9 * HOUR_S, 11 * HOUR_S + 900)]


def test_an_opening_too_short_for_the_visit_is_none() -> None:
    """Half an hour for three quarters; exactly long enough is one moment."""
    assert windows(opening(9, 9.5, 0)) == []
    assert windows(opening(9, 9.75, 0)) == [(9 * HOUR_S, 9 * HOUR_S)]


def test_openings_that_touch_are_one() -> None:
    """Nine to twelve and twelve to five leave no gap over noon; a real lunch does."""
    touching = OpeningHours.weekly(((9 * HOUR_S, 12 * HOUR_S), (12 * HOUR_S, 17 * HOUR_S)), frozenset({0}))
    split = OpeningHours.weekly(((9 * HOUR_S, 12 * HOUR_S), (13 * HOUR_S, 17 * HOUR_S)), frozenset({0}))
    assert windows(touching) == [(9 * HOUR_S, 16 * HOUR_S + 900)]
    assert len(windows(split)) == 2


def test_midnight_belongs_to_the_next_day() -> None:
    """Open around the clock for a visit of no time: the windows of two days do not touch."""
    always = OpeningHours.weekly(((0, DAY_S),), frozenset(range(7)))
    assert windows(always, service_s=0) == [(0, DAY_S - 1)]


def test_an_appointment_is_one_moment_and_must_be_kept() -> None:
    """Whatever the opening hours; one outside the planned days is none."""
    at = Appointment(MONDAY, 20 * HOUR_S)
    (visit,) = built(near(NORTH, 1, appointment=at)).problem.visits
    assert ([(w.start_s, w.end_s) for w in visit.windows], visit.required) == ([(20 * HOUR_S, 20 * HOUR_S)], True)
    late = replace(QUICK, as_of=MONDAY + timedelta(days=1))
    (visit,) = built(near(NORTH, 1, appointment=at), options=late).problem.visits
    assert (len(visit.windows), visit.required) == (4, False)


def test_a_must_visit_is_required_at_any_hour() -> None:
    """Required without being a promise."""
    (visit,) = built(near(NORTH, 1, must_visit=True)).problem.visits
    assert (len(visit.windows), visit.required) == (5, True)


def test_an_office_day_has_a_shift_only_for_a_promise() -> None:
    """Four days in the field, and Friday for the one who was promised it."""
    plain, promised = near(NORTH, 1), near(NORTH, 2, appointment=Appointment(FRIDAY, 10 * HOUR_S))
    assert len(built(plain, rep=LI).problem.shifts) == 4
    week = built(plain, promised, rep=LI)
    assert FRIDAY in week.days.values()
    friday = (FRIDAY - MONDAY).days
    assert not [w for w in week.problem.visits[0].windows if w.start_s // DAY_S == friday]


def test_lunch_lies_within_its_shift_or_is_none() -> None:
    """A morning ends before lunch; a short day shortens the time in which it may begin."""
    morning = replace(WANG, end_s=12 * HOUR_S)
    assert {s.lunch for s in built(rep=morning).problem.shifts} == {None}
    short = replace(WANG, end_s=13 * HOUR_S, lunch=Lunch())
    lunch = built(rep=short).problem.shifts[0].lunch
    assert lunch is not None
    assert (lunch.window.start_s, lunch.window.end_s) == (11 * HOUR_S + 1800, 12 * HOUR_S)


def test_another_end_is_another_place() -> None:
    """Who does not go home ends elsewhere."""
    shift = built(rep=replace(WANG, end=LI.home)).problem.shifts[0]
    assert (shift.start_place, shift.end_place) == (0, 1)


def test_what_an_earlier_plan_had_is_worth_keeping() -> None:
    """On its shift, for its rep; a day that has no shift any more, or another's, is not held on to."""
    had = {"N001": ("wang", FRIDAY), "N002": ("li", FRIDAY), "N003": ("wang", SUNDAY)}
    earlier = {name: (EarlierDay(*day),) for name, day in had.items()}
    week = built(*(near(NORTH, n) for n in range(1, 5)), earlier=earlier)
    assert [visit.kept_on for visit in week.problem.visits] == ["2026-11-27/wang", None, None, None]
    assert week.problem.weights.keep_s == 3600
    assert built(near(NORTH, 1)).problem.weights.keep_s == 0


def test_a_manager_may_weigh_travel_more() -> None:
    """In place of the method's 100 %."""
    assert built(near(NORTH, 1)).problem.weights.travel_pct == 100
    assert built(near(NORTH, 1), options=replace(QUICK, nearness_pct=150)).problem.weights.travel_pct == 150


def test_a_second_of_a_higher_target_is_worth_less_of_a_deal() -> None:
    """A rep with twice the target earns twice as much a second: the same visit is worth half; others' stays."""
    account = near(NORTH, 1)
    own = replace(MethodSettings(), by_rep={WANG.external_id: {"yearly_target": 4_000_000}})
    usual, his = built(account), built(account, settings=own)
    assert his.problem.visits[0].prize * 2 - usual.problem.visits[0].prize in (-2, -1, 0, 1, 2)
    assert built(account, rep=LI, settings=own).problem.visits == built(account, rep=LI).problem.visits


def test_a_shift_has_the_hours_of_its_day() -> None:
    """A short Friday and a free Monday morning, which has no lunch."""
    rep = replace(
        WANG,
        field_days=frozenset({0, 4}),
        weekday_hours=(WeekdayHours(4, 8 * HOUR_S, 15 * HOUR_S),),
        mornings_off=frozenset({MONDAY}),
    )
    monday, friday = built(near(NORTH, 1), rep=rep).problem.shifts
    assert (monday.window.start_s, monday.window.end_s, monday.lunch) == (13 * HOUR_S, 18 * HOUR_S, None)
    midnight_s = 4 * DAY_S
    assert (friday.window.start_s - midnight_s, friday.window.end_s - midnight_s) == (8 * HOUR_S, 15 * HOUR_S)
    assert friday.lunch is not None


def test_a_promise_in_a_free_half_day_is_an_exception_for_that_day() -> None:
    """Ten o'clock is promised on the morning that is off: the whole day is there; at two the half is enough."""
    rep = replace(WANG, field_days=frozenset({0}), mornings_off=frozenset({MONDAY}))
    for hour, begins_s in ((10, 9 * HOUR_S), (14, 13 * HOUR_S)):
        (shift,) = built(near(NORTH, 1, appointment=Appointment(MONDAY, hour * HOUR_S)), rep=rep).problem.shifts
        assert shift.window.start_s == begins_s


def test_how_a_rep_gets_about_is_in_his_driving_times() -> None:
    """The same two places, and each way of getting about needs another time between them, both ways."""
    legs = {}
    for mode in TravelMode:
        week = built(near(NORTH, 1), near(NORTH, 40), rep=replace(WANG, travel_mode=mode))
        legs[mode] = int(week.problem.travel.matrix(np.arange(2)).duration_s[0, 1])
    assert min(legs.values()) > 0
    assert len(set(legs.values())) == len(TravelMode)
