"""Every kind of POST that takes an `Idempotency-Key`: what is sent the n-th time, and what counts its effects.

`KEYED` is all that the proof knows of them; a new kind is one entry. `test_cut_posts.py` compares it, with
`NOT_SENT_YET`, with the API's own description, so that none can be forgotten.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import httpx
from sqlalchemy import Select, func, select

from app.models import (
    AccountRecord,
    AuditRecord,
    ContactRecord,
    ImportRecord,
    PlanRecord,
    RepRecord,
    RunRecord,
    TeamRecord,
)
from tests.proof.company import Company
from tests.proof.racing import Post

CONTACTS_EACH = 40  # of an account, which holds 50


@dataclass(frozen=True, slots=True)
class Scene:
    """What the POSTs are about; `client` asks the site without the proxy."""

    client: httpx.Client
    company: Company
    week_on: date
    plan_id: str  # in force
    rng: random.Random


@dataclass(frozen=True, slots=True)
class Keyed:
    """`operation` is its address in the API's description; each POST makes `effects` one more, once."""

    operation: str
    status: tuple[int, ...]
    effects: Select[tuple[int]]
    post: Callable[[Scene, int], Post]
    then: Callable[[Scene, httpx.Response], object] = lambda scene, answer: None  # done after each, once


def _rows(record: Any) -> Select[tuple[int]]:
    return select(func.count()).select_from(record)


def _deeds(action: str) -> Select[tuple[int]]:
    """Entries of the audit log, which are made with what they tell of."""
    return _rows(AuditRecord).where(AuditRecord.action == action)


def _json(path: str, body: dict[str, Any]) -> Post:
    return Post(path, {"json": body}, {})


def _booking(scene: Scene) -> tuple[str, dict[str, Any]]:
    """An account, and a start that is offered to it and that it does not have."""
    days = {"from": scene.week_on.isoformat(), "to": (scene.week_on + timedelta(days=6)).isoformat()}
    while True:
        account_id = scene.rng.choice(scene.company.account_ids)
        offer = scene.client.get(f"/api/v1/accounts/{account_id}/slots", params=days).json()
        held = scene.client.get(f"/api/v1/appointments/{account_id}")
        has = {name: held.json().get(name) for name in ("rep_id", "on", "start_s")}
        starts = [{name: start[name] for name in has} for start in (*offer["choices"], *offer["further"])]
        starts = [start for start in starts if start != has]
        if starts:
            return account_id, scene.rng.choice(starts)


def _slot(scene: Scene, number: int) -> Post:
    account_id, start = _booking(scene)
    return _json(f"/api/v1/accounts/{account_id}/slots", start)


def _appointment(scene: Scene, number: int) -> Post:
    account_id, start = _booking(scene)
    return _json("/api/v1/appointments", {"account_id": account_id, **start})


def _publication(scene: Scene, number: int) -> Post:
    return _json(f"/api/v1/plans/{scene.plan_id}:publish", {})


def _order(scene: Scene, number: int) -> Post:
    return _json("/api/v1/plans", {"week": scene.week_on.isoformat(), "seed": number, "certify_s": 0})


def _called_off(scene: Scene, answer: httpx.Response) -> None:
    """It is the number of orders that counts; nobody has to solve them."""
    assert scene.client.post(f"/api/v1/operations/{answer.json()['id']}:cancel").status_code == 202


def _cancelling(scene: Scene, number: int) -> Post:
    order = _order(scene, number)
    ordered = scene.client.post(order.path, **order.content)
    return _json(f"/api/v1/operations/{ordered.json()['id']}:cancel", {})


def _account(scene: Scene, number: int) -> Post:
    return _json("/api/v1/accounts", {"external_id": f"N{number:05}", "name": f"New {number}"})


def _batch(scene: Scene, number: int) -> Post:
    item = {"external_id": "BATCH", "name": f"The same {number}"}
    return _json("/api/v1/accounts:batchUpsert", {"items": [item]})


def _contact(scene: Scene, number: int) -> Post:
    account_id = scene.company.account_ids[number // CONTACTS_EACH]
    return _json(f"/api/v1/accounts/{account_id}/contacts", {"name": f"Person {number}"})


def _rep(scene: Scene, number: int) -> Post:
    home = {"lat": 30.2, "lon": 120.1}
    return _json("/api/v1/reps", {"external_id": f"N{number:05}", "name": f"New {number}", "home": home})


def _team(scene: Scene, number: int) -> Post:
    return _json("/api/v1/teams", {"name": f"Team {number}"})


def _list(scene: Scene, number: int) -> Post:
    file = (f"v{number + 2}.csv", scene.company.account_list(number + 2), "text/csv")
    return Post("/api/v1/imports", {"files": {"file": file}}, {})


def _list_behind_the_answer(scene: Scene, number: int) -> Post:
    return Post("/api/v1/imports", _list(scene, number).content, {"Prefer": "respond-async"})


def _reps(scene: Scene, number: int) -> Post:
    file = (f"v{number + 2}.csv", scene.company.rep_list(number + 2), "text/csv")
    return Post("/api/v1/reps:import", {"files": {"file": file}}, {})


# Orders come last: what of them is at work when it is called off is not over at once.
KEYED: dict[str, Keyed] = {
    "slot": Keyed("/api/v1/accounts/{account_id}/slots", (201,), _rows(PlanRecord), _slot),
    "appointment": Keyed("/api/v1/appointments", (201,), _rows(PlanRecord), _appointment),
    "publication": Keyed("/api/v1/plans/{plan_id}:publish", (200,), _deeds("plan.published"), _publication),
    "account": Keyed("/api/v1/accounts", (201,), _rows(AccountRecord), _account),
    "batch": Keyed("/api/v1/accounts:batchUpsert", (200,), select(func.sum(AccountRecord.version)), _batch),
    "contact": Keyed("/api/v1/accounts/{account_id}/contacts", (201,), _rows(ContactRecord), _contact),
    "rep": Keyed("/api/v1/reps", (201,), _rows(RepRecord), _rep),
    "team": Keyed("/api/v1/teams", (201,), _rows(TeamRecord), _team),
    "rep import": Keyed("/api/v1/reps:import", (201,), _deeds("reps.imported"), _reps),
    "import": Keyed("/api/v1/imports", (201,), _rows(ImportRecord), _list),
    "import behind the answer": Keyed("/api/v1/imports", (202,), _rows(RunRecord), _list_behind_the_answer),
    "order": Keyed("/api/v1/plans", (202,), _rows(RunRecord), _order, _called_off),
    "cancelling": Keyed("/api/v1/operations/{run_id}:cancel", (202,), _deeds("plan.cancelled"), _cancelling),
}

# Kinds that came later and take their key by the same code, but are not sent by this proof yet: most of them want a
# manager who has just proven who he is, not a program's key.
NOT_SENT_YET = frozenset(
    f"/api/v1/{path}"
    for path in (
        "api-keys",
        "api-keys/{key_id}:rotate",
        "people",
        "privacy/subjects/{subject_id}:erase",
        "privacy/subjects/{subject_id}:export",
        "sync",
        "webhook-deliveries/{delivery_id}:redeliver",
        "webhook-endpoints",
        "webhook-endpoints/{endpoint_id}:redeliver",
        "webhook-endpoints/{endpoint_id}:rotateSecret",
        "webhook-endpoints/{endpoint_id}:test",
        "webhook-sources",
        "webhook-sources/{source}:rotateSecret",
    )
)
