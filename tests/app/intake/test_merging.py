"""Duplicates that were said to be one come in as one account, every row is accounted for, and all can be taken back."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.identity import SHELL, Identity
from app.db import Database
from app.intake.account_changes import tell_accounts
from app.intake.accounts import read_accounts
from app.intake.datums import located
from app.intake.drafts import begin_draft, choose_merges, find_draft, take_in
from app.intake.duplicates import Likeness
from app.intake.merging import DuplicatesChanged, Proposals, merge, propose
from app.intake.store import LIST, import_accounts, listed_accounts, rejected_rows
from app.intake.undo import undo_import
from app.method.account import Account, Contact, Datum
from app.models import AccountRecord, ImportRecord
from tests.app.intake.lists import csv_file
from tests.app.intake.test_undo import export
from tests.conftest import NOW

COLUMNS = ["id", "name", "grade", "lat", "lon", "contact", "phone"]
KNOWN = [["K1", "甲店", "A", "30.1", "120.1", "陈", "13800138000"], ["K2", "乙店", "B", "30.2", "120.2", "", ""]]
# Line 2 is K1 by its number and line 3 is line 2 by its name; line 4 is K2 by its name, which is line 5 of the list.
SECOND = [
    ["N1", "丙店", "C", "30.3", "120.3", "周", "+86 138 0013 8000"],
    ["N2", "丙店", "C", "30.3", "120.3", "吴", ""],
    ["N3", "乙 店", "C", "30.2", "120.2", "李", ""],
    ["K2", "乙店", "B", "30.2", "120.2", "", ""],
    ["N4", "丁店", "C", "30.4", "120.4", "", ""],
]
ALL = {"N1": "K1", "N2": "N1", "N3": "K2"}


def told(session: Session, rows: list[list[str]]) -> Proposals:
    return propose(session, SHELL, read_accounts(csv_file([COLUMNS, *rows]), "l.csv"), LIST)


def take(session: Session, rows: list[list[str]], merges: dict[str, str]) -> str:
    listed = merge(session, SHELL, told(session, rows), merges)
    return import_accounts(session, listed, NOW).id


def test_rows_are_held_against_each_other_and_against_what_is_known(database: Database) -> None:
    """Each proposal with its reason; deleted accounts are not known."""
    with database.write() as session:
        assert [one.new.external_id for one in told(session, SECOND).duplicates] == ["N2", "K2"]
        first = take(session, KNOWN, {})
        found = told(session, SECOND).duplicates
        assert {one.new.external_id: one.kept.external_id for one in found} == ALL
        assert [one.why for one in found] == [(Likeness.PHONE,), *[(Likeness.NAME_AND_PLACE,)] * 2]
        undo_import(session, SHELL, first, NOW)
        assert len(told(session, SECOND).duplicates) == 2


def test_what_was_accepted_is_one_account_and_can_be_taken_back(database: Database) -> None:
    """Known ids and facts stay, the people are united, merged rows say which line was kept; undone, it never was."""
    with database.write() as session:
        take(session, KNOWN, {})
    with database.read() as session:
        before = export(session)
    with database.write() as session:
        second = take(session, SECOND, ALL)
        kept = {one.account.external_id: (one.line, one.account) for one in listed_accounts(session)}
        assert {external_id: line for external_id, (line, _) in kept.items()} == {"K1": 2, "K2": 5, "N4": 6}
        assert [row.line for row in rejected_rows(session)] == [3, 4]
        assert [(row.code, row.params) for row in rejected_rows(session)] == [
            ("DUPLICATE_OF", {"line": 2}),
            ("DUPLICATE_OF", {"line": 5}),
        ]
        first = kept["K1"][1]
        assert (first.name, first.grade.value, first.location and first.location.lat) == ("甲店", "A", 30.1)
        assert [one.name for one in first.contacts] == ["陈", "周", "吴"]
        assert [one.name for one in kept["K2"][1].contacts] == ["李"]
        undo_import(session, SHELL, second, NOW)
    with database.read() as session:
        assert export(session) == before


def test_what_was_not_accepted_stays_two(sqlite_database: Database) -> None:
    """A part of a group can be accepted without the rest."""
    with sqlite_database.write() as session:
        take(session, KNOWN, {})
        take(session, SECOND, {"N2": "N1"})
        accounts = {one.account.external_id: one.account for one in listed_accounts(session)}
    assert set(accounts) == {"K1", "K2", "N1", "N3", "N4"}
    assert [one.name for one in accounts["N1"].contacts] == ["周", "吴"]


def test_what_is_no_duplicate_any_more_is_refused(sqlite_database: Database) -> None:
    """The known account is gone since it was looked at."""
    with sqlite_database.write() as session:
        first = take(session, KNOWN, {})
        undo_import(session, SHELL, first, NOW)
        with pytest.raises(DuplicatesChanged):
            take(session, SECOND, ALL)
        assert listed_accounts(session) == []


class TestOtherSources:
    """A program keeps its own accounts: X1 and X2 are those of the CRM, and the list knows nothing of their ids."""

    CRM = (
        Account("X1", "戊店", contacts=(Contact("陈", phone="13800138000"),)),
        Account("X2", "己店", location=located(30.2, 120.2, Datum.WGS84)),
    )
    LISTED = (
        ["L1", "戊", "C", "30.5", "120.5", "周", "138 0013 8000"],
        ["L2", "己店", "C", "30.2001", "120.2", "吴", ""],
        ["x1", "庚店", "C", "30.6", "120.6", "", ""],
    )

    def tell(self, session: Session) -> None:
        tell_accounts(session, SHELL, "crm", self.CRM, NOW)

    def test_they_are_proposed_by_phone_and_by_name_and_place_only(self, sqlite_database: Database) -> None:
        """What looks like the id of another source is a coincidence; nobody hears of another team's accounts."""
        with sqlite_database.write() as session:
            self.tell(session)
            found = told(session, [*self.LISTED]).duplicates
            assert [(one.new.external_id, one.kept.external_id, one.kept.source) for one in found] == [
                ("L1", "X1", "crm"),
                ("L2", "X2", "crm"),
            ]
            assert [one.why for one in found] == [(Likeness.PHONE,), (Likeness.NAME_AND_PLACE,)]
            listed = read_accounts(csv_file([COLUMNS, *self.LISTED]), "l.csv")
            assert propose(session, Identity("manager", team_ids=frozenset({"tem_1"})), listed, LIST).duplicates == ()

    def test_merged_once_the_next_list_is_read_so_too(self, database: Database) -> None:
        """The account stays the program's, with the people of both; undone, it is as before and asked about again."""
        with database.write() as session:
            self.tell(session)
        with database.read() as session:
            before = export(session)
        import_id = self.walked_through(database, {"L1": "X1", "L2": "X2"})
        with database.write() as session:
            kept = {row.external_id: row for row in session.scalars(select(AccountRecord))}
            assert {id_: row.source for id_, row in kept.items()} == {"X1": "crm", "X2": "crm", "x1": LIST}
            assert (kept["X1"].name, kept["X1"].line) == ("戊店", 2)
            again = told(session, [*self.LISTED])
            assert again.duplicates == ()
            assert [row.external_id for row in again.listed.rows] == ["X1", "X2", "x1"]
            assert [one.code for one in again.listed.faults if one.line == 2] == ["MERGED_INTO"]
            import_accounts(session, read_accounts(csv_file([COLUMNS, *self.LISTED]), "l.csv"), NOW)
            assert len(listed_accounts(session)) == 3
        with database.write() as session:
            newest = session.scalars(select(ImportRecord.id).order_by(ImportRecord.id.desc())).first()
            undo_import(session, SHELL, newest or "", NOW)
            undo_import(session, SHELL, import_id, NOW)
            assert len(told(session, [*self.LISTED]).duplicates) == 2
        with database.read() as session:
            assert export(session) == before

    def test_kept_both_they_are_not_proposed_again(self, sqlite_database: Database) -> None:
        """Whoever lets them come in as two has decided it."""
        with sqlite_database.write() as session:
            self.tell(session)
        self.walked_through(sqlite_database, {"L2": "X2"})
        with sqlite_database.read() as session:
            assert told(session, [*self.LISTED]).duplicates == ()

    def walked_through(self, database: Database, merges: dict[str, str]) -> str:
        content = csv_file([COLUMNS, *self.LISTED])
        with database.write() as session:
            draft_id = begin_draft(session, "l.csv", content, NOW)
            draft = choose_merges(session, find_draft(session, draft_id), merges)
            return take_in(session, SHELL, draft, draft.listed(), NOW)
