"""What needs the manager today, and what does not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.access.identity import SHELL, Identity
from app.attention.managers_day import ManagersDay, managers_day
from app.attention.matters import FEW, Attention, Case, Matter
from app.db import Database
from app.hooks.endpoints import EndpointFacts, create_endpoint
from app.hooks.words import WhyDisabled
from app.intake.account_changes import tell_accounts
from app.method.account import Appointment
from app.models import PublicationRecord, RepRecord, RunRecord, WebhookEndpointRecord
from app.planning.options import PlanOptions
from app.runs.run_queue import order_run
from app.runs.states import Lane, RunState
from app.visits.contradictions import settle
from app.visits.event_facts import EventKind, VisitFact
from app.visits.events import tell_event, visit_view
from tests.conftest import NOW
from tests.worlds import week
from tests.worlds.events import event_id, visit_of
from tests.worlds.stored import store_week
from tests.worlds.teams import store_teams

HOUR_S = 3600
THURSDAY = NOW + timedelta(days=2)
FAR_WEEK = datetime(2026, 12, 8, 0, 30, tzinfo=UTC)


def _day(database: Database, identity: Identity = SHELL, now: datetime = NOW) -> ManagersDay:
    with database.read() as session:
        return managers_day(session, identity, now)


def _needs(database: Database, identity: Identity = SHELL, now: datetime = NOW) -> dict[Matter, list[str]]:
    return {need.matter: [case.id for case in need.cases] for need in _day(database, identity, now).needs}


def _tell(session: Session, visit_id: str, number: int, kind: EventKind, **more: object) -> None:
    fact = VisitFact(kind, NOW, "phone-1", 1, **more)  # type: ignore[arg-type]
    tell_event(session, SHELL, visit_id, event_id(number), fact, NOW)


def test_a_week_that_is_planned_and_kept_needs_nobody(database: Database, stored_week: str) -> None:
    """Nothing is asked, and the published week is counted."""
    day = _day(database)
    assert day.needs == ()
    week_told = day.week
    assert (week_told.reps, week_told.days, week_told.visits, week_told.done) == (2, 3, 7, 0)


def test_reps_without_a_route(database: Database, stored_week: str) -> None:
    """Of this week at once, of the next one from Thursday on; whoever is on leave all week needs none."""
    assert _needs(database, now=THURSDAY) == {Matter.UNPLANNED_NEXT_WEEK: ["li", "wang"]}
    with database.write() as session:
        li = select(RepRecord.id).where(RepRecord.external_id == "li").scalar_subquery()
        away = [(week.MONDAY + timedelta(days=n)).isoformat() for n in range(7, 21)]
        session.execute(update(RepRecord).where(RepRecord.id == li).values(leave=away))
        session.execute(delete(PublicationRecord))
    assert _needs(database, now=FAR_WEEK) == {Matter.UNPLANNED_THIS_WEEK: ["wang"]}
    assert _needs(database)[Matter.UNPLANNED_THIS_WEEK] == ["li", "wang"]


def test_visits_that_came_out_otherwise(database: Database, stored_week: str) -> None:
    """Skipped or called off: a new day is needed, until one is agreed; a contradiction is looked at for a week."""
    with database.write() as session:
        west_lake, wulin = visit_of(session), visit_of(session, week.WULIN.external_id)
        green_tea = visit_of(session, week.GREEN_TEA.external_id)
        _tell(session, west_lake, 1, EventKind.SKIPPED)
        _tell(session, wulin, 2, EventKind.DONE)
        _tell(session, green_tea, 3, EventKind.CANCELLED)
        _tell(session, green_tea, 4, EventKind.NEXT_STEP, next_on=week.THURSDAY)
    day = _day(database)
    assert [need.matter for need in day.needs] == [Matter.NEEDS_DATE]
    assert day.needs[0].cases == (Case("HZ-001", week.WEST_LAKE.name, on=week.TUESDAY),)
    assert (day.week.done, day.week.given_up) == (1, 2)
    with database.write() as session:
        agreed = replace(week.WEST_LAKE, appointment=Appointment(week.THURSDAY, 10 * HOUR_S))
        tell_accounts(session, SHELL, "list", [agreed], NOW)
    assert _needs(database) == {Matter.UNHELD_APPOINTMENT: ["HZ-001"]}


def test_reports_that_contradict(database: Database, stored_week: str) -> None:
    """The rep says done, the office has called it off: both stand until it is settled, and until there is more."""
    wang = Identity("rep", "wang")
    with database.write() as session:
        visit_id = visit_of(session)
        _tell(session, visit_id, 1, EventKind.CANCELLED)
        fact = VisitFact(EventKind.DONE, NOW, "phone-2", 1)
        tell_event(session, wang, visit_id, event_id(2), fact, NOW)
    assert _needs(database)[Matter.CONFLICT] == ["wang"]
    assert Matter.CONFLICT not in _needs(database, now=NOW + timedelta(days=29))
    with database.write() as session:
        settle(session, SHELL, visit_id, NOW)
        assert [event.settled_at for event in visit_view(session, SHELL, visit_id).events] == [None, NOW]
    assert Matter.CONFLICT not in _needs(database)
    with database.write() as session:
        _tell(session, visit_id, 3, EventKind.CANCELLED)
        tell_event(session, wang, visit_id, event_id(4), fact, NOW)
    assert _needs(database)[Matter.CONFLICT] == ["wang"]


def test_what_failed_behind_the_scenes(database: Database, stored_week: str) -> None:
    """A plan that came to nothing until one goes well, and a receiver that was given up, not one switched off."""
    with database.write() as session:
        run_id = order_run(session, PlanOptions(week.MONDAY, week.MONDAY), Lane.BATCH, NOW)
        session.flush()
        failed = {"state": RunState.FAILED.value, "error_code": "NO_FIELD_DAY", "finished_at": NOW}
        session.execute(update(RunRecord).values(**failed))
        facts = EndpointFacts("https://crm.example.com/in", "CRM", [], True)
        hook_id = create_endpoint(session, SHELL, facts, NOW)[0].id
        off = {"enabled": False, "disabled_why": WhyDisabled.FAILING.value}
        session.execute(update(WebhookEndpointRecord).values(**off))
    assert _needs(database) == {Matter.FAILED_PLAN: [run_id], Matter.FAILED_WEBHOOK: [hook_id]}
    with database.write() as session:
        session.execute(update(WebhookEndpointRecord).values(disabled_why=WhyDisabled.BY_HAND.value))
        later_id = order_run(session, PlanOptions(week.MONDAY, week.MONDAY), Lane.BATCH, NOW)
        session.flush()
        well = {"state": RunState.SUCCEEDED.value, "finished_at": NOW + timedelta(minutes=1)}
        session.execute(update(RunRecord).where(RunRecord.id == later_id).values(**well))
    assert _needs(database, now=NOW + timedelta(hours=1)) == {}


def _run(session: Session, reps: tuple[str, ...], state: RunState, at: datetime) -> str:
    """A run of these reps that ended so at that moment."""
    run_id = order_run(session, PlanOptions(week.MONDAY, week.MONDAY, reps=reps), Lane.BATCH, at)
    session.flush()
    code = "NO_FIELD_DAY" if state is RunState.FAILED else None
    ended = {"state": state.value, "error_code": code, "finished_at": at}
    session.execute(update(RunRecord).where(RunRecord.id == run_id).values(**ended))
    return run_id


def test_a_failed_plan_is_told_to_whoever_ordered_it(database: Database) -> None:
    """Of his reps to their manager and to directors, of all reps to directors; another team's success mends nothing."""
    with database.write() as session:
        store_teams(session, NOW)
        session.execute(delete(RunRecord))
        teams = dict(session.execute(select(RepRecord.external_id, RepRecord.team_id)).all())
        whole = _run(session, (), RunState.FAILED, NOW)
        north = _run(session, ("wang", "zhou"), RunState.FAILED, NOW + timedelta(minutes=1))
        _run(session, ("li",), RunState.SUCCEEDED, NOW + timedelta(minutes=2))
    boss, other = (Identity("manager", team_ids=frozenset({teams[rep_id]})) for rep_id in ("wang", "li"))
    later = NOW + timedelta(hours=1)
    assert _needs(database, boss, later)[Matter.FAILED_PLAN] == [north]
    assert _needs(database, now=later)[Matter.FAILED_PLAN] == [north, whole]
    assert Matter.FAILED_PLAN not in _needs(database, other, later)
    with database.write() as session:
        _run(session, ("wang", "zhou"), RunState.SUCCEEDED, NOW + timedelta(minutes=3))
    assert Matter.FAILED_PLAN not in _needs(database, boss, later)
    assert _needs(database, now=later)[Matter.FAILED_PLAN] == [whole]


