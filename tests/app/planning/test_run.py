"""A week is planned to the last row: who is visited, by whom, and what became of everybody else."""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.engines.local_engine import LocalEngine
from app.method.account import Account, Location, OpeningHours
from app.method.rep import Rep
from app.method.settings import MethodSettings
from app.planning.division import Listed
from app.planning.options import PlanOptions
from app.planning.progress import Progress
from app.planning.run import CannotPlan, plan_week
from app.planning.week_plan import LedgerRow, Note, Outcome, WeekPlan
from app.planning.wordings import note, remedy, sentence
from tests.worlds.company import FRIDAY, LI, LISTED, NORTH, QUICK, REJECTED, REPS, SOUTH, WANG, crowd, near
from tests.worlds.facts import MONDAY, prospect

HOUR_S = 3600


@pytest.fixture(scope="module")
def engine() -> Iterator[LocalEngine]:
    """One planner for all weeks of this file."""
    engine = LocalEngine(2, stands_back=False)
    yield engine
    engine.close()


def planned(
    engine: LocalEngine, listed: Sequence[Listed], *reps: Rep, options: PlanOptions = QUICK, **more: object
) -> WeekPlan:
    return plan_week(listed, reps, MethodSettings(), options, engine, **more).plan  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def told() -> list[Progress]:
    """What the planner said while it planned the company's week."""
    return []


@pytest.fixture(scope="module")
def plan(engine: LocalEngine, told: list[Progress]) -> WeekPlan:
    """The company's week."""
    return planned(engine, LISTED, *REPS, rejected=REJECTED, notes=(Note("OWNERS_IGNORED"),), on_progress=told.append)


def row(plan: WeekPlan, external_id: str) -> LedgerRow:
    (found,) = (row for row in plan.ledger if row.external_id == external_id)
    return found


def visits(plan: WeekPlan) -> list[tuple[str, date, str, int]]:
    """What makes two plans the same: rep, date, account and start of every stop."""
    return [(route.rep_id, route.on, stop.external_id, stop.start_s) for route in plan.routes for stop in route.stops]


def by_rep(plan: WeekPlan) -> dict[str, set[str]]:
    return {
        rep.external_id: {s.external_id for r in plan.routes if r.rep_id == rep.external_id for s in r.stops}
        for rep in REPS
    }


def test_every_row_is_in_the_ledger_once(plan: WeekPlan) -> None:
    """Routed, unserved, gated and rejected together are all rows, in the order of the list."""
    assert [row.line for row in plan.ledger] == [row.line for row in (*LISTED, *REJECTED)]
    outcomes = Counter(row.outcome for row in plan.ledger)
    assert outcomes == {Outcome.ROUTED: 16, Outcome.UNSERVED: 5, Outcome.GATED: 2, Outcome.REJECTED: 1}
    routed = {row.external_id for row in plan.ledger if row.outcome is Outcome.ROUTED}
    assert sorted(routed) == sorted(name for _, _, name, _ in visits(plan))


def test_each_fate_has_its_reason(plan: WeekPlan) -> None:
    """The gate's verdicts, the solver's reasons, and the row that is no account."""
    expected = {
        "INACTIVE": "INACTIVE",
        "WHO-DECIDES": "FIND_FIRST_KP",
        "ORPHAN": "NO_ALLOWED_REP",
        "FRIDAY-ONLY": "CLOSED_THAT_DAY",
        "NIGHT": "WINDOW_OUTSIDE_SHIFT",
        "BEIJING": "TOO_FAR",
        "": "NOT_AN_ACCOUNT",
    }
    assert {name: row(plan, name).code for name in expected} == expected


def test_every_row_can_be_said(plan: WeekPlan) -> None:
    """A sentence for each, a remedy for each that is not visited, and no place left open."""
    for told_row in plan.ledger:
        said = sentence(told_row), remedy(told_row)
        assert said[0]
        assert "{" not in "".join(said)
        assert bool(said[1]) is (told_row.outcome is not Outcome.ROUTED)


def test_an_owners_accounts_stay_with_him(plan: WeekPlan) -> None:
    """Named by id or by name."""
    assert by_rep(plan)["wang"] >= {"N000", "N001", "N002", "N003", "BY-NAME"}
    assert by_rep(plan)["li"] >= {"S000", "S001", "S002"}


def test_accounts_without_an_owner_go_by_nearness(plan: WeekPlan) -> None:
    """The north to 王芳, the south to 李强."""
    assert by_rep(plan)["wang"] >= {"N010", "N011", "N012"}
    assert by_rep(plan)["li"] >= {"S010", "S011", "S012"}


