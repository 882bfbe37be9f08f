"""Accounts with several visits in a plan, changed by hand: which is meant is said, and too near is asked for."""

import contextlib
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest

from app.access.identity import SHELL
from app.by_hand.change import Change, RulesBroken, Spot
from app.by_hand.locks import lock_by_hand
from app.by_hand.undo import undo_change
from app.by_hand.words import ChangeRefused, broken_rule
from app.db import Database
from app.engines.local_engine import LocalEngine
from app.intake.store import import_accounts, save_reps
from app.method.account import Account, Category, Grade
from app.method.settings import MethodSettings
from app.planning.by_hand import SoftRule
from app.planning.division import Listed
from app.planning.run import plan_week
from app.planning.store import StoredPlan, publish_plan, save_plan
from app.planning.week_plan import Outcome, WeekPlan
from app.visits.bookings import book_slot
from app.visits.outlook import Wish
from app.visits.slots import offer_slots
from tests.app.by_hand.test_change import BEFORE, changed, stored, violations
from tests.worlds.company import LI, NORTH, QUICK, SOUTH, WANG, near
from tests.worlds.facts import MONDAY
from tests.worlds.stored import LIST, listed_row

MONTH = replace(QUICK, days=28)
WEEKLY = {"category": Category.SIGNED, "grade": Grade.A, "interval_days": 7, "yearly_value": 900_000}
ACCOUNTS: tuple[Account, ...] = (
    near(NORTH, 1, owner="wang", **WEEKLY),
    near(NORTH, 2, owner="wang", **WEEKLY),
    near(SOUTH, 3, owner="li"),
)


@pytest.fixture(scope="module")
def month() -> WeekPlan:
    """Four weeks of two reps, with two weekly customers of 王芳."""
    listed = [Listed(line, account) for line, account in enumerate(ACCOUNTS, start=2)]
    with contextlib.closing(LocalEngine(2, stands_back=False)) as engine:
        return plan_week(listed, (WANG, LI), MethodSettings(), MONTH, engine).plan


@pytest.fixture
def plan_id(sqlite_database: Database, month: WeekPlan) -> str:
    """The four weeks stored and published."""
    with sqlite_database.write() as session:
        save_reps(session, (WANG, LI))
        rows = tuple(listed_row(line, account) for line, account in enumerate(ACCOUNTS, start=2))
        import_accounts(session, replace(LIST, rows=rows, faults=()), BEFORE)
        stored_id = save_plan(session, month, options=MONTH, settings=MethodSettings())
        publish_plan(session, stored_id, BEFORE)
        return stored_id


def days(plan: StoredPlan, account_id: str = "N001") -> list[date]:
    return sorted(r.on for r in plan.plan.routes for s in r.stops if s.external_id == account_id)


def turns(plan: StoredPlan, account_id: str = "N001") -> list[int]:
    """The turn that each stop says it is, day by day."""
    routes = sorted(plan.plan.routes, key=lambda route: route.on)
    return [s.turn for r in routes for s in r.stops if s.external_id == account_id]


def refused(database: Database, plan_id: str, change: Change) -> str:
    with pytest.raises(ChangeRefused) as refusal:
        changed(database, plan_id, change)
    return refusal.value.reason


def test_which_visit_is_meant_has_to_be_said(sqlite_database: Database, plan_id: str) -> None:
    """Not to another rep alone, not twice on a day, and none that is not there."""
    first, second, *_ = days(stored(sqlite_database, plan_id))
    to = Spot("wang", first + timedelta(days=1))
    assert refused(sqlite_database, plan_id, Change("N001", to)) == "SEVERAL"
    assert refused(sqlite_database, plan_id, Change("N001", to, from_on=first + timedelta(days=1))) == "NOT_PLANNED"
    assert refused(sqlite_database, plan_id, Change("N001", Spot("wang", second), from_on=first)) == "SAME_DAY"
    assert refused(sqlite_database, plan_id, Change("N001", Spot("li", first), from_on=first)) == "ONE_REP"


