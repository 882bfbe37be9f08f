"""Two teams plan their weeks one after the other: neither touches what the other has in force."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.access.identity import Identity
from app.by_hand.change import Change, Spot, preview_change
from app.by_hand.locks import lock_by_hand
from app.by_hand.words import ChangeRefused
from app.db import Database
from app.errors import InvalidInput, NotFound
from app.method.settings import MethodSettings
from app.models import AccountRecord, RepRecord, TeamRecord
from app.planning.by_hand import HandLock
from app.planning.concerned import Concerned, concerned
from app.planning.division import Listed
from app.planning.earlier_plan import earlier_plan
from app.planning.in_force import days_in_force, holders_in_force
from app.planning.keeping import Earlier
from app.planning.options import PlanOptions
from app.planning.ordered_reps import ordered_reps
from app.planning.seen_plans import (
    OtherTeamsPlan,
    list_seen_plans,
    load_seen_plan,
    newest_seen_plan,
    seen_ledger,
)
from app.planning.store import published_plan, save_plan
from app.planning.week_plan import Outcome, PlannedRoute, WeekPlan
from app.planning.whole_week import WholeWeek, whole_week
from app.runs.run_queue import order_run
from app.runs.runs import seen_run
from app.runs.states import Lane
from app.visits.publishing import publish_under_way
from tests.conftest import NOW
from tests.worlds import week
from tests.worlds.stored import OPTIONS, store_lists

NORTH, SOUTH = Identity("manager", team_ids=frozenset({"team_n"})), Identity("manager", team_ids=frozenset({"team_s"}))
DIRECTOR = Identity("manager")
OF_NORTH, OF_SOUTH = replace(OPTIONS, reps=("wang",)), replace(OPTIONS, reps=("li",))
NOBODYS = replace(week.XIXI, external_id="HZ-100", name="无主店", owner=None)
LISTED = tuple(Listed(line, account) for line, account in enumerate((*week.ACCOUNTS, NOBODYS), start=2))
REJECTED = tuple(row for row in week.PLAN.ledger if row.outcome is Outcome.REJECTED)
NOTHING_EARLIER = Earlier()


@pytest.fixture
def teams(database: Database) -> Database:
    """The small week's lists, with 王芳 in the north and 李强 in the south."""
    with database.write() as session:
        store_lists(session)
        for rep_id, team_id in (("wang", "team_n"), ("li", "team_s")):
            session.add(TeamRecord(id=team_id, name=team_id))
            session.flush()
            session.execute(update(RepRecord).where(RepRecord.external_id == rep_id).values(team_id=team_id))
    return database


def part(*rep_ids: str) -> WeekPlan:
    """The small week of these reps."""
    routes = tuple(route for route in week.PLAN.routes if route.rep_id in rep_ids)
    return replace(
        week.PLAN, routes=routes, ledger=tuple(r for r in week.PLAN.ledger if r.params.get("rep_id") in rep_ids)
    )


def stored(session: Session, plan: WeekPlan, options: PlanOptions) -> str:
    return save_plan(session, plan, options=options, settings=MethodSettings())


def told_whole(session: Session, identity: Identity) -> WholeWeek | None:
    newest = newest_seen_plan(session, identity)
    assert newest is not None
    return whole_week(session, identity, newest)


def routes_in_force(session: Session) -> list[tuple[str, PlannedRoute]]:
    days = days_in_force(session, ("wang", "li"), week.MONDAY, week.MONDAY.replace(day=29))
    return [(day.plan_id, day.route) for day in days]


def test_neither_team_touches_the_others_days(teams: Database) -> None:
    """Each publishes its own; a plan of one that sends nobody anywhere withdraws its days and no others."""
    with teams.write() as session:
        north, south = stored(session, part("wang"), OF_NORTH), stored(session, part("li"), OF_SOUTH)
        publish_under_way(session, north, NOW, NORTH)
        publish_under_way(session, south, NOW, SOUTH)
        assert {(plan_id, route.rep_id) for plan_id, route in routes_in_force(session)} == {
            (north, "wang"),
            (south, "li"),
        }
        before = [route for _, route in routes_in_force(session) if route.rep_id == "li"]
        empty = stored(session, replace(part("wang"), routes=(), ledger=()), OF_NORTH)
        publish_under_way(session, empty, NOW, DIRECTOR)
        assert [route for _, route in routes_in_force(session)] == before
        assert published_plan(session, week.MONDAY, ["li"]) == south


def test_a_plan_of_all_still_speaks_for_all(teams: Database) -> None:
    """Publishing it takes the place of both teams' plans."""
    with teams.write() as session:
        north, south = stored(session, part("wang"), OF_NORTH), stored(session, part("li"), OF_SOUTH)
        publish_under_way(session, north, NOW)
        publish_under_way(session, south, NOW)
        whole = stored(session, week.PLAN, OPTIONS)
        publish_under_way(session, whole, NOW)
        assert {plan_id for plan_id, _ in routes_in_force(session)} == {whole}