def test_an_appointment_on_an_office_day_is_kept_and_nobody_else_is_seen_then(plan: WeekPlan) -> None:
    """李强 goes out on his Friday for the one promise, to the minute."""
    friday = plan.route("li", FRIDAY)
    assert friday is not None
    assert [(s.external_id, s.start_s, s.is_appointment) for s in friday.stops] == [
        ("PROMISED-FRIDAY", 10 * HOUR_S, True)
    ]


def test_of_two_promises_that_clash_one_is_kept_and_named(plan: WeekPlan) -> None:
    """Both at ten on Monday, twenty kilometres apart."""
    fates = {name: row(plan, name) for name in ("CLASH-NORTH", "CLASH-SOUTH")}
    (lost,) = (fate for fate in fates.values() if fate.outcome is Outcome.UNSERVED)
    (kept,) = (fate for fate in fates.values() if fate.outcome is Outcome.ROUTED)
    assert lost.code == "APPOINTMENT_CLASH"
    assert lost.params["with"] == [kept.name]
    assert kept.name in sentence(lost)


def test_the_plan_is_worth_its_prizes_less_its_travel(plan: WeekPlan) -> None:
    """Nobody works overtime here."""
    prizes = sum(stop.prize_s for route in plan.routes for stop in route.stops)
    assert plan.value_s == prizes - sum(route.travel_s for route in plan.routes)
    assert all(route.overtime_s == 0 for route in plan.routes)


def test_what_is_said_aloud_is_in_the_plan(plan: WeekPlan) -> None:
    """The caller's notes and ours, each as sentences."""
    assert [said.code for said in plan.notes] == ["OWNERS_IGNORED", "ESTIMATED_TRAVEL"]
    assert all("{" not in note(said) for said in plan.notes)


def test_progress_is_told_from_gate_to_done(plan: WeekPlan, told: list[Progress]) -> None:
    """Reps are counted up, and the best value only grows while they are searched."""
    assert plan.routes
    assert (told[0].phase, told[-1].phase) == ("solve", "done")
    assert [p.reps_done for p in told] == sorted(p.reps_done for p in told)
    assert (told[-1].reps_done, told[-1].reps, told[-1].value_s) == (2, 2, plan.value_s)


def test_shuffled_rows_give_the_same_plan(engine: LocalEngine, plan: WeekPlan) -> None:
    """Counting iterations, neither the order of accounts nor that of reps matters."""
    shuffled = list(LISTED)
    random.Random(7).shuffle(shuffled)
    again = planned(engine, shuffled, *reversed(REPS), rejected=REJECTED)
    assert visits(again) == visits(plan)
    assert [(r.external_id, r.code) for r in again.ledger] == [(r.external_id, r.code) for r in plan.ledger]


def test_in_mid_week_no_earlier_day_is_planned(engine: LocalEngine) -> None:
    """As of Wednesday there are three days left, and Monday's appointment is a visit like any other."""
    wednesday = MONDAY + timedelta(days=2)
    late = planned(engine, LISTED[:5], WANG, options=replace(QUICK, as_of=wednesday))
    assert [route.on for route in late.routes] == [wednesday + timedelta(days=n) for n in range(3)]
    assert {r.outcome for r in late.ledger} == {Outcome.ROUTED}


def test_a_list_that_nobody_qualifies_from_says_what_to_do(engine: LocalEngine) -> None:
    """All gated: an empty plan with the remedy, and none of it with the assumption."""
    silent = [Listed(2, Account("A", "a", location=Location.wgs84(*NORTH))), Listed(3, Account("B", "b"))]
    plan = planned(engine, silent, WANG)
    assert (visits(plan), [r.code for r in plan.ledger]) == ([], ["FIND_FIRST_KP", "NEEDS_LOCATION"])
    (said,) = (n for n in plan.notes if n.code == "NOBODY_QUALIFIES")
    assert "none of 2 accounts" in note(said)
    assert "--assume-qualified" in note(said)
    assumed = planned(engine, silent, WANG, options=replace(QUICK, assume_qualified=True))
    assert ([r.code for r in assumed.ledger], len(assumed.notes)) == (["ROUTED", "NEEDS_LOCATION"], 1)


def test_accounts_of_somebody_else_are_not_called_unqualified(engine: LocalEngine) -> None:
    """They have passed the gate; only their owner is not here."""
    plan = planned(engine, [Listed(2, near(NORTH, 0, owner="zhao"))], WANG)
    assert [r.code for r in plan.ledger] == ["NO_ALLOWED_REP"]
    assert "NOBODY_QUALIFIES" not in {n.code for n in plan.notes}


