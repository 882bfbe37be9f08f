"""The committed description of the API is the one that is served, and grows without breaking anybody."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from app.api.contract import operations
from app.errors import PROBLEM_JSON
from app.main import contract
from tests.contract_changes import breaks

COMMITTED = json.loads((Path(__file__).parents[3] / "docs" / "openapi.json").read_text(encoding="utf-8"))
ACCOUNT = "/api/v1/accounts/{account_id}"
Change = Callable[[dict[str, Any]], object]


def test_nobody_who_relies_on_the_committed_description_is_broken() -> None:
    """Routes, fields and statuses stay, and nothing more is required. Otherwise it is a /api/v2."""
    assert breaks(COMMITTED, contract()) == []


def test_the_committed_description_is_the_newest() -> None:
    """`make openapi` writes it anew."""
    now = contract()
    assert json.loads(json.dumps({**now, "info": None})) == {**COMMITTED, "info": None}


def test_the_application_serves_it(app: FastAPI) -> None:
    """What the command writes without a database is what the running application says."""
    assert app.openapi()["paths"].keys() >= contract()["paths"].keys()
    assert {path: app.openapi()["paths"][path] for path in contract()["paths"]} == contract()["paths"]


BREAKS: list[tuple[str, Change]] = [
    ("is gone", lambda d: d["paths"].pop(ACCOUNT)),
    ("is gone", lambda d: d["paths"][ACCOUNT].pop("patch")),
    ("no longer answers 404", lambda d: d["paths"][ACCOUNT]["get"]["responses"].pop("404")),
    ("lost due", lambda d: d["components"]["schemas"]["AccountAnswer"]["properties"].pop("due")),
    ("requires grade", lambda d: d["components"]["schemas"]["AccountOrder"]["required"].append("grade")),
    ("no longer takes owner", lambda d: d["components"]["schemas"]["AccountOrder"]["properties"].pop("owner")),
    ("no longer takes kp", lambda d: d["components"]["schemas"]["ContactRole"]["enum"].remove("kp")),
    ("no longer takes limit", lambda d: d["paths"]["/api/v1/plans"]["get"]["parameters"].clear()),
]


@pytest.mark.parametrize(("what", "change"), BREAKS)
def test_a_break_is_seen(what: str, change: Change) -> None:
    """The comparison can fail, for each kind of change."""
    changed = copy.deepcopy(COMMITTED)
    change(changed)
    assert any(what in sentence for sentence in breaks(COMMITTED, changed))


def test_an_addition_breaks_nobody() -> None:
    """A new route, a new field of an answer and a new optional field of a request are fine."""
    changed = copy.deepcopy(COMMITTED)
    changed["paths"]["/api/v1/new"] = copy.deepcopy(changed["paths"]["/api/v1/plans"])
    for name in ("AccountAnswer", "AccountOrder"):
        changed["components"]["schemas"][name]["properties"]["new"] = {"type": "string"}
    assert breaks(COMMITTED, changed) == []


def test_every_operation_names_its_problems() -> None:
    """Who may not, what is not there, what is asked too often, and what is ours: each as a problem."""
    for _, path, operation in operations(contract()):
        assert {"401", "403", "422", "429", "500", "503"} <= operation["responses"].keys(), path
        assert ("404" in operation["responses"]) >= ("{" in path)
        for status, answer in operation["responses"].items():
            if int(status) >= 400:
                assert list(answer["content"]) == [PROBLEM_JSON]


@pytest.mark.parametrize(
    ("method", "path", "told", "status"),
    [
        ("GET", "/api/v1/nothing", {}, 404),
        ("GET", "/api/", {}, 404),
        ("PUT", "/api/v1/accounts", {}, 405),
        ("POST", "/api/v1/accounts", {"content": b"{", "headers": {"Content-Type": "application/json"}}, 400),
        ("POST", "/api/v1/accounts", {"content": b"\xff{}", "headers": {"Content-Type": "application/json"}}, 400),
        ("POST", "/api/v1/accounts", {"content": b"[" * 10**5, "headers": {"Content-Type": "application/json"}}, 400),
        ("POST", "/api/v1/accounts", {"content": b"{}", "headers": {"Content-Type": "text/plain"}}, 415),
        ("POST", "/api/v1/accounts", {"content": b"{}"}, 415),
        ("POST", "/api/v1/accounts", {"content": b"x" * (21 * 2**20)}, 413),
        ("POST", "/api/v1/accounts", {}, 422),
    ],
)
def test_whatever_goes_wrong_is_a_problem(
    program: httpx.Client, method: str, path: str, told: dict[str, Any], status: int
) -> None:
    """Also what no route of ours answers; 405 says which methods there are."""
    answer = program.request(method, path, **told)
    assert (answer.status_code, answer.headers["content-type"]) == (status, PROBLEM_JSON)
    shape = COMMITTED["components"]["schemas"]["ProblemAnswer"]
    assert answer.json().keys() == shape["properties"].keys() == set(shape["required"])
    assert answer.json()["instance"] == answer.headers["x-request-id"]
    assert ("allow" in answer.headers) == (status == 405)
