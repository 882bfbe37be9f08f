"""An assistant on the pages: invited by his manager, at home in his tasks, and out of everything else."""

import re
from datetime import timedelta

import httpx
import pytest
from fastapi import FastAPI

from app.access.identity import SHELL
from app.access.people import PersonFacts, create_person
from app.access.roles import PersonRole
from app.access.teams import create_team, put_into_team
from app.db import Database
from app.intake.rep_lists import rep_record
from tests.conftest import NOW, OWN_PAGE, SignIn
from tests.in_process import browser
from tests.worlds.people import PASSWORD, code_at

ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    return sqlite_database


@pytest.fixture
def boss(database: Database, stored_week: str, sign_in: SignIn) -> httpx.Client:
    """Who leads 李强's team in the north."""
    with database.write() as session:
        north = create_team(session, SHELL, "北队", NOW).id
        create_team(session, SHELL, "南队", NOW)
        li = rep_record(session, SHELL, "li")
        assert li is not None
        put_into_team(session, SHELL, li, north, NOW)
        person = create_person(session, SHELL, PersonFacts("boss", "北", PersonRole.MANAGER, north), NOW)
    return sign_in("manager", person_id=person.id)


def team_of(boss: httpx.Client) -> str:
    return str(boss.get("/api/v1/me").json()["team_id"])


@pytest.fixture
def helper(app: FastAPI, boss: httpx.Client) -> httpx.Client:
    """小林, invited on the page of people, with a password of his own."""
    told = {"login": "xiaolin", "name": "小林", "team": team_of(boss)}
    link = re.search(r"/invitation/[\w-]{43}", boss.post("/people/assistants", data=told).text)
    assert link is not None
    new = browser(app, **OWN_PAGE)
    secret = re.search(r'translate="no">([A-Z2-7 ]+)<', new.get(link.group()).text)
    assert secret is not None
    code = code_at(secret.group(1).replace(" ", ""), NOW)
    assert new.post(link.group(), data={"password": PASSWORD, "code": code}).status_code == 303
    return new


def test_his_front_page_is_his_list(helper: httpx.Client) -> None:
    """The tasks of assistants, in Chinese too; the bar leads where he may go and nowhere else."""
    assert helper.get("/").headers["location"] == "/tasks"
    page = helper.get("/tasks", headers=ENGLISH).text
    assert re.search(r'value="assistant" selected', page)
    bar = page[page.index("<nav") : page.index("</nav>")]
    assert re.findall(r'href="(/[^"]*)"', bar) == ["/tasks", "/accounts", "/seminars", "/me"]
    for path in ("/tasks", "/accounts", "/accounts/HZ-007", "/seminars", "/funnel", "/places", "/me"):
        assert helper.get(path).status_code == 200
    for path in ("/today", "/week", "/plans", "/goals", "/board", "/opportunities", "/people", "/settings", "/lists"):
        assert helper.get(path).status_code == 403
    assert helper.get("/accounts/HZ-001").status_code == 404  # another team's


def test_a_task_is_done_by_telephone(helper: httpx.Client, sign_in: SignIn) -> None:
    """Who decides is found and written down, the next question waits, and the rep reads who said what."""
    page = helper.get("/accounts/HZ-009", headers=ENGLISH).text
    assert "Begin an opportunity" not in page
    assert "Offer a time" not in page
    assert 'data-task="HZ-009"' in helper.get("/tasks").text
    told = {"reason": "FIND_FIRST_KP", "saying": "done", "text": "总机说陈总拍板"}
    assert helper.post("/accounts/HZ-009/task", data=told).status_code == 303
    assert 'data-task="HZ-009"' not in helper.get("/tasks").text
    assert helper.post("/accounts/HZ-009/contacts", data={"name": " "}).status_code == 422
    kp = {"name": "<b>陈总</b>", "role": "first_kp", "phone": "0571-1", "spoken": "true"}
    assert helper.post("/accounts/HZ-009/contacts", data=kp).headers["location"] == "/accounts/HZ-009"
    page = sign_in("rep", "li").get("/accounts/HZ-009", headers=ENGLISH).text
    assert "&lt;b&gt;陈总&lt;/b&gt;" in page
    assert "First KP · level 1" in page
    assert "小林" in page
    assert "总机说陈总拍板" in page
    assert "Ability to pay unknown" in helper.get("/tasks", headers=ENGLISH).text  # what to ask next


