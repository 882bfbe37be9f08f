"""Publishing a plan while its week is under way: what has happened stays, others have a place or a reason."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from app.access.identity import Identity
from app.db import Database
from app.errors import NotFound
from app.method.settings import MethodSettings
from app.planning.by_hand import ByHand, HandLock
from app.planning.ledger import routed_rows
from app.planning.states import PlanStatus
from app.planning.store import StoredPlan, load_plan, save_plan
from app.planning.week_plan import Outcome, PlannedRoute, WeekPlan
from app.visits.event_facts import EventKind, VisitFact
from app.visits.events import tell_event, visit_view
from app.visits.publishing import publish_under_way
from app.visits.today import published_route
from tests.worlds import week
from tests.worlds.events import event_id, visit_of
from tests.worlds.stored import OPTIONS
from tests.worlds.week import BINJIANG, GREEN_TEA, HOUR_S, TUESDAY, WANG, WEDNESDAY, WEST_LAKE, WULIN, XIXI, route, stop

AT_TEN = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)  # on the Tuesday, in Hangzhou
OFFICE = Identity("manager")


def unlike(as_of: date = week.MONDAY) -> WeekPlan:
    """The small week otherwise: 西溪 on Tuesday, 西湖 and 龙井 on Wednesday beside the appointment."""
    tuesday = (
        stop(WULIN, 9 * HOUR_S, drive_s=900, drive_m=4_100),
        stop(XIXI, 14 * HOUR_S, drive_s=2100, drive_m=18_200, worth=(("base", 3600),)),
    )
    wednesday = (
        stop(BINJIANG, 10 * HOUR_S, drive_s=1500, drive_m=11_300, service_s=90 * 60),
        stop(WEST_LAKE, 13 * HOUR_S, drive_s=1500, drive_m=9_000),
        stop(GREEN_TEA, 15 * HOUR_S, drive_s=1500, drive_m=9_000),
    )
    mine = (route(WANG, TUESDAY, tuesday), route(WANG, WEDNESDAY, wednesday))
    routes = (*mine, week.LI_TUESDAY, week.LI_THURSDAY)
    lines = {account.external_id: line for line, account in enumerate(week.ACCOUNTS, start=2)}
    others = [row for row in week.PLAN.ledger if row.outcome is not Outcome.ROUTED]
    return replace(week.PLAN, as_of=as_of, routes=routes, ledger=(*routed_rows(routes, lines), *others))


def draft(database: Database, plan: WeekPlan) -> str:
    with database.write() as session:
        return save_plan(session, plan, options=replace(OPTIONS, as_of=plan.as_of), settings=MethodSettings())


def publish(database: Database, plan_id: str, now: datetime) -> str:
    with database.write() as session:
        return publish_under_way(session, plan_id, now)


def tell(database: Database, kind: EventKind, account_id: str = WEST_LAKE.external_id) -> str:
    """王芳's phone tells this of her visit at 09:50 of the Tuesday."""
    with database.write() as session:
        visit_id = visit_of(session, account_id)
        fact = VisitFact(kind, AT_TEN - timedelta(minutes=10), "phone-1", 1)
        tell_event(session, Identity("rep", "wang"), visit_id, event_id(len(account_id)), fact, AT_TEN)
    return visit_id


def stored(database: Database, plan_id: str) -> StoredPlan:
    with database.read() as session:
        found = load_plan(session, plan_id)
    assert found is not None
    return found


def in_force(database: Database, on: date, rep_id: str = "wang") -> PlannedRoute:
    with database.read() as session:
        found = published_route(session, rep_id, on)
    assert found is not None
    return found.route


def names(route: PlannedRoute) -> list[str]:
    return [stop.external_id for stop in route.stops]


def accounted_for(plan: WeekPlan) -> bool:
    """Whether the ledger has every account once, as routed where a route has it and else not."""
    routed = {name for route in plan.routes for name in names(route)}
    told = [row.external_id for row in plan.ledger if row.external_id]
    of_ledger = {row.external_id for row in plan.ledger if row.outcome is Outcome.ROUTED}
    return routed == of_ledger and len(told) == len(set(told)) == len(week.ACCOUNTS)


def test_a_plan_is_published_as_it_is_while_nothing_has_happened(database: Database, stored_week: str) -> None:
    """Nobody has told of a visit: the plan itself is in force, and the one before is superseded."""
    plan_id = draft(database, unlike())
    assert publish(database, plan_id, AT_TEN) == plan_id
    assert names(in_force(database, TUESDAY)) == [WULIN.external_id, XIXI.external_id]
    assert stored(database, stored_week).status is PlanStatus.SUPERSEDED


