"""Receivers of webhooks through the API: made, changed, tried, rotated, deleted; what was sent to them and again."""

import json
from datetime import timedelta

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select, text
from standardwebhooks import Webhook

from app.db import Database
from app.hooks.posting import Poster
from app.hooks.sender import HookSender
from app.hooks.words import EventType
from app.models import AuditRecord, KeptAnswerRecord, WebhookEndpointRecord
from tests.conftest import NOW
from tests.worlds.hooks import MovedClock, deliveries_of, endpoint_of, store_endpoint, tell
from tests.worlds.receiver import receiver

HERE = "/api/v1/webhook-endpoints"
ORDER = {"url": "https://crm.example.com/hook", "event_types": ["plan.succeeded", "route.published"]}
KEY = {"Idempotency-Key": "once"}


def made(program: httpx.Client) -> dict[str, str]:
    answer = program.post(HERE, json=ORDER)
    assert answer.status_code == 201, answer.text
    told: dict[str, str] = answer.json()
    return told


def test_a_secret_is_shown_once(program: httpx.Client) -> None:
    """In the answer that made it; no other answer has it."""
    told = made(program)
    secret = told["secret"]
    assert Webhook(secret)
    assert secret.startswith("whsec_")
    seen = [program.get(HERE), program.get(f"{HERE}/{told['id']}")]
    assert [answer.status_code for answer in seen] == [200, 200]
    assert not any("secret" in answer.text.replace("old_secret_until", "") for answer in seen)
    assert seen[0].json()["data"][0]["url"] == ORDER["url"]


def test_a_repeated_answer_is_without_the_secret(program: httpx.Client, database: Database) -> None:
    """One endpoint, and nothing that is kept for repeating holds the secret."""
    first, again = (program.post(HERE, json=ORDER, headers=KEY) for _ in range(2))
    assert (again.status_code, again.headers["idempotent-replayed"]) == (201, "true")
    assert again.json() == {**first.json(), "secret": None}
    rotated, repeated = (program.post(f"{HERE}/{first.json()['id']}:rotateSecret", headers=KEY) for _ in range(2))
    assert repeated.json() == {**rotated.json(), "secret": None}
    with database.read() as session:
        kept = "".join(session.scalars(select(KeptAnswerRecord.body)))
        assert len(session.scalars(select(WebhookEndpointRecord)).all()) == 1
    for shown in (first, rotated):
        assert shown.json()["secret"] not in kept
    assert first.json()["secret"] != rotated.json()["secret"]


def test_rotating_keeps_the_old_secret_for_a_day(program: httpx.Client, database: Database) -> None:
    """Until when, is told."""
    told = made(program)
    rotated = program.post(f"{HERE}/{told['id']}:rotateSecret").json()
    until = (NOW + timedelta(hours=24)).isoformat().replace("+00:00", "Z")
    assert rotated["old_secret_until"] == until
    record = endpoint_of(database, told["id"])
    assert (record.secret, record.old_secret) == (rotated["secret"], told["secret"])


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"url": "https://127.0.0.1/"}, "/body/url"),
        ({"url": "http://crm.example.com/"}, "/body/url"),
        ({"url": "https://0x7f000001/"}, "/body/url"),
        ({"event_types": []}, "/body/event_types"),
        ({"event_types": ["plan.succeeded", "plan.succeeded"]}, "/body/event_types"),
        ({"event_types": ["plan.exploded"]}, "/body/event_types/0"),
        ({"secret": "whsec_mine"}, "/body/secret"),
        ({"description": "a\x00"}, "/body/description"),
    ],
)
def test_what_cannot_be_used_is_pointed_at(
    program: httpx.Client, database: Database, change: dict[str, object], pointer: str
) -> None:
    """When it is made and when it is changed; nothing is kept, and the address is not sent back."""
    refused = program.post(HERE, json={**ORDER, **change})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, pointer)
    assert "127.0.0.1" not in refused.text.replace("http://127.0.0.1:8000", "")
    told = made(program)
    patched = program.patch(f"{HERE}/{told['id']}", json=change, headers={"If-Match": "*"})
    assert (patched.status_code, patched.json()["errors"][0]["pointer"]) == (422, pointer)
    assert endpoint_of(database, told["id"]).version == 1


def test_changes_need_what_was_seen(program: httpx.Client) -> None:
    """428 without If-Match, 412 with a stale one; a change has a new version."""
    here = f"{HERE}/{made(program)['id']}"
    tag = program.get(here).headers["etag"]
    assert program.patch(here, json={"description": "CRM"}).status_code == 428
    changed = program.patch(here, json={"description": "CRM"}, headers={"If-Match": tag})
    assert (changed.status_code, changed.json()["version"], changed.json()["description"]) == (200, 2, "CRM")
    assert program.patch(here, json={"description": "x"}, headers={"If-Match": tag}).status_code == 412
    assert program.delete(here, headers={"If-Match": tag}).status_code == 412
    assert program.delete(here, headers={"If-Match": changed.headers["etag"]}).status_code == 204
    assert program.get(here).status_code == 404


