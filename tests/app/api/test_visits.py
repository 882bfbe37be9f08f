"""Events of visits: told once or often they are kept once, and only by whom the visit is."""

from dataclasses import replace
from typing import Any

import httpx
import pytest

from app.db import Database
from app.method.settings import MethodSettings
from app.models import VisitEventRecord
from app.planning.store import publish_plan, save_plan
from tests.conftest import NOW, SignIn
from tests.worlds import week
from tests.worlds.events import event, event_id, visit_of
from tests.worlds.stored import OPTIONS, store_lists

NOTE = event("note", text="前台很忙")


@pytest.fixture
def visit(database: Database, stored_week: str) -> str:
    """王芳's visit to the West Lake company, on Tuesday."""
    with database.read() as session:
        return visit_of(session)


def put(client: httpx.Client, visit: str, number: int, body: dict[str, Any]) -> httpx.Response:
    return client.put(f"/api/v1/visits/{visit}/events/{event_id(number)}", json=body)


def withdraw(database: Database) -> None:
    """Publish a plan of the week without any route of 王芳's."""
    with database.write() as session:
        plan = replace(week.PLAN, routes=(week.LI_TUESDAY, week.LI_THURSDAY), ledger=())
        publish_plan(session, save_plan(session, plan, options=OPTIONS, settings=MethodSettings()), NOW)


BODIES = [
    event("arrived"),
    event("arrived", position={"lat": 30.259, "lon": 120.14}),
    event("done", text="签了"),
    event("skipped", text="关门"),
    event("delayed", delay_s=900),
    event("cancelled", text="客户改期"),
    NOTE,
    event("debrief", outcome={"interest": 4, "budget": "2027", "order": True, "share": 0.5, "next": None}),
    event("next_step", next_on="2026-12-08", text="带样品"),
]


@pytest.mark.parametrize("body", BODIES, ids=lambda body: body["kind"])
def test_an_event_is_kept_once(visit: str, wang: httpx.Client, body: dict[str, Any]) -> None:
    """201 first, 200 with the same answer when it is sent again, and all of it can be read back."""
    first, again = put(wang, visit, 1, body), put(wang, visit, 1, body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    (kept,) = wang.get(f"/api/v1/visits/{visit}/events").json()["data"]
    assert kept == first.json()
    assert {name: kept[name] for name in body if name != "at"} == {n: v for n, v in body.items() if n != "at"}
    assert kept["at"] == "2026-11-24T01:50:00Z"


def test_another_event_under_the_same_id_is_refused(visit: str, wang: httpx.Client, database: Database) -> None:
    """Whatever differs, and of whatever visit: what was told first stands."""
    put(wang, visit, 1, NOTE)
    with database.read() as session:
        other_visit = visit_of(session, week.WULIN.external_id)
    others = [
        put(wang, visit, 1, {**NOTE, **change})
        for change in ({"text": "other"}, {"at": "2026-11-24T09:51:00+08:00"}, {"device_id": "2"}, {"plan_version": 2})
    ]
    others.append(put(wang, other_visit, 1, NOTE))
    assert {(answer.status_code, answer.json()["code"]) for answer in others} == {(409, "visit_event.id_used")}
    (kept,) = wang.get(f"/api/v1/visits/{visit}/events").json()["data"]
    assert kept["text"] == NOTE["text"]


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"kind": "sold"}, "/body/kind"),
        ({"at": "2026-11-24T09:50:00"}, "/body/at"),
        ({"at": 5}, "/body/at"),
        ({"kind": "note", "text": ""}, "/body/text"),
        ({"kind": "delayed"}, "/body/delay_s"),
        ({"kind": "next_step"}, "/body/next_on"),
        ({"delay_s": 60}, "/body/delay_s"),
        ({"next_on": "2026-12-01"}, "/body/next_on"),
        ({"outcome": {"a": 1}}, "/body/outcome"),
        ({"position": {"lat": 30.0, "lon": 120.0}}, "/body/position"),
        ({"kind": "arrived", "position": {"lat": 95.0, "lon": 120.0}}, "/body/position/lat"),
        ({"kind": "debrief", "outcome": {"a": {"b": 1}}}, "/body/outcome/a"),
        ({"kind": "debrief", "outcome": {str(n): n for n in range(31)}}, "/body/outcome"),
        ({"plan_version": 0}, "/body/plan_version"),
        ({"device_id": ""}, "/body/device_id"),
        ({"text": "x" * 4001}, "/body/text"),
        ({"state": "done"}, "/body/state"),
    ],
)
def test_what_a_kind_cannot_carry_is_refused(
    visit: str, wang: httpx.Client, change: dict[str, Any], pointer: str
) -> None:
    """With a pointer to it, and nothing is kept."""
    answer = put(wang, visit, 1, event(**{"kind": "done", **change}))
    assert answer.status_code == 422
    assert any(fault["pointer"].startswith(pointer) for fault in answer.json()["errors"])
    assert wang.get(f"/api/v1/visits/{visit}/events").json()["data"] == []


