"""Slots through the API: asked for, booked, refused with a fresh pair, taken back."""

from datetime import date, datetime
from typing import Any

import httpx
import pytest

from app.db import Database
from app.visits.bookings import book_slot
from tests.conftest import NOW

N003, N001 = "/api/v1/accounts/N003/slots", "/api/v1/accounts/N001/slots"


def order(start: dict[str, Any], **more: object) -> dict[str, object]:
    return {"rep_id": start["rep_id"], "on": start["on"], "start_s": start["start_s"], **more}


def test_two_starts_with_a_message_to_send(program: httpx.Client, planned_company: str) -> None:
    """Everything a caller needs to say and to book, in both languages, and that driving is estimated."""
    answer = program.get(N003).json()
    first, second = answer["choices"]
    assert (first["timezone"], first["start"], first["start_at"][-6:]) == ("Asia/Shanghai", "10:30", "+08:00")
    assert datetime.fromisoformat(first["start_at"]).hour == first["start_s"] // 3600
    assert first["extra_s"] == first["detour_s"] + first["overtime_s"] <= second["extra_s"]
    assert first["start"] in answer["message"]["zh"]
    assert second["start"] in answer["message"]["en"]
    assert (answer["travel_source"], answer["travel_estimated"], answer["why"]) == ("straight_line", True, None)
    assert len(answer["further"]) == 6


def test_the_question_can_be_narrowed(program: httpx.Client, planned_company: str) -> None:
    """Days, weeks, a length, and how many further starts."""
    thursday = program.get(N003, params={"from": "2026-11-26", "to": "2026-11-26", "further": 1}).json()
    assert {start["on"] for start in [*thursday["choices"], *thursday["further"]]} == {"2026-11-26"}
    assert len(thursday["further"]) == 1
    assert program.get(N003, params={"service_s": 7200}).json()["service_s"] == 7200
    this_week = program.get(N003, params={"weeks": 1, "further": 50}).json()
    assert max(start["on"] for start in this_week["further"]) == "2026-11-27"


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ({"from": "2026-11-26", "to": "2026-11-25"}, "/query/to"),
        ({"from": "2026-11-26", "to": "2027-11-25"}, "/query/to"),
        ({"to": "2026-11-25"}, "/query/to"),
        ({"from": "yesterday"}, "/query/from"),
        ({"weeks": 0}, "/query/weeks"),
        ({"further": 51}, "/query/further"),
        ({"service_s": 10**9}, "/query/service_s"),
    ],
)
def test_a_question_that_means_nothing_is_refused(
    program: httpx.Client, planned_company: str, query: dict[str, Any], pointer: str
) -> None:
    """The value is named."""
    answer = program.get(N003, params=query)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)


def test_no_start_says_why(program: httpx.Client, planned_company: str) -> None:
    """With what to do about it."""
    answer = program.get("/api/v1/accounts/WHO-DECIDES/slots").json()
    assert (answer["choices"], answer["message"], answer["why"]["code"]) == ([], {"zh": "", "en": ""}, "FIND_FIRST_KP")
    assert answer["why"]["sentence"] == "Nobody knows who decides there (still unknown: who decides)."
    assert answer["why"]["remedy"]


def test_a_booked_start_is_on_the_phone_at_once(program: httpx.Client, planned_company: str) -> None:
    """201, then 200 for the same again; the rep's day has it, and the account is said to have it."""
    first = program.get(N003).json()["choices"][0]
    booked = program.post(N003, json=order(first))
    assert (booked.status_code, booked.json()["start"]) == (201, first["start"])
    again = program.post(N003, json=order(first))
    assert (again.status_code, again.json()) == (200, booked.json())
    route = program.get(f"/api/v1/reps/{first['rep_id']}/routes/{first['on']}").json()["route"]
    stops = [(stop["external_id"], stop["start_s"], stop["is_appointment"]) for stop in route["stops"]]
    assert stops == [("N003", first["start_s"], True)]
    current = program.get(N003).json()["current_stop"]
    assert (current["on"], current["start_s"], current["is_appointment"]) == (first["on"], first["start_s"], True)


def test_a_start_that_went_meanwhile_is_answered_with_a_fresh_pair(
    program: httpx.Client, planned_company: str, database: Database
) -> None:
    """409 as a problem, with what can be offered now; nothing was booked, and one of the fresh ones can be."""
    first = program.get(N003).json()["choices"][0]
    with database.write() as session:
        book_slot(session, "N001", "wang", date.fromisoformat(first["on"]), first["start_s"], None, NOW)
    refused = program.post(N003, json=order(first))
    problem = refused.json()
    assert (refused.status_code, problem["code"]) == (409, "slot.taken")
    assert refused.headers["content-type"] == "application/problem+json"
    assert program.get(N003).json()["choices"] == problem["offer"]["choices"]
    assert first not in problem["offer"]["choices"]
    assert program.post(N003, json=order(problem["offer"]["choices"][0])).status_code == 201


def test_a_booking_is_taken_back(program: httpx.Client, planned_company: str) -> None:
    """204, and once more 204; the start is free for others."""
    first = program.get(N003).json()["choices"][0]
    program.post(N003, json=order(first))
    assert [program.delete(N003).status_code for _ in range(2)] == [204, 204]
    assert program.get(N003).json()["current_stop"] is None
    assert program.post(N001, json=order(first)).status_code == 201


def test_an_agreed_length_is_booked(program: httpx.Client, planned_company: str) -> None:
    """As it was asked for."""
    first = program.get(N003, params={"service_s": 5400}).json()["choices"][0]
    assert program.post(N003, json=order(first, service_s=5400)).json()["service_s"] == 5400


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"rep_id": "wang", "on": "2026-11-26", "start_s": -1},
        {"rep_id": "wang", "on": "2026-11-26", "start_s": 86_400},
        {"rep_id": "wang", "on": "2026-11-26", "start_s": 36_000.5},
        {"rep_id": "wang", "on": 20, "start_s": 36_000},
        {"rep_id": "wang", "on": "2026-11-26", "start_s": 36_000, "service_s": 0},
        {"rep_id": "wang", "on": "2026-11-26", "start_s": 36_000, "owner": "li"},
    ],
)
def test_an_order_that_is_none_is_refused(program: httpx.Client, planned_company: str, body: dict[str, object]) -> None:
    """422, never 500, and nothing is booked."""
    assert program.post(N003, json=body).status_code == 422
    assert program.get(N003).json()["current_stop"] is None


def test_an_unknown_account_is_not_found(program: httpx.Client, planned_company: str) -> None:
    """Whatever is asked of it."""
    ghost = "/api/v1/accounts/GHOST/slots"
    body = {"rep_id": "wang", "on": "2026-11-26", "start_s": 36_000}
    answers = [program.get(ghost), program.post(ghost, json=body), program.delete(ghost)]
    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(404, "account.unknown")] * 3
