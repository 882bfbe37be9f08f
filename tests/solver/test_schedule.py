"""When everything in a given order happens."""

import pytest

from solver import Lock, Route, Stop, Weights
from solver.schedule import Timetable
from tests.solver.worlds import HOUR_S, at, noon, problem, shift, visit, window


def test_a_route_leaves_home_just_in_time_for_a_door_that_opens_late() -> None:
    """Nobody waits outside who could have stayed at home."""
    world = problem([visit("late", 1, windows=[window(10, 11)])], [shift()])
    assert Timetable(world).route(0, [0]) == Route(
        "rep/0", at(9 + 50 / 60), at(11 + 10 / 60), (Stop("late", at(10), at(10), at(11)),)
    )


def test_waiting_between_two_stops_is_shown() -> None:
    """An arrival before the window is an arrival, and a wait."""
    world = problem([visit("first", 1), visit("late", 2, windows=[window(14, 15)])], [shift()])
    stop = Timetable(world).route(0, [0, 1]).stops[1]
    assert (stop.arrival_s, stop.start_s) == (at(10) + 20 * 60, at(14))


def test_lunch_interrupts_a_long_drive() -> None:
    """It begins when its window opens, on the road, and the drive goes on after it."""
    world = problem(
        [visit("near", 1, windows=[window(10, 10.5)]), visit("far", 2)], [shift(lunch=noon())], (0, 10, 130)
    )
    route = Timetable(world).route(0, [0, 1])
    assert route.lunch_s == at(11.5)
    assert route.stops[1].start_s == at(11) + 120 * 60 + HOUR_S


def test_lunch_is_taken_where_it_delays_nobody() -> None:
    """Of two legs that could carry it, the one that brings the rep home first does."""
    morning = visit("morning", 1, windows=[window(11, 11.2)])
    afternoon = visit("afternoon", 2, windows=[window(14, 15)])
    route = Timetable(problem([morning, afternoon], [shift(lunch=noon())])).route(0, [0, 1])
    assert route.lunch_s == at(12)
    assert route.return_s == at(15) + 20 * 60


def test_who_is_home_early_has_lunch_at_home() -> None:
    """Lunch after the return costs the route nothing."""
    route = Timetable(problem([visit("short", 1)], [shift(lunch=noon())])).route(0, [0])
    assert route.return_s == at(10) + 20 * 60
    assert route.lunch_s == at(11.5)


def test_an_order_that_cannot_have_lunch_does_not_fit() -> None:
    """Service from 11:00 to 14:00 leaves no moment to begin between 11:30 and 13:30."""
    over_noon = visit("over noon", 0, service_s=3 * HOUR_S, windows=[window(11, 11)])
    assert not Timetable(problem([over_noon], [shift(lunch=noon())])).return_of(0, [0])
    assert Timetable(problem([over_noon], [shift()])).return_of(0, [0])


def test_overtime_ends_where_it_is_allowed_to() -> None:
    """Half an hour over is home in time only with half an hour of overtime."""
    late = visit("late", 3, windows=[window(17, 17)])
    assert Timetable(problem([late], [shift(overtime_s=1800)])).return_of(0, [0]) == at(18.5)
    assert Timetable(problem([late], [shift(overtime_s=1799)])).return_of(0, [0]) is None


def test_a_night_away_is_driven_to_without_a_visit() -> None:
    """Five hours on the road with lunch at half past eleven; who sleeps at home stays there."""
    away = Timetable(problem([], [shift(lunch=noon(), night=1)], (0, 300)))
    assert away.route(0, []) == Route("rep/0", at(9), at(15), (), at(11.5))
    assert (away.travel_of(0, []), away.value(0, [])) == (5 * HOUR_S, -100 * 5 * HOUR_S)
    home = Timetable(problem([], [shift(lunch=noon())], (0, 300)))
    assert home.route(0, []) == Route("rep/0", at(9), at(9), ())
    assert (home.travel_of(0, []), home.value(0, [])) == (0, 0)


def test_a_visit_on_the_way_to_the_night_costs_no_detour() -> None:
    """Ten minutes out of thirty, and the hour there."""
    timetable = Timetable(problem([visit("on the way", 1)], [shift(night=3)]))
    assert timetable.return_of(0, [0]) == at(10.5)
    assert timetable.travel_of(0, [0]) == timetable.travel_of(0, [])


def test_keeping_a_visit_is_worth_something_on_its_shift_only() -> None:
    """Two hours, and a quarter more where it was."""
    kept = visit("kept", 0, kept_on="rep/1")
    timetable = Timetable(problem([kept], [shift(), shift(1)], weights=Weights(keep_s=900)))
    assert [timetable.value(s, [0]) for s in (0, 1)] == [100 * 2 * HOUR_S, 100 * (2 * HOUR_S + 900)]


def test_a_locked_start_is_kept_to_the_second() -> None:
    """A visit held at an hour begins then, whatever comes before it."""
    held = visit("held", 1, lock=Lock("rep/0", at(13)))
    assert Timetable(problem([held], [shift()])).route(0, [0]).stops[0].start_s == at(13)


def test_a_route_that_does_not_fit_is_refused() -> None:
    """Twelve hours do not go into nine."""
    long = [visit(f"v{n}", 1, service_s=4 * HOUR_S) for n in range(3)]
    with pytest.raises(ValueError, match="does not fit"):
        Timetable(problem(long, [shift()])).route(0, [0, 1, 2])


def test_the_second_window_of_a_day_is_used_when_the_first_has_passed() -> None:
    """Closed over noon: the visit waits for the afternoon."""
    split = visit("split", 1, windows=[window(9, 9.1), window(14, 16)])
    route = Timetable(problem([visit("first", 2), split], [shift()])).route(0, [0, 1])
    assert route.stops[1].start_s == at(14)
