"""The calendar that an app subscribes to, read by icalendar."""

from datetime import UTC, datetime

import httpx
from icalendar import Calendar

from app.access.calendar_feeds import make_feed
from app.access.identity import SHELL
from app.db import Database
from app.models import CalendarFeedRecord
from app.visits.calendar import CalendarVisit
from tests.conftest import NOW
from tests.worlds import hostile, week
from tests.worlds.hostile_names import HOSTILE_NAMES
from web.handout.calendar import calendar
from web.i18n import translator


def _address(phone: httpx.Client) -> str:
    page = phone.post("/me/calendar").text
    return page[page.index("/calendar/") :].partition("<")[0]


def test_an_app_reads_the_visits_without_a_cookie(phone_of_wang: httpx.Client, anonymous: httpx.Client) -> None:
    """Who is visited, where, when and what for, under an id that stays; nobody's name or telephone."""
    answer = anonymous.get(_address(phone_of_wang))
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/calendar; charset=utf-8")
    read = Calendar.from_ical(answer.content)
    events = read.walk("VEVENT")
    assert (read["version"], read["method"], len(events)) == ("2.0", "PUBLISH", 5)
    first = events[0]
    assert str(first["summary"]) == week.WEST_LAKE.name
    assert str(first["uid"]).startswith("vis_")
    assert (int(first["sequence"]), str(first["status"])) == (1, "CONFIRMED")
    assert first.decoded("dtstart") == datetime(2026, 11, 24, 1, 20, tzinfo=UTC)
    assert len({str(event["uid"]) for event in events}) == 5
    assert "陈总" not in answer.text
    assert "13800000001" not in answer.text


def test_an_address_ends(phone_of_wang: httpx.Client, anonymous: httpx.Client, database: Database) -> None:
    """By a new one, or by hand; its secret is kept as a sum only."""
    first = _address(phone_of_wang)
    second = _address(phone_of_wang)
    assert [anonymous.get(address).status_code for address in (first, second)] == [404, 200]
    with database.read() as session:
        (row,) = session.query(CalendarFeedRecord).all()
    assert row.token_sha256 not in second
    assert phone_of_wang.post("/me/calendar/end").status_code == 303
    assert anonymous.get(second).status_code == 404


def test_who_asks_too_often_is_told_to_wait(database: Database, stored_week: str, anonymous: httpx.Client) -> None:
    """Twenty times at once, then once a minute; other calendars are read meanwhile."""
    with database.write() as session:
        wang, li = (make_feed(session, SHELL, rep_id, NOW) for rep_id in ("wang", "li"))
    statuses = [anonymous.get(f"/calendar/{wang}.ics").status_code for _ in range(21)]
    assert statuses == [200] * 20 + [429]
    assert anonymous.get(f"/calendar/{li}.ics").status_code == 200


def test_names_that_attack_are_text() -> None:
    """No line of the file is one that a name brought in."""
    visits = [CalendarVisit(hostile.ROUTE, stop, 1, NOW) for stop in hostile.ROUTE.stops]
    read = Calendar.from_ical(calendar(visits, HOSTILE_NAMES[1], translator("en")))
    events = read.walk("VEVENT")
    assert len(events) == len(HOSTILE_NAMES)
    assert {len(event) for event in events} == {10}
    said = {str(event["summary"]) for event in events}
    assert {name for name in HOSTILE_NAMES if name.isprintable()} <= said
