"""No personal data in logs, figures and problems: whatever is sent wherever, nothing of it is written down."""

import json
import logging
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from app.api.contract import METHODS
from app.db import Database
from app.errors import PROBLEM_JSON
from tests.app.conftest import Log
from tests.conftest import SignIn
from tests.worlds.events import event_id
from tests.worlds.planted import Planted

NAME, PHONE, ADDRESS, LAT, LON = "杭州秘密贸易行", "13712345678", "秘密路 99 号", 30.2718281, 120.3141592
JSON = {"Content-Type": "application/json"}
LIST = f"客户名称,联系人电话,地址,纬度,经度\n{NAME},{PHONE},{ADDRESS},{LAT},{LON}\n{NAME},{PHONE},,x{LAT},1\n"
TOLD = (NAME, PHONE, ADDRESS, repr(LAT), repr(LON))
# What anybody might send somewhere, right in one place and wrong in another.
FACTS: dict[str, Any] = {
    "external_id": NAME,
    "source": "list",
    "name": NAME,
    "address": ADDRESS,
    "location": {"lat": LAT, "lon": LON, "datum": "wgs84"},
    "home": {"lat": LAT, "lon": LON},
    "contacts": [{"name": NAME, "phone": PHONE, "mail": f"{PHONE}@example.com", "wechat": NAME}],
    "phone": PHONE,
    "text": f"{NAME} {PHONE} {ADDRESS}",
    "position": {"lat": LAT, "lon": LON},
    "kind": "arrived",
    "at": "2026-11-24T09:50:00+08:00",
    "device_id": PHONE,
    "plan_version": 1,
    "rep_id": "wang",
    "on": "2026-11-26",
    "start_s": 36_000,
    "week": "2026-11-23",
    "iterations": 1,
    "time_limit_s": 0.1,
    "certify_s": 0,
}


@pytest.fixture
def app(busy_app: FastAPI) -> FastAPI:
    """Hundreds of requests, one after the other."""
    return busy_app


def bodies(schema: dict[str, Any], document: dict[str, Any]) -> list[Any]:
    """What the operation would take of it, all of it at once, and what is no body at all."""
    shape = schema
    while "$ref" in shape:
        shape = document["components"]["schemas"][shape["$ref"].rpartition("/")[2]]
    known = {name: value for name, value in FACTS.items() if name in shape.get("properties", {})}
    for name in ("items", "events"):
        if name in shape.get("properties", {}):
            event = {**event_facts(), "event_id": event_id(5), "visit_id": NAME}
            known[name] = [
                FACTS,
                event if name == "events" else {k: FACTS[k] for k in ("external_id", "source", "name")},
            ]
    return [known, FACTS, [FACTS], NAME, {"unknown": [NAME, PHONE]}]  # a name of a field is told back, a value never


def event_facts() -> dict[str, Any]:
    return {name: FACTS[name] for name in ("kind", "at", "device_id", "plan_version", "text", "position")}


def written(log: Log, app: FastAPI) -> str:
    return log.text + app.state.metrics.as_text().decode()


def found(text: str) -> list[str]:
    return [word for word in TOLD if word in text or json.dumps(word)[1:-1] in text]


@pytest.mark.timeout(600)
def test_nothing_that_is_sent_to_any_route_is_written_down(
    app: FastAPI, planted: Planted, sign_in: SignIn, log: Log, database: Database
) -> None:
    """Every operation of the API, by managers and reps, with names in paths, queries, headers and bodies that fit and
    that do not: 0 hits in logs, figures and problems. An answer that is no problem may tell them: that is its task."""
    known = {
        "account_id": planted.account_id,
        "contact_id": planted.contact_id,
        "rep_id": "wang",
        "visit_id": planted.visit_id,
        "event_id": event_id(1),
        "subject_id": "acc_none",
        "day": "2026-11-24",
    }
    document = app.openapi()
    clients = [sign_in("manager"), sign_in("rep", "wang")]
    sent, statuses = 0, set()
    for path, item in document["paths"].items():
        if not path.startswith("/api/v1/") or (path.endswith("/events") and "operations" in path):
            continue
        for method in (one for one in METHODS if one in item):
            content = item[method].get("requestBody", {}).get("content", {})
            told: list[dict[str, Any]] = [{}]
            if "application/json" in content:
                told = [{"json": body} for body in bodies(content["application/json"]["schema"], document)]
                told.append(
                    {"content": f'{{"name": "{NAME}", '.encode(), "headers": {"Content-Type": "application/json"}}
                )
            elif content:
                told = [{"files": {"file": (f"{NAME}.csv", content.encode())}} for content in (LIST, NAME)]
            for names in (known, {}):
                address = path
                for part in [one["name"] for one in item[method].get("parameters", ()) if one["in"] == "path"]:
                    address = address.replace(f"{{{part}}}", names.get(part, NAME))
                for one in told:
                    headers = {"Idempotency-Key": f"{PHONE}-{sent}", "If-Match": "*", **one.get("headers", {})}
                    more = {key: value for key, value in one.items() if key != "headers"}
                    for client in clients:
                        answer = _sent(client, method, address, headers, more)
                        sent += 1
                        statuses.add(answer.status_code)
                        if not answer.is_success:
                            told_back = _problem(answer) + str(answer.headers)
                            assert found(told_back) == [], (method, path, answer.status_code)
    assert sent > 400
    assert statuses >= {200, 201, 204, 400, 403, 404, 409, 422}
    assert {status for status in statuses if status >= 500} == set()
    assert found(written(log, app)) == []


def _problem(answer: httpx.Response) -> str:
    """The body of a refusal; what is offered in place of a start that is taken is an answer, and names the account."""
    if answer.headers.get("content-type") != PROBLEM_JSON:
        return answer.text
    return json.dumps({name: value for name, value in answer.json().items() if name != "offer"}, ensure_ascii=False)


def _sent(
    client: httpx.Client, method: str, address: str, headers: dict[str, str], more: dict[str, Any]
) -> httpx.Response:
    return client.request(method, address, headers=headers, params={"q": NAME, "owner": PHONE}, **more)


def test_a_fault_of_ours_tells_nothing_either(app: FastAPI, planted: Planted, manager: httpx.Client, log: Log) -> None:
    """A traceback shows where it happened, and not with whom."""

    def fails() -> Any:
        raise RuntimeError(f"{NAME} {PHONE} {LAT}")

    app.state.clock = fails
    answer = manager.put(
        f"/api/v1/visits/{planted.visit_id}/events/{event_id(1)}", json={**event_facts(), "text": ADDRESS}
    )
    assert answer.status_code == 500
    assert found(answer.text + written(log, app)) == []
    assert "RuntimeError" in log.text


def test_what_is_planted_would_be_found(log: Log) -> None:
    """The search above can fail."""
    logging.getLogger("kproute.test").warning("%s of %s", NAME, LAT)
    assert found(log.text) == [NAME, repr(LAT)]