def test_a_list_that_is_closed_all_week_is_planned_empty(engine: LocalEngine) -> None:
    """Every row is gated as closed."""
    shut = OpeningHours.weekly((), frozenset())
    plan = planned(engine, crowd(3, opening=shut), WANG)
    assert ([r.code for r in plan.ledger], visits(plan)) == (["CLOSED"] * 3, [])
    assert [len(route.stops) for route in plan.routes] == [0] * 5


def test_two_hundred_accounts_at_one_point_fill_the_days(engine: LocalEngine) -> None:
    """No travel between them: each day takes what its hours hold, and the rest knows why."""
    plan = planned(engine, crowd(200), WANG)
    assert len(plan.ledger) == 200
    assert all(8 <= len(route.stops) <= 12 for route in plan.routes)
    assert {r.code for r in plan.ledger if r.outcome is not Outcome.ROUTED} <= {"DAY_FULL", "SEARCH_LIMIT"}


def test_more_promises_than_hours_are_no_fault(engine: LocalEngine) -> None:
    """Eighty accounts that must be seen: the days are full of them, the others say with whom they clash."""
    plan = planned(engine, crowd(80, must_visit=True), WANG)
    assert len(visits(plan)) >= 40
    assert {r.code for r in plan.ledger if r.outcome is not Outcome.ROUTED} <= {"APPOINTMENT_CLASH", "MAX_VISITS"}


def test_a_rep_on_leave_has_no_route_and_his_accounts_a_reason(engine: LocalEngine) -> None:
    """The others drive."""
    all_week = frozenset(QUICK.horizon)
    plan = planned(engine, [Listed(2, near(SOUTH, 1, owner="li"))], WANG, replace(LI, leave=all_week))
    assert {route.rep_id for route in plan.routes} == {"wang"}
    assert row(plan, "S001").code == "NO_ALLOWED_REP"


def test_odd_accounts_are_planned_or_told_why_not(engine: LocalEngine) -> None:
    """Whatever a list says, the account beside it is visited, and every row has its words."""
    any_hour = OpeningHours.weekly(((0, 86_400),), frozenset(range(7)))
    odd = [
        near(NORTH, 1, external_id="RICH", deal_value=10**15),
        near(NORTH, 1, external_id="NO-TIME", service_s=0, opening=any_hour),
        near(NORTH, 1, external_id="ALL-DAY", service_s=86_400, opening=any_hour),
        near(NORTH, 1, external_id="LONG", name="长" * 300),
        near(NORTH, 1, external_id="BRACES", name="{on} ${alert(1)} {"),
        prospect(external_id="NORTH-POLE", location=Location.wgs84(90, 180)),
    ]
    plan = planned(engine, [Listed(n, account) for n, account in enumerate([*odd, near(NORTH, 2)], start=2)], WANG)
    codes = {told_row.external_id: told_row.code for told_row in plan.ledger}
    assert codes.pop("ALL-DAY") == "WINDOW_OUTSIDE_SHIFT"
    assert codes.pop("NORTH-POLE") == "TOO_FAR"
    assert set(codes.values()) == {"ROUTED"}
    for told_row in plan.ledger:
        assert "{" not in sentence(told_row) + remedy(told_row)


def test_without_reps_there_is_no_plan(engine: LocalEngine) -> None:
    """And the refusal says what to add."""
    with pytest.raises(CannotPlan, match="Add reps first") as refused:
        planned(engine, LISTED)
    assert (refused.value.code, refused.value.is_ours) == ("NO_REPS", False)


@pytest.mark.parametrize(
    ("rep", "options"),
    [
        (replace(WANG, leave=frozenset(QUICK.horizon)), QUICK),
        (replace(WANG, field_days=frozenset()), QUICK),
        (WANG, replace(QUICK, as_of=MONDAY + timedelta(days=5))),  # Saturday
        (WANG, replace(QUICK, as_of=MONDAY + timedelta(days=9))),  # the week is over
        (WANG, PlanOptions(date(2026, 10, 5), date(2026, 10, 5), days=2)),  # the national holidays
    ],
    ids=["leave", "office only", "weekend", "over", "holidays"],
)
def test_without_a_field_day_there_is_no_plan(engine: LocalEngine, rep: Rep, options: PlanOptions) -> None:
    """Leave, office, weekend, holidays: the refusal names the days that were looked at."""
    with pytest.raises(CannotPlan, match="Choose another week") as refused:
        planned(engine, LISTED, rep, options=options)
    assert refused.value.code == "NO_FIELD_DAY"
    assert str(options.horizon[-1]) in str(refused.value)