@pytest.mark.parametrize("kind", [EventKind.ARRIVED, EventKind.DONE])
def test_a_visit_that_is_made_stays_where_it_was_made(database: Database, stored_week: str, kind: EventKind) -> None:
    """The day goes on by the new plan, nobody is visited a second time, and all versions can be read."""
    plan_id = draft(database, unlike())
    visit_id = tell(database, kind)
    version = publish(database, plan_id, AT_TEN)
    tuesday, wednesday = in_force(database, TUESDAY), in_force(database, WEDNESDAY)
    assert names(tuesday) == [WEST_LAKE.external_id, WULIN.external_id, XIXI.external_id]
    assert tuesday.stops[0].visit_id == visit_id
    assert tuesday.stops[1].arrival_s >= 10 * HOUR_S
    assert names(wednesday) == [BINJIANG.external_id, GREEN_TEA.external_id]
    assert names(in_force(database, TUESDAY, "li")) == names(week.LI_TUESDAY)
    with database.read() as session:
        seen = visit_view(session, OFFICE, visit_id)
    assert (seen.state.value, seen.place.on if seen.place else None) == (kind.value, TUESDAY)
    assert accounted_for(stored(database, version).plan)
    assert [note.code for note in stored(database, version).plan.notes][-1] == "UNDER_WAY"
    statuses = {one: stored(database, one).status for one in (stored_week, plan_id, version)}
    assert list(statuses.values()) == [PlanStatus.SUPERSEDED, PlanStatus.SUPERSEDED, PlanStatus.PUBLISHED]
    assert names(stored(database, plan_id).plan.routes[0]) == [WULIN.external_id, XIXI.external_id]


def test_what_does_not_fit_after_what_was_made_says_so(database: Database, stored_week: str) -> None:
    """At half past five there is no time left for 武林 and 西溪 that Tuesday; the appointment of Wednesday stands."""
    plan_id = draft(database, unlike())
    tell(database, EventKind.DONE)
    version = publish(database, plan_id, AT_TEN + timedelta(hours=7, minutes=30))
    assert names(in_force(database, TUESDAY)) == [WEST_LAKE.external_id]
    plan = stored(database, version).plan
    aside = {row.external_id: (row.outcome, row.code) for row in plan.ledger if row.code == "DAY_BEGUN"}
    assert aside == dict.fromkeys([WULIN.external_id, XIXI.external_id], (Outcome.UNSERVED, "DAY_BEGUN"))
    assert accounted_for(plan)


def test_what_is_locked_by_hand_stays_where_not_all_fits(database: Database, stored_week: str) -> None:
    """Late in the afternoon one more visit fits: the locked one, at its moment or after it, and its lock follows."""
    tell(database, EventKind.DONE)
    at_four = AT_TEN + timedelta(hours=6)
    publish(database, draft(database, unlike()), at_four)
    assert names(in_force(database, TUESDAY)) == [WEST_LAKE.external_id, WULIN.external_id]
    lock = HandLock("wang", TUESDAY, XIXI.external_id, 14 * HOUR_S)
    version = publish(database, draft(database, replace(unlike(), hand=ByHand((lock,)))), at_four)
    tuesday = in_force(database, TUESDAY)
    assert names(tuesday) == [WEST_LAKE.external_id, XIXI.external_id]
    assert stored(database, version).plan.hand.locks == (replace(lock, start_s=tuesday.stops[-1].start_s),)
    aside = [row.external_id for row in stored(database, version).plan.ledger if row.code == "DAY_BEGUN"]
    assert aside == [WULIN.external_id]


def test_a_visit_that_was_called_off_stays_called_off(database: Database, stored_week: str) -> None:
    """武林 was skipped this morning; the plan that was waiting does not send anybody there that day."""
    plan_id = draft(database, unlike())
    tell(database, EventKind.SKIPPED, WULIN.external_id)
    version = publish(database, plan_id, AT_TEN)
    assert names(in_force(database, TUESDAY)) == [XIXI.external_id]
    assert accounted_for(stored(database, version).plan)


def test_days_that_are_over_keep_their_routes(database: Database, stored_week: str) -> None:
    """Published on Wednesday morning, a plan of the whole week does not rewrite Tuesday."""
    tell(database, EventKind.DONE)
    before = in_force(database, TUESDAY)
    version = publish(database, draft(database, unlike()), AT_TEN + timedelta(hours=20))
    after = in_force(database, TUESDAY)
    assert names(after) == names(before)
    assert [stop.start_s for stop in after.stops] == [stop.start_s for stop in before.stops]
    assert accounted_for(stored(database, version).plan)


def test_a_rep_whom_the_plan_leaves_out_keeps_what_he_has_made(database: Database, stored_week: str) -> None:
    """The rest of 王芳's day goes; what she did this morning does not."""
    tell(database, EventKind.DONE)
    plan = replace(week.PLAN, routes=(week.LI_TUESDAY, week.LI_THURSDAY), ledger=())
    publish(database, draft(database, plan), AT_TEN)
    assert names(in_force(database, TUESDAY)) == [WEST_LAKE.external_id]


def test_who_is_seen_again_after_a_visit_has_another_visit(database: Database, stored_week: str) -> None:
    """A plan that is made after the visit may go there once more that week: that visit is still to be made."""
    visit_id = tell(database, EventKind.DONE)
    again = stored(database, draft(database, unlike(as_of=WEDNESDAY)))
    wednesday = again.plan.route("wang", WEDNESDAY)
    assert wednesday is not None
    (other,) = [stop.visit_id for stop in wednesday.stops if stop.external_id == WEST_LAKE.external_id]
    assert other != visit_id
    with database.read() as session:
        assert visit_view(session, OFFICE, other).state.value == "planned"


def test_an_unknown_plan_is_not_published(database: Database) -> None:
    """There is nothing to publish, and that is said."""
    with pytest.raises(NotFound, match="no plan of this id"):
        publish(database, "pln_none", AT_TEN)
