"""An import taken back leaves the accounts as they were, to the byte; what was changed since stays."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.identity import SHELL
from app.db import Database
from app.errors import NotFound
from app.intake.account_changes import tell_accounts
from app.intake.accounts import read_accounts
from app.intake.store import LIST, import_accounts, listed_accounts, rejected_rows
from app.intake.undo import UNDO_FOR, AlreadyUndone, TooLateToUndo, Undo, undo_import, undo_of
from app.method.account import Account
from app.models import AccountRecord, BookingRecord, ContactRecord, ImportUndoRecord
from tests.app.intake.lists import csv_file
from tests.conftest import NOW

COLUMNS = ["id", "name", "grade", "lat", "lon", "第一KP", "last visit"]
FIRST = [
    ["K1", "甲", "A", "30.1", "120.1", "陈总", "2026-11-02"],
    ["K2", "乙", "B", "30.2", "120.2", "", ""],
    ["合计", "", "", "", "", "", ""],
]
# K1 changes with its contact, K2 only moves to another line, K3 is new.
SECOND = [
    ["K3", "丙", "C", "30.3", "120.3", "周总", ""],
    ["K1", "甲一", "B", "30.15", "120.1", "李总", ""],
    FIRST[1],
]


def take(session: Session, rows: list[list[str]]) -> str:
    return import_accounts(session, read_accounts(csv_file([COLUMNS, *rows]), "l.csv"), NOW).id


def export(session: Session) -> bytes:
    """Every account that is there with its contacts and its place in its list, as bytes; not when it was written."""
    session.expire_all()
    records = session.scalars(
        select(AccountRecord).where(AccountRecord.deleted_at.is_(None)).order_by(AccountRecord.external_id)
    )
    facts = [
        {c.name: getattr(r, c.name) for c in r.__table__.columns if c.name not in ("version", "updated_at")}
        for r in records
    ]
    people = session.execute(select(ContactRecord.__table__).order_by("account_id", "position")).mappings()
    there = {fact["id"] for fact in facts}
    contacts = [{**one} for one in people if one["account_id"] in there]
    listed = [str(one) for one in listed_accounts(session)]
    rejected = [str(one) for one in rejected_rows(session)]
    return json.dumps([facts, contacts, listed, rejected], default=str).encode()


def test_taken_back_the_accounts_are_as_before_to_the_byte(database: Database) -> None:
    """Facts, contacts with their ids, order and lines, rejected rows; the new account is gone."""
    with database.write() as session:
        take(session, FIRST)
    with database.read() as session:
        before = export(session)
    with database.write() as session:
        second = take(session, SECOND)
    with database.write() as session:
        assert export(session) != before
        assert undo_of(session, second, NOW) == Undo(1, 2, ())
        assert undo_import(session, SHELL, second, NOW) == Undo(1, 2, ())
    with database.read() as session:
        assert export(session) == before


def test_imports_are_taken_back_one_after_the_other(database: Database) -> None:
    """The newest first, down to nothing."""
    with database.write() as session:
        first, second = take(session, FIRST), take(session, SECOND)
        assert undo_import(session, SHELL, second, NOW).stay == ()
        assert undo_import(session, SHELL, first, NOW) == Undo(2, 0, ())
        assert listed_accounts(session) == []
        assert session.scalars(select(ImportUndoRecord)).all() == []


def test_what_was_changed_since_stays(database: Database) -> None:
    """By a program, by a later list, by a promise to a new customer; the rest goes back."""
    with database.write() as session:
        take(session, FIRST)
        second = take(session, SECOND)
        tell_accounts(session, SHELL, LIST, [Account("K1", "by hand")], NOW)
        new = session.scalars(select(AccountRecord).where(AccountRecord.external_id == "K3")).one()
        session.add(
            BookingRecord(account_id=new.id, rep_id=None, on_day=NOW.date(), start_s=0, service_s=1, booked_at=NOW)
        )
        session.flush()
        assert undo_import(session, SHELL, second, NOW) == Undo(0, 1, ("K1", "K3"))
        assert {one.account.name for one in listed_accounts(session)} == {"by hand", "乙", "丙"}
    with database.write() as session:
        third = take(session, SECOND)
        take(session, SECOND)
        assert undo_of(session, third, NOW) == Undo(0, 0, ("K1", "K2", "K3"))


def test_what_was_deleted_and_brought_back_is_deleted_again(sqlite_database: Database) -> None:
    """And the reader of changes hears of all of it: versions only grow."""
    with sqlite_database.write() as session:
        first = take(session, FIRST)
        undo_import(session, SHELL, first, NOW)
        second = take(session, FIRST)
        versions = dict(session.execute(select(AccountRecord.id, AccountRecord.version)).all())
        assert undo_import(session, SHELL, second, NOW).stay == ()
        assert listed_accounts(session) == []
        now = dict(session.execute(select(AccountRecord.id, AccountRecord.version)).all())
        assert all(now[one] > version for one, version in versions.items())


def test_it_is_done_once_and_for_seven_days(sqlite_database: Database) -> None:
    """Each refusal says what to do instead."""
    with sqlite_database.write() as session:
        first, second = take(session, FIRST), take(session, SECOND)
        assert undo_of(session, second, NOW + UNDO_FOR) is None
        with pytest.raises(TooLateToUndo):
            undo_import(session, SHELL, second, NOW + UNDO_FOR)
        undo_import(session, SHELL, second, NOW + UNDO_FOR - timedelta(seconds=1))
        with pytest.raises(AlreadyUndone):
            undo_import(session, SHELL, second, NOW)
        with pytest.raises(NotFound):
            undo_import(session, SHELL, "imp_none", NOW)
        assert undo_of(session, first, NOW) is not None
