"""Idempotency keys: however often a POST is sent, and by however many at once, it has one effect."""

import threading
from datetime import timedelta

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import func, select

from app.access.kept_answers import KEPT_FOR
from app.db import Database
from app.models import AccountRecord, ImportRecord, KeptAnswerRecord, RunRecord
from tests.conftest import NOW, SignIn
from tests.worlds import week

KEY = {"Idempotency-Key": "night-1"}
SHOP = {"external_id": "K1", "name": "西湖文化"}
LIST = "external_id,name,category\nK1,西湖文化,signed\n"


def rows(database: Database, table: type[AccountRecord | ImportRecord | RunRecord | KeptAnswerRecord]) -> int:
    with database.read() as session:
        return session.execute(select(func.count()).select_from(table)).scalar_one()


def test_the_same_request_gets_the_same_answer(program: httpx.Client, database: Database) -> None:
    """Status, body and headers of the first time, marked as a replay, and nothing happens again."""
    first = program.post("/api/v1/accounts", json=SHOP, headers=KEY)
    again = program.post("/api/v1/accounts", json=dict(reversed(SHOP.items())), headers=KEY)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert again.headers["etag"] == first.headers["etag"]
    assert again.headers["location"] == first.headers["location"]
    assert (again.headers["idempotent-replayed"], "idempotent-replayed" in first.headers) == ("true", False)
    assert rows(database, AccountRecord) == 1


def test_without_a_key_every_request_counts(program: httpx.Client, database: Database) -> None:
    """Two orders without a key are two plans."""
    for _ in range(2):
        assert program.post("/api/v1/plans", json={"week": "2026-11-23", "iterations": 1}).status_code == 202
    assert (rows(database, RunRecord), rows(database, KeptAnswerRecord)) == (2, 0)


def test_a_key_is_the_same_quoted_or_bare(program: httpx.Client) -> None:
    """A structured field's quotation marks are no part of it."""
    program.post("/api/v1/accounts", json=SHOP, headers=KEY)
    again = program.post("/api/v1/accounts", json=SHOP, headers={"Idempotency-Key": '"night-1"'})
    assert again.headers["idempotent-replayed"] == "true"


def test_a_file_sent_again_is_one_import(program: httpx.Client, database: Database) -> None:
    """The boundary of a form is another each time; what the form holds is not."""
    answers = [
        program.post("/api/v1/imports", files={"file": ("list.csv", LIST.encode())}, headers=KEY) for _ in range(3)
    ]
    assert {answer.content for answer in answers} == {answers[0].content}
    assert rows(database, ImportRecord) == 1
    other = program.post("/api/v1/imports", files={"file": ("list.csv", (LIST + "K2,x,\n").encode())}, headers=KEY)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency.other_body")
    assert rows(database, ImportRecord) == 1


def test_a_key_is_not_for_another_request(program: httpx.Client, database: Database) -> None:
    """Another body under the key is refused; the same key at another address is another request."""
    program.post("/api/v1/accounts", json=SHOP, headers=KEY)
    other = program.post("/api/v1/accounts", json={**SHOP, "name": "别处"}, headers=KEY)
    assert (other.status_code, other.json()["errors"][0]["pointer"]) == (422, "/header/Idempotency-Key")
    elsewhere = program.post("/api/v1/accounts/K1/contacts", json={"name": "王五"}, headers=KEY)
    assert elsewhere.status_code == 201
    assert rows(database, AccountRecord) == 1


def test_a_key_is_of_who_sent_it(program: httpx.Client, sign_in: SignIn, database: Database) -> None:
    """Somebody else's key of the same text is another one."""
    manager = sign_in("manager")
    program.post("/api/v1/accounts:batchUpsert", json={"items": [SHOP]}, headers=KEY)
    answer = manager.post("/api/v1/accounts:batchUpsert", json={"items": [SHOP]}, headers=KEY)
    assert "idempotent-replayed" not in answer.headers
    assert answer.json()["unchanged"] == 1


