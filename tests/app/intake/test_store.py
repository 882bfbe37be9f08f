"""Lists in the database: nothing of a list is lost, and a second import brings it up to date."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from app.db import Database
from app.intake.accounts import AccountList, ListedRow
from app.intake.faults import Severity
from app.intake.overview import judged_accounts
from app.intake.removal import remove_source
from app.intake.store import (
    IdsTaken,
    all_reps,
    ever_used,
    find_rep,
    import_accounts,
    import_view,
    listed_accounts,
    rejected_rows,
    save_reps,
)
from app.method.account import Account, Appointment, Contact, ContactRole, Datum, Grade, Location, Need, OpeningHours
from app.method.cadence import DueState
from app.method.rep import Rep, TravelMode, WeekdayHours
from app.models import AccountRecord
from tests.conftest import NOW
from tests.worlds import week
from tests.worlds.stored import LIST, store_lists

EVERY_FACT = Account(
    external_id="HZ-100",
    name="一切俱全",
    address="杭州",
    market="主城区",
    grade=Grade.A,
    location=Location(30.2741, 120.1551, 30.2717, 120.1598, Datum.GCJ02),
    owner="wang",
    contacts=(Contact("陈", ContactRole.KP, 3, "138", "a@b.c", "wx"), Contact("", ContactRole.FIRST_KP)),
    declared_precise=False,
    need=Need.EXPLICIT,
    deal_value=5_000_000_000,  # more than 32 bits
    yearly_value=0,
    service_s=2700,
    opening=OpeningHours.weekly(((32_400, 41_400), (50_400, 86_400)), frozenset({0, 6})),
    interval_days=12.5,
    last_visit_on=date(2024, 2, 29),
    visits=2,
    next_step_on=date(2026, 11, 27),
    appointment=Appointment(date(2026, 11, 25), 36_000),
    must_visit=True,
    active=False,
    do_not_visit=True,
    reopened=True,
)
EVERY_REP_FACT = Rep(
    "e-1",
    "周",
    Location(30.1, 120.1, 30.2, 120.2, Datum.BD09),
    end=Location.wgs84(30.3, 120.3),
    start_s=0,
    end_s=86_400,
    field_days=frozenset({5, 6}),
    leave=frozenset({date(2026, 11, 28)}),
    weekday_hours=(WeekdayHours(5, 3600, 7200),),
    mornings_off=frozenset({date(2026, 11, 29)}),
    afternoons_off=frozenset({date(2026, 12, 5)}),
    lunch=None,
    max_visits=0,
    overtime_s=3600,
    timezone="Asia/Urumqi",
    travel_mode=TravelMode.EBIKE,
)


def list_of(*accounts: Account) -> AccountList:
    rows = (ListedRow(line, a.external_id, a.name, a, None) for line, a in enumerate(accounts, start=2))
    return replace(LIST, rows=tuple(rows), faults=())


def test_an_account_comes_back_with_every_fact(database: Database) -> None:
    """What the list said is what the planner reads, the source's own coordinates included."""
    with database.write() as session:
        import_accounts(session, list_of(EVERY_FACT, Account("bare", "")), NOW)
    with database.read() as session:
        assert [one.account for one in listed_accounts(session)] == [EVERY_FACT, Account("bare", "")]


def test_a_rep_comes_back_with_every_fact(database: Database) -> None:
    """The odd ones too: no lunch, no visits, a day of 24 hours."""
    with database.write() as session:
        save_reps(session, [EVERY_REP_FACT, *week.REPS])
    with database.read() as session:
        assert all_reps(session) == [EVERY_REP_FACT, week.LI, week.WANG]
        assert find_rep(session, "wang") == week.WANG
        assert find_rep(session, "nobody") is None


def test_a_rep_is_brought_up_to_date(database: Database) -> None:
    """Saved again, a rep is still one rep; the others stay."""
    with database.write() as session:
        save_reps(session, week.REPS)
        save_reps(session, [replace(week.WANG, name="王芳芳", lunch=None)])
    with database.read() as session:
        assert [(rep.name, rep.lunch is None) for rep in all_reps(session)] == [("李强", False), ("王芳芳", True)]


def test_a_list_leaves_alone_what_it_has_no_column_for(database: Database) -> None:
    """Half-days and hours by weekday stay; who is told in full loses them."""
    planned = replace(week.WANG, weekday_hours=(WeekdayHours(4, 0, 3600),), mornings_off=frozenset({week.MONDAY}))
    with database.write() as session:
        save_reps(session, [planned])
        save_reps(session, [replace(week.WANG, name="王芳芳")], listed=True)
        assert find_rep(session, "wang") == replace(planned, name="王芳芳")
        save_reps(session, [week.WANG])
        assert find_rep(session, "wang") == week.WANG


