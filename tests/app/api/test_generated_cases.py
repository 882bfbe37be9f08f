"""Requests made up by Schemathesis from the API's own description, valid and not, sent to the real application.

2,500 cases, each sent to an application on either kind of database, most of them as a director, a share each as a
program, a rep and a stranger; `API_CASES=25000 pytest tests/app/api/test_generated_cases.py` makes more.
"""

import contextlib
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.generation.case import Case
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from sqlalchemy import select

from app.access.keys import create_key
from app.access.sessions import open_session
from app.db import Database
from app.errors import PROBLEM_JSON
from app.models import RepRecord
from app.security import cookie_name
from tests.conftest import NOW, OWN_PAGE, served
from tests.in_process import browser
from tests.worlds import week
from tests.worlds.events import event_id, visit_of
from tests.worlds.stored import store_week

CASES = int(os.environ.get("API_CASES", "2500"))
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
# Who may do nearly everything asks most often; a stranger shows the credentials that Schemathesis makes up.
ASKERS = ("director", "director", "director", "program", "rep", "stranger")
PROBLEM_FIELDS = {"type", "title", "status", "detail", "instance", "code", "errors"}


def askers(app: FastAPI, database: Database) -> dict[str, httpx.Client]:
    """A director, for whom every route is open but a phone's, a program with every scope, a rep, and a stranger."""
    with database.write() as session:
        wang = session.scalars(select(RepRecord.id).where(RepRecord.external_id == week.WANG.external_id)).one()
        tokens = {
            "director": open_session(session, "manager", None, None, NOW, None),
            "rep": open_session(session, "rep", wang, None, NOW, None),
        }
        key = create_key(session, "every scope", NOW).text
    clients = {"program": browser(app, Authorization=f"Bearer {key}"), "stranger": browser(app, **OWN_PAGE)}
    for asker, token in tokens.items():
        clients[asker] = browser(app, **OWN_PAGE)
        clients[asker].cookies.set(cookie_name(app.state.settings), token)
    return clients


def known_names(client: httpx.Client, plan_id: str, visit_id: str) -> dict[str, list[str]]:
    """What is there, for each parameter of an address."""
    account = week.ACCOUNTS[0].external_id
    run = client.post("/api/v1/plans", json={"week": "2026-11-23", "iterations": 1, "certify_s": 0}).json()
    endpoint = client.post(
        "/api/v1/webhook-endpoints", json={"url": "https://crm.example.com/", "event_types": ["plan.succeeded"]}
    ).json()
    delivery = client.post(f"/api/v1/webhook-endpoints/{endpoint['id']}:test").json()
    client.post("/api/v1/webhook-sources", json={"name": "crm"})
    contact = client.post(f"/api/v1/accounts/{account}/contacts", json={"name": "王五"}).json()
    told = {"on": "2026-12-01", "half": "morning", "place": "礼堂", "seats": 9, "host_ids": [week.WANG.external_id]}
    seminar = client.post("/api/v1/seminars", json=told).json()
    team = client.post("/api/v1/teams", json={"name": "北队"}).json()
    person = client.post("/api/v1/people", json={"login": "chen", "name": "陈", "role": "director"}).json()
    key = client.post("/api/v1/api-keys", json={"name": "crm", "scopes": ["lists:read"]}).json()
    deal = client.post(
        "/api/v1/opportunities", json={"account_id": account, "name": "年框", "help_wanted": "价格"}
    ).json()
    return {
        "opportunity_id": [deal["id"]],
        "session_id": ["ses_none"],  # ending one's own would end the test
        "team_id": [team["id"]],
        "person_id": [person["id"]],
        "key_id": [key["id"]],
        "account_id": [account, week.ACCOUNTS[-1].external_id],
        "other_id": [account, week.ACCOUNTS[-2].external_id],
        "merged_id": ["acc_none"],
        "list_id": ["pvl_none"],
        "contact_id": [contact["id"]],
        "rep_id": [rep.external_id for rep in week.REPS],
        "plan_id": [plan_id],
        "seminar_id": [seminar["id"]],
        "run_id": [run["id"]],
        "import_id": [client.get("/api/v1/imports").json()["data"][0]["id"]],
        "endpoint_id": [endpoint["id"]],
        "delivery_id": [delivery["id"]],
        "source": ["crm"],
        "day": ["2026-11-24"],
        "week_name": ["week.xlsx", "week.zip"],
        "day_name": ["day.pdf", "day.gpx", "day.html"],
        "visit_id": [visit_id],
        "subject_id": [contact["id"]],
        "event_id": [event_id(n) for n in range(10)],
    }


