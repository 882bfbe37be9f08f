"""Seventy broken files: each is told what is wrong with it, and none comes in by half."""

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from app.db import Database
from app.intake.accounts import read_accounts
from app.intake.faults import UnusableInput
from app.intake.store import import_accounts
from app.models import AccountRecord, ContactRecord, ImportRecord, ImportRowRecord, ImportUndoRecord
from tests.app.intake.lists import csv_file
from tests.conftest import NOW
from tests.worlds.broken_lists import REFUSED, TAKEN

TABLES = (AccountRecord, ContactRecord, ImportRecord, ImportRowRecord, ImportUndoRecord)


def counts(database: Database) -> list[int]:
    with database.read() as session:
        return [session.execute(select(func.count()).select_from(table)).scalar_one() for table in TABLES]


def test_there_are_enough_of_them() -> None:
    """At least sixty."""
    assert len(REFUSED) + len(TAKEN) >= 60


@pytest.mark.parametrize("world", REFUSED)
def test_a_file_that_is_no_list_is_refused_by_name(world: str) -> None:
    """With what to do instead."""
    content, code = REFUSED[world]
    with pytest.raises(UnusableInput) as refused:
        read_accounts(content, "list")
    fault = refused.value.faults[0]
    assert (fault.code, bool(fault.remedy())) == (code, True)


@pytest.mark.parametrize("world", TAKEN)
def test_a_list_with_one_fault_is_told_of_it(world: str) -> None:
    """The good row is an account, and every row is accounted for."""
    content, code = TAKEN[world]
    listed = read_accounts(content, "list")
    (found,) = [fault for fault in listed.faults if fault.code == code][:1]
    assert "" not in (found.sentence(), found.remedy())
    assert listed.accounts[0].external_id == "K1"
    assert len(listed.rows) == len(listed.accounts) + sum(row.rejection is not None for row in listed.rows)


def test_every_one_of_them_comes_in_whole(sqlite_database: Database) -> None:
    """One after the other into the same database: what was read is there, with every fault."""
    for content, _ in TAKEN.values():
        listed = read_accounts(content, "list")
        with sqlite_database.write() as session:
            summary = import_accounts(session, listed, NOW)
            mine = select(func.count()).select_from(AccountRecord).where(AccountRecord.import_id == summary.id)
            assert session.execute(mine).scalar_one() == summary.accounts == len(listed.accounts)
            told = select(func.count()).select_from(ImportRowRecord).where(ImportRowRecord.import_id == summary.id)
            assert session.execute(told).scalar_one() == len(listed.faults)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    size=st.integers(1, 8), breaks_at=st.integers(0, 7), table=st.sampled_from(["account", "contact", "import_undo"])
)
def test_an_import_that_breaks_off_leaves_nothing(
    sqlite_database: Database, size: int, breaks_at: int, table: str
) -> None:
    """Wherever the database gives up, at whichever row of whichever table, all of it is as before."""
    rows = [[f"K{n}", f"店{n}", f"经理{n}"] for n in range(size)]
    listed = read_accounts(csv_file([["id", "name", "第一KP"], *rows]), "list.csv")
    before = counts(sqlite_database)
    limit = f"(SELECT count(*) FROM {table}) >= {breaks_at % size + before[0]}"  # ours
    with sqlite_database.write() as session:
        session.execute(
            text(f"CREATE TRIGGER breaks BEFORE INSERT ON {table} WHEN {limit} BEGIN SELECT RAISE(ABORT, 'x'); END")
        )
    try:
        with pytest.raises(DBAPIError), sqlite_database.write() as session:
            import_accounts(session, listed, NOW)
        assert counts(sqlite_database) == before == [0, 0, 0, 0, 0]
    finally:
        with sqlite_database.write() as session:
            session.execute(text("DROP TRIGGER breaks"))
