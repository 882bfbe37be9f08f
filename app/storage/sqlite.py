"""SQLite with real transactions, foreign keys, and a journal that keeps what it says."""

import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry, NullPool, PoolResetState

from app.errors import DatabaseAway, DatabaseBusy, DatabaseFull
from app.storage.occupancy import Occupancy
from app.storage.schema import newest_version, version_of
from app.storage.sqlite_file import copy_beside
from app.unusable import UnusableDatabase

BUSY_TIMEOUT_MS = 5_000

# Why a file could not be used this time, by SQLite's code; of anything else the program is at fault.
_REFUSALS: Mapping[int, type[DatabaseBusy]] = {
    sqlite3.SQLITE_BUSY: DatabaseBusy,
    sqlite3.SQLITE_LOCKED: DatabaseBusy,
    sqlite3.SQLITE_FULL: DatabaseFull,
    **dict.fromkeys(
        (sqlite3.SQLITE_PERM, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN), DatabaseAway
    ),
}
_DAMAGED = (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT)


def has_safe_wal(version: tuple[int, int, int]) -> bool:
    """Whether a SQLite version is free of the WAL-reset fault, which can corrupt a file that two connections write.

    Fixed in 3.51.3 and in the older lines 3.44.6 and 3.50.7 (https://sqlite.org/wal.html#walresetbug).
    """
    return version >= (3, 51, 3) or (3, 44, 6) <= version < (3, 45) or (3, 50, 7) <= version < (3, 51)


class Sqlite:
    """A SQLite file. Whoever writes waits for its turn before it reads (BEGIN IMMEDIATE)."""

    reading: Mapping[str, Any] = {}
    writing: Mapping[str, Any] = {"begin": "BEGIN IMMEDIATE"}

    def __init__(self, url: URL) -> None:
        self._url = url
        self._file = None if url.database in (None, "", ":memory:") else Path(str(url.database))
        self._occupancy = None if self._file is None else Occupancy(self._file)

    def engine(self) -> Engine:
        engine = self._engine(pool_timeout=BUSY_TIMEOUT_MS / 1000)
        event.listen(engine, "connect", _prepare)
        return engine

    @property
    def patience_s(self) -> float:
        """How long whoever wants to write waits for the turn."""
        return BUSY_TIMEOUT_MS / 1000

    def migration_engine(self) -> Engine:
        """An engine of its own: a table is rebuilt with foreign keys off, or its children would go with it."""
        if self._file is not None:
            _make_folder(self._file.parent)
        engine = self._engine(poolclass=NullPool)
        event.listen(engine, "connect", _prepare_for_migration)
        return engine

    def _engine(self, **options: Any) -> Engine:
        engine = create_engine(
            self._url,
            connect_args={"timeout": BUSY_TIMEOUT_MS / 1000},
            hide_parameters=True,  # what an error quotes ends up in logs, and rows hold customers
            **options,
        )
        event.listen(engine, "do_connect", self._occupy)
        event.listen(engine, "begin", _begin)
        event.listen(engine, "reset", _leave_nothing_open)
        return engine

    def _occupy(self, *_: object) -> None:
        if self._occupancy is not None:
            self._occupancy.share()

    def before_steps(self, connection: Connection) -> None:
        """Refuse a file that can only be read, and keep a copy of tables that are about to change beside it."""
        # The turn to write is given for a file in a folder that cannot be written as well; only a change finds out.
        unchanged = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
        connection.exec_driver_sql(f"PRAGMA user_version = {unchanged}")
        version = version_of(connection)
        if self._file is not None and version is not None and version != newest_version():
            copy_beside(self._file, f"before-{newest_version()}")

    def after_steps(self, connection: Connection) -> None:
        """Refuse a step that left rows that point nowhere: they were not looked after while tables were rebuilt."""
        if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
            raise UnusableDatabase(
                "The step to the newest tables would have left rows that point nowhere, so nothing was changed."
                " Please report it with both version numbers."
            )

    def scrub(self, engine: Engine) -> None:
        """Write the file anew without its free pages, and empty the log beside it."""
        # VACUUM cannot run in a transaction: this begins none.
        with engine.execution_options(begin="PRAGMA foreign_keys = OFF").connect() as connection:
            connection.exec_driver_sql("VACUUM")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def refusal(self, error: DBAPIError) -> DatabaseBusy | None:
        """What to tell whoever asked, where others wrote for too long, the disk is full or the file out of reach."""
        kind = _REFUSALS.get(_code(error)) if isinstance(error, OperationalError) else None
        return None if kind is None else kind()

    def trouble(self, error: DBAPIError) -> str | None:
        """What to tell the operator, where the file is the trouble, and not what we asked of it."""
        code = _code(error)
        if not isinstance(error, OperationalError) and code not in _DAMAGED:
            return None
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            return (
                f"The database {self._url} is in use: another program has been writing to it for too long. Wait until"
                " it is done, or stop it, and start again."
            )
        if code == sqlite3.SQLITE_FULL:
            return f"There is no room for the database {self._url}: its disk is full. Make room there and start again."
        if code in _DAMAGED:
            return (
                f"{self._url} is damaged, or no database at all. Bring back a backup with `kproute restore FILE`, which"
                " keeps this one beside it, or set KPROUTE_DATABASE_URL to another one."
            )
        return (
            f"The database {self._url} cannot be opened or written. Check that the path is right and that this user"
            " may write there, or set KPROUTE_DATABASE_URL to another one."
        )

    def release(self) -> None:
        """Let others replace the file; every connection is closed by now."""
        if self._occupancy is not None:
            self._occupancy.release()


def _code(error: DBAPIError) -> int:
    code: int = getattr(error.orig, "sqlite_errorcode", sqlite3.SQLITE_OK)
    return code & 0xFF  # the rest says which kind of busy, corrupt, ...


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UnusableDatabase(
            f"The folder {folder} for the database cannot be made. Make it, or set KPROUTE_DATABASE_URL to a file"
            " in another one."
        ) from error


def _prepare(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    journal = "WAL" if has_safe_wal(sqlite3.sqlite_version_info) else "DELETE"
    _execute(
        connection,
        f"PRAGMA journal_mode = {journal}",
        "PRAGMA foreign_keys = ON",
        # A large import would else lock readers out long before it commits.
        "PRAGMA cache_spill = OFF",
    )


def _prepare_for_migration(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    _execute(connection, "PRAGMA foreign_keys = OFF")


def _execute(connection: DBAPIConnection, *pragmas: str) -> None:
    # Without this the sqlite3 module begins transactions by itself, too late to keep two writers apart.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}",
        "PRAGMA synchronous = FULL",
        "PRAGMA trusted_schema = OFF",
        # What is deleted is overwritten: the file is to hold nobody who was erased.
        "PRAGMA secure_delete = ON",
        *pragmas,
    ):
        cursor.execute(pragma)
    cursor.close()


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))


def _leave_nothing_open(connection: DBAPIConnection, _entry: ConnectionPoolEntry, _state: PoolResetState) -> None:
    # A COMMIT that readers keep from the file leaves its transaction open and holding the turn to write, and SQLAlchemy
    # takes every COMMIT for the end of one.
    connection.rollback()
