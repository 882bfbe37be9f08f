"""What a CRM tells by webhook: believed where it is signed, and done once."""

import json
import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import func, select
from standardwebhooks import Webhook

from app.db import Database
from app.hooks.signing import new_secret
from app.models import AccountRecord, WebhookReceivedRecord
from tests.conftest import NOW
from tests.in_process import browser

SHOP = {"external_id": "K1", "name": "西湖文化"}
HERE = "/api/v1/hooks/crm"


@pytest.fixture
def secret(program: httpx.Client) -> str:
    """The secret that we share with the CRM."""
    told: str = program.post("/api/v1/webhook-sources", json={"name": "crm"}).json()["secret"]
    return told


def body_of(*items: dict[str, Any], kind: str = "account.upserted", **more: Any) -> bytes:
    return json.dumps({"type": kind, "data": {"items": items, **more}}, ensure_ascii=False).encode()


def signed(secret: str, body: bytes, message_id: str = "msg_1", at: datetime = NOW) -> dict[str, str]:
    """The headers that the official library gives a message."""
    signature = Webhook(secret).sign(message_id, at, body.decode())
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": signature,
        "Content-Type": "application/json",
    }


def sent(app: FastAPI, headers: dict[str, str], body: bytes, address: str = HERE) -> httpx.Response:
    """From a system that has neither a session nor a key."""
    with browser(app) as client:
        return client.post(address, content=body, headers=headers)


def names(database: Database) -> list[str]:
    with database.read() as session:
        return list(session.scalars(select(AccountRecord.name).order_by(AccountRecord.external_id)))


def test_what_is_signed_is_applied(app: FastAPI, database: Database, secret: str) -> None:
    """At once, with a result for each account, and 202."""
    body = body_of(SHOP, {"external_id": "K2"})
    answer = sent(app, signed(secret, body), body)
    assert answer.status_code == 202
    told = answer.json()
    assert (told["result"], told["accounts"]["created"], told["accounts"]["refused"]) == ("applied", 1, 1)
    assert told["accounts"]["items"][1]["errors"][0]["pointer"] == "/body/data/items/1/name"
    assert names(database) == ["西湖文化"]


def test_the_same_message_has_one_effect(app: FastAPI, database: Database, secret: str, program: httpx.Client) -> None:
    """Sent again it is a duplicate, whatever has happened meanwhile; after seven days it would be new."""
    body = body_of(SHOP)
    headers = signed(secret, body)
    assert sent(app, headers, body).json()["result"] == "applied"
    program.patch("/api/v1/accounts/K1", json={"name": "新名"}, headers={"If-Match": "*"})
    again = sent(app, headers, body)
    assert (again.status_code, again.json()) == (202, {"result": "duplicate", "accounts": None})
    assert names(database) == ["新名"]
    for after, result in ((timedelta(days=6), "duplicate"), (timedelta(days=8), "applied")):
        app.state.clock = lambda after=after: NOW + after
        resent = sent(app, signed(secret, body, at=NOW + after), body)
        assert resent.json()["result"] == result
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(WebhookReceivedRecord)) == 1


