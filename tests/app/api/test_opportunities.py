"""Opportunities through the API: made once, changed by who has seen them, helped with by managers."""

import httpx
import pytest

from tests.conftest import SignIn
from tests.worlds import week

V1 = "/api/v1/opportunities"
DEAL = {"account_id": week.XIXI.external_id, "name": "2027 年框", "value": 60_000}


def test_a_deal_from_first_sight_to_its_answer(program: httpx.Client, manager: httpx.Client, stored_week: str) -> None:
    """Begun under a key, moved with If-Match, helped with; every change is told."""
    key = {"Idempotency-Key": "deal-1"}
    begun = program.post(V1, json=DEAL, headers=key)
    assert begun.status_code == 201, begun.text
    assert program.post(V1, json=DEAL, headers=key).json() == begun.json()
    one = f"{V1}/{begun.json()['id']}"
    assert begun.headers["location"] == one
    assert program.patch(one, json={"stage": "met_kp"}).status_code == 428
    told = {"stage": "met_kp", "findings": {"budget": {"answer": "yes", "note": "已批"}}, "help_wanted": "价格?"}
    moved = program.patch(one, json=told, headers={"If-Match": begun.headers["etag"]})
    assert moved.status_code == 200, moved.text
    assert (moved.json()["completeness"], moved.json()["needs_help"], moved.json()["version"]) == (1, True, 2)
    assert program.patch(one, json=told, headers={"If-Match": begun.headers["etag"]}).status_code == 412
    assert [row["id"] for row in program.get(V1, params={"needs_help": True}).json()["data"]] == [moved.json()["id"]]
    assert program.get(V1, params={"stage": "signed"}).json()["data"] == []
    answered = manager.post(f"{one}:answer", json={"answer": "周四一起去"})
    assert answered.status_code == 200, answered.text
    assert answered.json()["help"]["answer"] == "周四一起去"
    assert manager.post(f"{one}:answer", json={"answer": "再来"}).json()["code"] == "opportunity.no_help_asked"
    changes = program.get(f"{one}/changes").json()["data"]
    assert [(row["stage_before"], row["stage"]) for row in changes] == [
        (None, None),
        ("identified", "met_kp"),
        (None, "identified"),
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": " "},
        {"stage": "nearly"},
        {"value": -1},
        {"value": 10**12},
        {"close_on": "soon"},
        {"findings": {"luck": {"answer": "yes"}}},
        {"findings": {"need": {"answer": "perhaps"}}},
        {"stage": "signed", "lost": True},
    ],
)
def test_nonsense_is_refused_whole(program: httpx.Client, stored_week: str, wrong: dict[str, object]) -> None:
    """With the field that is wrong, and nothing half-written."""
    refused = program.post(V1, json={**DEAL, **wrong})
    assert refused.status_code == 422, refused.text
    assert refused.json()["errors"]
    assert program.get(V1).json()["data"] == []


def test_a_rep_works_on_his_own(sign_in: SignIn, stored_week: str) -> None:
    """He begins and changes his deals; another's account and deal are not there, and answering is the manager's."""
    wang, li = sign_in("rep", "wang"), sign_in("rep", "li")
    begun = wang.post(V1, json={**DEAL, "help_wanted": "?"})
    assert begun.status_code == 201, begun.text
    one = f"{V1}/{begun.json()['id']}"
    assert li.get(one).status_code == 404
    assert li.post(V1, json=DEAL).status_code == 404
    assert li.get(V1).json()["data"] == []
    assert wang.post(f"{one}:answer", json={"answer": "x"}).status_code == 403
