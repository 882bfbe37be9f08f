"""The rest of a day through the API: proposed without a trace, accepted once, refused when the day has changed."""

import re
from datetime import date, datetime, timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from app.db import Database
from app.visits.bookings import book_slot
from app.visits.today import published_route
from app.visits.told_visits import told_of
from tests.conftest import NOW, SignIn
from tests.worlds.events import event, event_id
from tests.worlds.facts import MONDAY

MONDAY_MORNING = NOW - timedelta(days=1)
DAY = f"/api/v1/reps/wang/routes/{MONDAY}"
NOBODY: dict[str, Any] = {}


@pytest.fixture
def rep(planned_company: str, sign_in: SignIn, app: FastAPI) -> httpx.Client:
    """The phone of 王芳, who has most of her week's visits on this Monday, at half past eight."""
    app.state.clock = lambda: MONDAY_MORNING
    return sign_in("rep", "wang")


def at(app: FastAPI, hours: float) -> datetime:
    """Make it so many hours after half past eight."""
    now = MONDAY_MORNING + timedelta(hours=hours)
    app.state.clock = lambda: now
    return now


def stops(client: httpx.Client) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get(DAY).json()["route"]["stops"]
    return found


def tell(client: httpx.Client, stop: dict[str, Any], kind: str, number: int, when: datetime) -> None:
    told = event(kind, at=when.isoformat())
    sent = client.put(f"/api/v1/visits/{stop['visit_id']}/events/{event_id(number)}", json=told)
    assert sent.status_code == 201, sent.text


def proposed(client: httpx.Client, order: dict[str, Any] = NOBODY) -> dict[str, Any]:
    answer = client.post(f"{DAY}:replan", json=order)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def test_the_rest_of_a_late_day_is_proposed_and_accepted(rep: httpx.Client, app: FastAPI, database: Database) -> None:
    """Nothing is stored by asking; accepting makes a new version of the plan with this day as it was proposed."""
    before = stops(rep)
    first = before[0]
    now = at(app, 3)
    tell(rep, first, "done", 1, now - timedelta(minutes=5))
    proposal = proposed(rep)
    assert proposal["stops"][0]["change"] == "made"
    assert stops(rep) == before
    accepted = rep.post(f"{DAY}:accept", json={"proposal": proposal["proposal"]})
    assert accepted.status_code == 200, accepted.text
    assert accepted.json()["plan_number"] > proposal["plan_number"]
    assert [s["visit_id"] for s in stops(rep)] == [s["visit_id"] for s in proposal["route"]["stops"]]
    assert accepted.json()["route"] == rep.get(DAY).json()["route"]
    kept = {s["visit_id"] for s in before} & {s["visit_id"] for s in stops(rep)}
    assert first["visit_id"] in kept
    with database.read() as session:
        assert published_route(session, "wang", MONDAY) is not None
        assert told_of(session, [first["visit_id"]])


def test_a_cancelled_visit_leaves_the_day_with_its_reason(rep: httpx.Client, program: httpx.Client) -> None:
    """Also where the event is not sent yet; the ledger of the new version says what became of it."""
    gone = stops(rep)[1]
    visit = {"visit_id": gone["visit_id"], "state": "cancelled", "at": MONDAY_MORNING.isoformat()}
    proposal = proposed(rep, {"visits": [visit]})
    told = {stop["visit_id"]: stop for stop in proposal["stops"]}[gone["visit_id"]]
    assert (told["change"], told["code"], told["after"]) == ("dropped", "CALLED_OFF", None)
    accepted = rep.post(f"{DAY}:accept", json={"proposal": proposal["proposal"]}).json()
    assert gone["visit_id"] not in {stop["visit_id"] for stop in stops(rep)}
    rows = program.get(f"/api/v1/plans/{accepted['plan_id']}/ledger", params={"limit": 200}).json()["data"]
    assert [row["code"] for row in rows if row["external_id"] == gone["external_id"]] == ["CALLED_OFF"]