def test_racing_copies_have_one_effect(app: FastAPI, database: Database, secret: str) -> None:
    """Eight at once: one is applied, seven are duplicates."""
    body = body_of(SHOP)
    headers, results = signed(secret, body), []
    threads = [
        threading.Thread(target=lambda: results.append(sent(app, headers, body).json()["result"])) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["applied", *["duplicate"] * 7]


@pytest.mark.parametrize(
    "spoiled",
    [
        {"webhook-signature": "v1,AAAA"},
        {"webhook-signature": ""},
        {"webhook-signature": "v1"},
        {"webhook-signature": "v1a,\u00e9"},
        {"webhook-id": "msg_2"},
        {"webhook-id": ""},
        {"webhook-id": "m" * 300},
        {"webhook-timestamp": str(int(NOW.timestamp()) + 1)},
        {"webhook-timestamp": "now"},
        {"webhook-timestamp": "9" * 400},
    ],
)
def test_what_is_not_signed_is_refused(app: FastAPI, database: Database, secret: str, spoiled: dict[str, str]) -> None:
    """401, nothing changed, and the message may still come as it should."""
    body = body_of(SHOP)
    headers = {name: value.encode("latin-1").decode("latin-1") for name, value in spoiled.items()}
    raw = {**signed(secret, body), **headers}
    with browser(app) as client:
        refused = client.post(HERE, content=body, headers=[(n, v.encode("latin-1")) for n, v in raw.items()])
    assert (refused.status_code, refused.json()["code"]) == (401, "hook.not_signed")
    assert names(database) == []
    assert sent(app, signed(secret, body), body).json()["result"] == "applied"


def test_a_changed_byte_is_refused(app: FastAPI, database: Database, secret: str) -> None:
    """Even one that means the same to a reader of JSON, or is no text at all."""
    body = body_of(SHOP)
    for changed in (body + b" ", body.replace(b"K1", b"K2"), b"\xff" + body, b""):
        assert sent(app, signed(secret, body), changed).status_code == 401
    assert names(database) == []


@pytest.mark.parametrize(("seconds", "status"), [(-301, 401), (-299, 202), (299, 202), (301, 401)])
def test_an_old_message_is_refused(app: FastAPI, secret: str, seconds: int, status: int) -> None:
    """More than five minutes from our clock, either way; a replay of what was overheard is worth nothing."""
    body = body_of(SHOP)
    answer = sent(app, signed(secret, body, at=NOW + timedelta(seconds=seconds)), body)
    assert answer.status_code == status
    if status == 401:
        assert answer.json()["code"] == "hook.stale"


def test_two_secrets_live_for_a_day(app: FastAPI, secret: str, program: httpx.Client) -> None:
    """After a rotation to a secret that the CRM made."""
    theirs, body = new_secret(), body_of(SHOP)
    rotated = program.post("/api/v1/webhook-sources/crm:rotateSecret", json={"secret": theirs})
    assert rotated.json()["secret"] == theirs
    results = {}
    for hours in (1, 25):
        at = NOW + timedelta(hours=hours)
        app.state.clock = lambda at=at: at
        for held in (secret, theirs):
            message = f"msg_{hours}_{held == theirs}"
            results[hours, held == theirs] = sent(app, signed(held, body, message, at), body).status_code
    assert results == {(1, False): 202, (1, True): 202, (25, False): 401, (25, True): 202}


def test_each_source_has_its_own_secret_and_ids(app: FastAPI, secret: str, program: httpx.Client) -> None:
    """One source cannot speak for another; the same id from two sources is two messages; a stranger has no door."""
    other = program.post("/api/v1/webhook-sources", json={"name": "erp"}).json()["secret"]
    body = body_of(SHOP)
    assert sent(app, signed(other, body), body).status_code == 401
    assert sent(app, signed(secret, body), body).json()["result"] == "applied"
    assert sent(app, signed(other, body), body, "/api/v1/hooks/erp").json()["result"] == "applied"
    unknown = sent(app, signed(secret, body), body, "/api/v1/hooks/none")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "hook.unknown_source")
    taken = program.post("/api/v1/webhook-sources", json={"name": "crm"})
    assert (taken.status_code, taken.json()["code"]) == (409, "hook.source_known")
    for bad in ({"name": "C R M"}, {"name": "x", "secret": "whsec_c2hvcnQ="}, {"name": "x", "secret": "mine"}):
        assert program.post("/api/v1/webhook-sources", json=bad).status_code == 422


def test_a_deleted_source_has_no_door(app: FastAPI, secret: str, program: httpx.Client) -> None:
    """And needs If-Match to go."""
    here, body = "/api/v1/webhook-sources/crm", body_of(SHOP)
    assert program.delete(here).status_code == 428
    assert program.delete(here, headers={"If-Match": program.get(here).headers["etag"]}).status_code == 204
    assert sent(app, signed(secret, body), body).status_code == 404
    assert program.get("/api/v1/webhook-sources").json()["data"] == []


def test_a_type_that_we_do_not_know_changes_nothing(app: FastAPI, database: Database, secret: str) -> None:
    """It is taken in, so that nobody sends it for three days."""
    body = body_of(SHOP, kind="account.exploded")
    assert sent(app, signed(secret, body), body).json() == {"result": "ignored", "accounts": None}
    assert names(database) == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        (b"[]", 422),
        (b'{"data": {}}', 422),
        (b'{"type": "account.upserted"}', 422),
        (b'{"type": "account.upserted", "data": {"items": []}}', 422),
        (b'{"type": "account.upserted", "data": {"items": [{"a": NaN}]}}', 422),
        (body_of(SHOP, {"external_id": "K2"}, atomic=True), 422),
    ],
)
def test_what_is_signed_and_useless_is_refused(
    app: FastAPI, database: Database, secret: str, body: bytes, status: int
) -> None:
    """With a pointer, without an effect, and without being remembered: mended, it may come under the same id."""
    refused = sent(app, signed(secret, body), body)
    assert refused.status_code == status
    assert refused.json()["errors"][0]["pointer"].startswith("/body")
    assert names(database) == []
    mended = body_of(SHOP)
    assert sent(app, signed(secret, mended), mended).json()["result"] == "applied"


def test_the_official_library_and_we_mean_the_same(app: FastAPI, secret: str) -> None:
    """A message that its verify accepts is accepted here as well."""
    now, body = datetime.now(UTC), body_of(SHOP)
    headers = signed(secret, body, at=now)
    Webhook(secret).verify(body, headers)
    app.state.clock = lambda: now
    assert sent(app, headers, body).status_code == 202
