"""Several visits to one account in one plan: as many as its cadence asks for, so many days apart, on one ledger row."""

import contextlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engines.local_engine import LocalEngine
from app.method.account import Account, Appointment, Category, Datum, Grade
from app.method.cadence import due_visits, gap_days
from app.method.settings import MethodSettings
from app.planning.build import build_week
from app.planning.by_hand import ByHand, HandLock, KeptAnyway, SoftRule
from app.planning.candidates import Candidate
from app.planning.division import Listed
from app.planning.document import PlanDocument
from app.planning.hand_rules import Held
from app.planning.inputs import PlanInputs
from app.planning.recheck import recheck
from app.planning.run import plan_week
from app.planning.visit_names import account_of, number_of, visit_name
from app.planning.week_plan import LedgerRow, Outcome, PlannedStop, WeekPlan
from app.planning.wordings import remedy, sentence
from tests.worlds.company import NORTH, QUICK, WANG, near
from tests.worlds.facts import MONDAY, days_ago, prospect
from tests.worlds.written import INPUTS

DEFAULTS = MethodSettings()
MONTH = replace(QUICK, days=28)
HOUR_S = 3600


def weekly(number: int = 1, **facts: object) -> Account:
    """A customer of 王芳 who wants to be seen every week."""
    known = {
        "owner": "wang",
        "category": Category.SIGNED,
        "grade": Grade.A,
        "interval_days": 7,
        "yearly_value": 900_000,
    }
    return near(NORTH, number, **{**known, **facts})


@pytest.fixture(scope="module")
def engine() -> Iterator[LocalEngine]:
    """One planner for all plans of this file."""
    with contextlib.closing(LocalEngine(2, stands_back=False)) as engine:
        yield engine


def planned(
    engine: LocalEngine, accounts: Sequence[Account], settings: MethodSettings = DEFAULTS, **more: object
) -> WeekPlan:
    listed = [Listed(line, account) for line, account in enumerate(accounts, start=2)]
    return plan_week(listed, [WANG], settings, MONTH, engine, **more).plan  # type: ignore[arg-type]


def visits(plan: WeekPlan, account_id: str = "N001") -> list[tuple[date, PlannedStop]]:
    """The account's visits, day by day."""
    found = [(route.on, stop) for route in plan.routes for stop in route.stops if stop.external_id == account_id]
    return sorted(found, key=lambda one: one[0])


def row_of(plan: WeekPlan, account_id: str = "N001") -> LedgerRow:
    (row,) = [row for row in plan.ledger if row.external_id == account_id]
    return row


