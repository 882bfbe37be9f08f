"""Plans are kept as they were made, and of all versions one is current for each rep and day."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import delete, func, select

from app.db import Database
from app.errors import NotFound
from app.intake.removal import remove_source
from app.method.settings import MethodSettings
from app.models import AccountRecord, PublicationRecord, ShiftRecord, StopRecord, VisitRecord
from app.planning.in_force import plan_bases
from app.planning.states import PlanStatus
from app.planning.store import (
    ledger_page,
    list_plans,
    load_plan,
    newest_plan,
    publish_plan,
    save_plan,
)
from app.planning.week_plan import PlannedRoute, WeekPlan
from app.visits.today import published_route
from tests.conftest import NOW
from tests.worlds import week
from tests.worlds.stored import OPTIONS, store_lists

LATER = NOW + timedelta(hours=2)


def save(database: Database, plan: WeekPlan) -> str:
    options = replace(OPTIONS, as_of=plan.as_of)
    with database.write() as session:
        return save_plan(session, plan, options=options, settings=MethodSettings())


def publish(database: Database, plan_id: str) -> None:
    with database.write() as session:
        publish_plan(session, plan_id, LATER)


def status(database: Database, plan_id: str) -> PlanStatus:
    with database.read() as session:
        stored = load_plan(session, plan_id)
    assert stored is not None
    return stored.status


def number_published(database: Database, rep_id: str, on: date) -> int | None:
    with database.read() as session:
        found = published_route(session, rep_id, on)
    return None if found is None else found.plan_number


def without_visit_ids(route: PlannedRoute) -> PlannedRoute:
    return replace(route, stops=tuple(replace(stop, visit_id="") for stop in route.stops))


def test_a_plan_comes_back_as_it_was_saved(database: Database, stored_week: str) -> None:
    """Routes, stops, ledger, notes, options and settings survive, to the second; visits get ids of their own."""
    with database.read() as session:
        stored = load_plan(session, stored_week)
    assert stored is not None
    assert [without_visit_ids(r) for r in stored.plan.routes] == [without_visit_ids(r) for r in week.PLAN.routes]
    assert replace(stored.plan, routes=()) == replace(week.PLAN, routes=())
    assert (stored.options, stored.settings) == (OPTIONS, MethodSettings())
    assert (stored.number, stored.status, stored.published_at) == (1, "published", NOW)


def test_a_plan_keeps_what_differed_for_its_reps(database: Database, stored_week: str) -> None:
    """Told with the plan, and taken up by whoever changes it."""
    settings = replace(MethodSettings(), by_rep={"wang": {"yearly_target": 900_000}})
    with database.write() as session:
        plan_id = save_plan(session, week.PLAN, options=OPTIONS, settings=settings)
    with database.read() as session:
        stored = load_plan(session, plan_id)
        assert stored is not None
        assert (stored.settings, plan_bases(session, [plan_id])[plan_id].settings) == (settings, settings)


def test_a_route_keeps_the_speeds_it_was_timed_with(database: Database, stored_week: str) -> None:
    """For each hour of its day; where hours did not matter there are none."""
    speeds = (100,) * 8 + (60,) + (100,) * 15
    slow, *others = week.PLAN.routes
    plan_id = save(database, replace(week.PLAN, routes=(replace(slow, speed_pct=speeds), *others)))
    with database.read() as session:
        stored = load_plan(session, plan_id)
    assert stored is not None
    assert [route.speed_pct for route in stored.plan.routes] == [speeds, *((),) * len(others)]


def test_there_is_no_plan_of_an_unknown_id(database: Database) -> None:
    """Asking for it gives nothing rather than a fault."""
    with database.read() as session:
        assert load_plan(session, "pln_none") is None
        assert newest_plan(session) is None


def test_a_visit_keeps_its_id_when_the_week_is_planned_anew(database: Database, stored_week: str) -> None:
    """The same accounts in the same week are the same visits and shifts, whatever their new order."""
    again = save(database, replace(week.PLAN, routes=tuple(reversed(week.PLAN.routes))))
    with database.read() as session:
        first, second = load_plan(session, stored_week), load_plan(session, again)
        assert session.scalar(select(func.count()).select_from(VisitRecord)) == 7
        assert session.scalar(select(func.count()).select_from(ShiftRecord)) == 4
    assert first is not None
    assert second is not None
    assert {s.visit_id for r in first.plan.routes for s in r.stops} == {
        s.visit_id for r in second.plan.routes for s in r.stops
    }


def test_another_week_has_visits_of_its_own(database: Database, stored_week: str) -> None:
    """Next week's call on the same account is another visit."""
    next_week = replace(
        week.PLAN,
        week_on=week.MONDAY + timedelta(days=7),
        as_of=week.MONDAY + timedelta(days=7),
        routes=tuple(replace(route, on=route.on + timedelta(days=7)) for route in week.PLAN.routes),
    )
    save(database, next_week)
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(VisitRecord)) == 14


