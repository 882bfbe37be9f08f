"""The API of territories: looked at, proposed, taken in part or whole, and refused where things have changed."""

from typing import Any

import httpx
import pytest
from sqlalchemy import select

from app.db import Database
from app.models import AuditRecord
from tests.conftest import SignIn
from tests.worlds.towns import store_towns

V1 = "/api/v1/territories"


@pytest.fixture
def director(database: Database, sign_in: SignIn) -> httpx.Client:
    with database.write() as session:
        store_towns(session)
    return sign_in("manager")


def proposal(director: httpx.Client, **order: Any) -> Any:
    answer = director.post(f"{V1}:propose", json=order)
    assert answer.status_code == 200, answer.text
    return answer.json()


def as_order(moves: list[dict[str, Any]]) -> dict[str, Any]:
    return {"moves": [{name: move[name] for name in ("account_id", "version", "rep_id")} for move in moves]}


def test_a_proposal_is_taken_in_part_and_then_as_a_whole(director: httpx.Client, database: Database) -> None:
    """Owners change with a new version and an entry in the log each; what is taken is not proposed again."""
    first = proposal(director)
    assert {move["rep_id"] for move in first["moves"]} == {"east"}
    part, rest = first["moves"][:3], first["moves"][3:]
    key = {"Idempotency-Key": "take-1"}
    for _ in range(2):
        taken = director.post(f"{V1}:accept", json=as_order(part), headers=key)
        assert (taken.status_code, taken.json()) == (200, {"changed": 3})
    shown = {one["account_id"]: one for one in director.get(V1).json()["accounts"]}
    for move in part:
        assert shown[move["account_id"]]["rep_id"] == "east"
        assert shown[move["account_id"]]["version"] == move["version"] + 1
    with database.read() as session:
        entries = session.scalars(select(AuditRecord).where(AuditRecord.action == "account.updated")).all()
    assert [entry.fields for entry in entries] == [["owner"]] * 3
    assert director.post(f"{V1}:accept", json=as_order(rest)).json() == {"changed": len(rest)}
    assert proposal(director)["moves"] == []


def test_what_has_changed_meanwhile_is_refused_whole_and_named(director: httpx.Client) -> None:
    """One account told anew: nothing is taken, and the pointer leads to it."""
    moves = proposal(director)["moves"]
    name = moves[1]["account_id"]
    changed = director.patch(f"/api/v1/accounts/{name}", json={"grade": "A"}, headers={"If-Match": "*"})
    assert changed.status_code == 200
    refused = director.post(f"{V1}:accept", json=as_order(moves))
    assert (refused.status_code, refused.json()["code"]) == (409, "territories.changed")
    assert [fault["pointer"] for fault in refused.json()["errors"]] == ["/body/moves/1/account_id"]
    assert "propose again" in refused.json()["detail"].lower()
    owners = {one["account_id"]: one["rep_id"] for one in director.get(V1).json()["accounts"]}
    assert {owners[move["account_id"]] for move in moves} == {None}


@pytest.mark.parametrize(
    ("move", "status", "code"),
    [
        ({"rep_id": "nobody"}, 409, "territories.rep_unknown"),
        ({"account_id": "nowhere"}, 409, "territories.changed"),
        ({"version": 99}, 409, "territories.changed"),
    ],
)
def test_who_or_what_is_not_there_is_refused(
    director: httpx.Client, move: dict[str, Any], status: int, code: str
) -> None:
    """A rep, an account or a version that nobody proposed."""
    order = {"account_id": "N00", "version": 1, "rep_id": "east", **move}
    refused = director.post(f"{V1}:accept", json={"moves": [order]})
    assert (refused.status_code, refused.json()["code"]) == (status, code)


def test_one_account_is_named_once(director: httpx.Client) -> None:
    """Two reps for one account are no order."""
    order = {"account_id": "N00", "version": 1, "rep_id": "east"}
    refused = director.post(f"{V1}:accept", json={"moves": [order, {**order, "rep_id": "west"}]})
    assert (refused.status_code, refused.json()["code"]) == (422, "territories.twice")


def test_one_more_or_less_is_a_question_and_changes_nothing(director: httpx.Client) -> None:
    """A rep who is not there yet has no id, and one who would be gone ends with nothing."""
    more = proposal(director, opens="all", joining={"home": {"lat": 30.2, "lon": 120.42}})
    assert more["reps"][-1]["rep_id"] is None
    assert {move["rep_id"] for move in more["moves"]} >= {None}
    less = proposal(director, without=["west"])
    assert [(one["rep_id"], one["after"]["accounts"]) for one in less["reps"] if one["leaves"]] == [("west", 0)]
    assert {one["version"] for one in director.get(V1).json()["accounts"]} == {1}


def test_a_question_that_cannot_be_is_refused(director: httpx.Client) -> None:
    """Strange reps, a balance of nothing, and nobody left."""
    for order, status in (({"without": ["x"]}, 422), ({"tolerance_pct": 0}, 422), ({"without": ["east", "west"]}, 409)):
        assert director.post(f"{V1}:propose", json=order).status_code == status