@pytest.mark.parametrize(
    "name", ["1", "019ab5f2-7c00-4000-8000-000000000001", "019ab5f27c0070008000000000000001", "x" * 36]
)
def test_an_event_has_a_uuid_of_version_7(visit: str, wang: httpx.Client, name: str) -> None:
    """Ids made offline must sort by time and never meet."""
    assert wang.put(f"/api/v1/visits/{visit}/events/{name}", json=NOTE).status_code == 422


def test_a_visit_is_not_there_for_another_rep(visit: str, sign_in: SignIn, wang: httpx.Client) -> None:
    """Reading and writing are 404, as for a visit that never was."""
    li = sign_in("rep", "li")
    for client, name in ((li, visit), (wang, "vis_none")):
        answers = [
            client.get(f"/api/v1/visits/{name}"),
            client.get(f"/api/v1/visits/{name}/events"),
            put(client, name, 1, NOTE),
        ]
        assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {(404, "visit.unknown")}


def test_a_draft_gives_nobody_a_visit(database: Database, sign_in: SignIn) -> None:
    """Only what was published is a rep's."""
    with database.write() as session:
        store_lists(session)
        save_plan(session, week.PLAN, options=OPTIONS, settings=MethodSettings())
        visit = visit_of(session)
    assert put(sign_in("rep", "wang"), visit, 1, NOTE).status_code == 404


