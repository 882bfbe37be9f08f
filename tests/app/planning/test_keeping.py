"""A plan that holds on to an earlier one changes what it must, and what is worth more than the trouble."""

import contextlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.engines.local_engine import LocalEngine
from app.method.account import Account, Appointment
from app.method.settings import MethodSettings
from app.planning.division import Listed
from app.planning.document import PlanDocument
from app.planning.keeping import Earlier, told_division
from app.planning.recheck import recheck
from app.planning.run import plan_week
from app.planning.week_plan import EarlierDay, Outcome, WeekPlan
from app.planning.wordings import note
from app.wording import duration
from tests.worlds.company import LISTED, NORTH, QUICK, REPS, WANG, near
from tests.worlds.facts import MONDAY
from tests.worlds.written import INPUTS

OPTIONS = replace(QUICK, previous="plan.json")


@pytest.fixture(scope="module")
def engine() -> Iterator[LocalEngine]:
    """One planner for all weeks of this file."""
    with contextlib.closing(LocalEngine(2, stands_back=False)) as engine:
        yield engine


def replanned(engine: LocalEngine, previous: WeekPlan, listed: Sequence[Listed] = LISTED) -> WeekPlan:
    return plan_week(listed, REPS, MethodSettings(), OPTIONS, engine, previous=previous, rejected=INPUTS.rejected).plan


@pytest.fixture(scope="module")
def again(engine: LocalEngine, document: PlanDocument) -> WeekPlan:
    """The company's week planned once more, with nothing changed."""
    return replanned(engine, document.plan)


def days(plan: WeekPlan) -> dict[str, tuple[str, date]]:
    """Rep and day of every visit."""
    return {stop.external_id: (route.rep_id, route.on) for route in plan.routes for stop in route.stops}


def with_account(changed: Account) -> list[Listed]:
    """The company's list with one account as it is now."""
    return [
        Listed(row.line, changed if row.account.external_id == changed.external_id else row.account) for row in LISTED
    ]


def test_a_plan_made_again_is_the_same_plan(again: WeekPlan, document: PlanDocument) -> None:
    """Nothing happened, so nothing changes: no visit, no minute, no value, no reason."""
    assert again.routes == document.plan.routes
    assert again.value_s == document.plan.value_s
    assert again.ledger == document.plan.ledger
    worth = duration(MethodSettings().keep_worth_s)
    assert [note(said) for said in again.notes if said.code == "KEPT_DAYS"] == [
        f"16 of 16 visits of the earlier plan keep their day. Each counts {worth} of rep time for that;"
        " the value and the certificate leave it out."
    ]


def test_a_cancellation_leaves_the_others_where_they_were(engine: LocalEngine, document: PlanDocument) -> None:
    """Who is not to be visited any more is gone, and does not count as moved."""
    before = days(document.plan)
    cancelled = with_account(near(NORTH, 1, owner="wang", active=False))
    again = replanned(engine, document.plan, cancelled)
    after = days(again)
    assert "N001" not in after
    others = set(before) - {"N001"}
    assert sum(after.get(name) == before[name] for name in others) >= 0.8 * len(others)
    (said,) = (n for n in again.notes if n.code == "KEPT_DAYS")
    assert said.params["of"] == len(others)


def test_a_new_appointment_is_kept_and_most_days_stay(engine: LocalEngine, document: PlanDocument) -> None:
    """The promise comes first; around it little moves."""
    before = days(document.plan)
    wednesday = MONDAY + timedelta(days=2)
    promised = with_account(near(NORTH, 1, owner="wang", appointment=Appointment(wednesday, 14 * 3600)))
    after = days(replanned(engine, document.plan, promised))
    assert after["N001"] == ("wang", wednesday)
    others = set(before) - {"N001"}
    assert sum(after.get(name) == before[name] for name in others) >= 0.8 * len(others)


def test_the_checker_accepts_a_plan_that_holds_on(again: WeekPlan, document: PlanDocument) -> None:
    """With its reasons and its value, which does not hold what keeping is worth; a day it did not keep is noticed."""
    text = replace(document, plan=again, options=OPTIONS).to_json()
    assert recheck(PlanDocument.from_json(text), INPUTS).violations == ()
    content = json.loads(text)
    content["earlier"]["N000"][0]["on"] = "2026-11-29"
    found = recheck(PlanDocument.from_json(json.dumps(content)), INPUTS).violations
    assert any("KEPT_DAYS" in violation for violation in found)


def test_days_gone_by_are_not_held_on_to(engine: LocalEngine, document: PlanDocument) -> None:
    """On Wednesday only the visits from then on can keep their day."""
    wednesday = MONDAY + timedelta(days=2)
    earlier = Earlier.of(document.plan, replace(OPTIONS, as_of=wednesday))
    assert earlier.days
    assert min(day.on for days in earlier.days.values() for day in days) >= wednesday
    assert set(earlier.routes) == {route for route in document.plan.routes if route.on >= wednesday}


def test_a_plan_of_another_week_is_refused(document: PlanDocument) -> None:
    """There is nothing in it to hold on to."""
    with pytest.raises(ValueError, match="of the week of 2026-11-23, not of 2026-11-30"):
        Earlier.of(document.plan, replace(QUICK, week_on=MONDAY + timedelta(days=7)))


def test_without_an_earlier_plan_nothing_is_held_on_to(document: PlanDocument) -> None:
    """And the plan says nothing about it."""
    assert Earlier.of(None, QUICK) == Earlier()
    assert document.plan.earlier == {}
    assert "KEPT_DAYS" not in {said.code for said in document.plan.notes}


def test_a_plan_tells_who_has_each_account(document: PlanDocument) -> None:
    """Visited or not, by the rep's id; who is gated or nobody's is with nobody."""
    division = told_division(document.plan)
    may_be_visited = {
        row.external_id
        for row in document.plan.ledger
        if row.outcome in (Outcome.ROUTED, Outcome.UNSERVED) and row.external_id != "ORPHAN"
    }
    assert set(division) == may_be_visited
    assert (division["N000"], division["BEIJING"], division["S000"]) == ("wang", "wang", "li")


def test_only_what_a_rep_still_has_is_planned_on_from(engine: LocalEngine, document: PlanDocument) -> None:
    """An account that went to somebody else leaves its place in the earlier route."""
    moved = with_account(near(NORTH, 0, owner="li", deal_value=500_000))
    again = replanned(engine, document.plan, moved)
    assert days(again)["N000"][0] == "li"
    assert again.earlier["N000"] == (EarlierDay(WANG.external_id, days(document.plan)["N000"][1]),)