def test_what_was_refused_may_be_sent_again(program: httpx.Client, database: Database) -> None:
    """A refusal changed nothing and keeps nothing, so the mended request may have the key."""
    refused = program.post("/api/v1/accounts", json={"external_id": "K1"}, headers=KEY)
    assert (refused.status_code, rows(database, KeptAnswerRecord)) == (422, 0)
    assert program.post("/api/v1/accounts", json=SHOP, headers=KEY).status_code == 201


def test_a_key_is_forgotten_after_seven_days(app: FastAPI, program: httpx.Client, database: Database) -> None:
    """Then the request is new, and the old answer is gone."""
    program.post("/api/v1/accounts:batchUpsert", json={"items": [SHOP]}, headers=KEY)
    app.state.clock = lambda: NOW + KEPT_FOR
    answer = program.post("/api/v1/accounts:batchUpsert", json={"items": [SHOP]}, headers=KEY)
    assert "idempotent-replayed" not in answer.headers
    app.state.clock = lambda: NOW + KEPT_FOR + timedelta(days=8)
    program.post("/api/v1/accounts:batchUpsert", json={"items": [SHOP]}, headers={"Idempotency-Key": "other"})
    assert rows(database, KeptAnswerRecord) == 1


@pytest.mark.parametrize("key", ["", '""', "x" * 256, "ключ".encode(), b"a\tb"])
def test_a_key_that_is_none_is_refused(program: httpx.Client, key: str | bytes) -> None:
    """Empty, too long, or not to be printed."""
    refused = program.post("/api/v1/accounts", json=SHOP, headers={"Idempotency-Key": key})
    assert (refused.status_code, refused.json()["code"]) == (422, "idempotency.key")


def test_a_crash_between_effect_and_answer_leaves_neither(
    program: httpx.Client, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What fails before the transaction ends has no effect and no answer; the retry does it all."""

    def fails(*_: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as broken:
        broken.setattr("app.api.once.keep_answer", fails)
        assert program.post("/api/v1/accounts", json=SHOP, headers=KEY).status_code == 500
    assert (rows(database, AccountRecord), rows(database, KeptAnswerRecord)) == (0, 0)
    assert program.post("/api/v1/accounts", json=SHOP, headers=KEY).status_code == 201


def test_racing_twins_have_one_effect(program: httpx.Client, database: Database, stored_week: str) -> None:
    """Of eight at once one does it; each of the others hears that answer, or that it is being done."""
    answers: list[httpx.Response] = []
    order = {"external_id": "RACE", "name": "赛跑"}

    def send() -> None:
        answers.append(program.post("/api/v1/accounts", json=order, headers=KEY))

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {answer.status_code for answer in answers} <= {201, 409}
    assert all(a.json()["code"] == "idempotency.under_way" for a in answers if a.status_code == 409)
    assert sum("idempotent-replayed" not in a.headers for a in answers if a.status_code == 201) == 1
    assert rows(database, AccountRecord) == len(week.ACCOUNTS) + 1
    assert program.post("/api/v1/accounts", json=order, headers=KEY).headers["idempotent-replayed"] == "true"


def test_every_post_takes_a_key(app: FastAPI) -> None:
    """The description names the header with every POST but a webhook's, which has an id of its own, and a proposal,
    which stores nothing."""
    posts = {path: item["post"] for path, item in app.openapi()["paths"].items() if "post" in item}
    keyless = {
        path
        for path, post in posts.items()
        if path.startswith("/api/v1/") and "Idempotency-Key" not in [one["name"] for one in post.get("parameters", ())]
    }
    proposals = {  # they store nothing
        "/api/v1/plans/{plan_id}:preview",
        "/api/v1/reps/{rep_id}/routes/{day}:replan",
        "/api/v1/territories:propose",
    }
    assert keyless == {"/api/v1/hooks/{source}", *proposals}