def test_a_visit_too_near_to_the_next_is_asked_for_and_kept_as_data(sqlite_database: Database, plan_id: str) -> None:
    """It says how many days apart; kept anyway the check passes, and without that it names the account."""
    before = stored(sqlite_database, plan_id)
    first, second, *_ = days(before)
    ids = {r.on: s.visit_id for r in before.plan.routes for s in r.stops if s.external_id == "N001"}
    near_on = second + timedelta(days=1 if second.weekday() < 4 else -1)
    change = Change("N001", Spot("wang", near_on, locked=False), from_on=first)
    with pytest.raises(RulesBroken) as refusal:
        changed(sqlite_database, plan_id, change)
    assert [key.split("/")[0] for key in refusal.value.more["keep"]] == ["GAP"]
    after = changed(sqlite_database, plan_id, change, keep_all=True)
    (kept,) = after.plan.hand.kept
    assert (kept.rule, kept.external_id, kept.allowed, kept.by) == (SoftRule.GAP, "N001", 1, "shell")
    assert "1 d after its visit before" in broken_rule(kept, after.plan.route("wang", kept.on))
    assert violations(sqlite_database, after) == []
    silent = replace(after, plan=replace(after.plan, hand=replace(after.plan.hand, kept=())))
    assert any(v.startswith("GROUP N001") for v in violations(sqlite_database, silent))
    assert (len(days(after)), turns(after)) == (4, [1, 2, 3, 4])
    moved = next(s for r in after.plan.routes if r.on == near_on for s in r.stops if s.external_id == "N001")
    assert moved.visit_id == ids[first]
    assert days(after, "N002") == days(before, "N002")
    back = changed(sqlite_database, after.id, Change("N001", Spot("wang", first), from_on=near_on), keep_all=True)
    assert back.plan.hand.kept == ()


def test_one_visit_fewer_is_told_on_the_accounts_row(sqlite_database: Database, plan_id: str) -> None:
    """Three of four, taken out by hand; taken back it is four of four, in order."""
    before = stored(sqlite_database, plan_id)
    first, *others = days(before)
    after = changed(sqlite_database, plan_id, Change("N001", None, from_on=first))
    (row,) = [row for row in after.plan.ledger if row.external_id == "N001"]
    assert (row.outcome, row.code) == (Outcome.ROUTED, "ROUTED_IN_PART")
    assert (row.params["routed"], row.params["planned"]) == (3, 4)
    assert row.params["left_out"]["code"] == "DROPPED_BY_HAND"  # type: ignore[index]
    assert (days(after), turns(after)) == (others, [1, 2, 3])
    with sqlite_database.write() as session:
        again = undo_change(session, SHELL, after.id, BEFORE)
    (row,) = [row for row in stored(sqlite_database, again).plan.ledger if row.external_id == "N001"]
    assert (row.code, row.params["routed"]) == ("ROUTED_AGAIN", 4)
    assert turns(stored(sqlite_database, again)) == [1, 2, 3, 4]


def test_a_lock_is_of_one_visit(sqlite_database: Database, plan_id: str) -> None:
    """The second is locked: another of the account is moved, and the lock stays where it is."""
    first, second, *_ = days(stored(sqlite_database, plan_id))
    with sqlite_database.write() as session:
        lock_by_hand(session, SHELL, plan_id, "wang", second, "N001")
    to_on = first + timedelta(days=1)
    after = changed(sqlite_database, plan_id, Change("N001", Spot("wang", to_on, locked=False), first), keep_all=True)
    assert [(lock.on, lock.external_id) for lock in after.plan.hand.locks] == [(second, "N001")]
    assert days(after)[:2] == [to_on, second]


def test_a_booking_gives_up_what_is_too_near_and_nothing_else(sqlite_database: Database, plan_id: str) -> None:
    """The next visit moves to what was agreed; later ones stay, five days from it, each in its turn."""
    before = days(stored(sqlite_database, plan_id))
    with sqlite_database.read() as session:
        wish = Wish(MONDAY + timedelta(days=1), MONDAY + timedelta(days=2))
        start = offer_slots(session, "N001", wish, BEFORE).choices[0]
    with sqlite_database.write() as session:
        book_slot(session, "N001", start.rep_id, start.on, start.start_s, None, BEFORE)
        newest = session.connection().exec_driver_sql("SELECT id FROM plan WHERE status = 'published'").scalar_one()
    after = stored(sqlite_database, newest)
    assert start.on in days(after)
    assert all(later - sooner >= timedelta(days=5) for sooner, later in pairwise(days(after)))
    assert set(days(after)) - {start.on} == {on for on in before[1:] if (on - start.on).days >= 5}
    assert turns(after) == list(range(1, len(days(after)) + 1))
    assert days(after, "N002") == days(stored(sqlite_database, plan_id), "N002")
