"""Duplicates that were said to be one come in as one account, every row is accounted for, and all can be taken back."""

import pytest
from sqlalchemy.orm import Session

from app.access.identity import SHELL
from app.db import Database
from app.intake.accounts import read_accounts
from app.intake.duplicates import Likeness
from app.intake.merging import DuplicatesChanged, Proposals, merge, propose
from app.intake.store import LIST, import_accounts, listed_accounts, rejected_rows
from app.intake.undo import undo_import
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
