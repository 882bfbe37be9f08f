"""A backup holds everything of one moment, and what is restored is what it holds; on each kind of database."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import make_url, text

from app.db import Database
from app.intake.removal import remove_source
from app.intake.store import LIST, listed_accounts
from app.planning.store import load_plan
from app.storage.backup import backup, rehearse, restore
from app.storage.contents import Contents, refuse_a_difference
from app.storage.occupancy import alone_with
from app.storage.placing import new_file
from app.storage.schema import newest_version
from app.unusable import UnusableBackup, UnusableDatabase
from tests.postgres import Server


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the backup goes; nothing is there yet."""
    folder = tmp_path / "backups"
    folder.mkdir()
    return folder / "kproute.backup"


def accounts(database: Database) -> int:
    with database.read() as session:
        return len(listed_accounts(session))


def everything_goes(database: Database) -> None:
    with database.write() as session:
        remove_source(session, LIST)
    assert accounts(database) == 0


def says_it_is(database: Database, version: str) -> None:
    with database.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = :version"), {"version": version})


def rows(contents: Contents, table: str) -> int:
    return next(number for name, number in contents.rows.items() if name.rpartition(".")[2] == table)


def test_a_backup_holds_every_row_that_was_kept(database: Database, stored_week: str, file: Path) -> None:
    """While somebody is writing too; what is not yet kept is not in it."""
    with database.write() as session:
        session.execute(text("DELETE FROM contact"))
        held = backup(database.url, file)
    assert held.version == newest_version()
    assert (rows(held, "account"), rows(held, "plan"), rows(held, "stop")) == (9, 1, 7)
    assert rows(held, "contact") > 0
    assert rehearse(database.url, file) == held
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_what_is_there_is_never_overwritten(database: Database, file: Path) -> None:
    """The file keeps its bytes, whatever it is."""
    file.write_text("something dear")
    with pytest.raises(UnusableBackup, match="is there already"):
        backup(database.url, file)
    assert file.read_text() == "something dear"


def test_a_restored_plan_is_the_one_that_was_backed_up(database: Database, stored_week: str, file: Path) -> None:
    """And what the database held in between is kept beside the backup, as a backup of its own."""
    with database.read() as session:
        before = load_plan(session, stored_week)
    backup(database.url, file)
    everything_goes(database)
    database.dispose()
    done = restore(database.url, file)
    with database.read() as session:
        assert load_plan(session, stored_week) == before
    assert done.kept == file.with_name("kproute.backup.replaced")
    assert rows(rehearse(database.url, done.kept), "account") == 0


def test_a_second_restore_keeps_a_second_file(database: Database, stored_week: str, file: Path) -> None:
    """The first one's is not touched."""
    backup(database.url, file)
    kept = []
    for _ in range(2):
        database.dispose()
        kept.append(restore(database.url, file).kept)
    assert [path.name for path in kept if path] == ["kproute.backup.replaced", "kproute.backup.replaced-2"]


def test_a_database_in_use_is_not_replaced(database: Database, stored_week: str, file: Path) -> None:
    """A server at rest, with a connection open, is enough; once it has stopped, the way is free."""
    backup(database.url, file)
    everything_goes(database)
    with pytest.raises(UnusableBackup, match="in use"):
        restore(database.url, file)
    assert accounts(database) == 0
    database.dispose()
    restore(database.url, file)
    assert accounts(database) == 9


