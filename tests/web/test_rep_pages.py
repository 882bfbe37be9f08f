"""A rep's page: a manager adds him, changes his hours, and sees his month."""

import re
from typing import Any

import httpx
import pytest

from app.db import Database
from app.intake.store import find_rep
from app.method.rep import Rep, TravelMode, WeekdayHours
from tests.conftest import SignIn
from tests.worlds import week
from web.rep_form import form_values

ENGLISH = {"Accept-Language": "en"}
HOUR_S = 3600
FORM: dict[str, Any] = {
    "name": "王芳芳",
    "home_lat": "30.25",
    "home_lon": "120.15",
    "end_lat": "",
    "end_lon": "",
    "datum": "wgs84",
    "start": "08:30",
    "end": "17:30",
    "field_day": ["0", "2"],
    "day_start": ["", "", "", "", "08:00", "", ""],
    "day_end": ["", "", "", "", "15:00", "", ""],
    "lunch_minutes": "0",
    "lunch_from": "11:30",
    "lunch_until": "13:00",
    "max_visits": "9",
    "overtime_minutes": "30",
    "timezone": "Asia/Shanghai",
    "travel_mode": "ebike",
}


def _rep(database: Database, rep_id: str = "wang") -> Rep | None:
    with database.read() as session:
        return find_rep(session, rep_id)


def _version(client: httpx.Client) -> str:
    found = re.search(r'name="version" value="(\d+)"', client.get("/reps/wang").text)
    assert found is not None
    return found[1]


def test_a_rep_is_changed_once_for_each_look(manager: httpx.Client, database: Database, stored_week: str) -> None:
    """All his facts at once; a second form that was opened before it changes nothing."""
    told = {**FORM, "version": _version(manager)}
    answer = manager.post("/reps/wang", data=told)
    assert (answer.status_code, answer.headers["location"]) == (303, "/reps/wang")
    rep = _rep(database)
    assert rep is not None
    assert (rep.name, rep.start_s, rep.end_s, rep.lunch) == ("王芳芳", 8.5 * HOUR_S, 17.5 * HOUR_S, None)
    assert rep.weekday_hours == (WeekdayHours(4, 8 * HOUR_S, 15 * HOUR_S),)
    assert (rep.field_days, rep.travel_mode, rep.max_visits) == (frozenset({0, 2}), TravelMode.EBIKE, 9)
    assert manager.post("/reps/wang", data={**told, "name": "别人"}).status_code == 409
    assert _rep(database) == rep


def test_what_is_shown_and_sent_back_changes_nothing(
    manager: httpx.Client, database: Database, stored_week: str
) -> None:
    """The form says all there is of him."""
    values = form_values(week.LI)
    days = values.pop("days")
    told = {name: "" if value is None else value for name, value in values.items()}
    told |= {"day_start": [start for start, _ in days], "day_end": [end for _, end in days], "version": "1"}
    assert manager.post("/reps/li", data=told).status_code == 303
    assert _rep(database, "li") == week.LI


def test_somebody_new(manager: httpx.Client, database: Database, stored_week: str) -> None:
    """Added under an id that is free, refused under one that is taken."""
    assert manager.get("/new-rep").status_code == 200
    answer = manager.post("/reps", data={**FORM, "external_id": "zhou"})
    assert answer.headers["location"] == "/reps/zhou"
    assert manager.get("/reps/zhou").status_code == 200
    assert manager.post("/reps", data={**FORM, "external_id": "zhou"}).status_code == 409


