"""The database keeps what it says it keeps."""

import sqlite3
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import insert, inspect, literal, select, text, type_coerce
from sqlalchemy.exc import IntegrityError, StatementError

from app.db import Database
from app.errors import DatabaseAway, DatabaseBusy, Unstorable
from app.models import Base, ContactRecord, PlanRecord, RunRecord
from app.models.base import UtcInstant
from app.storage.sqlite import has_safe_wal
from app.unusable import UnusableDatabase
from tests.postgres import Server


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


def impatient(database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    """The same database by connections that wait for others no longer than a moment."""
    monkeypatch.setattr("app.storage.sqlite.BUSY_TIMEOUT_MS", 50)
    monkeypatch.setattr("app.storage.postgres.BUSY_TIMEOUT_MS", 50)
    return Database(str(database.url))


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
    with counter.read() as session:
        assert "half" not in inspect(session.connection()).get_table_names()


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
    reader = impatient(counter, monkeypatch)
    with counter.write() as session:
        session.execute(text("CREATE TABLE large (value TEXT)"))
        session.execute(text("INSERT INTO large VALUES (:value)"), {"value": "x" * 10_000_000})
        session.execute(text("UPDATE counter SET value = 1"))
        assert scalar(reader, "SELECT value FROM counter") == 0
    assert scalar(reader, "SELECT value FROM counter") == 1
    reader.dispose()


def test_a_writer_that_waits_too_long_is_told(counter: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """When somebody else holds the database, the answer is 503 and when to try again, not a traceback."""
    other = impatient(counter, monkeypatch)
    with counter.write() as session:
        session.execute(text("UPDATE counter SET value = 1"))
        with pytest.raises(DatabaseBusy) as refusal, other.write() as late:
            late.scalar(text("SELECT value FROM counter"))
    assert (refusal.value.status, refusal.value.code) == (503, "storage.busy")
    assert refusal.value.headers == {"Retry-After": "2"}
    with other.write() as session:
        session.execute(text("UPDATE counter SET value = value + 1"))
    other.dispose()
    assert scalar(counter, "SELECT value FROM counter") == 2


def test_a_commit_that_readers_keep_out_leaves_nothing_open(counter: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is refused and undone at once: neither the next writer here nor another program finds the turn taken."""
    if not counter.is_sqlite:
        pytest.skip("readers of PostgreSQL keep nobody from committing")
    monkeypatch.setattr("app.storage.sqlite.has_safe_wal", lambda _: False)
    writer, other = impatient(counter, monkeypatch), impatient(counter, monkeypatch)
    with sqlite3.connect(str(counter.url.database), isolation_level=None) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM counter").fetchall()
        with pytest.raises(DatabaseBusy), writer.write() as session:
            session.execute(text("UPDATE counter SET value = 1"))
        reader.execute("ROLLBACK")
    reader.close()
    for database in (other, writer):
        with database.write() as session:
            session.execute(text("UPDATE counter SET value = value + 10"))
        database.dispose()
    assert scalar(counter, "SELECT value FROM counter") == 20


def test_a_writer_sees_what_the_one_before_it_kept(counter: Database) -> None:
    """Its moment is that of getting the turn, not that of asking for it: reading first loses nothing."""
    seen: list[object] = []

    def second() -> None:
        with counter.write() as session:
            seen.append(session.scalar(text("SELECT value FROM counter")))

    thread = threading.Thread(target=second)
    with counter.write() as session:
        session.execute(text("UPDATE counter SET value = 7"))
        thread.start()
        thread.join(0.3)
        assert (thread.is_alive(), seen) == (True, [])
    thread.join()
    assert seen == [7]


def test_a_reader_keeps_its_moment_while_others_write(postgres_database: Database) -> None:
    """On a server nobody waits for readers, and what is kept meanwhile is not half seen."""
    with postgres_database.read() as session:
        first = session.scalar(text("SELECT count(*) FROM team"))
        with postgres_database.write() as other:
            other.execute(text("INSERT INTO team VALUES ('key_1', 'key_1', 1, now(), NULL)"))
        assert session.scalar(text("SELECT count(*) FROM team")) == first == 0
    assert scalar(postgres_database, "SELECT count(*) FROM team") == 1


def test_a_connection_that_broke_is_replaced(postgres_database: Database) -> None:
    """Whoever is cut off is told that the database is away; the next one notices nothing."""
    with pytest.raises(DatabaseAway) as refusal, postgres_database.write() as session:
        session.scalar(text("SELECT pg_terminate_backend(pg_backend_pid())"))
    assert (refusal.value.status, refusal.value.headers) == (503, {"Retry-After": "5"})
    assert scalar(postgres_database, "SELECT 1") == 1


def test_connections_cut_while_at_rest_are_not_noticed(postgres_database: Database, postgres_server: Server) -> None:
    """A server that was restarted between two requests costs nobody an error."""
    assert scalar(postgres_database, "SELECT 1") == 1
    name = postgres_database.url.database
    postgres_server.run(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
    assert scalar(postgres_database, "SELECT 1") == 1


def test_a_writer_that_fell_silent_gives_its_turn_back(
    postgres_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A machine that froze in mid-write keeps nothing and stops nobody for longer than the pause it is given."""
    monkeypatch.setattr("app.storage.postgres.LONGEST_PAUSE_MS", 100)
    frozen = Database(str(postgres_database.url))
    key = text("INSERT INTO team VALUES (:id, :id, 1, now(), NULL)")

    def freeze() -> None:
        with frozen.write() as session:
            session.execute(key, {"id": "key_frozen"})
            with postgres_database.write() as other:
                other.execute(key, {"id": "key_other"})
            session.execute(key, {"id": "key_thawed"})

    with pytest.raises(DatabaseAway):
        freeze()
    frozen.dispose()
    with postgres_database.read() as session:
        assert session.scalars(text("SELECT id FROM team")).all() == ["key_other"]


def test_a_text_with_a_nul_is_refused(postgres_database: Database) -> None:
    """PostgreSQL knows no such text: whoever asks for it is told so, and it is no fault of the program."""
    with pytest.raises(Unstorable) as refusal, postgres_database.read() as session:
        session.scalar(text("SELECT CAST(:name AS varchar)"), {"name": "a\x00b"})
    assert refusal.value.status == 422


def test_a_server_that_is_not_there_is_away() -> None:
    """A request gets 503; who starts the program gets one line, without the password."""
    nobody = Database("postgresql+psycopg://kproute:geheim@127.0.0.1:1/kproute")
    with pytest.raises(DatabaseAway), nobody.read() as session:
        session.execute(text("SELECT 1"))
    with pytest.raises(UnusableDatabase, match="Connection refused") as trouble:
        nobody.upgrade()
    assert "KPROUTE_DATABASE_URL" in str(trouble.value)
    assert "\n" not in str(trouble.value)
    assert "geheim" not in str(trouble.value)


def test_a_database_that_is_not_there_is_named(postgres_server: Server) -> None:
    """The server runs, the database was never made: its name is in the line."""
    with pytest.raises(UnusableDatabase, match='database "nowhere" does not exist'):
        Database(postgres_server.url("nowhere")).upgrade()


@pytest.mark.parametrize("url", ["mysql://localhost/kproute", "postgresql+pg8000://localhost/kproute", "nothing://"])
def test_a_kind_of_database_nobody_knows_is_named(url: str) -> None:
    """What to write instead stands in the line."""
    with pytest.raises(UnusableDatabase, match=r"postgresql\+psycopg://"):
        Database(url)


def test_every_connection_is_strict(sqlite_database: Database) -> None:
    """Foreign keys hold, a commit is on the disk, and the file's own functions are not trusted."""
    settings = {
        name: scalar(sqlite_database, f"PRAGMA {name}") for name in ("foreign_keys", "synchronous", "trusted_schema")
    }
    assert settings == {"foreign_keys": 1, "synchronous": 2, "trusted_schema": 0}
    assert scalar(sqlite_database, "PRAGMA busy_timeout") == 5000


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


def test_the_journal_suits_this_sqlite(sqlite_database: Database) -> None:
    """The journal in use follows from the version at hand."""
    expected = "wal" if has_safe_wal(sqlite3.sqlite_version_info) else "delete"
    assert scalar(sqlite_database, "PRAGMA journal_mode") == expected


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
    with pytest.raises(UnusableDatabase, match="is damaged, or no database"):
        Database(f"sqlite:///{tmp_path / 'notes.txt'}").upgrade()


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
    run |= {"kind": "plan", "lane": "batch", "attempt": 0}
    with pytest.raises(IntegrityError, match="state_known"), database.write() as session:
        session.execute(insert(RunRecord), [{**run, "created_at": datetime.now(UTC), "finished_at": datetime.now(UTC)}])


def test_constraints_have_names() -> None:
    """A later step can only change what it can name."""
    names = [constraint.name for table in Base.metadata.tables.values() for constraint in table.constraints]
    assert names
    assert all(names)
    assert PlanRecord.__table__.primary_key.name == "pk_plan"
