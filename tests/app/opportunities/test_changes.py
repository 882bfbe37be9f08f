"""Opportunities through the door: begun, changed, helped with, and every change kept."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.access.identity import Identity
from app.access.people import PersonFacts, create_person
from app.access.roles import PersonRole
from app.attention.help_asked import help_asked
from app.db import Database
from app.errors import NotFound
from app.intake.overview import local_zone
from app.intake.rep_lists import rep_record
from app.method.account import Answer
from app.method.opportunity import Criterion, Finding, Opportunity, Stage
from app.opportunities.changes import (
    MOST_OF_AN_ACCOUNT,
    NoHelpAsked,
    TooManyOpportunities,
    answer_help,
    begin_opportunity,
    change_opportunity,
)
from app.opportunities.known import (
    OpportunityFilter,
    find_opportunity,
    opportunity_changes,
    pressing_opportunities,
    stage_counts,
)
from tests.conftest import NOW
from tests.worlds import week
from tests.worlds.stored import store_lists

DIRECTOR = Identity("manager")
DEAL = Opportunity("2027 年框", value=60_000)
LATER = NOW + timedelta(hours=1)


def rep(session: Session, rep_id: str) -> Identity:
    record = rep_record(session, DIRECTOR, rep_id)
    assert record is not None
    return Identity("rep", rep_id, record.id)


def test_who_moved_the_stage_and_when_is_kept(database: Database, stored_week: str) -> None:
    """With the stage before; saving what is there already is no change."""
    with database.write() as session:
        wang = rep(session, "wang")
        known = begin_opportunity(session, wang, week.XIXI.external_id, DEAL, NOW)
        told = replace(DEAL, stage=Stage.MET_KP, findings={Criterion.BUDGET: Finding(Answer.YES, "已批")})
        changed = change_opportunity(session, wang, known.id, told, LATER)
        again = change_opportunity(session, wang, known.id, told, LATER)
        assert (known.version, changed.version, again.version) == (1, 2, 2)
        last, first = opportunity_changes(session, DIRECTOR, known.id)
    assert (last.at, last.by_name, last.changed["stage"]) == (LATER, "王芳", ("identified", "met_kp"))
    assert set(last.changed) == {"stage", "findings"}
    assert first.changed["value"] == (None, 60_000)


def test_help_is_asked_seen_and_answered(database: Database, stored_week: str) -> None:
    """The manager's front page names it until he answers; the rep reads the answer with his name and the time."""
    with database.write() as session:
        wang = rep(session, "wang")
        chen = create_person(session, DIRECTOR, PersonFacts("chen", "陈经理", PersonRole.DIRECTOR, None), NOW)
        manager = Identity("manager", actor_id=chen.id)
        asking = replace(DEAL, help_wanted="价格谈不下来")
        known = begin_opportunity(session, wang, week.XIXI.external_id, asking, NOW)
        zone = local_zone(session)
        (need,) = help_asked(session, manager, zone)
        assert [case.name for case in need.cases] == [week.XIXI.name]
        answered = answer_help(session, manager, known.id, "周四我陪你去", LATER)
        assert help_asked(session, manager, zone) == []
        with pytest.raises(NoHelpAsked):
            answer_help(session, manager, known.id, "再说一次", LATER)
        read = find_opportunity(session, wang, known.id)
        assert read == answered
        assert read.help is not None
        assert (read.help.answer, read.help.answered_by, read.help.answered_at) == ("周四我陪你去", "陈经理", LATER)
        change_opportunity(session, wang, known.id, replace(asking, help_wanted="付款条件呢"), LATER)
        assert len(help_asked(session, manager, zone)) == 1
        change_opportunity(session, wang, known.id, replace(asking, help_wanted="付款条件呢", lost=True), LATER)
        assert help_asked(session, manager, zone) == []


def test_the_list_begins_with_who_waits(database: Database, stored_week: str) -> None:
    """Then by the day they are expected to close, lost ones last; stages are counted, reps and help filtered."""
    with database.write() as session:
        wang, li = rep(session, "wang"), rep(session, "li")
        of_wang = week.XIXI.external_id
        told = {
            "lost": replace(DEAL, name="lost", lost=True, close_on=week.MONDAY),
            "late": replace(DEAL, name="late", close_on=week.THURSDAY),
            "soon": replace(DEAL, name="soon", close_on=week.TUESDAY, stage=Stage.NEGOTIATING),
            "asks": replace(DEAL, name="asks", help_wanted="?"),
        }
        for one in told.values():
            begin_opportunity(session, wang, of_wang, one, NOW)
        all_ = OpportunityFilter()
        assert [one.opportunity.name for one in pressing_opportunities(session, DIRECTOR, all_, 9)] == [
            "asks",
            "soon",
            "late",
            "lost",
        ]
        assert stage_counts(session, DIRECTOR, all_) == {Stage.IDENTIFIED: 3, Stage.NEGOTIATING: 1}
        assert len(pressing_opportunities(session, DIRECTOR, OpportunityFilter(needs_help=True), 9)) == 1
        assert len(pressing_opportunities(session, DIRECTOR, OpportunityFilter(rep_id="wang"), 9)) == 4
        assert pressing_opportunities(session, DIRECTOR, OpportunityFilter(rep_id="li"), 9) == []
        assert pressing_opportunities(session, li, all_, 9) == []
        with pytest.raises(NotFound):
            begin_opportunity(session, li, of_wang, DEAL, NOW)


def test_an_account_has_only_so_many(sqlite_database: Database) -> None:
    """The next one is refused, and nothing of it is kept."""
    with sqlite_database.write() as session:
        store_lists(session)
        for n in range(MOST_OF_AN_ACCOUNT):
            begin_opportunity(session, DIRECTOR, week.XIXI.external_id, replace(DEAL, name=f"{n}"), NOW)
        with pytest.raises(TooManyOpportunities):
            begin_opportunity(session, DIRECTOR, week.XIXI.external_id, DEAL, NOW)
        assert sum(stage_counts(session, DIRECTOR, OpportunityFilter()).values()) == MOST_OF_AN_ACCOUNT