def test_what_all_hold_on_to_is_in_force_for_each(teams: Database) -> None:
    """The newest plan is one team's: the other's days and locks are kept as well."""
    lock = HandLock("wang", week.TUESDAY)
    with teams.write() as session:
        north, south = stored(session, part("wang"), OF_NORTH), stored(session, part("li"), OF_SOUTH)
        publish_under_way(session, north, NOW)
        lock_by_hand(session, NORTH, north, "wang", week.TUESDAY, "")
        publish_under_way(session, south, NOW + timedelta(minutes=1))
        assert published_plan(session, week.MONDAY) == south
        held = earlier_plan(session, south)
        assert held is not None
        assert sorted((r.rep_id, r.on) for r in held.routes) == sorted((r.rep_id, r.on) for r in week.PLAN.routes)
        assert held.hand.locks == (lock,)


def test_the_week_is_told_whole_where_it_is_of_several_plans(teams: Database) -> None:
    """Every day in force and each account once, with the locks of both plans; to a manager his own plan says it all."""
    with teams.write() as session:
        north, south = stored(session, part("wang"), OF_NORTH), stored(session, part("li"), OF_SOUTH)
        publish_under_way(session, north, NOW)
        lock_by_hand(session, NORTH, north, "wang", week.TUESDAY, "")
        assert told_whole(session, DIRECTOR) is None
        publish_under_way(session, south, NOW + timedelta(minutes=1))
        whole = told_whole(session, DIRECTOR)
        assert whole is not None
        assert [(one.summary.id, one.reps, one.visits) for one in whole.parts] == [
            (south, ("李强",), 2),
            (north, ("王芳",), 5),
        ]
        assert {(r.rep_id, r.on) for r in whole.plan.routes} == {(r.rep_id, r.on) for r in week.PLAN.routes}
        rows = [row.external_id for row in whole.plan.ledger]
        assert sorted(rows) == sorted({row.external_id for row in (*part("wang").ledger, *part("li").ledger)})
        assert whole.plan.hand.locks == (HandLock("wang", week.TUESDAY),)
        assert told_whole(session, SOUTH) is None
        publish_under_way(session, stored(session, week.PLAN, OPTIONS), NOW + timedelta(minutes=2))
        assert told_whole(session, DIRECTOR) is None


def test_a_manager_publishes_what_is_his_alone(teams: Database) -> None:
    """Another team's plan is not there for him, and one of all reps stays a director's."""
    with teams.write() as session:
        north, whole = stored(session, part("wang"), OF_NORTH), stored(session, week.PLAN, OPTIONS)
        with pytest.raises(NotFound):
            publish_under_way(session, north, NOW, SOUTH)
        with pytest.raises(OtherTeamsPlan):
            publish_under_way(session, whole, NOW, NORTH)
        assert routes_in_force(session) == []


def test_an_account_on_anothers_published_day_is_not_visited_twice(teams: Database) -> None:
    """A draft that has it too gives it up when it is published, and its ledger says so."""
    taken = week.LI_TUESDAY.stops[0]
    with teams.write() as session:
        mine = next(route for route in week.PLAN.routes if route.rep_id == "wang")
        both = replace(part("wang"), routes=(replace(mine, stops=(replace(taken), *mine.stops[1:])),))
        draft = stored(session, both, OF_NORTH)
        publish_under_way(session, stored(session, part("li"), OF_SOUTH), NOW)
        version = publish_under_way(session, draft, NOW, NORTH)
        assert version != draft
        seen = [stop.external_id for _, route in routes_in_force(session) for stop in route.stops]
        assert seen.count(taken.external_id) == 1
        codes = {row.row.external_id: row.row.code for row in seen_ledger(session, NORTH, version)}
        assert codes[taken.external_id] == "OTHER_PLAN"


def test_an_account_on_anothers_published_day_is_not_added_by_hand(teams: Database) -> None:
    """Whose day it is says so, as far as one may know him; where the plan would take that day's place it is added."""
    taken, before = week.LI_TUESDAY.stops[0].external_id, NOW - timedelta(days=4)
    to_her = Change(taken, Spot("wang", week.TUESDAY))
    with teams.write() as session:
        north, south = stored(session, part("wang"), OF_NORTH), stored(session, part("li"), OF_SOUTH)
        publish_under_way(session, south, before)
        draft_of_all = stored(session, part("wang"), OPTIONS)
        assert preview_change(session, DIRECTOR, draft_of_all, to_her, before).changed
        with pytest.raises(ChangeRefused) as refusal:
            preview_change(session, DIRECTOR, north, to_her, before)
        assert (refusal.value.reason, week.LI.name in str(refusal.value)) == ("ELSEWHERE", True)
        session.execute(update(AccountRecord).where(AccountRecord.external_id == taken).values(owner="wang"))
        with pytest.raises(ChangeRefused) as refusal:
            preview_change(session, NORTH, north, to_her, before)
        assert (refusal.value.reason, week.LI.name in str(refusal.value)) == ("OTHER_TEAMS", False)


