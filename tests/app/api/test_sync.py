"""A phone that comes back: every event is judged by itself, and the phone hears which routes are new."""

import random
from typing import Any

import httpx
import pytest

from app.db import Database
from app.method.settings import MethodSettings
from app.planning.store import publish_plan, save_plan
from tests.conftest import NOW
from tests.worlds import week
from tests.worlds.events import event, event_id, visit_of
from tests.worlds.stored import OPTIONS


@pytest.fixture
def visits(database: Database, stored_week: str) -> tuple[str, str, str]:
    """Two visits of 王芳's, and one of 李强's."""
    with database.read() as session:
        west_lake, wulin, xiaoshan = (
            visit_of(session, account.external_id) for account in (week.WEST_LAKE, week.WULIN, week.XIAOSHAN)
        )
        return west_lake, wulin, xiaoshan


Visits = tuple[str, str, str]


def item(visit: str, number: int, kind: str = "done", **more: Any) -> dict[str, Any]:
    return {"visit_id": visit, "event_id": event_id(number), **event(kind, **more)}


def sync(client: httpx.Client, *events: dict[str, Any], routes: Any = ()) -> dict[str, Any]:
    answer = client.post("/api/v1/sync", json={"events": events, "routes": list(routes)})
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def test_each_event_is_judged_by_itself(visits: Visits, wang: httpx.Client, manager: httpx.Client) -> None:
    """Applied, told before, another under its id, not his, unreadable: one answer each, and the good ones stay."""
    own, second, others = visits
    sync(wang, item(own, 1, "arrived"))
    told = sync(
        wang,
        item(own, 1, "arrived"),
        item(own, 1, "note", text="another"),
        item(others, 2),
        item("vis_none", 3),
        item(own, 4, "sold"),
        {"event_id": 7},
        item(own, 5),
        item(second, 6, "skipped"),
    )
    assert [(one["result"], one["code"]) for one in told["events"]] == [
        ("duplicate", None),
        ("conflict", "visit_event.id_used"),
        ("rejected", "visit.unknown"),
        ("rejected", "visit.unknown"),
        ("rejected", "request.invalid"),
        ("rejected", "request.invalid"),
        ("applied", None),
        ("applied", None),
    ]
    assert [one["event_id"] for one in told["events"]] == [
        *map(event_id, (1, 1, 2, 3, 4)),
        None,
        *map(event_id, (5, 6)),
    ]
    assert told["events"][4]["errors"][0]["pointer"] == "/body/events/4/kind"
    assert [one["kind"] for one in manager.get(f"/api/v1/visits/{own}/events").json()["data"]] == ["arrived", "done"]
    assert manager.get(f"/api/v1/visits/{others}/events").json()["data"] == []


def test_events_of_a_visit_keep_their_order(visits: Visits, wang: httpx.Client, manager: httpx.Client) -> None:
    """In the order they are sent, also where the phone's clock jumped."""
    own, second, _ = visits
    at = ["2026-11-24T10:00:00+08:00", "2026-11-24T09:00:00+08:00", "2026-11-24T11:00:00+08:00"]
    sync(wang, *(item((own, second)[n % 2], n, "note", text=str(n), at=at[n % 3]) for n in range(6)))
    texts = [
        [one["text"] for one in manager.get(f"/api/v1/visits/{visit}/events").json()["data"]] for visit in (own, second)
    ]
    assert texts == [["0", "2", "4"], ["1", "3", "5"]]


def test_done_although_cancelled_is_applied_and_flagged(
    visits: Visits, wang: httpx.Client, manager: httpx.Client
) -> None:
    """The phone may forget the event; the manager sees both."""
    own = visits[0]
    manager.put(f"/api/v1/visits/{own}/events/{event_id(9)}", json=event("cancelled"))
    (told,) = sync(wang, item(own, 1))["events"]
    assert (told["result"], told["flag"]) == ("applied", "done_although_cancelled")


def test_batches_shuffled_and_sent_again_have_one_effect(visits: Visits, wang: httpx.Client) -> None:
    """Whatever the network does to 60 events in batches of 10, each is kept once."""
    rng = random.Random(4)
    sent = [item(visits[n % 2], n, "note", text=str(n)) for n in range(60)]
    batches = [sent[n : n + 10] for n in range(0, 60, 10)] * 3
    rng.shuffle(batches)
    results = [one["result"] for batch in batches for one in sync(wang, *batch)["events"]]
    assert sorted(results) == ["applied"] * 60 + ["duplicate"] * 120
    kept = [wang.get(f"/api/v1/visits/{visit}/events").json()["data"] for visit in visits[:2]]
    assert sorted(one["text"] for events in kept for one in events) == sorted(map(str, range(60)))


def test_a_request_of_more_than_100_events_is_refused(visits: Visits, wang: httpx.Client) -> None:
    """As one, before any is kept."""
    events = [item(visits[0], n, "note", text="x") for n in range(101)]
    assert wang.post("/api/v1/sync", json={"events": events}).status_code == 422
    assert wang.get(f"/api/v1/visits/{visits[0]}/events").json()["data"] == []


def test_the_phone_hears_which_routes_are_new(database: Database, stored_week: str, wang: httpx.Client) -> None:
    """Days it does not know, days of a newer plan, and days that were withdrawn; nothing where it is up to date."""
    tuesday, wednesday = {"on": "2026-11-24", "plan_number": 1}, {"on": "2026-11-25", "plan_number": 1}
    assert sync(wang)["routes"] == [tuesday, wednesday]
    assert sync(wang, routes=[tuesday, wednesday])["routes"] == []
    plan = type(week.PLAN)(week.MONDAY, week.MONDAY, 7, (week.WANG_TUESDAY, week.LI_TUESDAY), (), 0.0)
    with database.write() as session:
        publish_plan(session, save_plan(session, plan, options=OPTIONS, settings=MethodSettings()), NOW)
    news = sync(wang, routes=[tuesday, wednesday])["routes"]
    assert news == [{"on": "2026-11-24", "plan_number": 2}, {"on": "2026-11-25", "plan_number": None}]


def test_a_repeated_request_gets_the_same_answer(visits: Visits, wang: httpx.Client) -> None:
    """Under an idempotency key, as for every POST; without one the events say by themselves that they are known."""
    told = {"events": [item(visits[0], 1)]}
    first, again = (wang.post("/api/v1/sync", json=told, headers={"Idempotency-Key": "s1"}) for _ in range(2))
    assert first.json() == again.json()
    assert again.headers["Idempotent-Replayed"] == "true"
    assert [one["result"] for one in sync(wang, *told["events"])["events"]] == ["duplicate"]


def test_only_reps_sync(
    stored_week: str, manager: httpx.Client, program: httpx.Client, anonymous: httpx.Client
) -> None:
    """The office and programs report event by event."""
    clients = (manager, program, anonymous)
    assert [client.post("/api/v1/sync", json={}).status_code for client in clients] == [403, 403, 401]


def test_a_phone_may_say_whose_it_is(visits: Visits, wang: httpx.Client) -> None:
    """Then nothing of it is taken under another's session; of its own rep everything is."""
    own, *_ = visits
    refused = wang.post("/api/v1/sync", json={"rep_id": "li", "events": [item(own, 1)]})
    assert (refused.status_code, refused.json()["code"]) == (409, "sync.other_rep")
    taken = wang.post("/api/v1/sync", json={"rep_id": "wang", "events": [item(own, 1)]})
    assert [one["result"] for one in taken.json()["events"]] == ["applied"]
