"""Past visits in the database: known once, counted truly, in whatever order they come."""

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta

import httpx
import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.access.identity import SHELL
from app.db import Database
from app.intake.account_changes import tell_accounts
from app.intake.account_lists import AccountFilter
from app.intake.known_accounts import accounts_of
from app.intake.past_visit_lists import read_past_visits
from app.intake.past_visits import JudgedVisits, RowEnd, keep_past_visits
from app.intake.standings import standings
from app.intake.store import save_reps
from app.method.account import Account, Category
from app.method.cadence import due_state
from app.method.gate import verdict
from app.method.settings import MethodSettings
from app.models import AccountRecord, PastVisitRecord
from app.privacy.erase import erase_subject
from tests.app.intake.lists import csv_file
from tests.conftest import NOW
from tests.worlds import week
from tests.worlds.events import event, event_id, visit_of

TODAY = NOW.date()
NAMES = ("external_id", "name", "date", "rep", "outcome", "note")
NEW = replace(week.XIXI, external_id="K1", name="西湖店", last_visit_on=None, visits=0)
OTHER = replace(NEW, external_id="K2", name="武林店")

Row = tuple[str, ...]


class _Undone(Exception):
    """Nothing of it is to stay."""


@contextmanager
def passing(database: Database) -> Iterator[Session]:
    """A session whose work is gone afterwards: for many examples in one database."""
    try:
        with database.write() as session:
            yield session
            raise _Undone
    except _Undone:
        pass


def keep(session: Session, *rows: Row) -> JudgedVisits:
    return keep_past_visits(session, read_past_visits(csv_file([NAMES, *rows]), "visits.csv"), NOW)


def day(ago: int) -> str:
    return (TODAY - timedelta(days=ago)).isoformat()


def visit(ago: int, *, account: str = "K1", rep: str = "", outcome: str = "", note: str = "") -> Row:
    return (account, "", day(ago), rep, outcome, note)


def stored(session: Session) -> set[tuple[object, ...]]:
    return {
        (one.account_id, one.on_day, one.outcome, one.rep_id, one.note)
        for one in session.scalars(select(PastVisitRecord))
    }


def tell(session: Session, *accounts: Account) -> None:
    tell_accounts(session, SHELL, "list", accounts, NOW)


def known(session: Session, external_id: str = "K1") -> Account:
    """The account as the planner reads it, which is as the table shows it."""
    account = accounts_of(session, [external_id])[external_id]
    (row,) = (one for one in standings(session, SHELL, AccountFilter(), NOW) if one.external_id == external_id)
    assert (row.last_visit_on, row.visits) == (account.last_visit_on, account.visits)
    assert row.due is due_state(account, MethodSettings(), TODAY)
    return account


def test_every_row_has_one_end(database: Database) -> None:
    """Added, known, or left out with line, field and remedy; a rep who is unknown keeps no visit out."""
    with database.write() as session:
        tell(session, NEW, OTHER, replace(OTHER, external_id="K3"))
        save_reps(session, [week.WANG])
        kept = keep(
            session,
            visit(30, rep="王芳"),
            visit(30, rep="wang"),
            ("", "西湖店", day(20), "", "", ""),
            visit(10, rep="张离职"),
            visit(9, account="K9"),
            ("", "武林店", day(9), "", "", ""),
            visit(-1),
            ("K1", "", "1899-12-30", "", "", ""),
        )
        assert list(kept.ends.values()) == [
            RowEnd.ADDED,
            RowEnd.KNOWN,
            RowEnd.ADDED,
            RowEnd.ADDED,
            *[RowEnd.REJECTED] * 4,
        ]
        assert [(fault.line, fault.field, fault.code) for fault in kept.faults] == [
            (5, "rep", "VISITOR_UNKNOWN"),
            (6, "external_id", "VISITED_UNKNOWN"),
            (7, "name", "VISITED_SEVERAL"),
            (8, "visited_on", "NO_PAST_DAY"),
            (9, "visited_on", "NO_PAST_DAY"),
        ]
        assert all(fault.sentence() and fault.remedy() for fault in kept.faults)
        assert len(stored(session)) == 3


VISITS = st.lists(
    st.builds(
        visit,
        st.integers(0, 6).map(lambda n: n * 15),
        account=st.sampled_from(["K1", "K2", "K9"]),
        rep=st.sampled_from(["", "wang", "李强", "nobody"]),
        outcome=st.sampled_from(["", "完成", "未拜访", "cancelled", "?"]),
        note=st.sampled_from(["", "签了", "老板不在"]),
    ),
    min_size=1,
    max_size=10,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=VISITS, seed=st.integers(0, 99))
