"""What happened is told if and only if it was kept, thinly, and by every road."""

import json
from dataclasses import replace

import httpx
from sqlalchemy import func, select

from app.db import Database
from app.hooks.outbox import announce
from app.hooks.words import EventType
from app.intake.store import import_accounts
from app.method.settings import MethodSettings
from app.models import WebhookDeliveryRecord, WebhookEventRecord
from app.planning.store import publish_plan, save_plan
from app.runs.import_work import ImportOrder, order_import
from app.runs.run_queue import change_run, claim_run
from app.runs.states import Lane, RunState
from app.visits.bookings import book_slot, cancel_booking
from app.visits.outlook import Wish
from app.visits.slots import offer_slots
from tests.conftest import NOW
from tests.worlds import week
from tests.worlds.events import event, event_id, visit_of
from tests.worlds.hooks import store_endpoint
from tests.worlds.stored import LIST, OPTIONS, store_lists

EVERYTHING = tuple(EventType)


def events(database: Database) -> list[tuple[str, dict[str, object]]]:
    """What was written, in its order: type and data."""
    with database.read() as session:
        rows = session.scalars(select(WebhookEventRecord).order_by(WebhookEventRecord.id)).all()
    assert [json.loads(row.body)["type"] for row in rows] == [row.type for row in rows]
    return [(row.type, json.loads(row.body)["data"]) for row in rows]


def test_what_is_taken_back_is_not_told(database: Database) -> None:
    """An event goes with the transaction of what it tells."""
    store_endpoint(database, "https://crm.example.com/hook", NOW, EVERYTHING)
    with database.write() as session:
        import_accounts(session, LIST, NOW)
        assert session.scalar(select(func.count()).select_from(WebhookEventRecord)) == 1
        session.rollback()
    assert events(database) == []


def test_what_nobody_asked_for_is_not_written(database: Database) -> None:
    """Neither without endpoints nor for one that wants other events."""
    store_endpoint(database, "https://crm.example.com/hook", NOW, [EventType.PLAN_FAILED])
    with database.write() as session:
        import_accounts(session, LIST, NOW)
    assert events(database) == []


def test_an_event_goes_to_each_endpoint_that_asked(database: Database) -> None:
    """One event under one id, one delivery for each."""
    asked = {store_endpoint(database, f"https://{n}.example.com/", NOW, EVERYTHING) for n in "ab"}
    store_endpoint(database, "https://c.example.com/", NOW, [EventType.PLAN_FAILED])
    with database.write() as session:
        announce(session, EventType.IMPORT_FINISHED, "imp_1", NOW, url="/api/v1/imports/imp_1")
    with database.read() as session:
        found = session.execute(select(WebhookDeliveryRecord.endpoint_id, WebhookDeliveryRecord.event_id)).all()
    assert {endpoint for endpoint, _ in found} == asked
    assert len({event for _, event in found}) == 1


def test_plans_and_imports_are_told_where_their_rows_are_written(database: Database) -> None:
    """Whoever stores an import, a plan or a publication cannot forget it, and names and addresses are not told."""
    store_endpoint(database, "https://crm.example.com/hook", NOW, EVERYTHING)
    with database.write() as session:
        import_id = store_lists(session)
        plan_id = save_plan(session, week.PLAN, options=OPTIONS, settings=MethodSettings())
        publish_plan(session, plan_id, NOW)
    told = events(database)
    plan = {"id": plan_id, "url": f"/api/v1/plans/{plan_id}", "number": 1, "week_on": week.MONDAY.isoformat()}
    assert told[0][0] == "import.finished"
    assert told[0][1]["url"] == f"/api/v1/imports/{import_id}"
    assert told[1:] == [("plan.succeeded", plan), ("route.published", plan)]
    with database.read() as session:
        bodies = "".join(session.scalars(select(WebhookEventRecord.body)))
    people = [text for rep in week.REPS for text in (rep.name, rep.external_id)]
    people += [text for account in week.ACCOUNTS for text in (account.name, account.external_id)]
    assert [text for text in people if json.dumps(text) in bodies] == []


def test_an_import_that_fails_behind_the_answer_is_told(database: Database) -> None:
    """With the code, in the transaction that ends the run; a run that was lost to another tells nothing."""
    store_endpoint(database, "https://crm.example.com/hook", NOW, EVERYTHING)
    with database.write() as session:
        run_id = order_import(session, ImportOrder("客户.csv"), b"nothing", NOW)
        claim = claim_run(session, Lane.LISTS)
    assert claim is not None
    failure = {"state": RunState.FAILED, "error_code": "import.unusable", "finished_at": NOW}
    with database.write() as session:
        assert not change_run(session, replace(claim, attempt=7), **failure)
    assert events(database) == []
    with database.write() as session:
        assert change_run(session, claim, **failure)
    assert events(database) == [
        ("import.failed", {"id": run_id, "url": f"/api/v1/operations/{run_id}", "code": "import.unusable"})
    ]


def test_a_booking_tells_that_the_route_changed(database: Database, planned_company: str) -> None:
    """Once for the booking and once for taking it back, with the day; the new version is no plan of its own."""
    store_endpoint(database, "https://crm.example.com/hook", NOW, EVERYTHING)
    with database.read() as session:
        start = offer_slots(session, "N003", Wish(), NOW).choices[0]
    with database.write() as session:
        book_slot(session, "N003", start.rep_id, start.on, start.start_s, None, NOW)
    with database.write() as session:
        assert cancel_booking(session, "N003", NOW)
    told = events(database)
    assert [name for name, _ in told] == ["route.changed", "route.changed"]
    assert start.on.isoformat() in told[0][1]["changed_on"]  # type: ignore[operator]
    assert told[1][1]["replaces"] == told[0][1]["id"] != planned_company


def test_what_became_of_a_visit_is_told(database: Database, wang: httpx.Client) -> None:
    """A visit that was made, and one that was not; once, however often it is reported, and without what was said."""
    store_endpoint(database, "https://crm.example.com/hook", NOW, EVERYTHING)
    with database.read() as session:
        visit_id = visit_of(session)
    here = f"/api/v1/visits/{visit_id}"
    for number, kind in ((1, "skipped"), (1, "skipped"), (2, "note"), (3, "done")):
        wang.put(f"{here}/events/{event_id(number)}", json=event(kind, text="签了"))
    assert events(database) == [
        ("visit.missed", {"id": visit_id, "url": here, "event_id": event_id(1)}),
        ("visit.completed", {"id": visit_id, "url": here, "event_id": event_id(3)}),
    ]