@pytest.mark.parametrize("missing", ["reps", "accounts"])
def test_a_plan_of_strangers_is_refused(database: Database, missing: str) -> None:
    """A plan is about reps and accounts that are stored; of one that is not, nothing is kept."""
    if missing == "accounts":
        with database.write() as session:
            store_lists(session)
            session.execute(delete(AccountRecord))
    with pytest.raises(ValueError, match=f"Store these {missing} before"):
        save(database, week.PLAN)
    with database.read() as session:
        assert list_plans(session) == []


def test_plans_are_numbered_and_listed_newest_first(database: Database, stored_week: str) -> None:
    """The list counts what is in each plan."""
    save(database, replace(week.PLAN, routes=(week.LI_TUESDAY,)))
    with database.read() as session:
        plans = list_plans(session)
    assert [(p.number, p.status, p.routes, p.stops) for p in plans] == [(2, "draft", 1, 2), (1, "published", 3, 7)]


def test_the_published_plan_comes_first(database: Database, stored_week: str) -> None:
    """What is in force is shown before a newer draft."""
    draft = save(database, week.PLAN)
    with database.read() as session:
        before = newest_plan(session)
    publish(database, draft)
    with database.read() as session:
        after = newest_plan(session)
    assert before is not None
    assert after is not None
    assert (before.number, after.number) == (1, 2)


def test_a_draft_is_nobody_s_route(database: Database) -> None:
    """Reps see a plan when it is published, not before."""
    with database.write() as session:
        store_lists(session)
    plan_id = save(database, week.PLAN)
    assert number_published(database, "wang", week.TUESDAY) is None
    publish(database, plan_id)
    assert number_published(database, "wang", week.TUESDAY) == 1


def test_a_plan_of_the_rest_of_the_week_leaves_the_past_days(database: Database, stored_week: str) -> None:
    """Planned anew on Wednesday, Tuesday's routes stay current and the older plan stays published."""
    rest = replace(week.PLAN, as_of=week.WEDNESDAY, routes=(week.WANG_WEDNESDAY, week.LI_THURSDAY))
    publish(database, save(database, rest))
    assert number_published(database, "wang", week.TUESDAY) == 1
    assert number_published(database, "wang", week.WEDNESDAY) == 2
    assert status(database, stored_week) == "published"


def test_a_plan_whose_days_are_all_replaced_is_superseded(database: Database, stored_week: str) -> None:
    """Nothing of it is current any more, and its status says so."""
    publish(database, save(database, week.PLAN))
    assert status(database, stored_week) == "superseded"
    assert number_published(database, "li", week.TUESDAY) == 2


def test_a_day_the_new_plan_gives_to_nobody_is_withdrawn(database: Database, stored_week: str) -> None:
    """A rep who is on leave in the new plan has no route left from the old one, whose visits others may have got."""
    publish(database, save(database, replace(week.PLAN, routes=(week.WANG_TUESDAY, week.WANG_WEDNESDAY))))
    assert number_published(database, "li", week.TUESDAY) is None
    assert status(database, stored_week) == "superseded"


def test_an_older_plan_can_be_published_again(database: Database, stored_week: str) -> None:
    """The way back is to publish the older version."""
    newer = save(database, week.PLAN)
    publish(database, newer)
    publish(database, stored_week)
    assert number_published(database, "wang", week.TUESDAY) == 1
    assert (status(database, stored_week), status(database, newer)) == ("published", "superseded")


def test_publishing_twice_is_publishing_once(database: Database, stored_week: str) -> None:
    """A second click changes nothing but the moment."""
    publish(database, stored_week)
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(PublicationRecord)) == 4
    assert status(database, stored_week) == "published"


def test_an_unknown_plan_is_not_published(database: Database) -> None:
    """There is nothing to publish, and that is said."""
    with pytest.raises(NotFound, match="no plan of this id"):
        publish(database, "pln_none")


def test_the_ledger_is_read_in_pages(database: Database, stored_week: str) -> None:
    """Pages put together are the whole ledger, in the order of the list."""
    with database.read() as session:
        pages = [ledger_page(session, stored_week, after=after, limit=4) for after in (0, 4, 8, 12)]
    assert [len(page) for page in pages] == [4, 4, 2, 0]
    assert tuple(row for page in pages for row in page) == week.PLAN.ledger


def test_a_source_that_is_removed_takes_its_plans_along(database: Database, stored_week: str) -> None:
    """Without the accounts there is no plan, no route and no visit of theirs."""
    with database.write() as session:
        assert remove_source(session, "list") == len(week.ACCOUNTS)
    with database.read() as session:
        assert list_plans(session) == []
        for table in (StopRecord, VisitRecord, ShiftRecord, PublicationRecord):
            assert session.scalar(select(func.count()).select_from(table)) == 0


def test_a_source_that_is_not_there_removes_nothing(database: Database, stored_week: str) -> None:
    """The lists of others stay."""
    with database.write() as session:
        assert remove_source(session, "demo") == 0
    assert status(database, stored_week) == "published"
