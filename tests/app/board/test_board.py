"""The board of real rows: what was told of visits becomes rates, and every rate opens to the accounts it counts."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.access.identity import SHELL, Identity
from app.board.board import Board, BoardWish, board, quarter_of
from app.db import Database
from app.errors import AppError
from app.intake.account_changes import tell_accounts
from app.method.account import Category
from app.method.board import Dimension, Measure
from app.method.opportunity import Opportunity, Stage
from app.method.rates import Rate
from app.opportunities.changes import begin_opportunity, change_opportunity
from app.visits.event_facts import EventKind, VisitFact
from app.visits.events import tell_event
from tests.conftest import NOW
from tests.worlds import week
from tests.worlds.events import event_id, visit_of
from tests.worlds.teams import Row, store_teams


def tell(database: Database, external_id: str, number: int, kind: EventKind, **outcome: str) -> None:
    fact = VisitFact(kind, NOW, "phone", 1, outcome=outcome)
    with database.write() as session:
        tell_event(session, SHELL, visit_of(session, external_id), event_id(number), fact, NOW)


def seen(database: Database, wish: BoardWish = BoardWish(), identity: Identity = SHELL) -> Board:
    with database.read() as session:
        return board(session, identity, wish, NOW)


def test_what_was_told_is_counted(database: Database, stored_week: str) -> None:
    """A prospect who was visited and signed, a refusal that was corrected, days as full as they are."""
    tell(database, week.GREEN_TEA.external_id, 1, EventKind.DONE)
    tell(database, week.WULIN.external_id, 2, EventKind.DONE)
    tell(database, week.WULIN.external_id, 3, EventKind.DEBRIEF, interest="down", refusal="price")
    tell(database, week.XIAOSHAN.external_id, 4, EventKind.DEBRIEF, interest="down", refusal="price")
    tell(database, week.XIAOSHAN.external_id, 5, EventKind.DEBRIEF, interest="up")
    with database.write() as session:
        tell_accounts(session, SHELL, "list", [replace(week.GREEN_TEA, category=Category.SIGNED)], NOW)
    found = seen(database)
    assert (found.from_on, found.to_on) == (date(2026, 10, 1), date(2026, 12, 31))
    assert found.rates[Measure.CONVERSION] == Rate(1, 1)
    assert found.rates[Measure.REFUSED] == Rate(1, 2)
    assert found.refusals == {"price": Rate(1, 2)}
    kps = [account for account in week.ACCOUNTS if account.contacts]
    assert found.rates[Measure.COVERAGE].n == len(kps)
    assert found.full is not None
    assert found.full.n == 3  # days with visits
    used = sum(one.service_s + one.travel_s for one in week.ROUTES if one.stops)
    assert found.full.share == pytest.approx(used / (3 * 9 * 3600))
    assert list(found.fullness) == ["li", "wang"]


def test_deals_are_won_or_lost_where_they_were_decided(database: Database, stored_week: str) -> None:
    """Two of an account are two; one that is open is none, nor is one that was taken up again or decided long ago."""
    days = (NOW, NOW + timedelta(days=1))
    with database.write() as session:
        ids = {
            name: begin_opportunity(session, SHELL, account.external_id, Opportunity(name), NOW).id
            for name, account in (
                ("won", week.WULIN), ("lost", week.WULIN), ("open", week.WULIN), ("again", week.XIAOSHAN)
            )
        }  # fmt: skip
        begun_won = Opportunity("old", Stage.SIGNED)
        begin_opportunity(session, SHELL, week.XIAOSHAN.external_id, begun_won, NOW - timedelta(days=100))
        for name, told in (
            ("won", Opportunity("won", Stage.SIGNED)),
            ("won", Opportunity("won", Stage.GROWING)),
            ("lost", Opportunity("lost", lost=True)),
            ("again", Opportunity("again", lost=True)),
            ("again", Opportunity("again", Stage.NEGOTIATING)),
        ):
            change_opportunity(session, SHELL, ids[name], told, days[told.stage is Stage.GROWING])
    found = seen(database)
    assert found.rates[Measure.WIN_RATE] == Rate(1, 2)
    (case,) = found.behind(Measure.WIN_RATE, Dimension.GRADE, week.WULIN.grade)
    assert {(deal.name, deal.is_won) for deal in case.deals} == {("won", True), ("lost", False)}
    assert seen(database, BoardWish(days[1].date())).rates[Measure.WIN_RATE] == Rate(0, 0)


def test_every_number_opens_to_as_many_accounts(sqlite_database: Database) -> None:
    """Whatever the dimension; the parts of each sum to the whole."""
    with sqlite_database.write() as session:
        store_teams(session, NOW)
    tell(sqlite_database, week.GREEN_TEA.external_id, 1, EventKind.DONE)
    found = seen(sqlite_database)
    for of in Dimension:
        for group in found.groups(of):
            for measure, rate in group.rates.items():
                behind = found.behind(measure, of, group.value)
                assert Rate.of_all(case.rate(measure) for case in behind) == rate
        assert sum(group.rates[Measure.COVERAGE].n for group in found.groups(of)) == found.rates[Measure.COVERAGE].n


def test_a_visit_counts_in_its_own_quarter(database: Database, stored_week: str) -> None:
    """The one after it has nobody covered; a period that is none is refused."""
    tell(database, week.XIAOSHAN.external_id, 1, EventKind.DONE)
    following = seen(database, BoardWish(date(2027, 1, 1)))
    assert following.to_on == date(2027, 3, 31)
    assert following.rates[Measure.COVERAGE].hits == 0
    assert seen(database).rates[Measure.COVERAGE].hits > 0
    with pytest.raises(AppError, match="begins before it ends"):
        seen(database, BoardWish(date(2026, 2, 1), date(2026, 1, 1)))


def test_a_manager_sees_his_team_and_may_ask_for_one_rep(sqlite_database: Database) -> None:
    """Another team is not there for him; a director narrows to a team."""
    with sqlite_database.write() as session:
        names = store_teams(session, NOW).names["team_id"]
    north = Identity("manager", team_ids=frozenset({names[Row.OWN]}))
    mine = seen(sqlite_database, identity=north)
    assert {case.rep_id for case in mine.cases} == {"wang", "zhou"}
    assert list(mine.fullness) == ["wang"]
    assert seen(sqlite_database, BoardWish(team_id=names[Row.OWN])).rates == mine.rates
    assert {case.rep_id for case in seen(sqlite_database, BoardWish(rep_id="zhou"), north).cases} == {"zhou"}
    for foreign in (BoardWish(rep_id="li"), BoardWish(team_id=names[Row.FOREIGN])):
        with pytest.raises(AppError, match="There is no"):
            seen(sqlite_database, foreign, north)


def test_a_quarter_is_three_months() -> None:
    """Every day of a year lies in one of four."""
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
    assert all(first <= day <= last for day in days for first, last in [quarter_of(day)])
    assert {quarter_of(day)[1] for day in days} == {
        date(2026, month, 31 if month in (3, 12) else 30) for month in (3, 6, 9, 12)
    }
