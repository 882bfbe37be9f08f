"""The page of tasks: from the list to an answer, a hand-over and one more visit, with what was said on the account."""

from dataclasses import replace

import httpx

from app.access.identity import SHELL
from app.db import Database
from app.intake.account_changes import tell_accounts
from app.method.account import Category
from tests.conftest import NOW, SignIn
from tests.worlds import week

ENGLISH = {"Accept-Language": "en"}
HZ_009 = 'data-task="HZ-009"'
TOLD = {"reason": "FIND_FIRST_KP", "next": "/tasks?state=open"}


def test_a_task_is_handed_over_and_then_answered(manager: httpx.Client, stored_week: str) -> None:
    """The note stands in the other's list and on the account; the answer takes the task away, its grounds stay."""
    assert HZ_009 in manager.get("/tasks", params={"role": "assistant"}).text
    handed = {**TOLD, "saying": "handover", "to_role": "rep", "text": "<b>他只听王芳的</b>"}
    answer = manager.post("/accounts/HZ-009/task", data=handed)
    assert (answer.status_code, answer.headers["location"]) == (303, "/tasks?state=open")
    assert HZ_009 not in manager.get("/tasks", params={"role": "assistant"}).text
    for path in ("/tasks?role=rep", "/accounts/HZ-009"):
        page = manager.get(path, headers=ENGLISH).text
        assert "&lt;b&gt;他只听王芳的&lt;/b&gt;" in page
        assert "Handed over to: Rep" in page
    said = {"answer": "authority:yes", "text": "前台说陈总拍板"}
    assert manager.post("/accounts/HZ-009/evidence", data=said).headers["location"] == "/accounts/HZ-009"
    assert HZ_009 not in manager.get("/tasks", params={"reason": "FIND_FIRST_KP", "state": "any"}).text
    assert "前台说陈总拍板" in manager.get("/accounts/HZ-009").text
    refused = manager.post("/accounts/HZ-009/task", data=handed, headers=ENGLISH)
    assert (refused.status_code, "The task is over" in refused.text) == (409, True)
    refused = manager.post("/accounts/HZ-009/evidence", data={"answer": "need:yes", "text": "x"})
    assert refused.status_code == 422


def test_a_rep_finds_his_tasks_and_reopens_with_a_reason(sign_in: SignIn, database: Database, stored_week: str) -> None:
    """His list begins with his own; a prospect who has had his visits gets one more, and the page says why."""
    capped = replace(week.XIXI, external_id="CAP", category=Category.PROSPECT, visits=2, owner="wang")
    with database.write() as session:
        tell_accounts(session, SHELL, "list", [capped], NOW)
    wang = sign_in("rep", "wang")
    assert 'data-task="CAP"' in wang.get("/tasks").text
    assert 'href="/tasks"' in wang.get("/me").text
    assert wang.post("/accounts/CAP/reopen", data={"text": ""}).status_code == 422
    assert wang.post("/accounts/CAP/reopen", data={"text": "老板换人了"}).status_code == 303
    page = wang.get("/accounts/CAP", headers=ENGLISH).text
    assert "Reopened for one more visit" in page
    assert "老板换人了" in page
    assert 'data-task="CAP"' not in wang.get("/tasks").text
    assert wang.post("/accounts/CAP/reopen", data={"text": "再一次"}).status_code == 409
    assert sign_in("rep", "li").post("/accounts/CAP/reopen", data={"text": "x"}).status_code == 404


def test_the_api_lists_tasks_and_takes_what_is_said(program: httpx.Client, stored_week: str) -> None:
    """Page by page under any filter; words and evidence come back as they were told."""
    v1 = "/api/v1"
    whole = program.get(f"{v1}/tasks").json()["data"]
    first = program.get(f"{v1}/tasks", params={"limit": 1}).json()
    walked = first["data"]
    while first["next_cursor"]:
        first = program.get(f"{v1}/tasks", params={"limit": 1, "cursor": first["next_cursor"]}).json()
        walked += first["data"]
    assert walked == whole != []
    told = {"reason": "FIND_FIRST_KP", "saying": "later", "until_on": "2026-12-01", "text": "出差"}
    word = program.post(f"{v1}/accounts/HZ-009/task-words", json=told)
    assert word.status_code == 201, word.text
    (task,) = program.get(f"{v1}/tasks", params={"state": "resting"}).json()["data"]
    assert (task["account_id"], task["rests_until"], task["words"]) == ("HZ-009", "2026-12-01", [word.json()])
    assert program.get(f"{v1}/accounts/HZ-009/task-words").json()["data"] == [word.json()]
    answer = {"leg": "authority", "answer": "yes", "text": "陈总"}
    kept = program.post(f"{v1}/accounts/HZ-009/evidence", json=answer)
    assert kept.status_code == 201
    assert program.get(f"{v1}/accounts/HZ-009/evidence").json()["data"] == [kept.json()]
    assert program.get(f"{v1}/accounts/HZ-009").json()["authority"] == "yes"
    assert program.post(f"{v1}/accounts/HZ-009:reopen", json={"text": "x"}).json()["code"] == "account.not_capped"
    assert (
        program.post(f"{v1}/accounts/HZ-009/task-words", json={**told, "saying": "note", "text": ""}).status_code == 422
    )