def test_an_import_counts_what_it_did(database: Database) -> None:
    """Every row is an account or rejected, and the warnings are counted."""
    with database.write() as session:
        summary = import_accounts(session, LIST, NOW)
    assert (summary.accounts, summary.created, summary.updated) == (9, 9, 0)
    assert (summary.rejected, summary.warnings) == (1, 1)


def test_an_import_can_be_looked_at_later(database: Database) -> None:
    """How the file was understood, the rejected row, and every other fault stay on record."""
    with database.write() as session:
        import_id = store_lists(session)
    with database.read() as session:
        view = import_view(session, import_id)
        assert import_view(session, "imp_none") is None
    assert view is not None
    assert (view.file_name, view.encoding, view.blank_lines) == ("客户.csv", "utf-8", 1)
    assert view.mapping == dict(LIST.mapping)
    assert [(row.line, row.name, row.code) for row in view.rejected] == [(11, "合计", "NOT_AN_ACCOUNT")]
    assert [(fault.code, fault.severity) for fault in view.faults] == [("NO_GRADE_COLUMN", Severity.WARNING)]


def test_a_second_import_brings_accounts_up_to_date(database: Database) -> None:
    """The same id is the same account: its facts and contacts are replaced, and who is not listed again stays."""
    changed = replace(week.WEST_LAKE, name="西湖文化", contacts=(Contact("新", ContactRole.KP),))
    with database.write() as session:
        import_accounts(session, list_of(week.WEST_LAKE, week.WULIN), NOW)
    with database.write() as session:
        summary = import_accounts(session, list_of(changed, week.XIXI), NOW)
    assert (summary.created, summary.updated) == (1, 1)
    with database.read() as session:
        by_id = {one.account.external_id: one for one in listed_accounts(session)}
    assert by_id["HZ-001"].account == changed
    assert by_id["HZ-002"].account == week.WULIN
    assert [by_id[key].line for key in ("HZ-001", "HZ-005", "HZ-002")] == [2, 3, None]


def test_only_the_newest_list_has_rejected_rows(database: Database) -> None:
    """The ledger speaks about the list as it is now."""
    with database.write() as session:
        import_accounts(session, LIST, NOW)
    with database.read() as session:
        assert [row.line for row in rejected_rows(session)] == [11]
    with database.write() as session:
        import_accounts(session, list_of(week.WULIN), NOW)
    with database.read() as session:
        assert rejected_rows(session) == []


def test_two_sources_stand_side_by_side(database: Database) -> None:
    """Each source's newest list counts, and one can be taken out without the other."""
    with database.write() as session:
        import_accounts(session, list_of(week.WULIN), NOW, source="demo")
        import_accounts(session, replace(LIST, rows=LIST.rows[8:]), NOW)
    with database.read() as session:
        assert [(one.line, one.account.external_id) for one in listed_accounts(session)] == [
            (2, "HZ-002"),
            (10, "HZ-009"),
        ]
        assert len(rejected_rows(session)) == 1
    with database.write() as session:
        assert remove_source(session, "demo") == 1
    with database.read() as session:
        assert [one.account.external_id for one in listed_accounts(session)] == ["HZ-009"]


def test_an_id_of_another_source_is_refused(database: Database) -> None:
    """Two lists that mean different accounts by one id are not mixed; nothing is imported."""
    with database.write() as session:
        import_accounts(session, list_of(week.WULIN), NOW, source="demo")
    with pytest.raises(IdsTaken, match="1 accounts"), database.write() as session:
        import_accounts(session, list_of(replace(week.WULIN, name="另一家"), week.XIXI), NOW)
    with database.read() as session:
        assert [one.account for one in listed_accounts(session)] == [week.WULIN]


def test_a_database_remembers_that_it_was_used(database: Database) -> None:
    """The demo is loaded into a fresh database only, not again after it was taken out."""
    with database.read() as session:
        assert not ever_used(session)
    with database.write() as session:
        import_accounts(session, list_of(week.WULIN), NOW, source="demo")
        remove_source(session, "demo")
    with database.read() as session:
        assert ever_used(session)
        assert listed_accounts(session) == []


def test_accounts_are_judged_page_by_page(database: Database) -> None:
    """Each comes with the gate's verdict, its due state, and whether it is precise by the evidence."""
    with database.write() as session:
        store_lists(session)
    with database.read() as session:
        in_order = select(AccountRecord).order_by(AccountRecord.external_id).limit(8)
        first = judged_accounts(session, in_order, NOW)
        rest = judged_accounts(session, in_order.where(AccountRecord.external_id > "HZ-008"), NOW)
    assert [one.account.external_id for one in (*first, *rest)] == [a.external_id for a in week.ACCOUNTS]
    assert (first[0].verdict.code, first[0].due, first[0].precise) == (None, DueState.OVERDUE, True)
    assert (rest[0].verdict.code, rest[0].precise) == ("FIND_FIRST_KP", False)
