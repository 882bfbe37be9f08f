"""Who asks is let in or told why not, and what is the server's is not taken from anybody."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI

from app.api.contract import API, METHODS
from app.config import Settings
from app.main import create_app
from app.security import cookie_name
from tests.in_process import browser
from tests.worlds import week

OURS = ("id", "version", "updated_at", "created_at", "deleted_at", "number", "status", "key_sha256", "password_hash")
NAMES = {
    "{account_id}": week.WULIN.external_id,
    "{rep_id}": "wang",
    "{contact_id}": "con_none",
    "{team_id}": "team_none",
    "{person_id}": "psn_none",
    "{endpoint_id}": "whe_none",
    "{source}": "crm",
}


def test_a_description_is_open_to_all(app: FastAPI) -> None:
    """The contract can be read before there is a key."""
    described = browser(app).get("/api/v1/openapi.json").json()
    assert described["openapi"].startswith("3.1")


def test_health_needs_neither_a_database_nor_a_session(tmp_path: Path) -> None:
    """The process says that it lives, even while there is no table behind it."""
    app = create_app(Settings(database_url=f"sqlite:///{tmp_path / 'none' / 'kproute.db'}"))
    assert browser(app).get("/healthz").json() == {"status": "ok"}
    assert not (tmp_path / "none").exists()
    app.state.engine.close()


def test_a_bearer_that_is_wrong_is_not_overlooked(app: FastAPI, manager: httpx.Client) -> None:
    """A session beside it does not help."""
    headers = {"Authorization": "Bearer kproute_wrong"}
    cookies = {cookie_name(app.state.settings): manager.cookies[cookie_name(app.state.settings)]}
    client = browser(app, **headers)
    client.cookies.update(cookies)
    assert client.get("/api/v1/accounts").status_code == 401


def writes(app: FastAPI) -> Iterator[tuple[str, str, dict[str, Any], str]]:
    """Method, path, shape and kind of every body that the API takes."""
    document = app.openapi()
    for path, item in document["paths"].items():
        for method in METHODS:
            body = item.get(method, {}).get("requestBody")
            if path.startswith(API) and body is not None:
                ((kind, content),) = body["content"].items()
                schemas = [content["schema"], *content["schema"].get("anyOf", ())]
                names = [schema["$ref"].rpartition("/")[2] for schema in schemas if "$ref" in schema]
                for name in names:  # none where another's program says what it sends, as to hooks
                    yield method, path, document["components"]["schemas"][name]["properties"], kind


def test_what_is_the_servers_is_not_taken(
    app: FastAPI, manager: httpx.Client, wang: httpx.Client, stored_week: str
) -> None:
    """Ids, versions, moments and sums of ours in any body: 422, with a pointer to each of them."""
    seen = 0
    for method, path, shape, kind in writes(app):
        for example, name in NAMES.items():
            path = path.replace(example, name)
        told: dict[str, Any] = {name: "x" for name in OURS if name not in shape}
        sent: dict[str, Any] = {"json": told}
        if "json" not in kind:
            sent = {"data": told, "files": {"file": ("list.csv", b"id,name\n1,x\n")}}
        client = wang if path.endswith("/sync") or "/reviews/" in path else manager  # the rep's alone
        answer = client.request(method, path, headers={"If-Match": "*"}, **sent)
        pointers = {fault["pointer"] for fault in answer.json()["errors"]}
        assert answer.status_code == 422, (method, path)
        assert {f"/body/{name}" for name in told} <= pointers, (method, path)
        seen += 1
    assert seen >= 15


def test_a_rep_cannot_be_smuggled_into_a_team(manager: httpx.Client, stored_week: str) -> None:
    """Neither with his facts nor in a batch of accounts; there is one way in."""
    assert manager.patch("/api/v1/reps/wang", json={"team_id": "t"}, headers={"If-Match": "*"}).status_code == 422
    item = {"external_id": "B1", "name": "x", "id": "acc_1"}
    (result,) = manager.post("/api/v1/accounts:batchUpsert", json={"items": [item]}).json()["items"]
    assert (result["result"], result["errors"][0]["pointer"]) == ("refused", "/body/items/0/id")