def test_absences_come_and_go(manager: httpx.Client, database: Database, stored_week: str) -> None:
    """Leave as a range, a half-day in its place, and back to work; the month shows each day as it is."""
    days = {"first_on": "2026-11-25", "last_on": "2026-11-27"}
    manager.post("/reps/wang/absences", data={**days, "kind": "leave"})
    manager.post("/reps/wang/absences", data={"first_on": "2026-11-26", "last_on": "2026-11-26", "kind": "morning_off"})
    page = manager.get("/reps/wang?month=2026-11", headers=ENGLISH).text
    kinds = re.findall(r'data-kind="(\w+)"', page)
    assert kinds[22:30] == ["field", "field", "leave", "half_day", "leave", "weekend", "weekend", "field"]
    assert "13:00–18:00" in page
    manager.post("/reps/wang/absences", data=days)
    rep = _rep(database)
    assert rep is not None
    assert (rep.leave, rep.mornings_off) == (frozenset(), frozenset())


def test_china_s_october_has_its_make_up_days(manager: httpx.Client, stored_week: str) -> None:
    """Holidays from the calendar, and the Saturday that is worked for them."""
    page = manager.get("/reps/wang?month=2026-10", headers={"Accept-Language": "zh"}).text
    kinds = re.findall(r'data-kind="(\w+)"', page)
    assert (kinds[0], kinds[9]) == ("holiday", "make_up")
    assert "调休上班" in page
    assert manager.get("/reps/wang?month=2026-13").status_code == 422


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"end": "08:00"}, "A working day begins before it ends"),
        ({"end_lat": "30"}, "Give both, or leave both empty"),
        ({"home_lat": "120"}, "Latitude is between"),
        ({"lunch_minutes": "30", "lunch_from": "14:00"}, "Lunch begins between two times"),
        ({"timezone": "Asia/Nowhere"}, "Nobody knows this time zone"),
        ({"name": "   "}, "Write a name"),
    ],
)
def test_what_cannot_be_is_said(
    manager: httpx.Client, database: Database, stored_week: str, wrong: dict[str, str], sentence: str
) -> None:
    """Nothing is stored, and the sentence says what to correct."""
    answer = manager.post("/reps/wang", data={**FORM, **wrong, "version": _version(manager)}, headers=ENGLISH)
    assert (answer.status_code, sentence in answer.text) == (422, True)
    assert _rep(database) == week.WANG


def test_a_rep_does_not_set_his_own_hours(sign_in: SignIn, stored_week: str) -> None:
    """The page is the manager's."""
    assert sign_in("rep", "wang").get("/reps/wang").status_code == 403


def test_a_rep_has_a_target_of_his_own(manager: httpx.Client, stored_week: str) -> None:
    """Beside the organisation's; what is empty goes back to it, and what makes no sense is refused by its name."""
    assert manager.post("/reps/wang/settings", data={"yearly_target": "900000"}).status_code == 303
    page = manager.get("/reps/wang", headers=ENGLISH).text
    assert 'name="yearly_target" value="900000"' in page
    assert "Organisation: 2000000" in page
    wrong = manager.post("/reps/wang/settings", data={"yearly_target": "0"}, headers=ENGLISH)
    assert (wrong.status_code, "Yearly target of a rep is a whole number from 1" in wrong.text) == (422, True)
    assert "As the organisation" in manager.get("/reps/wang", headers=ENGLISH).text
    assert manager.post("/reps/wang/settings").status_code == 303
    assert "As the organisation</button>" not in manager.get("/reps/wang", headers=ENGLISH).text


def test_who_changed_what_about_a_rep_is_told(manager: httpx.Client, stored_week: str) -> None:
    """On his page, by names of facts and of settings; where nobody did, that is said."""
    assert "Nobody has changed him here yet." in manager.get("/reps/wang", headers=ENGLISH).text
    manager.post("/reps/wang", data={**FORM, "version": _version(manager)})
    manager.post("/reps/wang/settings", data={"yearly_target": "900000"})
    trace = manager.get("/reps/wang", headers=ENGLISH).text.split("<h2>Changes</h2>")[1].split("</section>")[0]
    told = re.findall(r"<li><span><b>(.*?)</b> (.*?)</span>", trace)
    assert told[0] == ("Settings of his own", "Yearly target of a rep")
    assert told[1][0] == "Changed"
    assert {"Working hours", "Gets about by", "Lunch"} <= set(told[1][1].split(", "))