def half(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def nothing_of_ours(file: Path) -> None:
    file.write_bytes(b"my diary " * 5000)


@pytest.mark.parametrize("spoil", [half, nothing_of_ours, Path.unlink])
def test_a_spoiled_backup_changes_nothing(
    database: Database, stored_week: str, file: Path, spoil: Callable[[Path], None]
) -> None:
    """Cut short, something else, or gone: one line, and the database is as it was."""
    backup(database.url, file)
    spoil(file)
    database.dispose()
    for attempt in (rehearse, restore):
        with pytest.raises(UnusableBackup) as refusal:
            attempt(database.url, file)
        assert "\n" not in str(refusal.value)
    assert accounts(database) == 9


def test_a_backup_of_a_newer_program_is_refused(database: Database, stored_week: str, file: Path) -> None:
    """This program cannot know what it holds."""
    says_it_is(database, "9999")
    backup(database.url, file)
    says_it_is(database, newest_version())
    database.dispose()
    for attempt in (rehearse, restore):
        with pytest.raises(UnusableBackup, match="newer KPRoute"):
            attempt(database.url, file)
    assert accounts(database) == 9


def test_a_newer_database_is_not_replaced(database: Database, stored_week: str, file: Path) -> None:
    """Whoever starts an old program by mistake loses nothing."""
    backup(database.url, file)
    says_it_is(database, "9999")
    database.dispose()
    with pytest.raises(UnusableBackup, match="newer KPRoute"):
        restore(database.url, file)
    assert accounts(database) == 9


def test_a_backup_of_older_tables_comes_back_and_is_brought_up(
    database: Database, stored_week: str, file: Path
) -> None:
    """Tables that came later are gone, and come again with the next start."""
    database.step_back("0003")
    backup(database.url, file)
    database.upgrade()
    database.dispose()
    assert restore(database.url, file).contents.version == "0003"
    database.upgrade()
    with database.read() as session:
        assert load_plan(session, stored_week) is not None


def test_a_sqlite_backup_founds_a_new_file(sqlite_database: Database, file: Path) -> None:
    """On another machine there is nothing yet, not even the folder."""
    backup(sqlite_database.url, file)
    new = Database(f"sqlite:///{file.parent / 'new' / 'kproute.db'}")
    done = restore(new.url, file)
    assert (done.kept, done.contents.version) == (None, newest_version())
    new.upgrade()
    new.dispose()


def test_an_archive_founds_a_new_database(postgres_database: Database, postgres_server: Server, file: Path) -> None:
    """An empty database of another server takes it."""
    backup(postgres_database.url, file)
    url = postgres_server.create()
    done = restore(make_url(url), file)
    assert (done.kept, done.contents.version) == (None, newest_version())
    postgres_server.drop(url)


def test_a_file_that_is_no_database_gives_way(tmp_path: Path, sqlite_database: Database, file: Path) -> None:
    """A database that broke is put aside, not thrown away, and the backup takes its place."""
    backup(sqlite_database.url, file)
    sqlite_database.dispose()
    broken = tmp_path / "kproute.db"
    broken.write_bytes(b"broken" * 1000)
    kept = restore(sqlite_database.url, file).kept
    assert kept == tmp_path / "kproute.db.unreadable"
    assert kept.read_bytes() == b"broken" * 1000
    assert accounts(sqlite_database) == 0


def test_rows_that_point_nowhere_are_seen(sqlite_database: Database, file: Path) -> None:
    """A sound file with unsound contents is no backup."""
    backup(sqlite_database.url, file)
    with sqlite3.connect(file) as spoiled:
        spoiled.execute(
            "INSERT INTO contact (account_id, position, id, name, role, level, phone, mail, wechat)"
            " VALUES ('acc_none', 1, 'con_1', '', 'kp', 0, '', '', '')"
        )
    spoiled.close()
    with pytest.raises(UnusableBackup, match="point nowhere"):
        rehearse(sqlite_database.url, file)


def test_the_database_itself_is_no_backup(sqlite_database: Database, tmp_path: Path) -> None:
    """A slip of the keyboard costs nothing."""
    with pytest.raises(UnusableBackup, match="the database itself"):
        restore(sqlite_database.url, tmp_path / "kproute.db")


def test_nobody_opens_a_file_that_is_being_replaced(sqlite_database: Database, tmp_path: Path) -> None:
    """A server that starts in the middle of it is told to wait."""
    sqlite_database.dispose()
    with alone_with(tmp_path / "kproute.db"), pytest.raises(UnusableDatabase, match="being restored"):
        sqlite_database.upgrade()
    sqlite_database.upgrade()


def test_trying_leaves_no_database_behind(postgres_database: Database, postgres_server: Server, file: Path) -> None:
    """The scratch database is gone afterwards, and who may not make one is told what to ask for."""
    backup(postgres_database.url, file)
    before = postgres_server.names()
    rehearse(postgres_database.url, file)
    assert postgres_server.names() == before
    postgres_server.run("CREATE ROLE visitor LOGIN")
    with pytest.raises(UnusableBackup, match="ALTER ROLE visitor CREATEDB"):
        rehearse(postgres_database.url.set(username="visitor"), file)
    postgres_server.run("DROP ROLE visitor")


def test_a_missing_program_is_named(postgres_database: Database, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The line says which package brings it."""
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr("app.storage.postgres_tools.DEBIANS", file.parent)
    with pytest.raises(UnusableBackup, match="postgresql-client"):
        backup(postgres_database.url, file)
    assert not file.exists()


def test_a_server_that_is_not_there_is_named(file: Path) -> None:
    """Without its password."""
    with pytest.raises(UnusableBackup, match="Connection refused") as refusal:
        backup(make_url("postgresql+psycopg://kproute:geheim@127.0.0.1:1/kproute"), file)
    assert "geheim" not in str(refusal.value)
    assert list(file.parent.iterdir()) == []


def test_a_backup_that_fails_leaves_nothing(file: Path) -> None:
    """Neither half a file under its name nor the unfinished one."""

    def half_a_backup() -> None:
        with new_file(file) as unfinished:
            unfinished.write_text("half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half_a_backup()
    assert list(file.parent.iterdir()) == []


def test_one_row_less_is_a_difference() -> None:
    """So is another version; the same contents are none."""
    whole = Contents("0004", {"account": 3, "plan": 1})
    refuse_a_difference(whole, Contents("0004", {"plan": 1, "account": 3}), "It")
    for other in (Contents("0004", {"account": 2, "plan": 1}), Contents("0004", {"account": 3})):
        with pytest.raises(UnusableBackup, match="rows in"):
            refuse_a_difference(other, whole, "It")
    with pytest.raises(UnusableBackup, match="version 0003"):
        refuse_a_difference(Contents("0003", whole.rows), whole, "It")