@given(st.integers(1, 40), st.none() | st.integers(0, 60), st.integers(1, 28))
def test_no_more_visits_are_wanted_than_fall_due(interval: int, since: int | None, length: int) -> None:
    """One at least; each further one falls due an interval after the one before, and not a day before it is yellow."""
    last_on = None if since is None else days_ago(since)
    account = weekly(interval_days=interval, last_visit_on=last_on)
    days = [MONDAY + timedelta(days=n) for n in range(length)]
    wanted = due_visits(account, DEFAULTS, days)
    first_due = 0 if since is None else max(0, interval - since)
    assert len(wanted) == 1 + max(0, (length - 1 - first_due) // interval)
    assert wanted[0] == MONDAY
    assert all(later - sooner >= timedelta(days=gap_days(account, DEFAULTS)) for sooner, later in pairwise(wanted[1:]))
    for number, on in enumerate(wanted[1:], start=1):
        due_on = MONDAY + timedelta(days=first_due + number * interval)
        assert on <= due_on <= days[-1]


def test_a_week_asks_for_one_visit_as_ever() -> None:
    """By its name alone, tied to nothing."""
    week = build_week(WANG, [Candidate.of(weekly(), DEFAULTS)], DEFAULTS, QUICK, {})
    assert [(v.id, v.group, v.after) for v in week.problem.visits] == [("N001", None, None)]


def test_a_month_asks_a_weekly_customer_four_times(engine: LocalEngine) -> None:
    """Five days apart at least; each stop says which turn it is, each under its own visit."""
    plan = planned(engine, [weekly(), near(NORTH, 2, owner="wang")])
    found = visits(plan)
    assert [stop.turn for _, stop in found] == [1, 2, 3, 4]
    assert [stop.visit_id for _, stop in found] == ["N001#1", "N001#2", "N001#3", "N001#4"]
    assert min(later - sooner for (sooner, _), (later, _) in pairwise(found)) >= timedelta(days=5)
    row = row_of(plan)
    assert (row.outcome, row.code, row.params["routed"], row.params["planned"]) == (
        Outcome.ROUTED,
        "ROUTED_AGAIN",
        4,
        4,
    )
    assert found[-1][0].isoformat() in sentence(row)
    assert len(visits(plan, "N002")) == 1


def test_a_further_visit_is_worth_what_one_is_when_it_is_due_again(engine: LocalEngine) -> None:
    """The first counts what three months of silence put at stake, the next only what is due after a week."""
    plan = planned(engine, [weekly(last_visit_on=days_ago(90))])
    first, second = (stop for _, stop in visits(plan)[:2])
    again = Candidate.of(weekly(last_visit_on=days_ago(7)), DEFAULTS).worth(WANG, DEFAULTS, MONTH)
    assert second.prize_s < first.prize_s
    assert {part.name: part.worth_s for part in second.worth}["urgency"] == {p.name: p.worth_s for p in again}[
        "urgency"
    ]
    assert second.due == "due"
    assert plan.value_s <= sum(stop.prize_s for _, stop in visits(plan))


def test_a_shorter_interval_in_the_settings_means_more_visits(engine: LocalEngine) -> None:
    """Of signed customers of grade A: one in thirty days, two in fourteen."""
    account = weekly(interval_days=None)
    table = DEFAULTS.interval_days
    often = replace(DEFAULTS, interval_days={**table, "signed": {**table["signed"], "A": 14}})
    assert [len(visits(planned(engine, [account], settings))) for settings in (DEFAULTS, often)] == [1, 2]


@pytest.mark.parametrize(("made", "most"), [(0, 2), (1, 1)])
def test_a_prospect_is_not_planned_beyond_his_cap(made: int, most: int) -> None:
    """Two visits unsigned, those in the plan counted, however often he would like to see us; customers have no cap."""
    often = prospect(interval_days=7, visits=made, owner="wang")
    week = build_week(WANG, [Candidate.of(often, DEFAULTS)], DEFAULTS, MONTH, {})
    assert len(week.problem.visits) == most
    assert len(build_week(WANG, [Candidate.of(weekly(visits=made), DEFAULTS)], DEFAULTS, MONTH, {}).problem.visits) == 4


def test_who_is_visited_less_often_than_he_should_be_is_told_so(engine: LocalEngine) -> None:
    """On leave after the first week: one row, fewer than four visits, and why the next is left out."""
    away = replace(WANG, leave=frozenset(MONDAY + timedelta(days=n) for n in range(7, 28)))
    listed = [Listed(2, weekly()), Listed(3, near(NORTH, 2, owner="wang", active=False))]
    plan = plan_week(listed, [away], DEFAULTS, MONTH, engine).plan
    row = row_of(plan)
    assert (row.outcome, row.code) == (Outcome.ROUTED, "ROUTED_IN_PART")
    assert (row.params["routed"], row.params["planned"]) == (len(visits(plan)), 4)
    left_out: Any = row.params["left_out"]
    assert left_out["code"] == "DUE_ON_NO_DAY"
    why = replace(row, code=left_out["code"], params=left_out["params"])
    assert sentence(row).endswith(sentence(why))
    assert remedy(row) == remedy(why) != ""
    assert len(plan.ledger) == len(listed)


def test_a_promise_is_one_of_the_visits(engine: LocalEngine) -> None:
    """Kept to the minute, and the others keep their days from it."""
    promised_on = MONDAY + timedelta(days=9)
    plan = planned(engine, [weekly(appointment=Appointment(promised_on, 10 * HOUR_S))])
    found = visits(plan)
    assert (promised_on, 10 * HOUR_S) in [(on, stop.start_s) for on, stop in found]
    assert len(found) > 1
    assert min(later - sooner for (sooner, _), (later, _) in pairwise(found)) >= timedelta(days=5)


def document(plan: WeekPlan, settings: MethodSettings = DEFAULTS) -> PlanDocument:
    return PlanDocument(plan, MONTH, settings, Datum.WGS84, INPUTS.accounts_file, INPUTS.reps_file)


def lists(accounts: Sequence[Account]) -> PlanInputs:
    listed = tuple(Listed(line, account) for line, account in enumerate(accounts, start=2))
    return replace(INPUTS, listed=listed, reps=(WANG,), rejected=())


def test_the_check_of_a_written_plan_holds_the_gap(engine: LocalEngine) -> None:
    """Read back it is passed; judged by a cadence that keeps visits farther apart it is not."""
    accounts = [weekly(), near(NORTH, 2, owner="wang")]
    text = document(planned(engine, accounts)).to_json()
    assert recheck(PlanDocument.from_json(text), lists(accounts)).violations == ()
    patient = replace(DEFAULTS, due_from_share=1.0)
    found = recheck(replace(PlanDocument.from_json(text), settings=patient), lists(accounts)).violations
    apart = [(later - sooner).days for (sooner, _), (later, _) in pairwise(visits(PlanDocument.from_json(text).plan))]
    assert any(violation.startswith(("GROUP N001", "WINDOW N001")) for violation in found) is (min(apart) < 7)


def test_a_plan_made_again_keeps_every_visit_on_its_day(engine: LocalEngine) -> None:
    """Also where the third is locked and the others are not; the lock is the stop's, and no other visit's."""
    accounts = [weekly(), weekly(2), near(NORTH, 3, owner="wang")]
    first = planned(engine, accounts)
    on, stop = visits(first)[2]
    lock = HandLock("wang", on, "N001", stop.start_s)
    again = planned(engine, accounts, previous=replace(first, hand=ByHand((lock,))))
    assert [(d, s.start_s) for d, s in visits(again)] == [(d, s.start_s) for d, s in visits(first)]
    assert again.hand.locks == (lock,)
    assert [len(days) for days in again.earlier.values()] == [len(visits(first, name)) for name in again.earlier]


def test_what_was_kept_too_near_by_hand_may_stay_so_and_no_nearer() -> None:
    """The gap of that account is what somebody chose; another's is not touched."""
    kept = KeptAnyway(SoftRule.GAP, "wang", MONDAY, "N001", 3)
    built = build_week(WANG, [Candidate.of(weekly(n), DEFAULTS) for n in (1, 2)], DEFAULTS, MONTH, {})
    gaps: dict[str, set[int | None]] = defaultdict(set)
    for visit in Held(kept=(kept,)).bound(built).problem.visits:
        assert visit.group is not None
        gaps[account_of(visit.id)].add(visit.group.gap_days)
    assert gaps == {"N001": {3}, "N002": {5}}


@given(st.text(st.characters(blacklist_categories=("Cc", "Cs")), min_size=1, max_size=20), st.integers(1, 99))
def test_a_visits_name_says_whose_and_which_it_is(account_id: str, number: int) -> None:
    """Whatever an account's id looks like; the first visit bears it as it is."""
    name = visit_name(account_id, number)
    assert (account_of(name), number_of(name)) == (account_id, number)
    assert (name == account_id) is (number == 1)
