"""A change by hand taken back: the plan is what it was, and what was not changed by hand is not taken back."""

from datetime import timedelta

import pytest

from app.access.identity import SHELL
from app.by_hand.change import Change, Spot
from app.by_hand.locks import lock_by_hand
from app.by_hand.undo import last_change, undo_change
from app.by_hand.words import ChangeRefused
from app.db import Database
from app.planning.states import PlanStatus
from app.planning.store import StoredPlan
from app.visits.today import published_route
from tests.app.by_hand.test_change import BEFORE, HOUR_S, TUESDAY, changed, stored, violations
from tests.worlds.facts import MONDAY

CHANGES = {
    "moved to a moment": Change("N001", Spot("wang", TUESDAY, start_s=15 * HOUR_S)),
    "lent against a rule": Change("N002", Spot("li", TUESDAY)),
    "added outside its hours": Change("NIGHT", Spot("wang", TUESDAY, start_s=10 * HOUR_S)),
    "taken out": Change("N003", None),
}


def undone(database: Database, plan_id: str) -> StoredPlan:
    with database.write() as session:
        new_id = undo_change(session, SHELL, plan_id, BEFORE)
    return stored(database, new_id)


def test_what_is_taken_back_is_as_if_it_had_not_been(database: Database, planned_company: str) -> None:
    """Stops, moments, ledger, value and what is settled by hand, in force as it was; taking that back redoes it."""
    before = stored(database, planned_company)
    plan_id = planned_company
    for change in CHANGES.values():
        after = changed(database, plan_id, change, keep_all=True)
        back = undone(database, after.id)
        assert back.plan.routes == before.plan.routes
        assert {row.external_id: row for row in back.plan.ledger} == {
            row.external_id: row for row in before.plan.ledger
        }
        assert (back.plan.value_s, back.plan.hand) == (before.plan.value_s, before.plan.hand)
        assert (back.status, back.changed_from) == (PlanStatus.PUBLISHED, after.id)
        assert violations(database, back) == []
        plan_id = back.id
    again = undone(database, plan_id)
    assert (again.plan.routes, again.plan.hand) == (after.plan.routes, after.plan.hand)
    with database.read() as session:
        in_force = published_route(session, "wang", MONDAY)
    assert in_force is not None
    assert "N003" not in {stop.external_id for stop in in_force.route.stops}


def test_a_day_that_is_over_or_locked_is_not_taken_back(sqlite_database: Database, planned_in_sqlite: str) -> None:
    """Nor a version that nobody made by hand; a lock that was set since on another day stays."""
    with pytest.raises(ChangeRefused) as refusal:
        undone(sqlite_database, planned_in_sqlite)
    assert refusal.value.reason == "NOT_BY_HAND"
    after = changed(sqlite_database, planned_in_sqlite, CHANGES["moved to a moment"])
    with sqlite_database.write() as session, pytest.raises(ChangeRefused) as refusal:
        undo_change(session, SHELL, after.id, BEFORE + timedelta(days=4))
    assert refusal.value.reason == "DAY_BEGUN"
    other = TUESDAY + timedelta(days=1)
    with sqlite_database.write() as session:
        lock_by_hand(session, SHELL, after.id, "wang", other, "")
    with sqlite_database.read() as session:
        found = last_change(session, SHELL, after.id)
        assert found is not None
        assert "N001" in {change.external_id for change in found.changes}
        assert last_change(session, SHELL, planned_in_sqlite) is None
    back = undone(sqlite_database, after.id)
    assert back.plan.hand.is_closed("wang", other)
    assert [lock for lock in back.plan.hand.locks if lock.external_id] == []
    again = changed(sqlite_database, back.id, CHANGES["moved to a moment"])
    with sqlite_database.write() as session:
        lock_by_hand(session, SHELL, again.id, "wang", TUESDAY, "")
    with pytest.raises(ChangeRefused) as refusal:
        undone(sqlite_database, again.id)
    assert refusal.value.reason == "LOCKED_DAY"
