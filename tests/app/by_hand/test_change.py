"""A plan changed by hand: what is shown is what is saved, and what is saved has passed the check."""

import contextlib
import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from app.access.identity import SHELL
from app.by_hand.change import Change, RulesBroken, Spot, change_plan, preview_change
from app.by_hand.locks import lock_by_hand, unlock_by_hand
from app.by_hand.words import ChangeRefused
from app.db import Database
from app.engines.local_engine import LocalEngine
from app.intake.store import all_reps, listed_accounts
from app.method.account import Datum
from app.planning.by_hand import HandLock, SoftRule
from app.planning.compare import Change as PlanChange
from app.planning.compare import Totals, compare
from app.planning.document import InputFile, PlanDocument
from app.planning.inputs import PlanInputs
from app.planning.recheck import recheck
from app.planning.run import plan_week
from app.planning.states import PlanStatus
from app.planning.store import StoredPlan, load_plan
from app.planning.week_plan import Outcome
from app.visits.today import published_route
from tests.worlds.company import ACCOUNTS
from tests.worlds.facts import MONDAY

TUESDAY = MONDAY + timedelta(days=1)
BEFORE = datetime(2026, 11, 20, 9, tzinfo=UTC)  # the Friday before
HOUR_S = 3600


def stored(database: Database, plan_id: str) -> StoredPlan:
    with database.read() as session:
        plan = load_plan(session, plan_id)
    assert plan is not None
    return plan


def changed(database: Database, plan_id: str, change: Change, *, keep_all: bool = False) -> StoredPlan:
    with database.write() as session:
        keep = [kept.key for kept in preview_change(session, SHELL, plan_id, change, BEFORE).asked] if keep_all else []
        new_id = change_plan(session, SHELL, plan_id, change, keep, BEFORE)
    return stored(database, new_id)


def violations(database: Database, plan: StoredPlan) -> list[str]:
    """What the check that trusts nothing finds, with the plan's own exceptions and with no other."""
    with database.read() as session:
        listed, reps = listed_accounts(session), all_reps(session)
    file = InputFile("stored", "0" * 64)
    inputs = PlanInputs(file, file, tuple(listed), (), tuple(reps), (), (), ())
    document = PlanDocument(plan.plan, plan.options, plan.settings, Datum.WGS84, file, file)
    return [v for v in recheck(document, inputs).violations if not v.startswith("LEDGER") and "visit_id" not in v]


def somebody(plan: StoredPlan, rep_id: str = "wang") -> tuple[str, date]:
    """An account that is visited without a promise, and its day."""
    return next(
        (s.external_id, r.on) for r in plan.plan.routes for s in r.stops if r.rep_id == rep_id and not s.is_appointment
    )


def random_change(rng: random.Random, plan: StoredPlan) -> Change:
    account = rng.choice(ACCOUNTS).external_id
    if rng.random() < 0.2:
        return Change(account, None)
    route = rng.choice(plan.plan.routes)
    start_s = rng.randrange(32, 80) * 900 if rng.random() < 0.5 else None
    return Change(account, Spot(route.rep_id, route.on, rng.choice([None, 0, 1, 2, 5]), start_s))


def test_what_is_shown_is_what_is_saved_and_passes_the_check(sqlite_database: Database, planned_in_sqlite: str) -> None:
    """Thirty random changes: each is refused, or saved with the numbers of its preview; the check passes the plan."""
    rng, plan_id, saved = random.Random(5), planned_in_sqlite, 0
    for _ in range(30):
        plan = stored(sqlite_database, plan_id)
        change = random_change(rng, plan)
        try:
            with sqlite_database.read() as session:
                seen = preview_change(session, SHELL, plan_id, change, BEFORE)
            after = changed(sqlite_database, plan_id, change, keep_all=True)
        except ChangeRefused:
            continue
        saved += 1
        assert after.plan.value_s - plan.plan.value_s == pytest.approx(seen.value_s)
        assert (Totals.of(plan.plan.routes), Totals.of(after.plan.routes)) == (
            seen.comparison.before,
            seen.comparison.after,
        )
        assert violations(sqlite_database, after) == []
        plan_id = after.id
    assert saved > 10