def test_a_visit_tells_where_it_stands(visit: str, wang: httpx.Client, manager: httpx.Client) -> None:
    """Its account, its place in the plan in force, and what became of it; with an ETag."""
    answer = wang.get(f"/api/v1/visits/{visit}")
    seen = answer.json()
    assert (seen["account_id"], seen["state"], seen["events"]) == (week.WEST_LAKE.external_id, "planned", [])
    assert seen["place"] == {"rep_id": "wang", "on": "2026-11-24", "start_s": 33600, "plan_number": 1}
    assert wang.get(f"/api/v1/visits/{visit}", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    for number, (body, state) in enumerate(
        [
            (event("delayed", delay_s=60), "planned"),
            (event("arrived"), "arrived"),
            (event("done"), "done"),
            (NOTE, "done"),
        ]
    ):
        put(wang, visit, number, body)
        assert manager.get(f"/api/v1/visits/{visit}").json()["state"] == state


def test_a_visit_that_was_withdrawn_is_still_the_reps(database: Database, visit: str, wang: httpx.Client) -> None:
    """He drove by the older plan: what he did is kept, and flagged for the manager."""
    withdraw(database)
    assert wang.get("/api/v1/reps/wang/routes/2026-11-24").status_code == 404
    told = put(wang, visit, 1, event("done"))
    assert (told.status_code, told.json()["flag"]) == (201, "done_although_cancelled")
    assert wang.get(f"/api/v1/visits/{visit}").json()["place"] is None


@pytest.mark.parametrize(
    ("kinds", "flags", "state"),
    [
        (["done"], [None], "done"),
        (["cancelled", "done"], [None, "done_although_cancelled"], "done"),
        (["done", "cancelled"], [None, "cancelled_although_done"], "done"),
        (["cancelled", "note"], [None, None], "cancelled"),
    ],
)
def test_what_contradicts_is_kept_and_flagged(
    visit: str, wang: httpx.Client, manager: httpx.Client, kinds: list[str], flags: list[str | None], state: str
) -> None:
    """Nobody's fact is thrown away because another's came first."""
    for number, kind in enumerate(kinds):
        by = manager if kind == "cancelled" else wang
        assert put(by, visit, number, event(kind, text="x")).status_code == 201
    seen = manager.get(f"/api/v1/visits/{visit}").json()
    assert ([one["flag"] for one in seen["events"]], seen["state"]) == (flags, state)
    assert [one["number"] for one in seen["events"]] == list(range(1, len(kinds) + 1))


def test_a_position_is_between_rep_and_office(
    database: Database, visit: str, wang: httpx.Client, manager: httpx.Client, sign_in: SignIn
) -> None:
    """A colleague who takes the visit over sees the check-in without the place."""
    put(wang, visit, 1, event("arrived", position={"lat": 30.259, "lon": 120.14}))
    seen = {"position": {"lat": 30.259, "lon": 120.14}}
    for client in (wang, manager):
        (kept,) = client.get(f"/api/v1/visits/{visit}/events").json()["data"]
        assert kept | seen == kept
    with database.write() as session:
        route = replace(week.LI_TUESDAY, stops=(*week.WANG_TUESDAY.stops[:1], *week.LI_TUESDAY.stops))
        plan = replace(week.PLAN, routes=(route, week.LI_THURSDAY), ledger=())
        publish_plan(session, save_plan(session, plan, options=OPTIONS, settings=MethodSettings()), NOW)
    (kept,) = sign_in("rep", "li").get(f"/api/v1/visits/{visit}/events").json()["data"]
    assert (kept["kind"], kept["position"]) == ("arrived", None)


def test_a_visit_that_is_done_counts(visit: str, wang: httpx.Client, manager: httpx.Client) -> None:
    """The account was seen that day, whatever the list knew; sent twice or done twice it counts once."""
    before = manager.get(f"/api/v1/accounts/{week.WEST_LAKE.external_id}")
    for number in (1, 1, 2):
        put(wang, visit, number, event("done"))
    after = manager.get(f"/api/v1/accounts/{week.WEST_LAKE.external_id}")
    assert (before.json()["last_visit_on"], after.json()["last_visit_on"]) == ("2026-10-01", "2026-11-24")
    assert after.json()["visits"] == before.json()["visits"] + 1
    assert after.headers["ETag"].split("-")[0] != before.headers["ETag"].split("-")[0]


@pytest.mark.parametrize(
    ("listed_on", "shown_on", "more"), [("2026-11-02", "2026-11-24", 1), ("2026-11-24", "2026-11-24", 0)]
)
def test_the_newest_visit_wins_over_a_list(
    visit: str, wang: httpx.Client, program: httpx.Client, listed_on: str, shown_on: str, more: int
) -> None:
    """A nightly list that does not know of the visit takes nothing back; one that does is not counted twice."""
    put(wang, visit, 1, event("done"))
    item = {"source": "list", "external_id": week.WEST_LAKE.external_id, "name": "西湖", "visits": 7}
    program.post("/api/v1/accounts:batchUpsert", json={"items": [{**item, "last_visit_on": listed_on}]})
    seen = program.get(f"/api/v1/accounts/{week.WEST_LAKE.external_id}").json()
    assert (seen["last_visit_on"], seen["visits"]) == (shown_on, 7 + more)


def test_a_clock_that_runs_ahead_makes_no_visit_of_tomorrow(
    visit: str, wang: httpx.Client, manager: httpx.Client
) -> None:
    """The device's time is kept as told; the day that counts is not after ours."""
    told = put(wang, visit, 1, event("done", at="2027-03-01T09:00:00+08:00"))
    assert told.json()["at"] == "2027-03-01T01:00:00Z"
    assert manager.get(f"/api/v1/accounts/{week.WEST_LAKE.external_id}").json()["last_visit_on"] == "2026-11-24"


def test_a_visit_has_an_end(visit: str, wang: httpx.Client, database: Database) -> None:
    """A phone gone mad fills one visit, not the disk."""
    with database.write() as session:
        for number in range(500):
            record = VisitEventRecord(
                id=event_id(1000 + number),
                visit_id=visit,
                number=number + 1,
                kind="note",
                at=NOW,
                received_at=NOW,
                on_day=week.TUESDAY,
                device_id="x",
                plan_version=1,
                text="",
                facts={},
            )
            session.add(record)
    refused = put(wang, visit, 1, NOTE)
    assert (refused.status_code, refused.json()["code"]) == (409, "visit_event.too_many")