def test_notes_go_to_the_rep_and_back(helper: httpx.Client, sign_in: SignIn) -> None:
    """What he hands over stands in 李强's list with its note, and what he hands back in his."""
    li = sign_in("rep", "li")
    task = {"reason": "FIND_FIRST_KP", "saying": "handover"}
    helper.post("/accounts/HZ-009/task", data={**task, "to_role": "rep", "text": "电话没人接，请顺路看看"})
    assert "电话没人接" in li.get("/tasks").text
    assert 'data-task="HZ-009"' not in helper.get("/tasks").text
    li.post("/accounts/HZ-009/task", data={**task, "to_role": "assistant", "text": "换了新号码"})
    assert "换了新号码" in helper.get("/tasks").text
    assert helper.post("/accounts/HZ-009/reopen", data={"text": "x"}).status_code == 403


def test_facts_are_kept_as_they_were_seen(helper: httpx.Client) -> None:
    """An address and the next step; typed against an older version, both are shown and neither is kept."""
    form = {"version": "1", "name": "新名字", "address": "文三路 9 号", "next_step_on": "2026-12-01"}
    assert helper.post("/accounts/HZ-009/facts", data=form).status_code == 303
    page = helper.get("/accounts/HZ-009").text
    assert "文三路 9 号" in page
    late = helper.post("/accounts/HZ-009/facts", data={**form, "address": "别处"}, headers=ENGLISH)
    assert (late.status_code, "Nothing was saved" in late.text) == (409, True)
    assert "别处" not in helper.get("/accounts/HZ-009").text
    assert helper.post("/accounts/HZ-009", data={**form, "category": "signed", "grade": "A"}).status_code == 403


class TestPeople:
    def test_a_director_chooses_the_teams(self, boss: httpx.Client, helper: httpx.Client, sign_in: SignIn) -> None:
        """Of both teams, the manager of one only reads that he is there; without a team nothing is changed."""
        director = sign_in("manager")
        ids = {one["login"]: one["id"] for one in director.get("/api/v1/people").json()["data"]}
        teams = [one["id"] for one in director.get("/api/v1/teams").json()["data"]]
        chosen = {"person_id": ids["xiaolin"], "team": teams}
        assert director.post("/people/assistants/teams", data={**chosen, "team": []}).status_code == 422
        assert director.post("/people/assistants/teams", data={**chosen, "person_id": ids["boss"]}).status_code == 404
        assert "New invitation 小林" in boss.get("/people", headers=ENGLISH).text
        assert director.post("/people/assistants/teams", data=chosen).headers["location"] == "/people"
        page = boss.get("/people", headers=ENGLISH).text
        assert ("小林" in page, "Helps other teams" in page, "南队" in page) == (True, True, False)
        for path in ("/people/invite", "/people/remove"):
            assert boss.post(path, data={"person_id": ids["xiaolin"]}).status_code == 404
        assert boss.post("/people/assistants/teams", data=chosen).status_code == 403

    def test_a_manager_lets_his_assistant_go(self, boss: httpx.Client, helper: httpx.Client) -> None:
        """At once; and from a desk left open he invites nobody."""
        (person,) = boss.get("/api/v1/people").json()["data"]
        assert boss.post("/people/remove", data={"person_id": person["id"]}).status_code == 303
        assert helper.get("/tasks").status_code == 401

    def test_a_desk_left_open_invites_nobody(self, app: FastAPI, boss: httpx.Client) -> None:
        """Eleven minutes after signing in the page asks who one is."""
        team = team_of(boss)
        app.state.clock = lambda: NOW + timedelta(minutes=11)
        assert 'href="/prove?next=/people"' in boss.get("/people", headers=ENGLISH).text
        told = {"login": "x1", "name": "x", "team": team}
        answer = boss.post("/people/assistants", data=told, headers={"Referer": "http://127.0.0.1:8000/people"})
        assert (answer.status_code, answer.headers["location"]) == (303, "/prove?next=%2Fpeople")
