"""The database: one way to read, one way to write, and the step up to the newest tables. Only this file commits."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, NoSuchModuleError
from sqlalchemy.exc import TimeoutError as NoFreeConnection
from sqlalchemy.orm import Session

from app.errors import DatabaseAway, DatabaseBusy
from app.storage.postgres import Postgres
from app.storage.schema import newer_than_known, newest_version, step_back, step_up, version_of
from app.storage.sqlite import Sqlite
from app.unusable import UnusableDatabase

KINDS: dict[str, type[Sqlite] | type[Postgres]] = {"sqlite": Sqlite, "postgresql": Postgres}


class Database:
    """A database by its address; SQLite and PostgreSQL keep the same promises."""

    def __init__(self, url: str, on_busy: Callable[[], None] = lambda: None) -> None:
        self.url = make_url(url)
        self._on_busy = on_busy
        self._turn = threading.Lock()
        name = self.url.get_backend_name()
        self.is_sqlite = name == "sqlite"
        try:
            self._kind = KINDS[name](self.url)
            self._engine = self._kind.engine()
        except (KeyError, ImportError, NoSuchModuleError):
            raise UnusableDatabase(
                f"KPRoute cannot use {self.url.drivername} databases here. Write postgresql+psycopg://USER:PASSWORD@HOST/NAME"
                " for PostgreSQL, or sqlite:///FILE."
            ) from None
        self._reader = self._engine.execution_options(**self._kind.reading)
        self._writer = self._engine.execution_options(**self._kind.writing)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that sees one moment of the database and leaves nothing behind."""
        with self._session(self._reader) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A session whose changes are all kept when the block ends, and none when it raises.

        It waits for its turn before it reads anything, so no update is lost. Raises DatabaseBusy when the turn does not
        come within five seconds, DatabaseAway when the server or the file cannot be reached, and DatabaseFull.
        """
        # This program's threads go one after the other: SQLite lets whoever waits sleep and look again, so that one of
        # many may never find the file free, and PostgreSQL would lend each of them a connection to wait on.
        if not self._turn.acquire(timeout=self._kind.patience_s):
            self._on_busy()
            raise DatabaseBusy
        try:
            with self._session(self._writer) as session:
                yield session
                session.commit()
        finally:
            self._turn.release()

    @contextmanager
    def _session(self, engine: Engine) -> Iterator[Session]:
        with Session(engine, expire_on_commit=False) as session:
            try:
                yield session
            except DBAPIError as error:
                refusal = self._kind.refusal(error)
                if refusal is None:
                    raise
                self._on_busy()
                raise refusal from error
            except NoFreeConnection as error:
                self._on_busy()
                raise DatabaseBusy from error
            except UnusableDatabase as error:  # the file's folder is gone, or the file is being restored
                self._on_busy()
                raise DatabaseAway from error

    def upgrade(self) -> None:
        """Bring the tables to the newest version, all of it or nothing; of several that try at once, one does it.

        Makes the folder of a SQLite file that is not there yet, and keeps a copy of an older one beside it. Raises
        UnusableDatabase where the tables are newer than this program, or the database cannot be used.
        """
        with self._migrating() as connection:
            if newer_than_known(version_of(connection)):
                raise UnusableDatabase(
                    "The database was written by a newer KPRoute than this one, which knows tables up to"
                    f" {newest_version()}. Start the newer program, or restore the backup made before it."
                )
            self._kind.before_steps(connection)
            step_up(connection)
            self._kind.after_steps(connection)

    def require_newest_tables(self) -> None:
        """Raises UnusableDatabase where the database is out of reach or its tables are not the newest ones."""
        try:
            with self._engine.connect() as connection:
                found = version_of(connection)
        except (DBAPIError, OSError, UnusableDatabase) as error:
            # Whoever asks may be a stranger, so neither the address nor the path is told.
            raise UnusableDatabase(
                "The database cannot be reached. Check that its server runs, or that its file can be read and written;"
                " `kproute doctor` says more."
            ) from error
        if found != newest_version():
            raise UnusableDatabase(
                "The tables are not those of this version. Start this version again, which brings older tables up to"
                " date; where they are newer, start the newer version."
            )

    def step_back(self, version: str) -> None:
        """Take the tables back to an older version, all of it or nothing."""
        with self._migrating() as connection:
            step_back(connection, version)
            self._kind.after_steps(connection)

    def scrub(self) -> None:
        """Leave nothing of what was deleted in the database's files; takes as long as writing it all anew.

        Raises DatabaseBusy where others do not let go of it in time: what was deleted is gone from every answer then,
        and its bytes wait for the next time.
        """
        engine = self._kind.migration_engine()
        try:
            self._kind.scrub(engine)
        except DBAPIError as error:
            refusal = self._kind.refusal(error)
            if refusal is None:
                raise
            raise refusal from error
        finally:
            engine.dispose()

    @contextmanager
    def _migrating(self) -> Iterator[Connection]:
        engine = self._kind.migration_engine()
        try:
            with engine.execution_options(**self._kind.writing).connect() as connection, connection.begin():
                yield connection
        except DBAPIError as error:
            trouble = self._kind.trouble(error)
            if trouble is None:
                raise
            raise UnusableDatabase(trouble) from error
        finally:
            engine.dispose()

    def dispose(self) -> None:
        """Close every connection; the next use opens new ones."""
        self._engine.dispose()
        self._kind.release()