def tame(case: Case) -> None:
    """A plan that is ordered is searched for as short as can be."""
    if case.path == "/api/v1/plans" and isinstance(case.body, dict):
        limits = {"iterations": 1, "time_limit_s": 0.1, "certify_s": 0}
        case.body = {**case.body, **{name: value for name, value in limits.items() if name in case.body}}
        if set(limits) - set(case.body):
            case.body = {**case.body, **limits}


def send(client: httpx.Client, case: Case) -> httpx.Response:
    told: dict[str, Any] = case.as_transport_kwargs(base_url=str(client.base_url))
    told.pop("cookies", None)
    if isinstance(told.get("data"), bytes | str):
        told["content"] = told.pop("data")
    headers = {name: str(value).encode("utf-8", "replace") for name, value in told.pop("headers", {}).items()}
    request = client.build_request(told.pop("method"), told.pop("url"), headers=headers, **told)
    return client.send(request)


@dataclass(frozen=True)
class Site:
    """An application with the small week in it, those who ask it, and what is there by the name of each parameter."""

    kind: str
    app: FastAPI
    clients: dict[str, httpx.Client]
    names: dict[str, list[str]]


@pytest.fixture
def sites(sqlite_database: Database, postgres_database: Database) -> Iterator[list[Site]]:
    """The application on each kind of database, with no limit to how often it may be called."""
    with contextlib.ExitStack() as open_ones:
        made = []
        for kind, database in (("sqlite", sqlite_database), ("postgres", postgres_database)):
            app = open_ones.enter_context(served(database, api_rate_per_s=1_000_000, api_burst=1_000_000))
            with database.write() as session:
                plan_id = store_week(session, NOW)
            with database.read() as session:
                visit_id = visit_of(session)
            clients = askers(app, database)
            for client in clients.values():
                open_ones.callback(client.close)
            made.append(Site(kind, app, clients, known_names(clients["director"], plan_id, visit_id)))
        yield made


@pytest.mark.timeout(3600)
def test_no_request_surprises_us(sites: list[Site]) -> None:
    """No 5xx, no status, type or shape that the description does not name, and every refusal is a problem."""
    schema = schemathesis.openapi.from_dict(sites[0].app.openapi())
    operations = [result.ok() for result in schema.get_all_operations()]
    operations.sort(key=lambda operation: operation.method == "delete")  # what is gone is missed by all that follows
    each = max(1, CASES // len(operations))
    sent: Counter[str] = Counter()
    done: Counter[str] = Counter()

    def check(operation: Any) -> None:
        valid = operation.as_strategy(generation_mode=GenerationMode.POSITIVE)
        wrong = operation.as_strategy(generation_mode=GenerationMode.NEGATIVE)

        @settings(
            max_examples=each,
            database=None,
            deadline=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(
            case=st.one_of(valid, valid, wrong),
            known=st.sampled_from((True, True, False)),
            number=st.integers(0, 9),
            match=st.booleans(),
            asker=st.sampled_from(ASKERS),
        )
        def answers(case: Case, known: bool, number: int, match: bool, asker: str) -> None:
            if match and operation.method in ("put", "patch", "delete"):
                case.headers["If-Match"] = "*"
            if asker != "stranger":  # a key that is made up would count for more than a session
                case.headers.pop("Authorization", None)
            tame(case)
            for site in sites:
                if known:
                    for name in case.path_parameters:
                        case.path_parameters[name] = site.names[name][number % len(site.names[name])]
                response = send(site.clients[asker], case)
                sent[asker] += 1
                done[asker] += response.is_success
                case.validate_response(response, checks=CHECKS)
                if not response.is_success and response.status_code != 304:
                    assert response.headers["content-type"] == PROBLEM_JSON, site.kind
                    assert response.json().keys() >= PROBLEM_FIELDS, site.kind

        answers()

    surprises: list[str] = []
    for operation in operations:
        try:
            check(operation)
        except (AssertionError, BaseExceptionGroup) as surprise:  # the other operations are looked at all the same
            surprises.append(f"{operation.label}: {surprise!r} {getattr(surprise, 'exceptions', '')}")
    assert surprises == []
    assert sent.total() >= len(sites) * each * len(operations) * 0.9
    assert done["director"] > sent["director"] * 0.2
    assert done["program"] > sent["program"] * 0.1
    assert done["rep"] > sent["rep"] * 0.02
    assert done["stranger"] == 0
