"""A rep's year as it stands: what done visits bring in lowers what is to go, and the route answers its day."""

from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import select

from app.access.identity import SHELL, Identity
from app.db import Database
from app.goals.needs import outlay
from app.goals.standing import goal_standings
from app.intake.rep_rows import as_rep
from app.method.account import Grade
from app.method.field_days import field_seconds_of_year
from app.method.goal_ladder import days_of
from app.method.settings import MethodSettings
from app.models import AccountRecord, RepRecord
from app.visits.event_facts import EventKind, VisitFact
from app.visits.events import tell_event
from tests.conftest import NOW
from tests.worlds import week
from tests.worlds.events import event_id, visit_of
from tests.worlds.teams import Row, store_teams

SUNDAY = date(2026, 11, 29)
NOBODY = replace(week.WANG, external_id="nobody", name="没有客户")
USUAL = MethodSettings()
SECOND = USUAL.yearly_target / field_seconds_of_year(week.WANG, 2026, "CN")  # CNY of a second of 王芳's
BASES_S = [{part.name: part.worth_s for part in stop.worth}["base"] for stop in week.WANG_TUESDAY.stops]
TUESDAY_BRINGS = sum(round(base_s * SECOND) for base_s in BASES_S)


def tell_done(database: Database, external_id: str, at: datetime = NOW) -> None:
    fact = VisitFact(EventKind.DONE, at, "phone", 1)
    with database.write() as session:
        tell_event(session, SHELL, visit_of(session, external_id), event_id(len(external_id)), fact, at)


def test_the_route_answers_its_day(database: Database, stored_week: str) -> None:
    """What the stops of today are expected to bring and to whom; a day off asks for nothing."""
    with database.read() as session:
        wang, li = goal_standings(session, week.REPS, week.TUESDAY)
        (sunday,) = goal_standings(session, [week.WANG], week.TUESDAY, SUNDAY)
    assert wang.answer.expected == TUESDAY_BRINGS
    assert sum(wang.answer.customers.values()) + sum(wang.answer.prospects.values()) == 3
    assert wang.answer.customers[Grade.A] == 1
    assert wang.day_target(week.TUESDAY) > 0
    assert li.answer.expected > 0
    assert (sunday.day_target(SUNDAY), sunday.answer.expected) == (0, 0)


def test_what_is_done_is_brought_in(database: Database, stored_week: str) -> None:
    """On its day and nobody else's; with the first route the days begin that count."""
    tell_done(database, week.WEST_LAKE.external_id)
    with database.read() as session:
        wang, li = goal_standings(session, week.REPS, week.TUESDAY)
        (later,) = goal_standings(session, [week.WANG], week.THURSDAY)
    assert wang.ladder is not None
    assert later.ladder is not None
    brought = {day.first_on: day.brought_in for day in days_of(wang.ladder.year) if day.brought_in}
    assert brought == {week.TUESDAY: round(BASES_S[0] * SECOND)}
    assert li.ladder is not None
    assert li.ladder.year.brought_in == 0
    ahead = sum(day.planned for day in days_of(wang.ladder.year) if day.first_on >= week.TUESDAY)
    assert wang.to_go == ahead  # today itself is not over
    assert later.to_go == ahead - round(BASES_S[0] * SECOND)


def test_what_it_takes_is_counted_from_the_reps_own_prospects(database: Database, stored_week: str) -> None:
    """王芳 has one precise prospect; a rep without any is told the chances of a B account."""
    with database.read() as session:
        own = outlay(session, SHELL, week.WANG, 100_000, week.TUESDAY)
        nobody = outlay(session, SHELL, NOBODY, 100_000, week.TUESDAY)
    assert own is not None
    assert nobody is not None
    assert (own.own, own.precise_prospects, own.deal_value) == (True, 1, USUAL.deal_value[week.GREEN_TEA.grade])
    assert own.missing_prospects == own.need.precise_prospects - 1
    assert (nobody.own, nobody.precise_prospects, nobody.deal_value) == (False, 0, USUAL.deal_value[Grade.B])
    assert own.field_days_left == nobody.field_days_left > 0


def test_a_namesakes_prospects_are_not_counted(database: Database) -> None:
    """A list that names the owner by a name that another team has as well says nothing of one's own rep."""
    with database.write() as session:
        world = store_teams(session, NOW)
        wang = session.scalars(select(RepRecord).where(RepRecord.external_id == "wang")).one()
        session.scalars(select(RepRecord).where(RepRecord.external_id == "li")).one().name = wang.name
        team_id, rep = wang.team_id, as_rep(wang)
        theirs = select(AccountRecord).where(AccountRecord.external_id == world.names["account_id"][Row.FOREIGN])
        foreign = session.scalars(theirs).one()
        foreign.owner, foreign.category, foreign.declared_precise = wang.name, "prospect", True
        foreign.need = foreign.ability_to_pay = foreign.authority = None
        foreign.visits = 0
    with database.read() as session:
        seen = outlay(session, Identity("manager", team_ids=frozenset({team_id})), rep, 100_000, week.TUESDAY)
        all_ = outlay(session, SHELL, rep, 100_000, week.TUESDAY)
    assert seen is not None
    assert all_ is not None
    assert all_.precise_prospects == seen.precise_prospects + 1
