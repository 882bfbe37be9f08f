"""SQLite files as backups: copied while in use, read from end to end, and brought back."""

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from app.storage.contents import Contents, refuse_a_difference
from app.storage.placing import free_name, new_file
from app.storage.schema import VERSION_TABLE
from app.unusable import UnusableBackup

LOG = logging.getLogger("kproute.storage")
WAIT_S = 60.0  # for a large import that is being written


class Damaged(UnusableBackup):
    """A file that is no sound database."""


def copy_beside(file: Path, reason: str) -> Path:
    """Copy the file to FILE.reason beside it, or to the first free name after it, and say so in the log."""
    target = free_name(file.with_name(f"{file.name}.{reason}"))
    copy(file, target)
    LOG.warning("A copy of the database as it was is kept in %s", target)
    return target


def copy(file: Path, target: Path) -> Contents:
    """Copy a database that may be in use, as of one moment, and read the copy again; returns what it holds.

    Raises UnusableBackup where the target exists, or the file or its copy cannot be read.
    """
    with new_file(target) as unfinished:
        with _opened(file) as source:
            source.execute("BEGIN")
            wanted = _contents(source)
            with closing(sqlite3.connect(unfinished)) as copied:
                source.backup(copied)
                copied.execute("PRAGMA journal_mode = DELETE")  # one file, without a log beside it
        refuse_a_difference(contents(unfinished), wanted, f"The copy of {file}")
    return wanted


def contents(file: Path) -> Contents:
    """What a file holds, after every page of it was read and found sound. Raises UnusableBackup where it is not."""
    with _opened(file) as database:
        fault = _one(database, "PRAGMA integrity_check(1)")
        if fault != "ok":
            raise Damaged(f"{file} is damaged: {fault}. Use another backup.")
        dangling = _one(database, "PRAGMA foreign_key_check")
        if dangling is not None:
            raise Damaged(f"{file} has rows in {dangling} that point nowhere. Use another backup.")
        return _contents(database)


def overwrite(target: Path, file: Path) -> None:
    """Make the target hold what the file holds, in one transaction: it is whole before and after, whatever happens."""
    with _opened(file) as source, closing(sqlite3.connect(target, timeout=5, isolation_level=None)) as database:
        try:
            database.execute("PRAGMA synchronous = FULL")
            source.backup(database)
        except sqlite3.Error as error:
            raise UnusableBackup(f"{target} cannot be written: {error}. It was left as it was.") from error


def put_aside(file: Path) -> Path:
    """Rename a file that is no readable database, with what belongs to it, so that a backup can take its place."""
    aside = free_name(file.with_name(f"{file.name}.unreadable"))
    for ending in ("-journal", "-wal", "-shm", ""):
        part = file.with_name(file.name + ending)
        if part.exists():
            part.rename(aside.with_name(aside.name + ending))
    return aside


@contextmanager
def _opened(file: Path) -> Iterator[sqlite3.Connection]:
    try:
        with closing(
            sqlite3.connect(f"{file.absolute().as_uri()}?mode=rw", uri=True, timeout=WAIT_S, isolation_level=None)
        ) as database:
            database.execute("PRAGMA trusted_schema = OFF")
            yield database
    except sqlite3.Error as error:
        damaged = error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT)
        told = f"{file} cannot be read as a SQLite database: {error}. Check its name, or use another backup."
        raise (Damaged if damaged else UnusableBackup)(told) from error


def _contents(database: sqlite3.Connection) -> Contents:
    names = [
        str(row[0])
        for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    ]
    rows = {name: _one(database, f'SELECT count(*) FROM "{name}"') for name in sorted(names)}  # noqa: S608  its own names
    version = _one(database, f"SELECT version_num FROM {VERSION_TABLE}") if VERSION_TABLE in names else None  # noqa: S608
    return Contents(None if version is None else str(version), {name: int(str(n)) for name, n in rows.items()})


def _one(database: sqlite3.Connection, sql: str) -> object:
    row = database.execute(sql).fetchone()
    return None if row is None else row[0]
