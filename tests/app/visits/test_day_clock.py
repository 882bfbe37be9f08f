"""The clock that the phone gets is the one that the day was planned with."""

from dataclasses import replace

from app.method.rep import Lunch
from app.visits.day_clock import day_clock
from tests.worlds import week
from tests.worlds.week import HOUR_S, MINUTE_S, WANG, WANG_TUESDAY, WANG_WEDNESDAY


def test_a_stop_has_its_hours_and_a_promise_its_minute() -> None:
    """A visit ends before the door closes; where a time was promised there is no other."""
    promised, free = day_clock(WANG_WEDNESDAY, WANG).stops
    assert promised.windows == ((10 * HOUR_S, 10 * HOUR_S),)
    assert free.windows == ((9 * HOUR_S, 18 * HOUR_S - 30 * MINUTE_S),)


def test_lunch_begins_within_the_shift() -> None:
    """A shift that is over before lunch has none."""
    assert day_clock(WANG_TUESDAY, WANG).lunch == (11 * HOUR_S + 1800, 13 * HOUR_S + 1800)
    morning = replace(WANG_TUESDAY, shift_end_s=11 * HOUR_S)
    assert day_clock(morning, WANG).lunch is None
    assert day_clock(WANG_TUESDAY, replace(WANG, lunch=None)).lunch is None
    assert day_clock(WANG_TUESDAY, replace(WANG, lunch=Lunch(2 * HOUR_S))).lunch_duration_s == 2 * HOUR_S


def test_legs_of_the_route_are_as_planned_and_others_are_estimated() -> None:
    """Every two places have a drive between them; from a place to itself there is none."""
    clock = day_clock(WANG_TUESDAY, WANG)
    legs = [*(stop.drive_s for stop in WANG_TUESDAY.stops), WANG_TUESDAY.back_s]
    assert [clock.drive_s[n][n + 1] for n in range(len(legs))] == legs
    assert all(clock.drive_s[n][n] == 0 for n in range(clock.end_place))
    assert clock.drive_s[1][3] > 0
    assert len(clock.points) == len(clock.drive_s)
    assert len(day_clock(week.LI_THURSDAY, week.LI).drive_s) == 2
