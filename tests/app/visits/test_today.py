"""What a rep sees: his published day, and which days have one."""

from datetime import date

import pytest

from app.db import Database
from app.visits.today import next_route_day, published_route, route_days, stops_by_day
from tests.worlds import week


def test_a_rep_sees_his_published_day(database: Database, stored_week: str) -> None:
    """The whole route in its order, and the plan it comes from."""
    with database.read() as session:
        found = published_route(session, "wang", week.TUESDAY)
    assert found is not None
    assert (found.plan_id, found.plan_number) == (stored_week, 1)
    assert [stop.name for stop in found.route.stops] == [stop.name for stop in week.WANG_TUESDAY.stops]
    assert found.route.lunch_s == week.WANG_TUESDAY.lunch_s


def test_an_empty_day_is_a_route_too(database: Database, stored_week: str) -> None:
    """A field day with nobody worth the drive is published as such."""
    with database.read() as session:
        found = published_route(session, "li", week.THURSDAY)
    assert found is not None
    assert found.route.stops == ()


@pytest.mark.parametrize(("rep_id", "on"), [("li", week.WEDNESDAY), ("wang", week.MONDAY), ("nobody", week.TUESDAY)])
def test_a_day_without_a_route_has_none(database: Database, stored_week: str, rep_id: str, on: date) -> None:
    """Neither another rep's nor another day's route is shown instead."""
    with database.read() as session:
        assert published_route(session, rep_id, on) is None


@pytest.mark.parametrize(
    ("rep_id", "from_on", "expected"),
    [
        ("wang", week.MONDAY, week.TUESDAY),
        ("wang", week.TUESDAY, week.TUESDAY),  # the day itself counts
        ("wang", week.THURSDAY, None),
        ("li", week.WEDNESDAY, None),  # Thursday has a route, but nobody to see
    ],
)
def test_the_next_day_with_somebody_to_see(
    database: Database, stored_week: str, rep_id: str, from_on: date, expected: date | None
) -> None:
    """A phone without a route today opens on this day."""
    with database.read() as session:
        assert next_route_day(session, rep_id, from_on) == expected


def test_the_days_with_somebody_to_see(database: Database, stored_week: str) -> None:
    """Both ends count, empty days do not."""
    with database.read() as session:
        assert route_days(session, "wang", week.MONDAY, week.THURSDAY) == [week.TUESDAY, week.WEDNESDAY]
        assert route_days(session, "wang", week.WEDNESDAY, week.WEDNESDAY) == [week.WEDNESDAY]
        assert route_days(session, "li", week.WEDNESDAY, week.THURSDAY) == []


def test_how_many_stops_each_day_has(database: Database, stored_week: str) -> None:
    """A published day without stops has none; a day without a route is not there at all."""
    with database.read() as session:
        assert stops_by_day(session, "wang", week.MONDAY, week.THURSDAY) == {week.TUESDAY: 3, week.WEDNESDAY: 2}
        assert stops_by_day(session, "li", week.WEDNESDAY, week.THURSDAY) == {week.THURSDAY: 0}