def test_order_and_repetition_change_nothing(sqlite_database: Database, rows: list[Row], seed: int) -> None:
    """A list gives the same rows however it is sorted; what came in once is known when it comes again, in parts too."""
    shuffled = random.Random(seed).sample(rows, len(rows))
    with passing(sqlite_database) as session:
        tell(session, NEW, OTHER)
        save_reps(session, [week.WANG, week.LI])
        first = keep(session, *rows)
        once = stored(session)
        assert len(first.ends) == len(rows)
        for again in (rows, shuffled, rows[:1]):
            assert keep(session, *again).count(RowEnd.ADDED) == 0
        assert stored(session) == once
        session.query(PastVisitRecord).delete()
        assert keep(session, *shuffled).count(RowEnd.ADDED) == first.count(RowEnd.ADDED)
        assert stored(session) == once


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    days=st.sets(st.integers(0, 400), min_size=1, max_size=6),
    account=st.builds(
        lambda category, interval: replace(NEW, category=category, interval_days=interval),
        st.sampled_from(list(Category)),
        st.sampled_from([None, 7.0, 30.0]),
    ),
)
def test_cadence_is_that_of_a_list_that_says_the_same(
    sqlite_database: Database, days: set[int], account: Account
) -> None:
    """Last visit, number of visits, due state and verdict: as if the account's own list had told them."""
    with passing(sqlite_database) as session:
        tell(session, account)
        keep(session, *[visit(ago) for ago in days], visit(0, outcome="skipped"))
        found = known(session)
    told = replace(account, last_visit_on=TODAY - timedelta(days=min(days)), visits=len(days))
    horizon = [TODAY + timedelta(days=n) for n in range(7)]
    rules = MethodSettings()
    assert (found.last_visit_on, found.visits) == (told.last_visit_on, told.visits)
    assert due_state(found, rules, TODAY) is due_state(told, rules, TODAY)
    assert verdict(found, rules, horizon=horizon) == verdict(told, rules, horizon=horizon)


@pytest.mark.parametrize(
    ("told_ago", "told_visits", "past", "last_ago", "visits"),
    [
        (None, 0, (40, 20), 20, 2),
        (None, 5, (40, 20), 20, 5),  # a number without a day: what is told of is among them
        (30, 5, (40, 30), 30, 5),
        (30, 1, (50, 40, 30), 30, 3),
        (30, 5, (40, 20, 10), 10, 7),
        (10, 5, (40,), 10, 5),
    ],
)
def test_what_both_lists_tell_counts_once(
    database: Database, told_ago: int | None, told_visits: int, past: Sequence[int], last_ago: int, visits: int
) -> None:
    """Up to the list's last visit the larger number is true; later ones come on top."""
    told_on = None if told_ago is None else TODAY - timedelta(days=told_ago)
    with database.write() as session:
        tell(session, replace(NEW, last_visit_on=told_on, visits=told_visits))
        keep(session, *[visit(ago) for ago in past])
        found = known(session)
    assert (found.last_visit_on, found.visits) == (TODAY - timedelta(days=last_ago), visits)


def test_only_visits_that_were_made_count(sqlite_database: Database) -> None:
    """Nobody was there where it was skipped or called off."""
    with sqlite_database.write() as session:
        tell(session, NEW)
        keep(session, visit(3, outcome="未拜访"), visit(2, outcome="取消"))
        assert len(stored(session)) == 2
        assert (known(session).last_visit_on, known(session).visits) == (None, 0)


def test_a_visit_that_was_reported_is_known(database: Database, stored_week: str, wang: httpx.Client) -> None:
    """Told before the report or after it, the day counts once."""
    account = week.WEST_LAKE.external_id
    with database.read() as session:
        before, of = known(session, account), visit_of(session)
    with database.write() as session:
        assert keep(session, visit(0, account=account)).count(RowEnd.ADDED) == 1
        assert known(session, account).visits == before.visits + 1
    wang.put(f"/api/v1/visits/{of}/events/{event_id(1)}", json=event("done"))
    with database.write() as session:
        assert (known(session, account).last_visit_on, known(session, account).visits) == (TODAY, before.visits + 1)
        session.query(PastVisitRecord).delete()
        assert keep(session, visit(0, account=account)).count(RowEnd.KNOWN) == 1


def test_an_erased_account_takes_its_visits_along(sqlite_database: Database) -> None:
    """And a list that tells of it again is not quoted."""
    with sqlite_database.write() as session:
        tell(session, NEW, OTHER)
        keep(session, visit(3), visit(3, account="K2"))
        subject = session.scalars(select(AccountRecord.id).where(AccountRecord.external_id == "K1")).one()
        erase_subject(session, SHELL, subject, NOW)
        assert len(stored(session)) == 1
        (fault,) = keep(session, visit(2)).faults
        assert (fault.code, fault.params) == ("ERASED", {})


def test_an_import_that_breaks_off_leaves_nothing(sqlite_database: Database) -> None:
    """At whichever row the database gives up."""
    with sqlite_database.write() as session:
        tell(session, NEW)
        session.execute(
            text(
                "CREATE TRIGGER breaks BEFORE INSERT ON past_visit WHEN (SELECT count(*) FROM past_visit) >= 2"
                " BEGIN SELECT RAISE(ABORT, 'x'); END"
            )
        )
    with pytest.raises(DBAPIError), sqlite_database.write() as session:
        keep(session, *[visit(ago) for ago in range(4)])
    with sqlite_database.read() as session:
        assert stored(session) == set()


def test_days_are_true_days() -> None:
    """The world above speaks of the Tuesday of the small week."""
    assert date.fromisoformat(day(0)) == week.TUESDAY
