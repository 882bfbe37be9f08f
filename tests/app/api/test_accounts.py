"""Accounts, contacts, reps and appointments through the API: told, changed, deleted, brought back, synchronised."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select

from app.access.audit import broken_links
from app.db import Database
from app.deps import utc_now
from app.intake.store import all_reps, listed_accounts
from app.models import ApiKeyRecord, AuditRecord
from tests.app.api.test_lists import LIST, send
from tests.worlds import week

ANY = {"If-Match": "*"}
SHOP: dict[str, Any] = {
    "name": "西湖文化",
    "category": "signed",
    "grade": "A",
    "location": {"lat": 30.259, "lon": 120.14, "datum": "gcj02"},
    "deal_value": 60_000,
    "opening": [[{"open_s": 32400, "close_s": 64800}]] * 5 + [[], []],
    "last_visit_on": "2026-10-01",
    "contacts": [{"name": "陈总", "role": "first_kp", "level": 3}],
}


def planned(database: Database) -> dict[str, str]:
    """The accounts that a plan made now would see, by external id."""
    with database.read() as session:
        return {listed.account.external_id: listed.account.name for listed in listed_accounts(session)}


def test_an_account_is_told_read_and_replaced(program: httpx.Client, database: Database) -> None:
    """What was told is what is shown; a replacement leaves nothing of it but the people."""
    made = program.post("/api/v1/accounts", json={"external_id": "K/1", **SHOP})
    assert made.status_code == 201
    shown = program.get(made.headers["location"])
    assert shown.json() == made.json()
    assert {name: shown.json()[name] for name in ("name", "category", "grade", "deal_value", "last_visit_on")} == {
        name: SHOP[name] for name in ("name", "category", "grade", "deal_value", "last_visit_on")
    }
    assert shown.json()["source_location"] == SHOP["location"]
    assert shown.json()["location"] != {"lat": 30.259, "lon": 120.14}
    replaced = program.put(made.headers["location"], json={"name": "新名"}, headers={"If-Match": made.headers["etag"]})
    assert (replaced.status_code, replaced.json()["grade"], replaced.json()["deal_value"]) == (200, "C", None)
    assert [person["name"] for person in replaced.json()["contacts"]] == ["陈总"]
    assert planned(database) == {"K/1": "新名"}


def test_a_patch_changes_what_it_names(program: httpx.Client) -> None:
    """A merge patch: objects in part, null for the default, lists whole; the rest stays."""
    program.put("/api/v1/accounts/K1", json=SHOP)
    patch = {"grade": None, "location": {"lat": 30.3}, "opening": None, "contacts": []}
    changed = program.patch("/api/v1/accounts/K1", json=patch, headers=ANY).json()
    assert (changed["grade"], changed["category"], changed["contacts"]) == ("C", "signed", [])
    assert changed["source_location"] == {"lat": 30.3, "lon": 120.14, "datum": "gcj02"}
    assert changed["opening"][0] == [{"open_s": 32400, "close_s": 64800}]
    refused = program.patch("/api/v1/accounts/K1", json={"name": None, "location": {"lat": 91}}, headers=ANY)
    assert refused.status_code == 422
    assert program.get("/api/v1/accounts/K1").json()["name"] == "西湖文化"


@pytest.mark.parametrize(
    ("facts", "pointer"),
    [
        ({"location": {"lat": 0, "lon": 0}}, "/body/location"),
        ({"location": {"lat": 91, "lon": 0}}, "/body/location/lat"),
        ({"opening": [[{"open_s": 9, "close_s": 8}]] + [[]] * 6}, "/body/opening"),
        ({"opening": [[]] * 6}, "/body/opening"),
        ({"service_s": 86_401}, "/body/service_s"),
        ({"interval_days": 0}, "/body/interval_days"),
        ({"name": ""}, "/body/name"),
        ({"name": "x" * 301}, "/body/name"),
        ({"last_visit_on": "2026-02-30"}, "/body/last_visit_on"),
        ({"category": "客户"}, "/body/category"),
    ],
)
def test_facts_are_held_to_the_rules_of_a_list(program: httpx.Client, facts: dict[str, Any], pointer: str) -> None:
    """One rule for a file and for the API, with a pointer to what breaks it."""
    refused = program.put("/api/v1/accounts/K1", json={**SHOP, **facts})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, pointer)


def test_a_deleted_account_is_gone_until_it_is_told_again(program: httpx.Client, database: Database) -> None:
    """Not listed, not planned, 404, and deleting it again is fine; an import brings it back under the same id."""
    send(program, "/api/v1/imports", LIST)
    before = program.get("/api/v1/accounts/K1").json()
    for _ in range(2):
        assert program.delete("/api/v1/accounts/K1", headers=ANY).status_code == 204
    assert program.get("/api/v1/accounts/K1").status_code == 404
    assert program.get("/api/v1/accounts/K1/slots").status_code == 404
    assert [row["external_id"] for row in program.get("/api/v1/accounts").json()["data"]] == ["K2"]
    assert planned(database).keys() == {"K2"}
    assert program.delete("/api/v1/accounts/NEVER", headers=ANY).status_code == 404
    assert send(program, "/api/v1/imports", LIST).json()["created"] == 1
    again = program.get("/api/v1/accounts/K1").json()
    assert (again["id"], again["version"]) == (before["id"], before["version"] + 2)
    assert planned(database).keys() == {"K1", "K2"}


def test_imports_and_edits_count_the_same_versions(program: httpx.Client) -> None:
    """A list that says something else is a new version; the same list again is none."""
    versions = []
    for text in (LIST, LIST, LIST.replace("西湖文化", "西湖书店")):
        send(program, "/api/v1/imports", text)
        versions.append(program.get("/api/v1/accounts/K1").json()["version"])
    program.patch("/api/v1/accounts/K1", json={"grade": "A"}, headers=ANY)
    versions.append(program.get("/api/v1/accounts/K1").json()["version"])
    assert versions == [1, 1, 2, 3]


def test_a_batch_has_a_result_for_each_item(program: httpx.Client, database: Database) -> None:
    """Created, updated, unchanged and refused, in the order of the items; what can be used is used."""
    items: list[dict[str, Any]] = [{"external_id": f"K{n}", "name": f"店{n}"} for n in range(3)]
    assert program.post("/api/v1/accounts:batchUpsert", json={"items": items[:2]}).json()["created"] == 2
    items[1]["grade"] = "A"
    items += [{"external_id": "K2", "name": "又"}, {"external_id": "BAD", "name": 7}, {"name": "无号"}]
    items += [{"source": "crm", "external_id": "K0", "name": "别的来源"}]
    answer = program.post("/api/v1/accounts:batchUpsert", json={"items": items}).json()
    results = [item["result"] for item in answer["items"]]
    assert results == ["unchanged", "updated", "created", "refused", "refused", "refused", "refused"]
    pointers = [item["errors"][0]["pointer"] for item in answer["items"][3:]]
    assert pointers[:2] == ["/body/items/3/external_id", "/body/items/4/name"]
    assert [item["version"] for item in answer["items"]] == [1, 2, 1, None, None, None, None]
    assert planned(database).keys() == {"K0", "K1", "K2"}


def test_an_atomic_batch_is_all_or_nothing(program: httpx.Client, database: Database) -> None:
    """One item that cannot be used refuses them all, with every pointer."""
    items = [{"external_id": "K1", "name": "店"}, {"external_id": "K2"}, {"external_id": "K1", "name": "又"}]
    refused = program.post("/api/v1/accounts:batchUpsert", json={"items": items, "atomic": True})
    assert (refused.status_code, planned(database)) == (422, {})
    pointers = {fault["pointer"] for fault in refused.json()["errors"]}
    assert pointers == {"/body/items/1/name", "/body/items/2/external_id"}
    assert (
        program.post("/api/v1/accounts:batchUpsert", json={"items": items[:1], "atomic": True}).json()["created"] == 1
    )


def test_a_thousand_are_one_call_and_one_more_is_too_many(program: httpx.Client, database: Database) -> None:
    """The most that one call takes."""
    items = [{"external_id": f"K{n:04}", "name": "店", "contacts": [{"name": "王"}]} for n in range(1001)]
    assert program.post("/api/v1/accounts:batchUpsert", json={"items": items}).status_code == 422
    assert program.post("/api/v1/accounts:batchUpsert", json={"items": items[:1000]}).json()["created"] == 1000
    with database.read() as session:
        assert list(broken_links(session)) == []


def test_what_changed_since_can_be_asked(app: FastAPI, program: httpx.Client) -> None:
    """A walk tells where its successor begins; that one has what changed and what is gone, and nothing else."""
    app.state.clock = utc_now
    for name in ("K1", "K2", "K3"):
        program.put(f"/api/v1/accounts/{name}", json={"name": "店"})
    seen = program.get("/api/v1/accounts").json()
    assert datetime.now(UTC) - datetime.fromisoformat(seen["as_of"]) >= timedelta(minutes=2)
    moment = datetime.now(UTC).isoformat()
    program.patch("/api/v1/accounts/K1", json={"grade": "A"}, headers=ANY)
    program.delete("/api/v1/accounts/K3", headers=ANY)
    since = program.get("/api/v1/accounts", params={"updated_since": moment}).json()
    assert [row["external_id"] for row in since["data"]] == ["K1"]
    assert [(row["external_id"], row["version"]) for row in since["deleted"]] == [("K3", 2)]
    long_ago = (datetime.now(UTC) - timedelta(days=91)).isoformat()
    assert program.get("/api/v1/accounts", params={"updated_since": long_ago}).status_code == 422


def test_a_contact_keeps_its_id(program: httpx.Client) -> None:
    """Through a list that names him again, and through changes; each is a new version of the account."""
    program.put("/api/v1/accounts/K1", json={"name": "西湖文化"})
    made = program.post("/api/v1/accounts/K1/contacts", json={"name": "陈总", "phone": "138"})
    assert made.json()["id"].startswith("con_")
    changed = program.patch(made.headers["location"], json={"level": 4}, headers={"If-Match": made.headers["etag"]})
    assert (changed.json()["level"], changed.json()["phone"]) == (4, "138")
    send(program, "/api/v1/imports", LIST)
    (contact,) = program.get("/api/v1/accounts/K1/contacts").json()["data"]
    assert (contact["id"], contact["role"]) == (made.json()["id"], "first_kp")
    assert program.get("/api/v1/accounts/K1").json()["version"] == 4
    for _ in range(2):
        assert program.delete(made.headers["location"], headers=ANY).status_code == 204
    assert program.get(made.headers["location"]).status_code == 404


def test_a_rep_is_told_changed_and_deleted(program: httpx.Client, database: Database) -> None:
    """His leave shows in his shifts; deleted, he is not planned and cannot be found."""
    facts = {"name": "王芳", "home": {"lat": 30.27, "lon": 120.15}, "field_days": [0, 1, 2]}
    made = program.put("/api/v1/reps/wang", json=facts)
    assert (made.status_code, made.json()["version"]) == (201, 1)
    program.patch("/api/v1/reps/wang", json={"leave": ["2026-11-24"], "lunch": {"duration_s": 0}}, headers=ANY)
    shifts = program.get("/api/v1/reps/wang/shifts", params={"from": "2026-11-23", "to": "2026-11-26"}).json()["data"]
    assert [shift["why_not"] for shift in shifts] == [None, "leave", None, "no_field_day"]
    with database.read() as session:
        assert all_reps(session)[0].lunch is None
    refused = program.patch("/api/v1/reps/wang", json={"end_s": 60, "timezone": "Mars/Base"}, headers=ANY)
    assert refused.status_code == 422
    assert program.delete("/api/v1/reps/wang", headers=ANY).status_code == 204
    assert program.get("/api/v1/reps/wang").status_code == 404
    with database.read() as session:
        assert all_reps(session) == []


def test_an_appointment_is_booked_moved_and_cancelled(program: httpx.Client, planned_company: str) -> None:
    """Through one resource, named by the account; another start than the offered ones is refused with an offer."""
    name = "N011"
    first, second = program.get(f"/api/v1/accounts/{name}/slots").json()["choices"]
    order = {"account_id": name, **{fact: first[fact] for fact in ("rep_id", "on", "start_s")}}
    made = program.post("/api/v1/appointments", json=order)
    assert (made.status_code, made.json()["is_booked"]) == (201, True)
    assert program.post("/api/v1/appointments", json=order).status_code == 200
    listed = program.get("/api/v1/appointments").json()["data"]
    assert made.json() in listed
    patch = {fact: second[fact] for fact in ("rep_id", "on", "start_s")}
    moved = program.patch(f"/api/v1/appointments/{name}", json=patch, headers={"If-Match": made.headers["etag"]})
    assert (moved.status_code, moved.json()["start_s"]) == (200, second["start_s"])
    never = program.patch(f"/api/v1/appointments/{name}", json={"start_s": 3 * 3600}, headers=ANY)
    assert (never.status_code, never.json()["code"]) == (409, "slot.taken")
    assert "choices" in never.json()["offer"]
    for _ in range(2):
        assert program.delete(f"/api/v1/appointments/{name}", headers=ANY).status_code == 204
    assert program.get(f"/api/v1/appointments/{name}").status_code == 404


def test_imports_are_listed_with_their_bad_rows(program: httpx.Client) -> None:
    """Newest first; `state=error` names what was left out, a page at a time."""
    first = send(program, "/api/v1/imports", LIST).json()["id"]
    second = send(program, "/api/v1/imports", LIST).json()["id"]
    assert [row["id"] for row in program.get("/api/v1/imports").json()["data"]] == [second, first]
    page = program.get(f"/api/v1/imports/{first}/rows", params={"state": "error", "limit": "1"}).json()
    rest = program.get(
        f"/api/v1/imports/{first}/rows", params={"state": "error", "limit": "1", "cursor": page["next_cursor"]}
    ).json()
    assert [row["code"] for row in page["data"] + rest["data"]] == ["DUPLICATE_OF", "NOT_AN_ACCOUNT"]
    assert rest["next_cursor"] is None


def test_every_change_is_on_record(program: httpx.Client, database: Database) -> None:
    """Who did what to which row, and which fields; never what stood in them."""
    program.put("/api/v1/accounts/K1", json={"name": "秘密"})
    program.patch("/api/v1/accounts/K1", json={"grade": "A"}, headers=ANY)
    program.delete("/api/v1/accounts/K1", headers=ANY)
    with database.read() as session:
        by_programs = select(AuditRecord).where(AuditRecord.actor_kind == "key").order_by(AuditRecord.number)
        deeds = session.scalars(by_programs).all()
        key_id = session.scalars(select(ApiKeyRecord.id)).one()
        assert list(broken_links(session)) == []
    assert [deed.action for deed in deeds] == ["account.created", "account.updated", "account.deleted"]
    assert deeds[1].fields == ["grade"]
    assert {deed.actor_id for deed in deeds} == {key_id}


def test_our_own_id_names_an_account_too(program: httpx.Client, stored_week: str) -> None:
    """An id that no address could hold is reached by ours; nobody else can give one like it."""
    seen = program.get("/api/v1/accounts/HZ-001").json()
    assert program.get(f"/api/v1/accounts/{seen['id']}").json() == seen
    assert program.put("/api/v1/accounts/acc_mine", json={"name": "x"}).status_code == 404
    refused = program.post("/api/v1/accounts", json={"external_id": "acc_mine", "name": "x"})
    assert refused.json()["errors"][0]["pointer"] == "/body/external_id"
    assert len(program.get("/api/v1/accounts", params={"limit": "200"}).json()["data"]) == len(week.ACCOUNTS)