def test_accounts_that_cannot_be_planned_as_they_are(database: Database, stored_week: str) -> None:
    """Without an owner who is there, or without coordinates; those who are not visited anyway count nowhere.

    One that lies where another of the same name lies may be the same customer.
    """
    with database.write() as session:
        told = [
            replace(week.XIXI, external_id="A", owner=None),
            replace(week.XIXI, external_id="B", owner="nobody", location=None),
            replace(week.XIXI, external_id="C", owner=None, location=None, active=False),
        ]
        tell_accounts(session, SHELL, "list", told, NOW)
    counts = {need.matter: need.count for need in _day(database).needs}
    assert counts == {Matter.OWNER_GONE: 1, Matter.NO_OWNER: 1, Matter.NO_PLACE: 1, Matter.ONE_CUSTOMER: 1}


def test_a_manager_is_told_of_his_team_alone(database: Database) -> None:
    """Neither another team's reps nor what only a director can mend."""
    with database.write() as session:
        store_teams(session, NOW)
        session.execute(delete(PublicationRecord))
        north = session.scalars(select(RepRecord.team_id).where(RepRecord.external_id == "wang")).one()
        create_endpoint(session, SHELL, EndpointFacts("https://crm.example.com/in", "CRM", [], True), NOW)
        session.execute(update(WebhookEndpointRecord).values(failures=9))
    seen = _needs(database, Identity("manager", team_ids=frozenset({north})))
    assert set(seen[Matter.UNPLANNED_THIS_WEEK]) == {"wang", "zhou"}
    assert Matter.FAILED_WEBHOOK not in seen
    assert {"HZ-007", "HZ-008"}.isdisjoint(name for ids in seen.values() for name in ids)
    assert Matter.FAILED_WEBHOOK in _needs(database)


def test_many_cases_are_counted_and_few_are_named() -> None:
    """A list of a hundred is no list for a morning."""
    (told,) = Attention.of(Matter.NEEDS_DATE, [Case(str(n)) for n in range(100)])
    assert (told.count, len(told.cases)) == (100, FEW)
    assert Attention.of(Matter.NEEDS_DATE, []) == Attention.counted(Matter.NO_OWNER, 0) == []
    with pytest.raises(ValueError, match="at least one case"):
        Attention(Matter.CONFLICT, 0)


def test_today_is_the_reps_today(sqlite_database: Database) -> None:
    """The day is that of the reps' clock: late in the evening of Monday in UTC it is Tuesday in Hangzhou."""
    with sqlite_database.write() as session:
        store_week(session, NOW)
    assert _day(sqlite_database, now=datetime(2026, 11, 23, 20, tzinfo=UTC)).today == week.TUESDAY