def test_a_moved_stop_stands_where_it_was_put(database: Database, planned_company: str) -> None:
    """It is on the other day at the moment asked for, locked there, in force, and off the day it had."""
    before = stored(database, planned_company)
    account, on = somebody(before)
    to_on = next(r.on for r in before.plan.routes if r.rep_id == "wang" and r.on not in (on, MONDAY))
    after = changed(database, planned_company, Change(account, Spot("wang", to_on, start_s=15 * HOUR_S)))
    where = [(r.on, s.start_s) for r in after.plan.routes for s in r.stops if s.external_id == account]
    assert where == [(to_on, 15 * HOUR_S)]
    assert after.plan.hand.locks == (HandLock("wang", to_on, account, 15 * HOUR_S),)
    assert (after.changed_from, after.status) == (planned_company, PlanStatus.PUBLISHED)
    assert stored(database, planned_company).status is PlanStatus.SUPERSEDED
    with database.read() as session:
        found = published_route(session, "wang", to_on)
    assert found is not None
    assert account in {stop.external_id for stop in found.route.stops}


def test_dropped_and_added_again(sqlite_database: Database, planned_in_sqlite: str) -> None:
    """A dropped account is accounted for in the ledger; added again it is routed, and the visit is the same."""
    before = stored(sqlite_database, planned_in_sqlite)
    account, on = somebody(before)
    ids = {s.external_id: s.visit_id for r in before.plan.routes for s in r.stops}
    dropped = changed(sqlite_database, planned_in_sqlite, Change(account, None))
    (row,) = [row for row in dropped.plan.ledger if row.external_id == account]
    assert (row.outcome, row.code) == (Outcome.UNSERVED, "DROPPED_BY_HAND")
    added = changed(sqlite_database, dropped.id, Change(account, Spot("wang", on)))
    (row,) = [row for row in added.plan.ledger if row.external_id == account]
    assert row.outcome is Outcome.ROUTED
    assert next(s.visit_id for r in added.plan.routes for s in r.stops if s.external_id == account) == ids[account]


BROKEN = [
    (SoftRule.ALLOWED_REP, Change("N001", Spot("li", TUESDAY))),
    (SoftRule.WINDOW, Change("NIGHT", Spot("wang", TUESDAY, start_s=10 * HOUR_S))),
]


@pytest.mark.parametrize(("rule", "change"), BROKEN)
def test_a_rule_is_broken_only_by_somebody_who_chose_to(
    sqlite_database: Database, planned_in_sqlite: str, rule: SoftRule, change: Change
) -> None:
    """Nothing is stored until the rule is named; then the plan says who broke it, and without that the check fails."""
    with pytest.raises(RulesBroken) as refusal:
        changed(sqlite_database, planned_in_sqlite, change)
    assert [key.split("/")[0] for key in refusal.value.more["keep"]] == [rule]
    assert stored(sqlite_database, planned_in_sqlite).status is PlanStatus.PUBLISHED
    after = changed(sqlite_database, planned_in_sqlite, change, keep_all=True)
    (kept,) = after.plan.hand.kept
    assert (kept.rule, kept.external_id, kept.by, kept.at) == (rule, change.account_id, "shell", BEFORE)
    assert violations(sqlite_database, after) == []
    silent = replace(after, plan=replace(after.plan, hand=replace(after.plan.hand, kept=())))
    assert violations(sqlite_database, silent) != []


def test_what_cannot_be_chosen_is_refused_with_what_to_do(sqlite_database: Database, planned_in_sqlite: str) -> None:
    """A promise, a moment too early, a day off, the gate, and a version that is not the newest."""
    refused = {
        "PROMISED": Change("CLASH-NORTH", Spot("wang", TUESDAY)),
        "PROMISE_LOST": Change("N001", Spot("wang", MONDAY, 0, 9 * HOUR_S + 1800)),
        "TOO_EARLY": Change("N001", Spot("wang", TUESDAY, 0, 9 * HOUR_S)),
        "NO_SHIFT": Change("N001", Spot("wang", MONDAY + timedelta(days=5))),
        "GATED": Change("INACTIVE", Spot("wang", TUESDAY)),
        "NOT_PLANNED": Change("NIGHT", None),
    }
    for reason, change in refused.items():
        with pytest.raises(ChangeRefused) as refusal:
            changed(sqlite_database, planned_in_sqlite, change, keep_all=True)
        assert refusal.value.reason == reason
    after = changed(sqlite_database, planned_in_sqlite, Change("N001", Spot("wang", TUESDAY)))
    with pytest.raises(ChangeRefused) as refusal:
        changed(sqlite_database, planned_in_sqlite, Change("N001", None))
    assert refusal.value.reason == "SUPERSEDED"
    assert stored(sqlite_database, after.id).plan.hand.locks


