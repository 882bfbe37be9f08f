"""A debrief changes the account; a correction takes back what only the earlier one said, and both stay."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from app.access.identity import SHELL
from app.db import Database
from app.intake.known_accounts import accounts_of
from app.method.account import Account, Answer, Category, Need
from app.method.opportunity import Opportunity, Stage
from app.method.preparation import Question
from app.models import AccountRecord
from app.opportunities.changes import begin_opportunity
from app.opportunities.known import find_opportunity
from app.visits.preparing import preparations
from tests.conftest import NOW, SignIn
from tests.worlds import week
from tests.worlds.events import event, event_id, visit_of

HERE = week.WEST_LAKE.external_id


@pytest.fixture
def visit(database: Database, stored_week: str) -> str:
    """王芳's visit to the West Lake company, who owns it."""
    with database.write() as session:
        session.scalars(select(AccountRecord).where(AccountRecord.external_id == HERE)).one().owner = "wang"
        return visit_of(session)


def account(database: Database) -> Account:
    with database.read() as session:
        return accounts_of(session, [HERE])[HERE]


def told(client: httpx.Client, visit: str, number: int, **more: Any) -> httpx.Response:
    body = event("debrief", **more)
    return client.put(f"/api/v1/visits/{visit}/events/{event_id(number)}", json=body)


def test_a_debrief_counts_at_once(database: Database, visit: str, wang: httpx.Client) -> None:
    """Answers, level, next step, category and the only open deal's stage."""
    with database.write() as session:
        deal = begin_opportunity(session, SHELL, HERE, Opportunity("年框"), NOW).id
    outcome = {"result": "met_kp", "interest": "signed", "need": "explicit", "ability_to_pay": "no", "level": 4}
    assert told(wang, visit, 1, outcome=outcome, next_on="2026-12-08").status_code == 201
    now = account(database)
    assert (now.need, now.ability_to_pay, now.category) == (Need.EXPLICIT, Answer.NO, Category.SIGNED)
    assert (now.contacts[0].level, str(now.next_step_on)) == (4, "2026-12-08")
    with database.read() as session:
        assert find_opportunity(session, SHELL, deal).opportunity.stage is Stage.SIGNED


def test_a_correction_takes_back_what_it_does_not_say(database: Database, visit: str, wang: httpx.Client) -> None:
    """But for what somebody has changed since; both debriefs can be read."""
    before = account(database)
    told(wang, visit, 1, outcome={"result": "met_kp", "need": "no", "authority": "no", "level": 5})
    with database.write() as session:
        record = session.scalars(select(AccountRecord).where(AccountRecord.external_id == HERE)).one()
        record.authority = "unknown"
    told(wang, visit, 2, outcome={"result": "met_other", "level": 3})
    now = account(database)
    assert (now.need, now.authority, now.contacts[0].level) == (before.need, Answer.UNKNOWN, 3)
    told(wang, visit, 3, outcome={"result": "nobody"})
    assert account(database).contacts[0].level == before.contacts[0].level
    events = wang.get(f"/api/v1/visits/{visit}/events").json()["data"]
    assert [(one["rep_id"], one["outcome"]["result"]) for one in events] == [
        ("wang", "met_kp"),
        ("wang", "met_other"),
        ("wang", "nobody"),
    ]


def test_with_two_open_deals_nothing_is_guessed(database: Database, visit: str, wang: httpx.Client) -> None:
    """The one that is named moves."""
    with database.write() as session:
        one, other = (begin_opportunity(session, SHELL, HERE, Opportunity(name), NOW).id for name in "甲乙")
    told(wang, visit, 1, outcome={"stage": "met_kp"})
    told(wang, visit, 2, outcome={"stage": "met_kp", "opportunity_id": other})
    with database.read() as session:
        stages = [find_opportunity(session, SHELL, deal).opportunity.stage for deal in (one, other)]
    assert stages == [Stage.IDENTIFIED, Stage.MET_KP]


def test_the_refusal_chooses_the_next_question(database: Database, visit: str, wang: httpx.Client) -> None:
    """Price was it, so that what it brings is asked first; a debrief without a refusal asks as ever."""
    told(wang, visit, 1, outcome={"result": "met_kp", "interest": "down", "refusal": "price"})
    with database.read() as session:
        assert preparations(session, [HERE])[HERE].questions[0] is Question.RETURN
    told(wang, visit, 2, outcome={"result": "met_kp", "interest": "up"})
    with database.read() as session:
        assert preparations(session, [HERE])[HERE].questions[0] is Question.GOAL


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"outcome": {"result": "met_kp", "level": 7}}, "request.invalid"),
        ({"outcome": {"need": "perhaps"}}, "request.invalid"),
        ({"at": (NOW + timedelta(days=2)).isoformat()}, "visit_event.day"),
        ({"next_on": "2026-11-20"}, "visit_event.day"),
    ],
)
def test_nonsense_is_refused_whole(
    database: Database, visit: str, wang: httpx.Client, wrong: dict[str, Any], code: str
) -> None:
    """A level of 7, a day that has not been, a next step that is over: by PUT and from a phone, nothing is kept."""
    before = account(database)
    body = {**wrong, "outcome": {"result": "met_kp", "need": "no", **wrong.get("outcome", {})}}
    refused = told(wang, visit, 1, **body)
    assert (refused.status_code, refused.json()["code"]) == (422, code)
    assert refused.json()["errors"][0]["pointer"].startswith("/body/")
    sent = {**event("debrief", **body), "visit_id": visit, "event_id": event_id(1)}
    (item,) = wang.post("/api/v1/sync", json={"events": [sent]}).json()["events"]
    assert (item["result"], item["code"]) == ("rejected", code)
    assert account(database) == before
    assert wang.get(f"/api/v1/visits/{visit}/events").json()["data"] == []


def test_a_strangers_stop_is_not_there(database: Database, visit: str, sign_in: SignIn) -> None:
    """Another rep cannot debrief it, and nothing of it is changed."""
    before = account(database)
    refused = told(sign_in("rep", "li"), visit, 1, outcome={"need": "no"})
    assert (refused.status_code, refused.json()["code"]) == (404, "visit.unknown")
    assert account(database) == before
