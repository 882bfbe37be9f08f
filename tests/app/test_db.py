"""The database keeps what it says it keeps."""

import sqlite3
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import insert, literal, select, text, type_coerce
from sqlalchemy.exc import IntegrityError, StatementError

from app.db import Database, UnusableDatabase, has_safe_wal
from app.errors import DatabaseBusy
from app.models import Base, ContactRecord, PlanRecord, RunRecord
from app.models.base import UtcInstant

TABLES = 18  # ours and Alembic's own


def scalar(database: Database, sql: str) -> object:
    with database.read() as session:
        return session.scalar(text(sql))


@pytest.fixture
def counter(database: Database) -> Database:
    """A table of one number, which is 0."""
    with database.write() as session:
        session.execute(text("CREATE TABLE counter (value INTEGER NOT NULL)"))
        session.execute(text("INSERT INTO counter VALUES (0)"))
    return database


def in_threads(count: int, work: Callable[[], None]) -> None:
    threads = [threading.Thread(target=work) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_four_writers_lose_no_update(counter: Database) -> None:
    """4 threads x 100 read-modify-writes end at 400."""

    def add_one_hundred_times() -> None:
        for _ in range(100):
            with counter.write() as session:
                value = session.scalar(text("SELECT value FROM counter"))
                session.execute(text("UPDATE counter SET value = :value"), {"value": value + 1})

    in_threads(4, add_one_hundred_times)
    assert scalar(counter, "SELECT value FROM counter") == 400


def test_a_write_that_fails_leaves_nothing(counter: Database) -> None:
    """An exception undoes the whole block, tables included."""

    def half_a_change() -> None:
        with counter.write() as session:
            session.execute(text("UPDATE counter SET value = 1"))
            session.execute(text("CREATE TABLE half (value INTEGER)"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half_a_change()
    assert scalar(counter, "SELECT value FROM counter") == 0
    assert scalar(counter, "SELECT count(*) FROM sqlite_master WHERE name = 'half'") == 0


def test_a_reader_sees_one_moment(counter: Database) -> None:
    """Two looks within one reading agree, or the writer waits; the database never shows half of each."""
    with counter.read() as session:
        first = session.scalar(text("SELECT value FROM counter"))
        second = session.scalar(text("SELECT value FROM counter"))
    assert first == second == 0


def test_a_reading_changes_nothing(counter: Database) -> None:
    """What is changed in a reading block is forgotten at its end."""
    with counter.read() as session:
        session.execute(text("UPDATE counter SET value = 5"))
    assert scalar(counter, "SELECT value FROM counter") == 0


def test_a_large_write_does_not_lock_readers_out(counter: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """While ten megabytes are being written, pages are still read, as they were before."""
    monkeypatch.setattr("app.db.BUSY_TIMEOUT_MS", 50)
    reader = Database(str(counter.url))
    with counter.write() as session:
        session.execute(text("CREATE TABLE large (value BLOB)"))
        session.execute(text("INSERT INTO large VALUES (zeroblob(10000000))"))
        session.execute(text("UPDATE counter SET value = 1"))
        assert scalar(reader, "SELECT value FROM counter") == 0
    assert scalar(reader, "SELECT value FROM counter") == 1
    reader.dispose()


def test_a_writer_that_waits_too_long_is_told(counter: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """When somebody else holds the database, the answer is 503 and when to try again, not a traceback."""
    monkeypatch.setattr("app.db.BUSY_TIMEOUT_MS", 50)
    assert counter.url.database is not None
    other = sqlite3.connect(counter.url.database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    impatient = Database(str(counter.url))
    with pytest.raises(DatabaseBusy) as refusal, impatient.write() as session:
        session.execute(text("UPDATE counter SET value = 1"))
    assert refusal.value.status == 503
    assert refusal.value.headers == {"Retry-After": "2"}
    other.execute("ROLLBACK")
    other.close()
    with impatient.write() as session:
        session.execute(text("UPDATE counter SET value = 2"))
    impatient.dispose()
    assert scalar(counter, "SELECT value FROM counter") == 2


def test_every_connection_is_strict(database: Database) -> None:
    """Foreign keys hold, a commit is on the disk, and the file's own functions are not trusted."""
    settings = {name: scalar(database, f"PRAGMA {name}") for name in ("foreign_keys", "synchronous", "trusted_schema")}
    assert settings == {"foreign_keys": 1, "synchronous": 2, "trusted_schema": 0}
    assert scalar(database, "PRAGMA busy_timeout") == 5000


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((3, 40, 1), False),  # Debian 12
        ((3, 44, 5), False),
        ((3, 44, 6), True),  # repaired in its own line
        ((3, 45, 0), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 53, 0), True),
    ],
)
def test_the_write_ahead_log_needs_a_repaired_sqlite(version: tuple[int, int, int], safe: bool) -> None:
    """A version with the WAL-reset fault keeps the plain journal."""
    assert has_safe_wal(version) is safe


def test_the_journal_suits_this_sqlite(database: Database) -> None:
    """The journal in use follows from the version at hand."""
    expected = "wal" if has_safe_wal(sqlite3.sqlite_version_info) else "delete"
    assert scalar(database, "PRAGMA journal_mode") == expected


def test_the_steps_lead_to_the_tables_of_the_models(database: Database) -> None:
    """Nothing in the models is missing in a database that went through every step."""
    with database.read() as session:
        assert compare_metadata(MigrationContext.configure(session.connection()), Base.metadata) == []
    assert scalar(database, "SELECT count(*) FROM sqlite_master WHERE type = 'table'") == TABLES


def test_upgrading_again_changes_nothing(database: Database) -> None:
    """A second start finds everything in place."""
    database.upgrade()
    assert scalar(database, "SELECT count(*) FROM alembic_version") == 1


def test_the_folder_is_made(tmp_path: Path) -> None:
    """A fresh installation has no folder for its data yet."""
    database = Database(f"sqlite:///{tmp_path / 'var' / 'deep' / 'kproute.db'}")
    database.upgrade()
    assert scalar(database, "SELECT count(*) FROM plan") == 0
    database.dispose()


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    """Where a folder cannot be made, one sentence says what to set instead."""
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(UnusableDatabase, match="KPROUTE_DATABASE_URL"):
        Database(f"sqlite:///{tmp_path / 'file' / 'kproute.db'}").upgrade()


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    """Some other file is left as it is."""
    (tmp_path / "notes.txt").write_text("some notes of somebody, long enough to be no empty database" * 20)
    with pytest.raises(UnusableDatabase, match="cannot be opened"):
        Database(f"sqlite:///{tmp_path / 'notes.txt'}").upgrade()


def test_a_newer_database_is_refused(database: Database) -> None:
    """An old program does not touch the tables of a newer one, and says which program to start."""
    with database.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(UnusableDatabase, match="newer KPRoute"):
        database.upgrade()
    assert scalar(database, "SELECT version_num FROM alembic_version") == "9999"


def test_an_instant_comes_back_as_the_same_moment_in_utc(database: Database) -> None:
    """Nine in the morning in Hangzhou is one o'clock in UTC, before and after storing."""
    in_hangzhou = datetime(2026, 11, 24, 9, 0, tzinfo=timezone(timedelta(hours=8)))
    with database.read() as session:
        stored = session.scalar(select(type_coerce(literal(in_hangzhou, UtcInstant), UtcInstant)))
    assert stored == in_hangzhou
    assert stored is not None
    assert stored.tzinfo is UTC


def test_an_instant_without_a_zone_is_refused(database: Database) -> None:
    """Nobody knows which moment nine o'clock is."""
    with pytest.raises(StatementError, match="without a time zone"), database.read() as session:
        session.scalar(select(literal(datetime(2026, 11, 24, 9, 0), UtcInstant)))  # noqa: DTZ001


def test_a_row_that_points_nowhere_is_refused(database: Database) -> None:
    """A contact belongs to an account that is there."""
    nobody = {"account_id": "acc_none", "position": 1, "name": "", "role": "kp", "level": 0}
    with pytest.raises(IntegrityError), database.write() as session:
        session.execute(insert(ContactRecord), [{**nobody, "phone": "", "mail": "", "wechat": ""}])


def test_a_state_nobody_knows_is_refused(database: Database) -> None:
    """The database itself holds the words a state may be."""
    run = {"id": "op_1", "state": "paused", "options": {}, "phase": "", "reps_done": 0, "reps": 0}
    with pytest.raises(IntegrityError, match="state_known"), database.write() as session:
        session.execute(insert(RunRecord), [{**run, "created_at": datetime.now(UTC)}])


def test_constraints_have_names() -> None:
    """A later step can only change what it can name."""
    names = [constraint.name for table in Base.metadata.tables.values() for constraint in table.constraints]
    assert names
    assert all(names)
    assert PlanRecord.__table__.primary_key.name == "pk_plan"
