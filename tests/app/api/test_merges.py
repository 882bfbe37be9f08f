"""Merging through the API: proposed, merged once, found by both ids, and taken back."""

import httpx

from tests.worlds import week

V1 = "/api/v1"
PHONE = [{"name": "林工", "phone": "0571-86660000"}]


def tell(program: httpx.Client, external_id: str, **facts: object) -> int:
    order = {"source": "crm", "external_id": external_id, "name": "西溪印务", "contacts": PHONE, **facts}
    made = program.post(f"{V1}/accounts", json=order)
    assert made.status_code == 201, made.text
    return int(made.json()["version"])


def test_a_crm_merges_two_of_its_accounts(program: httpx.Client, wang: httpx.Client) -> None:
    """Proposed, merged under a key, both ids lead to one account for whatever the CRM tells next, and back again."""
    versions = tell(program, "C-1", address="文二西路 700 号"), tell(program, "C-2", market="本埠")
    (pair,) = program.get(f"{V1}/account-pairs").json()["data"]
    assert (pair["one"]["external_id"], pair["other"]["external_id"], pair["why"]) == ("C-1", "C-2", ["phone"])
    assert wang.get(f"{V1}/account-pairs").status_code == 403
    order = {"kept_id": "C-1", "kept_version": versions[0], "other_id": "C-2", "other_version": versions[1]}
    key = {"Idempotency-Key": "merge-1"}
    made = program.post(f"{V1}/account-merges", json=order, headers=key)
    assert made.status_code == 201, made.text
    assert program.post(f"{V1}/account-merges", json=order, headers=key).json() == made.json()
    assert program.post(f"{V1}/account-merges", json=order).json()["code"] == "merge.changed"
    assert program.get(f"{V1}/account-pairs").json()["data"] == []
    by_both = [program.get(f"{V1}/accounts/{name}").json() for name in ("C-1", "C-2", made.json()["merged_id"])]
    assert {(one["external_id"], one["market"]) for one in by_both} == {("C-1", "本埠")}
    listed = program.get(f"{V1}/accounts", params={"updated_since": "2026-11-23T00:00:00Z", "limit": 200}).json()
    assert [(one["external_id"], one["merged_into"]) for one in listed["deleted"]] == [("C-2", "C-1")]
    # What the CRM tells every night of both, and its own clean-up.
    items = [
        {"source": "crm", "external_id": "C-2", "name": "Other", "yearly_value": 7},
        {"source": "crm", "external_id": "C-1", "name": "Mine", "address": "x"},
    ]
    told = program.post(f"{V1}/accounts:batchUpsert", json={"items": items, "atomic": True})
    assert {row["result"] for row in told.json()["items"]} == {"updated"}, told.text
    assert {row["id"] for row in told.json()["items"]} == {made.json()["kept_id"]}
    assert program.post(f"{V1}/accounts", json={"external_id": "C-2", "name": "x"}).json()["code"] == "account.known"
    assert program.delete(f"{V1}/accounts/C-2").status_code == 204
    kept = program.get(f"{V1}/accounts/C-1").json()
    assert (kept["name"], kept["address"], kept["yearly_value"]) == ("Mine", "x", 7)
    (merge,) = program.get(f"{V1}/account-merges").json()["data"]
    assert (merge["merged_id"], merge["stays"]) == (made.json()["merged_id"], True)
    assert program.delete(f"{V1}/account-merges/{merge['merged_id']}").status_code == 204
    assert program.get(f"{V1}/accounts/C-2").json()["market"] == "本埠"
    assert program.delete(f"{V1}/account-merges/{merge['merged_id']}").json()["code"] == "merge.unknown"


def test_nonsense_and_strangers_are_refused(program: httpx.Client, stored_week: str) -> None:
    """One account twice, a fact nobody can choose, an account that is not there: nothing is done."""
    version = tell(program, "C-1")
    order = {"kept_id": "C-1", "kept_version": version, "other_id": week.XIXI.external_id, "other_version": 1}
    for wrong, code in (
        ({"other_id": "C-1", "other_version": version}, "merge.same"),
        ({"from_other": ["visits"]}, "merge.fact"),
        ({"other_id": "NONE"}, "account.unknown"),
        ({"other_version": 7}, "merge.changed"),
    ):
        assert program.post(f"{V1}/account-merges", json={**order, **wrong}).json()["code"] == code
    apart = f"{V1}/accounts/C-1/told-apart/"
    assert program.put(f"{apart}C-1").json()["code"] == "merge.same"
    assert program.put(f"{apart}NONE").status_code == 404
    assert [program.put(f"{apart}HZ-005").status_code, program.delete(f"{apart}HZ-005").status_code] == [204, 204]
