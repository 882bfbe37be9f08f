"""A written plan is believed in nothing: the true one passes, and every way to tamper with it is named."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from app.planning.document import PlanDocument
from app.planning.recheck import recheck
from tests.worlds.written import INPUTS

Content = dict[str, Any]


def route(content: Content, least_stops: int = 3) -> Content:
    """A route of some stops, of 王芳."""
    return next(r for r in content["routes"] if len(r["stops"]) >= least_stops and r["rep_id"] == "wang")


def ledger_row(content: Content, external_id: str) -> Content:
    return next(r for r in content["ledger"] if r["external_id"] == external_id)


def swap_two_stops(content: Content) -> None:
    stops = route(content)["stops"]
    stops[0], stops[1] = stops[1], stops[0]


def swap_two_names(content: Content) -> None:
    first, second = route(content)["stops"][:2]
    first["external_id"], second["external_id"] = second["external_id"], first["external_id"]


def drop_a_stop(content: Content) -> None:
    route(content)["stops"].pop()


def double_a_stop(content: Content) -> None:
    stops = route(content)["stops"]
    stops.append(stops[0])


def drop_a_route(content: Content) -> None:
    content["routes"].remove(route(content))


def drop_an_empty_route(content: Content) -> None:
    content["routes"].remove(next(r for r in content["routes"] if not r["stops"]))


def double_an_empty_route(content: Content) -> None:
    content["routes"].append(next(r for r in content["routes"] if not r["stops"]))


def drop_a_row(content: Content) -> None:
    content["ledger"].pop()


def drop_an_unserved_row(content: Content) -> None:
    content["ledger"].remove(ledger_row(content, "BEIJING"))


def double_a_row(content: Content) -> None:
    content["ledger"].append(content["ledger"][0])


def invent_a_row(content: Content) -> None:
    content["ledger"].append({**ledger_row(content, "BEIJING"), "external_id": "SHANGHAI", "line": 99})


def break_the_friday(content: Content) -> None:
    """The office day's only appointment begins an hour later, all moments alike."""
    friday = next(r for r in content["routes"] if r["on"] == "2026-11-27" and r["rep_id"] == "li")
    for moment in ("depart_s", "return_s"):
        friday[moment] += 3600
    for moment in ("arrival_s", "start_s", "departure_s"):
        friday["stops"][0][moment] += 3600


def give_a_promise_up(content: Content) -> None:
    friday = next(r for r in content["routes"] if r["on"] == "2026-11-27" and r["rep_id"] == "li")
    friday.update(stops=[], lunch_s=None, lunch_duration_s=0, return_s=friday["depart_s"], back_s=0, back_m=0)
    ledger_row(content, "PROMISED-FRIDAY").update(outcome="unserved", code="DAY_FULL")


def stop_of_nobody(content: Content) -> None:
    route(content)["stops"][0]["external_id"] = "GHOST"


def stop_of_a_gated_account(content: Content) -> None:
    route(content)["stops"][0]["external_id"] = "INACTIVE"


def on_route(**changes: Any) -> Callable[[Content], None]:
    return lambda content: route(content).update(changes)


def on_stop(**changes: Any) -> Callable[[Content], None]:
    return lambda content: route(content)["stops"][1].update(changes)


def on_row(external_id: str, **changes: Any) -> Callable[[Content], None]:
    return lambda content: ledger_row(content, external_id).update(changes)


def break_a_promise(content: Content) -> None:
    stop = route(content)["stops"][1]
    stop["is_appointment"] = not stop["is_appointment"]


def one_minute_later(content: Content) -> None:
    route(content)["stops"][1]["start_s"] += 60


def a_little_dearer(content: Content) -> None:
    content["totals"]["value_s"] += 0.01


def a_better_reason(content: Content) -> None:
    route(content)["stops"][1]["worth"][0]["worth_s"] += 1


TAMPERED: list[tuple[Callable[[Content], None], str]] = [
    (swap_two_stops, "TIMING"),
    (swap_two_names, "TIMING"),
    (drop_a_stop, "TIMING"),
    (double_a_stop, "COUNTED_ONCE"),
    (drop_a_route, "ONE_ROUTE"),
    (drop_an_empty_route, "ONE_ROUTE"),
    (double_an_empty_route, "ONE_ROUTE"),
    (drop_a_row, "LEDGER"),
    (drop_an_unserved_row, "LEDGER BEIJING"),
    (double_a_row, "LEDGER"),
    (invent_a_row, "LEDGER SHANGHAI"),
    (break_the_friday, "WINDOW PROMISED-FRIDAY"),
    (give_a_promise_up, "REQUIRED PROMISED-FRIDAY"),
    (stop_of_nobody, "UNKNOWN GHOST"),
    (stop_of_a_gated_account, "UNKNOWN INACTIVE"),
    (one_minute_later, "TIMING"),
    (a_little_dearer, "VALUE"),
    (a_better_reason, "worth"),
    (on_route(lunch_s=None), "LUNCH"),
    (on_route(on="2026-11-28"), "UNKNOWN wang"),
    (on_route(rep_id="li"), "UNKNOWN"),
    (on_route(rep_id="zhao"), "UNKNOWN zhao"),
    (on_route(rep_name="李强"), "rep_name"),
    (on_route(back_m=1), "back_m"),
    (on_route(travel_source="roads"), "travel_source"),
    (on_stop(drive_m=1), "drive_m"),
    (on_stop(detour_s=1), "detour_s"),
    (on_stop(name="别人"), "name"),
    (on_stop(lat=31.0), "lat"),
    (on_stop(contact_phone="110"), "contact_phone"),
    (break_a_promise, "is_appointment"),
    (on_row("N000", outcome="gated", code="CLOSED"), "LEDGER N000"),
    (on_row("N000", outcome="unserved", code="TOO_FAR"), "LEDGER N000"),
    (on_row("INACTIVE", code="CLOSED"), "LEDGER INACTIVE"),
    (on_row("INACTIVE", outcome="unserved", code="TOO_FAR"), "LEDGER INACTIVE"),
    (on_row("BEIJING", outcome="gated", code="CLOSED"), "LEDGER BEIJING"),
    (on_row("BEIJING", code="LAZINESS"), "LEDGER BEIJING"),
    (on_row("BEIJING", line=99), "LEDGER BEIJING"),
    (on_row("", code="BAD_ROW"), "LEDGER"),
    (on_row("N000", name="别人"), "LEDGER N000"),
    (on_row("WHO-DECIDES", params={"unknown": ["need"]}), "LEDGER WHO-DECIDES"),
    (on_row("BEIJING", name="别人"), "LEDGER BEIJING"),
    (on_row("BEIJING", code="DAY_FULL"), "LEDGER BEIJING"),
    (on_row("BEIJING", params={"extra_s": 1}), "LEDGER BEIJING"),
]


def test_the_true_plan_holds(document: PlanDocument) -> None:
    """As it was made, and as it was read back from its file."""
    for plan in (document, PlanDocument.from_json(document.to_json())):
        checked = recheck(plan, INPUTS)
        assert checked.violations == ()
        assert sum(proof.value for proof in checked.proofs) == 100 * plan.plan.value_s


@pytest.mark.parametrize(("tamper", "named"), TAMPERED)
def test_a_tampered_plan_is_named(document: PlanDocument, tamper: Callable[[Content], None], named: str) -> None:
    """One change, and the violation says where."""
    content = json.loads(document.to_json())
    tamper(content)
    found = recheck(PlanDocument.from_json(json.dumps(content)), INPUTS).violations
    assert any(named in violation for violation in found), found