def test_a_proposal_is_taken_once(rep: httpx.Client) -> None:
    """The same request under its key has one effect; without the key the second finds another plan."""
    visit = {"visit_id": stops(rep)[0]["visit_id"], "state": "skipped", "at": MONDAY_MORNING.isoformat()}
    order, key = {"proposal": proposed(rep, {"visits": [visit]})["proposal"]}, {"Idempotency-Key": "k1"}
    answers = [rep.post(f"{DAY}:accept", json=order, headers=key) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json() == answers[1].json()
    again = rep.post(f"{DAY}:accept", json=order)
    assert (again.status_code, again.json()["code"]) == (409, "replan.outdated")


def test_what_happened_meanwhile_outdates_a_proposal(
    rep: httpx.Client, app: FastAPI, program: httpx.Client, database: Database
) -> None:
    """A visit made, a plan of the manager, or half an hour: the old proposal would undo it or be too late."""
    first, second = stops(rep)[:2]
    proposal = {"proposal": proposed(rep)["proposal"]}
    tell(rep, first, "arrived", 1, MONDAY_MORNING)
    assert rep.post(f"{DAY}:accept", json=proposal).json()["code"] == "replan.outdated"

    proposal = {"proposal": proposed(rep)["proposal"]}
    offer = program.get(f"/api/v1/accounts/{second['external_id']}/slots", params={"from": str(MONDAY)}).json()
    start = offer["choices"][0]
    with database.write() as session:
        on = date.fromisoformat(start["on"])
        book_slot(session, second["external_id"], "wang", on, start["start_s"], None, MONDAY_MORNING)
    assert rep.post(f"{DAY}:accept", json=proposal).json()["code"] == "replan.outdated"

    proposal = {"proposal": proposed(rep)["proposal"]}
    at(app, 0.6)
    assert rep.post(f"{DAY}:accept", json=proposal).json()["code"] == "replan.outdated"


def test_only_what_we_proposed_can_be_accepted(rep: httpx.Client) -> None:
    """Neither a text of one's own, nor a changed one, nor that of another day."""
    told = proposed(rep)["proposal"]
    changed = f"{told[:60]}{'A' if told[60] != 'A' else 'B'}{told[61:]}"
    for text in ("x", "äöü", changed):
        refused = rep.post(f"{DAY}:accept", json={"proposal": text})
        assert (refused.status_code, refused.json()["code"]) == (422, "replan.unknown")
    other = re.sub(r"\d\d$", "24", DAY)
    assert rep.post(f"{other}:accept", json={"proposal": told}).status_code in (404, 422)


def test_a_day_that_is_over_is_not_planned(rep: httpx.Client, app: FastAPI) -> None:
    """The refusal says so."""
    at(app, 24)
    refused = rep.post(f"{DAY}:replan", json={})
    assert (refused.status_code, refused.json()["code"]) == (409, "replan.day_over")


def test_accounts_near_the_way_can_be_added(rep: httpx.Client) -> None:
    """A visit called off frees its account; it is found near by, and comes back when it is added."""
    gone = stops(rep)[-1]
    visit = {"visit_id": gone["visit_id"], "state": "skipped", "at": MONDAY_MORNING.isoformat()}
    rep.post(f"{DAY}:accept", json={"proposal": proposed(rep, {"visits": [visit]})["proposal"]})
    near = {one["account_id"]: one for one in rep.get(f"{DAY}/nearby").json()["data"]}
    found = near[gone["external_id"]]
    assert found["fits"]
    assert found["detour_s"] < found["worth_s"]
    assert len(found["drives"]) == len(stops(rep))
    driven_s = rep.get(DAY).json()["route"]["travel_s"]
    proposal = proposed(rep, {"add": [gone["external_id"]]})
    assert proposal["route"]["travel_s"] - driven_s <= found["detour_s"]
    assert [s["external_id"] for s in proposal["stops"] if s["change"] == "added"] == [gone["external_id"]]
    assert rep.post(f"{DAY}:accept", json={"proposal": proposal["proposal"]}).status_code == 200
    assert gone["external_id"] in {stop["external_id"] for stop in stops(rep)}
    assert gone["external_id"] not in {one["account_id"] for one in rep.get(f"{DAY}/nearby").json()["data"]}


def test_accounts_are_found_by_a_part_of_their_name(rep: httpx.Client) -> None:
    """Only the rep's own that nobody has planned, and only those that may be visited."""
    planned = {stop["name"] for stop in stops(rep)}
    for said in ("客户", "%", "_"):
        names = {one["name"] for one in rep.get(f"{DAY}/nearby", params={"name": said}).json()["data"]}
        assert not names & planned
        assert all(said in name for name in names)


@pytest.mark.parametrize(("name", "code"), [("S000", "account.unknown"), ("INACTIVE", "replan.gated")])
def test_who_may_not_be_visited_is_not_added(rep: httpx.Client, name: str, code: str) -> None:
    """Another rep's account is unknown; the gate holds here as well."""
    refused = rep.post(f"{DAY}:replan", json={"add": [name]})
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, code)


