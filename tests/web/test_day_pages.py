"""What a rep's day says of the days around it and of each visit before it is made, over the real service."""

from datetime import UTC, datetime

from tests.worlds import week
from tests.worlds.events import event, event_id, visit_of
from tests.worlds.hostile_names import HOSTILE_NAMES


def test_the_days_around_are_a_tap_away(phone_of_wang):
    """The week with its stops, any day by the calendar, and what tomorrow needs."""
    html = phone_of_wang.get("/today", headers={"Accept-Language": "en"}).text
    assert 'href="/today?on=2026-11-25" aria-label="Wed 25 Nov, 2 stops"' in html
    assert 'type="date" name="on" value="2026-11-24"' in html
    assert "Tomorrow, Wed 25 Nov" in html
    assert "Every stop has a contact, a phone, opening hours and questions to ask." in html


def test_a_stop_without_a_phone_is_told_the_day_before(sign_in, stored_week, app):
    """With its name, as text; the day of 李强 has one without a contact."""
    app.state.clock = lambda: datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
    html = sign_in("rep", "li").get("/today?on=2026-11-23", headers={"Accept-Language": "en"}).text
    assert "No route is published for this day" in html
    assert "Tomorrow, Tue 24 Nov" in html
    assert '<span class="lack">no contact</span>' in html
    assert "<img src=x" not in html


def test_a_day_in_the_office_has_tasks_and_visits_to_tell_of(phone_of_wang, database, stored_week, app):
    """The visit made on Tuesday waits until its debrief is there."""
    with database.read() as session:
        visit_id = visit_of(session)
    done = event("done", at="2026-11-24T16:00:00+08:00")
    assert phone_of_wang.put(f"/api/v1/visits/{visit_id}/events/{event_id(1)}", json=done).is_success
    app.state.clock = lambda: datetime(2026, 11, 27, 2, 0, tzinfo=UTC)
    html = phone_of_wang.get("/today", headers={"Accept-Language": "en"}).text
    assert '<h2><a href="/tasks">Tasks of the office</a></h2>' in html
    assert f'<li><a href="/today?on=2026-11-24"><bdi>{week.WANG_TUESDAY.stops[0].name}</bdi></a>' in html
    debrief = event("debrief", at="2026-11-27T09:00:00+08:00", outcome={"result": "met_kp"})
    assert phone_of_wang.put(f"/api/v1/visits/{visit_id}/events/{event_id(2)}", json=debrief).is_success
    told = phone_of_wang.get("/today", headers={"Accept-Language": "en"}).text
    assert "Every visit of the last two weeks has its debrief." in told


def test_a_day_in_the_field_speaks_of_its_visits_alone(phone_of_wang):
    """Nothing of the office stands between the rep and his next stop."""
    assert "Tasks of the office" not in phone_of_wang.get("/today", headers={"Accept-Language": "en"}).text


def test_each_visit_has_its_prep_card(phone_of_wang, database, stored_week, manager):
    """Questions for every stop, and what came of the last visit: for the rep, and for who looks over his day."""
    note = HOSTILE_NAMES[0]
    with database.read() as session:
        visit_id = visit_of(session)
    outcome = {"result": "met_kp", "interest": "up"}
    debrief = event("debrief", at="2026-11-23T16:00:00+08:00", outcome=outcome, text=note)
    assert phone_of_wang.put(f"/api/v1/visits/{visit_id}/events/{event_id(1)}", json=debrief).is_success
    for reader, address in ((phone_of_wang, "/today"), (manager, f"/reps/wang/days/{week.TUESDAY}")):
        html = reader.get(address, headers={"Accept-Language": "en"}).text
        assert html.count("Questions to ask</h3>") == len(week.WANG_TUESDAY.stops)
        assert "Mon 23 Nov · The KP · Warmer" in html
        assert html.count("none yet") == len(week.WANG_TUESDAY.stops) - 1
        assert note not in html
