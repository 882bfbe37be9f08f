"""plan.json is the whole plan: written and read back it is the same, and a damaged one says where."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from app.planning.document import PlanDocument, UnreadablePlan


def test_a_plan_survives_its_file(document: PlanDocument) -> None:
    """Every stop, row, option and setting, with names as they are written."""
    text = document.to_json()
    assert PlanDocument.from_json(text) == document
    assert "北店" in text


def test_a_plan_without_a_list_of_reps_says_so(document: PlanDocument) -> None:
    """None survives too."""
    invented = replace(document, reps=None)
    assert PlanDocument.from_json(invented.to_json()).reps is None


def test_totals_are_the_sums_of_the_routes(document: PlanDocument) -> None:
    """Whoever reads only the head of the file reads the truth."""
    totals, plan = json.loads(document.to_json())["totals"], document.plan
    assert totals["stops"] == totals["routed"] == 16
    assert totals["travel_s"] == sum(route.travel_s for route in plan.routes)
    assert totals["value_s"] == totals["prize_s"] - totals["travel_s"]


def without(*path: str) -> Callable[[dict[str, Any]], None]:
    def cut(content: dict[str, Any]) -> None:
        for key in path[:-1]:
            content = content[key]
        del content[path[-1]]

    return cut


def written(value: Any, *path: str | int) -> Callable[[dict[str, Any]], None]:
    def write(content: Any) -> None:
        for key in path[:-1]:
            content = content[key]
        content[path[-1]] = value

    return write


@pytest.mark.parametrize(
    "damage",
    [
        without("options"),
        without("inputs", "accounts"),
        without("totals", "value_s"),
        without("ledger"),
        written("kproute-plan/1", "format"),
        written("gcj99", "inputs", "datum"),
        written("soon", "options", "as_of"),
        written("2026-11-24", "options", "week_on"),  # a Tuesday
        written(0, "options", "days"),
        written(6.5, "options", "days"),
        written("five", "options", "time_limit_s"),
        written(1, "options", "wishes"),
        written(5, "routes"),
        written("noon", "routes", 0, "depart_s"),
        written("friend", "routes", 0, "stops", 0, "category"),
        written("lost", "ledger", 0, "outcome"),
        written(1, "settings", "unheard_of"),
        written(-1, "settings", "yearly_target"),
        written("often", "settings", "interval_days"),
        written("long", "settings", "visit_minutes", "prospect"),
        without("settings", "visit_minutes", "signed"),
        without("settings", "interval_days", "signed", "A"),
    ],
)
def test_a_damaged_plan_is_refused(document: PlanDocument, damage: Callable[[dict[str, Any]], None]) -> None:
    """Something missing, of another kind, or out of range: one error, never a traceback."""
    content = json.loads(document.to_json())
    damage(content)
    with pytest.raises(UnreadablePlan, match="plan"):
        PlanDocument.from_json(json.dumps(content))


@pytest.mark.parametrize("text", ["", "{", "null", "[]", "{}", '{"format": "kproute-plan/2"}', "[" * 100_000])
def test_what_is_no_plan_is_refused(text: str) -> None:
    """Nothing, half a file, another file, and one that digs."""
    with pytest.raises(UnreadablePlan):
        PlanDocument.from_json(text)
