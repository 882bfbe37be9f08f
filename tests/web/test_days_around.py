"""The week as a strip, and what the next day still needs."""

from dataclasses import replace
from datetime import date

import pytest

from app.method.preparation import TO_ALL, Preparation
from tests.worlds import week
from web.days_around import next_day, week_strip
from web.i18n import translator

EN = translator("en")
PREPARED = {stop.external_id: Preparation(TO_ALL, ()) for stop in week.WANG_WEDNESDAY.stops}
STOPS = {week.TUESDAY: 3, week.WEDNESDAY: 2, week.THURSDAY: 0}


def _href(on: date) -> str:
    return f"/today?on={on}"


def test_the_strip_runs_from_monday_to_sunday():
    """With the stops of each day that has a route; none is not the same as no route."""
    strip = week_strip(week.TUESDAY, week.WEDNESDAY, STOPS, _href, EN)
    assert [day.letter for day in strip] == list("MTWTFSS")
    assert [day.number for day in strip] == [23, 24, 25, 26, 27, 28, 29]
    assert [day.stops for day in strip] == [None, 3, 2, 0, None, None, None]


def test_the_strip_marks_the_day_shown_and_today():
    """In words too, for who listens."""
    strip = week_strip(week.TUESDAY, week.WEDNESDAY, STOPS, _href, EN)
    assert [day.number for day in strip if day.is_shown] == [24]
    assert [day.number for day in strip if day.is_today] == [25]
    assert strip[2].told == "Wed 25 Nov, today, 2 stops"
    assert strip[0].told == "Mon 23 Nov, no route"


def test_a_day_that_is_ready_lacks_nothing():
    """Everybody has a contact and a phone."""
    told = next_day(week.WANG_WEDNESDAY, PREPARED, week.TUESDAY, _href, EN)
    assert (told.title, told.told) == ("Tomorrow, Wed 25 Nov", "2 stops, leaving at 09:25")
    assert told.unready == ()


@pytest.mark.parametrize(
    ("facts", "lack"),
    [
        ({"contact_name": "", "contact_phone": ""}, "no contact"),
        ({"contact_phone": "  "}, "no phone"),
        ({"open_spans_s": ()}, "no opening hours"),
        ({"contact_name": " ", "open_spans_s": ()}, "no contact, no opening hours"),
    ],
)
def test_a_stop_that_is_not_ready_says_what_it_lacks(facts, lack):
    """By name, so that the rep can find it out today."""
    first, second = week.WANG_WEDNESDAY.stops
    route = replace(week.WANG_WEDNESDAY, stops=(first, replace(second, **facts)))
    assert next_day(route, PREPARED, week.TUESDAY, _href, EN).unready == ((second.name, lack),)


def test_a_stop_without_questions_is_not_ready():
    """Its account was taken off the list after the day was planned."""
    first, second = week.WANG_WEDNESDAY.stops
    told = next_day(week.WANG_WEDNESDAY, {first.external_id: PREPARED[first.external_id]}, week.TUESDAY, _href, EN)
    assert told.unready == ((second.name, "no goal and no questions"),)


def test_a_day_further_off_is_named():
    """Only the day after today is tomorrow."""
    assert next_day(week.WANG_WEDNESDAY, PREPARED, week.MONDAY, _href, EN).title == "Next: Wed 25 Nov"
