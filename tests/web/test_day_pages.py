"""What a rep's day says of the days around it, over the real service."""

from datetime import UTC, datetime


def test_the_days_around_are_a_tap_away(phone_of_wang):
    """The week with its stops, any day by the calendar, and what tomorrow needs."""
    html = phone_of_wang.get("/today", headers={"Accept-Language": "en"}).text
    assert 'href="/today?on=2026-11-25" aria-label="Wed 25 Nov, 2 stops"' in html
    assert 'type="date" name="on" value="2026-11-24"' in html
    assert "Tomorrow, Wed 25 Nov" in html
    assert "Every stop has a contact, a phone and opening hours." in html


def test_a_stop_without_a_phone_is_told_the_day_before(sign_in, stored_week, app):
    """With its name, as text; the day of 李强 has one without a contact."""
    app.state.clock = lambda: datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
    html = sign_in("rep", "li").get("/today?on=2026-11-23", headers={"Accept-Language": "en"}).text
    assert "No route is published for this day" in html
    assert "Tomorrow, Tue 24 Nov" in html
    assert '<span class="lack">no contact</span>' in html
    assert "<img src=x" not in html
