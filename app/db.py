"""The database: one way to read, one way to write, and the step up to the newest tables. Only this file commits."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DatabaseError, NoSuchModuleError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry, NullPool

from app import migrations
from app.errors import DatabaseBusy
from app.unusable import Unusable

BUSY_TIMEOUT_MS = 5_000


class UnusableDatabase(Unusable):
    """The database cannot be used by this program; the text says why and what to do."""


def has_safe_wal(version: tuple[int, int, int]) -> bool:
    """Whether a SQLite version is free of the WAL-reset fault, which can corrupt a file that two connections write.

    Fixed in 3.51.3 and in the older lines 3.44.6 and 3.50.7 (https://sqlite.org/wal.html#walresetbug).
    """
    return version >= (3, 51, 3) or (3, 44, 6) <= version < (3, 45) or (3, 50, 7) <= version < (3, 51)


class Database:
    """A database by its address. SQLite gets real transactions, foreign keys and a journal that keeps what it says."""

    def __init__(self, url: str, on_busy: Callable[[], None] = lambda: None) -> None:
        self.url = make_url(url)
        self._on_busy = on_busy
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        try:
            self._engine = create_engine(self.url, **self._engine_options())
        except (ImportError, NoSuchModuleError):
            raise UnusableDatabase(
                f"There is no driver here for {self.url.get_backend_name()} databases. Install one, such as psycopg for"
                " PostgreSQL and write postgresql+psycopg://..., or use sqlite:///FILE."
            ) from None
        if self.is_sqlite:
            event.listen(self._engine, "connect", _prepare_sqlite)
            event.listen(self._engine, "begin", _begin_sqlite)
        self._writer = self._engine.execution_options(begin="BEGIN IMMEDIATE")

    def _engine_options(self) -> dict[str, Any]:
        # What an error quotes ends up in logs, and rows hold customers.
        if self.is_sqlite:
            return {"connect_args": {"timeout": BUSY_TIMEOUT_MS / 1000}, "hide_parameters": True}
        return {"pool_pre_ping": True, "hide_parameters": True}

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that sees one moment of the database and leaves nothing behind."""
        with self._session(self._engine) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A session whose changes are all kept when the block ends, and none when it raises.

        On SQLite it waits for its turn before it reads anything, so no update is lost. Raises DatabaseBusy when the
        turn does not come within five seconds.
        """
        with self._session(self._writer) as session:
            yield session
            session.commit()

    @contextmanager
    def _session(self, engine: Engine) -> Iterator[Session]:
        with Session(engine, expire_on_commit=False) as session:
            try:
                yield session
            except OperationalError as error:
                if is_busy(error):
                    self._on_busy()
                    raise DatabaseBusy from error
                raise

    def upgrade(self) -> None:
        """Bring the tables to the newest version, all of it or nothing.

        Makes the folder of a SQLite file that is not there yet. Raises UnusableDatabase where the tables are newer
        than this program, or the file cannot be used.
        """
        if self.is_sqlite and self.url.database:
            _make_folder(Path(self.url.database).parent)
        engine = self._migration_engine()
        try:
            with engine.connect() as connection, connection.begin():
                self._upgrade(connection)
        except DatabaseError as error:
            if not _is_out_of_reach(error):
                raise
            raise UnusableDatabase(
                f"The database {self.url.render_as_string(hide_password=True)} cannot be opened or written. Check that"
                " the path is right and that this user may write there, or set KPROUTE_DATABASE_URL to another one."
            ) from error
        finally:
            engine.dispose()

    def require_newest_tables(self) -> None:
        """Raises UnusableDatabase where the database is out of reach or its tables are not the newest ones."""
        try:
            with self.read() as session:
                found = MigrationContext.configure(session.connection()).get_current_revision()
        except DatabaseError as error:
            if not _is_out_of_reach(error):
                raise
            raise UnusableDatabase(
                "The database cannot be reached. Check that its server runs, or that its file can be read and written;"
                " `kproute doctor` says more."
            ) from error
        if found != self.newest_revision:
            raise UnusableDatabase(
                "The tables are not those of this version. Start this version again, which brings older tables up to"
                " date; where they are newer, start the newer version."
            )

    @cached_property
    def newest_revision(self) -> str | None:
        """The newest version of the tables that this program knows."""
        return ScriptDirectory.from_config(_migrations()).get_current_head()

    def _migration_engine(self) -> Engine:
        """An engine of its own: a table is rebuilt with foreign keys off, or its children would go with it."""
        engine = create_engine(self.url, poolclass=NullPool, **self._engine_options())
        if self.is_sqlite:
            event.listen(engine, "connect", _prepare_sqlite_for_migration)
            event.listen(engine, "begin", _begin_sqlite)
        return engine.execution_options(begin="BEGIN IMMEDIATE")

    def _upgrade(self, connection: Connection) -> None:
        config = _migrations()
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            raise UnusableDatabase(
                f"The database was written by a newer KPRoute than this one, which knows tables up to"
                f" {self.newest_revision}."
                " Start the newer program, or restore the backup made before it."
            ) from error
        if self.is_sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
            raise UnusableDatabase(
                "The step to the newest tables would have left rows that point nowhere, so nothing was changed."
                " Please report it with both version numbers."
            )

    def dispose(self) -> None:
        """Close every connection; the next use opens new ones."""
        self._engine.dispose()


def _migrations() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    return config


def is_busy(error: OperationalError) -> bool:
    """Whether SQLite refused because somebody else was writing for too long."""
    return _sqlite_code(error) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def _is_out_of_reach(error: DatabaseError) -> bool:
    """Whether the file or the server is the trouble, and not what we asked of it."""
    return isinstance(error, OperationalError) or _sqlite_code(error) in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT)


def _sqlite_code(error: DatabaseError) -> int:
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


def _prepare_sqlite(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    journal = "WAL" if has_safe_wal(sqlite3.sqlite_version_info) else "DELETE"
    _execute(
        connection,
        f"PRAGMA journal_mode = {journal}",
        "PRAGMA foreign_keys = ON",
        # A large import would else lock readers out long before it commits.
        "PRAGMA cache_spill = OFF",
    )


def _prepare_sqlite_for_migration(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    _execute(connection, "PRAGMA foreign_keys = OFF")


def _execute(connection: DBAPIConnection, *pragmas: str) -> None:
    # Without this the sqlite3 module begins transactions by itself, too late to keep two writers apart.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}",
        "PRAGMA synchronous = FULL",
        "PRAGMA trusted_schema = OFF",
        *pragmas,
    ):
        cursor.execute(pragma)
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))
