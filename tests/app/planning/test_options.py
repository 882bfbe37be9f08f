"""A planning order that means nothing is refused, and one that was written down is read back the same."""

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from app.method.settings import MethodSettings
from app.planning.options import GUARD_S, PlanOptions, monday_of, search_time_s
from tests.worlds.facts import MONDAY


def test_any_date_names_its_week() -> None:
    """A Sunday belongs to the Monday before; facts are those of the Monday unless said."""
    sunday = MONDAY + timedelta(days=6)
    assert monday_of(sunday) == monday_of(MONDAY) == MONDAY
    assert PlanOptions.for_week_of(sunday) == PlanOptions(MONDAY, MONDAY)
    assert PlanOptions.for_week_of(sunday, as_of=sunday, seed=3) == PlanOptions(MONDAY, sunday, seed=3)


def test_days_gone_by_are_in_the_plan_but_not_planned() -> None:
    """From Wednesday on there are five days of seven left."""
    options = PlanOptions(MONDAY, MONDAY + timedelta(days=2))
    assert (len(options.horizon), options.planned_days) == (7, options.horizon[2:])
    assert PlanOptions(MONDAY, MONDAY - timedelta(days=30)).planned_days == options.horizon


def test_an_order_survives_its_file() -> None:
    """Through JSON and back."""
    rest = {"assume_qualified": True, "previous": "pln_1", "nearness_pct": 150, "certify_s": 5.0}
    options = PlanOptions(MONDAY, MONDAY, days=14, time_limit_s=0.5, iterations=7, seed=9, **rest)
    assert PlanOptions.from_json(json.loads(json.dumps(options.as_json()))) == options


@pytest.mark.parametrize(
    "nonsense",
    [
        {"week_on": date(2026, 11, 24)},
        {"days": 0},
        {"days": 29},
        {"time_limit_s": 0},
        {"time_limit_s": 3601},
        {"time_limit_s": float("nan")},
        {"iterations": 0},
        {"seed": -1},
        {"seed": 2**31},
        {"nearness_pct": 0},
        {"nearness_pct": 1001},
        {"certify_s": -1},
        {"certify_s": float("nan")},
    ],
)
def test_an_order_that_means_nothing_is_refused(nonsense: dict[str, Any]) -> None:
    """Weeks begin on Mondays, plans last 1 to 28 days, searches end."""
    with pytest.raises(ValueError, match=r"\."):
        PlanOptions(**{"week_on": MONDAY, "as_of": MONDAY, **nonsense})


def test_an_order_from_before_is_read_with_what_was_meant() -> None:
    """Nothing to hold on to, and travel weighs what the method says."""
    old = {
        "week_on": "2026-11-23",
        "as_of": "2026-11-23",
        "days": 7,
        "time_limit_s": 4.0,
        "iterations": None,
        "seed": 0,
    }
    options = PlanOptions.from_json(old)
    assert (options.previous, options.travel_weight_pct(MethodSettings())) == (None, 100)
    assert replace(options, nearness_pct=150).travel_weight_pct(MethodSettings()) == 150


def test_a_search_that_counts_is_not_cut_short_by_the_usual_time() -> None:
    """Asked for a time it keeps it; counting, it has an hour as its guard; else the usual seconds."""
    assert search_time_s(2.0, 5) == 2.0
    assert search_time_s(None, 5, 4.0) == GUARD_S
    assert search_time_s(None, None, 7.0) == 7.0
