"""Seminars through the API: planned, changed, their lists drawn up and answered."""

import httpx

from tests.conftest import SignIn
from tests.worlds import week

V1 = "/api/v1/seminars"
WEDNESDAY = {"on": "2026-11-25", "half": "morning", "place": "西湖会议中心", "seats": 3, "host_ids": ["wang"]}


def test_a_seminar_from_its_plan_to_its_list(program: httpx.Client, stored_week: str) -> None:
    """Planned, drawn up to its last seat, answered; the rep's day says why half of it is free."""
    made = program.post(V1, json=WEDNESDAY)
    assert (made.status_code, made.json()["host_ids"], made.json()["is_drawn_up"]) == (201, ["wang"], False)
    address = made.headers["location"]
    drawn = program.post(f"{address}:drawUp").json()
    assert len(drawn["data"]) == 3 == sum(cell["seats"] for cell in drawn["cells"])
    account_id = drawn["data"][0]["account_id"]
    told = program.put(f"{address}/invitations/{account_id}", json={"state": "accepted"})
    assert (told.status_code, told.json()["state"]) == (200, "accepted")
    assert program.get(f"{address}/invitations").json()["data"][0]["state"] == "accepted"
    shifts = program.get("/api/v1/reps/wang/shifts", params={"from": "2026-11-25", "to": "2026-11-25"}).json()
    assert (shifts["data"][0]["kind"], shifts["data"][0]["start_s"]) == ("seminar", 13 * 3600)
    changed = program.patch(address, json={"seats": 9}, headers={"If-Match": program.get(address).headers["etag"]})
    assert (changed.json()["seats"], changed.json()["place"]) == (9, "西湖会议中心")
    assert program.get(V1, params={"from": "2026-11-26"}).json()["data"] == []
    assert program.delete(address, headers={"If-Match": changed.headers["etag"]}).status_code == 204
    assert program.get(address).json()["is_called_off"] is True
    assert program.put(f"{address}/invitations/{account_id}", json={"state": "came"}).status_code == 409


def test_what_is_wrong_is_named(program: httpx.Client, stored_week: str) -> None:
    """The field and the remedy; nothing is kept."""
    for wrong, status, pointer in (
        ({"on": "2026-11-20"}, 422, "/body/on"),
        ({"seats": 0}, 422, "/body/seats"),
        ({"half": "night"}, 422, "/body/half"),
        ({"host_ids": ["nobody"]}, 422, "/body/host_ids"),
    ):
        refused = program.post(V1, json={**WEDNESDAY, **wrong})
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (status, pointer)
    assert program.get(V1).json()["data"] == []
    assert program.post(V1, json=WEDNESDAY).status_code == 201
    assert program.post(V1, json={**WEDNESDAY, "host_ids": ["li", "wang"]}).json()["code"] == "seminar.clash"


def test_a_rep_sees_what_he_hosts_and_what_his_accounts_are_asked_to(
    program: httpx.Client, sign_in: SignIn, stored_week: str
) -> None:
    """He may say what becomes of his accounts' invitations, of nobody else's, and plans nothing."""
    address = program.post(V1, json=WEDNESDAY).headers["location"]
    li = sign_in("rep", "li")
    assert li.get(address).status_code == 404
    program.put(f"{address}/invitations/{week.TONGLU.external_id}", json={"state": "open"})
    assert li.get(address).json()["host_ids"] == []
    answered = li.put(f"{address}/invitations/{week.TONGLU.external_id}", json={"state": "declined"})
    assert answered.json()["state"] == "declined"
    assert li.put(f"{address}/invitations/{week.XIXI.external_id}", json={"state": "open"}).status_code == 404
    assert li.post(V1, json=WEDNESDAY).status_code == 403
