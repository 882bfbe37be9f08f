"""Offering a time: found from ledger and day, two big choices, booked by a form of ours, back to the day."""

import re

import pytest

from tests.worlds import week

TIMES = "/accounts/N003/times"
ENGLISH = {"Accept-Language": "en"}


def forms(html: str) -> list[dict[str, str]]:
    """The fields of every form that books a start, in the order of the page."""
    bodies = re.findall(rf'<form method="post" action="{TIMES}">(.*?)</form>', html, re.DOTALL)
    return [dict(re.findall(r'name="(\w+)" value="([^"]*)"', body)) for body in bodies]


def test_two_choices_with_text_and_cost(manager, planned_company):
    """Both as forms, the text in both languages, and what each costs; no word of ours in the text."""
    html = manager.get(TIMES, headers=ENGLISH).text
    choices = re.search(r'<ol class="choices">.*?</ol>', html, re.DOTALL)
    assert choices is not None
    assert len(forms(choices.group())) == 2
    assert choices.group().count("extra driving") == 2
    assert re.search(r'<p lang="zh" id="text-zh">您好！我们想去拜访您：[^<]*，您哪个时间方便？</p>', html)
    assert re.search(r'<p lang="en" id="text-en">Hello, would [^<]*</p>', html)
    assert len(forms(html)) == 10
    assert "Driving times are estimated" in html


def test_booking_goes_to_the_day(manager, planned_company):
    """The day has the visit; the page says that it is promised, and offers other starts."""
    first = forms(manager.get(TIMES).text)[0]
    answer = manager.post(TIMES, data=first)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/reps/wang/days/{first['on']}"
    assert TIMES in manager.get(answer.headers["location"]).text
    html = manager.get(TIMES, headers=ENGLISH).text
    assert "Promised for Tue 24 Nov" in html
    assert first not in forms(html)


def test_a_start_that_went_is_answered_with_others(manager, planned_company):
    """409, a sentence, and buttons that work."""
    first = forms(manager.get(TIMES).text)[0]
    manager.post("/accounts/N001/times", data=first)
    answer = manager.post(TIMES, data=first, headers=ENGLISH)
    assert answer.status_code == 409
    assert "not free any more, so nothing was booked" in answer.text
    assert manager.post(TIMES, data=forms(answer.text)[0]).status_code == 303


def test_an_appointment_is_cancelled_by_its_button(manager, planned_company):
    """Only what is promised has one."""
    assert f"{TIMES}/cancel" not in manager.get(TIMES).text
    manager.post(TIMES, data=forms(manager.get(TIMES).text)[0])
    assert f"{TIMES}/cancel" in manager.get(TIMES).text
    assert manager.post(f"{TIMES}/cancel").headers["location"] == TIMES
    assert "Promised for" not in manager.get(TIMES, headers=ENGLISH).text


def test_who_gets_no_start_is_told_why(manager, planned_company):
    """In the reader's language, with what to do; there is nothing to press or to send."""
    html = manager.get("/accounts/WHO-DECIDES/times", headers={"Accept-Language": "zh"}).text
    assert "请通过电话或微信" in html or "第一KP" in html
    assert 'class="choices"' not in html
    assert "text-zh" not in html


def test_a_form_of_another_site_books_nothing(manager, planned_company):
    """Nobody books by a link in a mail."""
    first = forms(manager.get(TIMES).text)[0]
    for path in (TIMES, f"{TIMES}/cancel"):
        assert manager.post(path, data=first, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert first in forms(manager.get(TIMES).text)


def test_only_managers_offer_times(anonymous, wang):
    """A rep and a stranger do not get the page, nor can they book."""
    for client, status in ((anonymous, 401), (wang, 403)):
        assert client.get(TIMES).status_code == status
        assert client.post(TIMES, data={"rep_id": "wang", "on": "2026-11-26", "start_s": "36000"}).status_code == status
        assert client.post(f"{TIMES}/cancel").status_code == status


@pytest.mark.parametrize("data", [{}, {"rep_id": "wang", "on": "soon", "start_s": "1"}, {"start_s": "-1"}])
def test_a_form_that_means_nothing_is_refused(manager, planned_company, data):
    """As a page."""
    assert manager.post(TIMES, data=data).status_code == 422


def test_an_unknown_account_is_not_found(manager, planned_company):
    """With what to do instead."""
    answer = manager.get("/accounts/GHOST/times", headers=ENGLISH)
    assert answer.status_code == 404
    assert "Import it first" in answer.text


def test_it_is_reached_from_ledger_and_day(manager, stored_week):
    """From the rows of accounts that may be visited, and from each stop of a manager's day."""
    html = manager.get(f"/plans/{stored_week}/ledger").text
    assert html.count("/times") == 8  # seven routed, one left out; gated and rejected rows have nobody to visit
    day = manager.get("/reps/wang/days/2026-11-24").text
    assert day.count("/times") == len(week.WANG_TUESDAY.stops)


def test_a_rep_s_own_day_offers_nothing(wang):
    """It is the manager's page."""
    assert "/times" not in wang.get("/today").text


def test_a_hostile_name_is_only_text(manager, stored_week):
    """Escaped wherever it stands."""
    html = manager.get("/accounts/HZ-006/times").text
    assert "<img src=x" not in html
    assert "&lt;img src=x" in html