def test_who_is_planned_already_is_not_added(rep: httpx.Client) -> None:
    """He would be visited twice."""
    own = next(stop["external_id"] for stop in stops(rep) if stop["external_id"].startswith("N00"))
    assert rep.post(f"{DAY}:replan", json={"add": [own]}).json()["errors"][0]["code"] == "replan.planned"


def test_a_rep_offers_and_books_times_of_his_own_accounts_only(rep: httpx.Client, sign_in: SignIn) -> None:
    """Two starts at once and one of them booked; another's account does not exist for him."""
    offer = rep.get("/api/v1/accounts/N003/slots").json()
    start = offer["choices"][0]
    booked = rep.post(
        "/api/v1/accounts/N003/slots",
        json={"rep_id": start["rep_id"], "on": start["on"], "start_s": start["start_s"]},
    )
    assert booked.status_code == 201
    li = sign_in("rep", "li")
    assert li.get("/api/v1/accounts/N003/slots").status_code == 404
    assert (
        li.post("/api/v1/accounts/N003/slots", json={"rep_id": "li", "on": "2026-11-26", "start_s": 36_000}).status_code
        == 404
    )


def test_locks_of_the_office_hold_on_the_way(
    rep: httpx.Client, program: httpx.Client, planned_company: str, app: FastAPI
) -> None:
    """A locked stop that comes late is locked where it comes; a locked day takes nobody whom its rep would add."""
    path, first = f"/api/v1/plans/{planned_company}", stops(rep)[0]
    lock = {"rep_id": "wang", "on": str(MONDAY), "account_id": first["external_id"]}
    assert program.post(f"{path}:lock", json=lock).status_code == 200
    at(app, 3)
    accepted = rep.post(f"{DAY}:accept", json={"proposal": proposed(rep)["proposal"]}).json()
    (stop,) = (one for one in accepted["route"]["stops"] if one["external_id"] == first["external_id"])
    assert stop["start_s"] > first["start_s"]
    path = f"/api/v1/plans/{accepted['plan_id']}"
    assert program.get(path).json()["locks"] == [{**lock, "start_s": stop["start_s"]}]
    named = {"name": "客户"}
    near = rep.get(f"{DAY}/nearby", params=named).json()["data"]
    assert program.post(f"{path}:lock", json={"rep_id": "wang", "on": str(MONDAY)}).status_code == 200
    assert rep.get(f"{DAY}/nearby", params=named).json()["data"] == []
    refused = rep.post(f"{DAY}:replan", json={"add": [near[0]["account_id"]]})
    assert [fault["code"] for fault in refused.json()["errors"]] == ["replan.locked_day"]