def test_a_lock_holds_a_day_until_it_is_taken_away(sqlite_database: Database, planned_in_sqlite: str) -> None:
    """Nothing is moved into a locked day or out of it; a locked stop may be moved, and no other pushes it."""
    with sqlite_database.write() as session:
        lock_by_hand(session, SHELL, planned_in_sqlite, "wang", MONDAY, "")
    for change in (Change("N001", Spot("wang", TUESDAY)), Change("NIGHT", Spot("wang", MONDAY))):
        with pytest.raises(ChangeRefused) as refusal:
            changed(sqlite_database, planned_in_sqlite, change)
        assert refusal.value.reason == "LOCKED_DAY"
    with sqlite_database.write() as session:
        unlock_by_hand(session, SHELL, planned_in_sqlite, "wang", MONDAY, "", BEFORE)
        lock_by_hand(session, SHELL, planned_in_sqlite, "wang", MONDAY, "N001")
    with pytest.raises(ChangeRefused) as refusal:
        changed(sqlite_database, planned_in_sqlite, Change("N003", Spot("wang", MONDAY, 0)), keep_all=True)
    assert refusal.value.reason in ("LOCKED_STOP", "PROMISE_LOST")
    changed(sqlite_database, planned_in_sqlite, Change("N001", Spot("wang", TUESDAY)))


def test_who_unlocks_a_stop_that_waits_lets_it_begin_sooner(sqlite_database: Database, planned_in_sqlite: str) -> None:
    """A stop put at three begins with the shift once nothing holds it, in a version that passes the check."""
    later = changed(sqlite_database, planned_in_sqlite, Change("N001", Spot("wang", TUESDAY, start_s=15 * HOUR_S)))
    with sqlite_database.write() as session:
        plan_id = unlock_by_hand(session, SHELL, later.id, "wang", TUESDAY, "N001", BEFORE)
    after = stored(sqlite_database, plan_id)
    route = after.plan.route("wang", TUESDAY)
    assert route is not None
    assert route.stops[0].start_s < 10 * HOUR_S
    assert after.plan.hand.locks == ()
    assert violations(sqlite_database, after) == []


def test_the_next_plan_keeps_what_is_locked_and_changes_little(
    sqlite_database: Database, planned_in_sqlite: str
) -> None:
    """A stop lent to another rep, one at three, and a locked empty day are where they were; the rest keeps its day."""
    after = changed(sqlite_database, planned_in_sqlite, Change("N001", Spot("wang", TUESDAY, start_s=15 * HOUR_S)))
    after = changed(sqlite_database, after.id, Change("N002", Spot("li", TUESDAY)), keep_all=True)
    with sqlite_database.write() as session:
        lock_by_hand(session, SHELL, after.id, "wang", TUESDAY + timedelta(days=1), "")
    before = stored(sqlite_database, after.id)
    with sqlite_database.read() as session:
        listed, reps = listed_accounts(session), all_reps(session)
    options = replace(before.options, previous=before.id)
    with contextlib.closing(LocalEngine(1, stands_back=False)) as engine:
        plan = plan_week(listed, reps, before.settings, options, engine, previous=before.plan).plan
    places = {s.external_id: (r.rep_id, r.on, s.start_s) for r in plan.routes for s in r.stops}
    assert places["N001"] == ("wang", TUESDAY, 15 * HOUR_S)
    assert places["N002"][:2] == ("li", TUESDAY)
    route = plan.route("wang", TUESDAY + timedelta(days=1))
    assert route is not None
    assert route.stops == ()
    assert plan.hand == before.plan.hand
    moved = compare(before.plan, plan).of_kind(PlanChange.MOVED)
    assert len(moved) <= 2
    assert violations(sqlite_database, replace(before, plan=plan)) == []


def test_planned_again_without_a_change_nothing_changes(sqlite_database: Database, planned_in_sqlite: str) -> None:
    """A second plan that holds on to the first has the same stops at the same moments."""
    before = stored(sqlite_database, planned_in_sqlite)
    with sqlite_database.read() as session:
        listed, reps = listed_accounts(session), all_reps(session)
    with contextlib.closing(LocalEngine(1, stands_back=False)) as engine:
        again = plan_week(listed, reps, before.settings, before.options, engine, previous=before.plan).plan
    assert compare(before.plan, again).is_empty
