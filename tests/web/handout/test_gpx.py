"""A day as GPX, read by gpxpy."""

from datetime import UTC, datetime

import gpxpy

from tests.worlds import hostile, week
from tests.worlds.hostile_names import HOSTILE_NAMES
from web.handout.gpx import day_gpx
from web.i18n import translator


def test_the_route_leads_from_home_over_the_stops_and_back() -> None:
    """In driving order, in WGS-84 to the last digit, the stops with the instant at which each begins."""
    read = gpxpy.parse(day_gpx(week.WANG_TUESDAY, translator("zh")))
    stops = [(stop.lat, stop.lon) for stop in week.WANG_TUESDAY.stops]
    home = (week.WANG.home.lat, week.WANG.home.lon)
    assert (read.version, read.creator) == ("1.1", "KPRoute")
    assert [(point.latitude, point.longitude) for point in read.routes[0].points] == [home, *stops, home]
    assert [(point.latitude, point.longitude) for point in read.waypoints] == stops
    assert read.waypoints[0].name == "1 西湖文化用品公司"
    assert read.waypoints[0].time == datetime(2026, 11, 24, 1, 20, tzinfo=UTC)


def test_a_day_without_visits_has_no_places() -> None:
    """It is a file all the same."""
    read = gpxpy.parse(day_gpx(week.LI_THURSDAY, translator("en")))
    assert (read.waypoints, read.routes[0].points) == ([], [])


def test_names_that_attack_are_text() -> None:
    """Each is read back; what XML cannot hold has a mark in its place."""
    read = gpxpy.parse(day_gpx(hostile.ROUTE, translator("en")))
    assert len(read.waypoints) == len(HOSTILE_NAMES)
    said = {(point.name or "").partition(" ")[2] for point in read.waypoints}
    assert {name for name in HOSTILE_NAMES if name.isprintable()} <= said
