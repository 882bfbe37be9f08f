"""The front page of a manager: what needs him, where it is dealt with, and the week in numbers."""

import html as marks

import httpx
import pytest

from app.access.identity import SHELL, Identity
from app.attention.managers_day import ManagersDay, WeekNumbers
from app.attention.matters import Attention, Case, Matter
from app.db import Database
from app.visits.event_facts import EventKind, VisitFact
from app.visits.events import tell_event
from tests.conftest import NOW, SignIn
from tests.worlds import week
from tests.worlds.events import event_id, visit_of
from web.front_view import REMEDIES, SENTENCES, front_view
from web.i18n import translator

ENGLISH = {"Accept-Language": "en"}
WANG = Identity("rep", "wang")
EMPTY = WeekNumbers(week.MONDAY, 0, 0, 0, 0, 0)


def test_all_is_in_order(manager: httpx.Client, stored_week: str) -> None:
    """It says so, with what comes next and the week's numbers."""
    page = manager.get("/", headers=ENGLISH).text
    assert "All is in order" in page
    assert 'href="/lists#plan"' in page
    assert "on 3 field days" in page
    assert 'href="/week"' in page


def test_each_matter_has_its_link(manager: httpx.Client, database: Database, stored_week: str) -> None:
    """A stop that was skipped leads to the times that can be offered to its account."""
    with database.write() as session:
        fact = VisitFact(EventKind.SKIPPED, NOW, "phone-1", 1)
        tell_event(session, SHELL, visit_of(session, week.HOSTILE.external_id), event_id(1), fact, NOW)
    page = manager.get("/", headers=ENGLISH).text
    assert "1 account needs a new day" in page
    assert 'href="/accounts/HZ-006/times"' in page
    assert week.HOSTILE_NAME not in page
    assert week.HOSTILE_NAME in marks.unescape(page)
    assert "All is in order" not in page


def test_reports_that_contradict_are_settled_there(manager: httpx.Client, database: Database, stored_week: str) -> None:
    """By one button beside the case; a visit that nobody knows is not found."""
    with database.write() as session:
        visit_id = visit_of(session)
        for number, (who, kind) in enumerate([(SHELL, EventKind.CANCELLED), (WANG, EventKind.DONE)], 1):
            tell_event(session, who, visit_id, event_id(number), VisitFact(kind, NOW, "phone-1", 1), NOW)
    where = f"/visits/{visit_id}/settled"
    page = manager.get("/", headers=ENGLISH).text
    assert "1 report contradicts another" in page
    assert f'action="{where}"' in page
    assert manager.post(where).headers["location"] == "/"
    assert "contradicts another" not in manager.get("/", headers=ENGLISH).text
    assert manager.post("/visits/vis_unknown/settled").status_code == 404


def test_a_rep_has_a_day_of_his_own(sign_in: SignIn, stored_week: str) -> None:
    """What needs the manager is not shown to him."""
    rep = sign_in("rep", "wang")
    assert rep.get("/").headers["location"] == "/today"
    assert rep.get("/week").status_code == 403


def test_without_a_list_there_are_first_steps(manager: httpx.Client) -> None:
    """Nothing can need anybody yet."""
    assert "Begin with your list of accounts" in manager.get("/", headers=ENGLISH).text


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_matter_is_worded(language: str) -> None:
    """With a remedy, and with a way where there is one for the whole of it or for each case."""
    assert set(SENTENCES) == set(REMEDIES) == set(Matter)
    needs = tuple(Attention(matter, 7, (Case("a/b", "甲", on=week.TUESDAY, start_s=36_000),)) for matter in Matter)
    view = front_view(ManagersDay(week.TUESDAY, needs, EMPTY), translator(language), directs=True)
    for line in view.needs:
        assert "7" in line.sentence
        assert line.remedy
        assert bool(line.href) != bool(line.cases[0].href), line.matter
        assert line.cases[0].href.count("a/b") == 0
        assert line.more.count("6") == 1


def test_what_only_a_director_may_do_is_not_offered() -> None:
    """A manager of one team sees who lacks a route, and plans it where he orders; lists are not his."""
    needs = (Attention(Matter.UNPLANNED_THIS_WEEK, 1, (Case("wang", "王芳"),)), Attention(Matter.NO_PLACE, 2))
    view = front_view(ManagersDay(week.TUESDAY, needs, EMPTY), translator("en"), directs=False)
    assert [line.href for line in view.needs] == ["/new-plan", "/places"]