def test_managers_see_plans_of_their_reps(teams: Database) -> None:
    """His team's whole, of the plan of all his part, and nothing of another team's."""
    with teams.write() as session:
        north, whole = stored(session, part("wang"), OF_NORTH), stored(session, week.PLAN, OPTIONS)
        assert [plan.id for plan in list_seen_plans(session, SOUTH)] == [whole]
        assert [plan.id for plan in list_seen_plans(session, NORTH)] == [whole, north]
        assert load_seen_plan(session, SOUTH, north) is None
        mine, of_all = load_seen_plan(session, NORTH, north), load_seen_plan(session, SOUTH, whole)
        assert mine is not None
        assert of_all is not None
        assert mine == load_seen_plan(session, DIRECTOR, north)
        assert {route.rep_id for route in of_all.plan.routes} == {"li"}


def test_managers_see_runs_of_their_reps(teams: Database) -> None:
    """Nobody else's, and none of all reps: whoever sees one may end it."""
    with teams.write() as session:
        north, whole = (order_run(session, options, Lane.BATCH, NOW) for options in (OF_NORTH, OPTIONS))
        session.flush()
        assert [seen_run(session, who, north) is not None for who in (NORTH, SOUTH, DIRECTOR)] == [True, False, True]
        assert [seen_run(session, who, whole) is not None for who in (NORTH, SOUTH, DIRECTOR)] == [False, False, True]


def test_an_order_names_whom_it_is_for(teams: Database) -> None:
    """A manager who names nobody means his team, a director all; whom one does not see is refused."""
    with teams.read() as session:
        assert ordered_reps(session, NORTH) == ("wang",)
        assert ordered_reps(session, DIRECTOR) == ()
        assert ordered_reps(session, DIRECTOR, reps=["wang"], teams=["team_s"]) == ("li", "wang")
        for named in ({"reps": ["li"]}, {"teams": ["team_s"]}, {"reps": ["nobody"]}):
            with pytest.raises(InvalidInput):
                ordered_reps(session, NORTH, **named)


def of_reps(*rep_ids: str, held: dict[str, set[str]] | None = None, earlier: Earlier = NOTHING_EARLIER) -> Concerned:
    options = replace(OPTIONS, reps=tuple(sorted(rep_ids)))
    return concerned(options, LISTED, week.REPS, REJECTED, held=held or {}, earlier=earlier)


def names(part: Concerned) -> set[str]:
    return {row.account.external_id for row in part.listed}


def test_the_parts_of_two_teams_are_all_that_somebody_owns() -> None:
    """Each account is in one part, nobody's in none, and rejected rows belong to a plan of all."""
    north, south, whole = of_reps("wang"), of_reps("li"), of_reps()
    assert names(north) | names(south) == {account.external_id for account in week.ACCOUNTS}
    assert not names(north) & names(south)
    assert names(whole) == names(north) | names(south) | {NOBODYS.external_id}
    assert (north.aside, south.aside, whole.aside) == ((), (), REJECTED)
    assert [note.code for note in north.notes] == ["SOME_REPS"]


def test_nobodys_account_stays_with_who_has_it() -> None:
    """On a published day, or in the plan to hold on to."""
    name = NOBODYS.external_id
    assert name in names(of_reps("wang", held={name: {"wang"}}))
    assert name in names(of_reps("wang", earlier=Earlier(reps={name: "wang"})))
    assert name not in names(of_reps("wang", held={name: {"li"}}))


def test_what_another_has_is_left_to_him() -> None:
    """An account of hers on his published day is in her ledger with the reason, and not planned."""
    mine = next(account for account in week.ACCOUNTS if account.owner == "wang")
    part = of_reps("wang", held={mine.external_id: {"li"}})
    assert mine.external_id not in names(part)
    assert [(row.external_id, row.code) for row in part.aside] == [(mine.external_id, "OTHER_PLAN")]


def test_a_namesakes_accounts_are_nobodys_of_the_plan() -> None:
    """A list that names the owner by a name that two reps have does not say whose it is."""
    twin = replace(week.LI, name=week.WANG.name)
    by_name = replace(NOBODYS, owner=week.WANG.name)
    options = replace(OPTIONS, reps=("wang",))
    one, two = (
        concerned(options, [Listed(2, by_name)], reps, (), held={}, earlier=NOTHING_EARLIER)
        for reps in (week.REPS, (week.WANG, twin))
    )
    assert (names(one), names(two)) == ({by_name.external_id}, set())


def test_holders_are_those_of_published_days(teams: Database) -> None:
    """Drafts hold nothing."""
    with teams.write() as session:
        draft = stored(session, part("li"), OF_SOUTH)
        assert holders_in_force(session, OPTIONS.planned_days) == {}
        publish_under_way(session, draft, NOW)
        assert holders_in_force(session, OPTIONS.planned_days)[week.LI_TUESDAY.stops[0].external_id] == {"li"}