def test_a_disabled_endpoint_is_sent_nothing_until_it_is_enabled(program: httpx.Client, database: Database) -> None:
    """What waited is cancelled; enabled again it can be sent by hand."""
    endpoint_id = store_endpoint(database, ORDER["url"], NOW)  # type: ignore[arg-type]
    here, match = f"{HERE}/{endpoint_id}", {"If-Match": "*"}
    tell(database, NOW)
    off = program.patch(here, json={"enabled": False}, headers=match).json()
    assert (off["enabled"], off["disabled_why"]) == (False, "by_hand")
    tell(database, NOW)
    (waits,) = deliveries_of(database, endpoint_id)
    assert waits.state == "cancelled"
    refused = [program.post(f"{here}:test"), program.post(f"/api/v1/webhook-deliveries/{waits.id}:redeliver")]
    assert [(one.status_code, one.json()["code"]) for one in refused] == [(409, "webhook.disabled")] * 2
    on = program.patch(here, json={"enabled": True}, headers=match).json()
    assert (on["enabled"], on["disabled_why"]) == (True, None)
    again = program.post(f"/api/v1/webhook-deliveries/{waits.id}:redeliver")
    assert (again.status_code, again.json()["state"], again.json()["event_id"]) == (202, "waiting", waits.event_id)


def test_a_test_message_says_what_came_of_it(program: httpx.Client, database: Database) -> None:
    """The delivery at Location has its attempts."""
    with receiver() as crm:
        endpoint_id = store_endpoint(database, crm.url, NOW)
        asked = program.post(f"{HERE}/{endpoint_id}:test")
        assert (asked.status_code, asked.json()["state"]) == (202, "waiting")
        HookSender(database, Poster(private_allowed=True), lambda: NOW).send_due()
    found = program.get(asked.headers["location"]).json()
    assert (found["state"], found["event_type"], found["status"]) == ("delivered", "endpoint.test", 204)
    assert [(line["number"], line["status"], line["trouble"]) for line in found["log"]] == [(1, 204, None)]
    assert json.loads(crm.got[0].body)["data"]["id"] == endpoint_id


def test_deliveries_are_listed_and_sent_again(program: httpx.Client, database: Database) -> None:
    """By endpoint and state, a page at a time; sent again under the same id, one or all since a moment."""
    clock = MovedClock(NOW)
    with receiver(lambda _: 500) as crm:
        endpoint_id = store_endpoint(database, crm.url, NOW)
        store_endpoint(database, "https://other.example.com/", NOW, [EventType.PLAN_FAILED])
        tell(database, NOW, 5)
        sender = HookSender(database, Poster(private_allowed=True), clock)
        while endpoint_of(database, endpoint_id).enabled:
            sender.send_due()
            clock.move(hours=2)
        lists = "/api/v1/webhook-deliveries"
        page = program.get(lists, params={"endpoint_id": endpoint_id, "limit": 3}).json()
        rest = program.get(lists, params={"endpoint_id": endpoint_id, "limit": 3, "cursor": page["next_cursor"]}).json()
        found = page["data"] + rest["data"]
        assert [one["id"] for one in found] == [one.id for one in reversed(deliveries_of(database, endpoint_id))]
        assert program.get(lists, params={"state": "delivered"}).json()["data"] == []
        assert {one["state"] for one in found} <= {"failed", "cancelled"}
        match = {"If-Match": "*"}
        program.patch(f"{HERE}/{endpoint_id}", json={"enabled": True}, headers=match)
        late = (NOW + timedelta(seconds=1)).isoformat()
        assert program.post(f"{HERE}/{endpoint_id}:redeliver", json={"since": late}).json() == {"redelivered": 0}
        everything = program.post(f"{HERE}/{endpoint_id}:redeliver", json={"since": NOW.isoformat()})
        assert (everything.status_code, everything.json()) == (202, {"redelivered": 5})
        busy = program.post(f"{lists}/{found[0]['id']}:redeliver")
        assert (busy.status_code, busy.json()["code"]) == (409, "webhook.under_way")
        before = {came.id for came in crm.got}
        crm.answer = lambda _: 200
        crm.got.clear()
        sender.send_due()
    assert {came.id for came in crm.got} == before
    assert len(crm.got) == 5
    assert {one["state"] for one in program.get(lists).json()["data"]} == {"delivered"}


def test_what_is_done_to_webhooks_is_on_record(program: httpx.Client, database: Database) -> None:
    """Who did what to which, and no secret."""
    told = made(program)
    here = f"{HERE}/{told['id']}"
    rotated = program.post(f"{here}:rotateSecret").json()
    program.patch(here, json={"description": "CRM"}, headers={"If-Match": "*"})
    program.delete(here, headers={"If-Match": "*"})
    with database.read() as session:
        entries = session.scalars(select(AuditRecord).order_by(AuditRecord.number)).all()
        rows = str(session.execute(text("SELECT * FROM audit_entry")).all())
    done = [(entry.action, entry.subject_id) for entry in entries if entry.actor_kind == "key"]
    assert done == [(f"webhook.{what}", told["id"]) for what in ("created", "secret_rotated", "updated", "deleted")]
    assert told["secret"] not in rows
    assert rotated["secret"] not in rows


def test_there_are_only_so_many(program: httpx.Client, database: Database) -> None:
    """Each is asked at every event."""
    for number in range(50):
        store_endpoint(database, f"https://{number}.example.com/", NOW)
    refused = program.post(HERE, json=ORDER)
    assert (refused.status_code, refused.json()["code"]) == (409, "webhook.too_many")


def test_the_figures_tell_of_the_outbox(app: FastAPI, database: Database) -> None:
    """How long the oldest has waited, and what came of the attempts of this process."""
    tell(database, NOW)
    store_endpoint(database, "https://crm.example.com/", NOW)
    tell(database, NOW - timedelta(minutes=3))
    app.state.metrics.webhook_attempted("retried")
    figures = app.state.metrics.as_text().decode()
    assert "kproute_webhook_outbox_oldest_seconds 180.0" in figures
    assert 'kproute_webhook_deliveries_total{result="retried"} 1.0' in figures
