"""PostgreSQL with the same promises as SQLite: whoever writes waits for its turn before it reads.

The turn is an advisory lock that belongs to the transaction. It makes every writer see what the one before it kept,
so that no update is lost and no caller has to try again, as it would under SERIALIZABLE. Readers wait for nobody.
"""

from collections.abc import Mapping
from typing import Any

import psycopg
from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.exc import DataError, DBAPIError, OperationalError
from sqlalchemy.pool import NullPool

from app.errors import AppError, DatabaseAway, DatabaseBusy, DatabaseFull, Unstorable

BUSY_TIMEOUT_MS = 5_000
# Longer than any statement of ours takes; a machine that vanished in mid-write gives its turn back after it.
LONGEST_STATEMENT_MS = LONGEST_PAUSE_MS = 60_000
LONGEST_UPGRADE_WAIT_MS = 60_000
CONNECT_TIMEOUT_S = 5
TURN_TO_WRITE = 0x4B50526F757465  # "KPRoute": whoever holds this lock of the database is the one who writes

_BUSY = {"40001", "40P01", "55P03", "57014"}  # serialization, deadlock, lock timeout, statement timeout
_AWAY = {"25P03", "53300", "57P01", "57P02", "57P03"}  # idle too long, too many clients, shutting down, starting up
_FULL = "53100"
# In the order of their bytes, as SQLite has it: whatever the server's locale, and whichever update its library sees.
_OUT_OF_ORDER = """
    SELECT format('ALTER TABLE %I ALTER COLUMN %I TYPE varchar COLLATE "C"', table_name, column_name)
    FROM information_schema.columns
    WHERE table_schema = current_schema() AND data_type = 'character varying' AND collation_name IS DISTINCT FROM 'C'
"""


class Postgres:
    """A database of a PostgreSQL server. Reading sees one moment; writing reads what is there when its turn comes."""

    reading: Mapping[str, Any] = {"isolation_level": "REPEATABLE READ"}
    # Not REPEATABLE READ: its moment would be that of asking for the turn, not that of getting it.
    writing: Mapping[str, Any] = {"begin": f"SELECT pg_advisory_xact_lock({TURN_TO_WRITE})"}

    def __init__(self, url: URL) -> None:
        self._url = url

    def engine(self) -> Engine:
        return self._engine(
            BUSY_TIMEOUT_MS, LONGEST_STATEMENT_MS, pool_pre_ping=True, pool_timeout=BUSY_TIMEOUT_MS / 1000
        )

    @property
    def patience_s(self) -> float:
        """How long whoever wants to write waits for the turn."""
        return BUSY_TIMEOUT_MS / 1000

    def migration_engine(self) -> Engine:
        """An engine whose steps may take long, and which waits for those of another process."""
        return self._engine(LONGEST_UPGRADE_WAIT_MS, 0, poolclass=NullPool)

    def _engine(self, lock_timeout_ms: int, statement_timeout_ms: int, **options: Any) -> Engine:
        limits = {
            "lock_timeout": lock_timeout_ms,
            "statement_timeout": statement_timeout_ms,
            "idle_in_transaction_session_timeout": LONGEST_PAUSE_MS,
        }
        told = " ".join(f"-c {name}={value}" for name, value in limits.items())
        settings = {
            "connect_timeout": CONNECT_TIMEOUT_S,
            "application_name": "kproute",
            **self._url.query,
            "options": f"{told} {self._url.query.get('options', '')}".strip(),
        }
        # What an error quotes ends up in logs, and rows hold customers.
        engine = create_engine(self._url, connect_args=settings, hide_parameters=True, **options)
        event.listen(engine, "begin", _begin)
        return engine

    def before_steps(self, connection: Connection) -> None:
        """Nothing: the steps are one transaction, and a backup is the operator's (`kproute backup`)."""

    def after_steps(self, connection: Connection) -> None:
        """Have all text compared and sorted alike on every server."""
        for statement in connection.scalars(text(_OUT_OF_ORDER)).all():
            connection.exec_driver_sql(statement)

    def scrub(self, engine: Engine) -> None:
        """Write our tables anew without their dead rows, and what the server knows of their values as well."""
        with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            for name in inspect(connection).get_table_names():
                connection.exec_driver_sql(f'VACUUM (FULL, ANALYZE) "{name}"')

    def refusal(self, error: DBAPIError) -> AppError | None:
        """What to tell whoever asked: that others took too long, the server is away, or a value is none."""
        if isinstance(error, DataError):
            return Unstorable()
        state = _sqlstate(error)
        if state == _FULL:
            return DatabaseFull()
        if state in _BUSY:
            return DatabaseBusy()
        if state in _AWAY or error.connection_invalidated or (isinstance(error, OperationalError) and state is None):
            return DatabaseAway()
        return None

    def trouble(self, error: DBAPIError) -> str | None:
        """What to tell the operator, where the server or our rights there are the trouble."""
        if not isinstance(error, OperationalError) and _sqlstate(error) not in (None, "42501", "3F000"):
            return None
        return (
            f"The database {self._url.render_as_string(hide_password=True)} cannot be used: {first_line(error.orig)}."
            " Check that the server runs, that the address, user and password in KPROUTE_DATABASE_URL are right, and"
            " that the user may create tables there."
        )

    def release(self) -> None:
        """Nothing: the server knows who is connected."""


def first_line(error: object) -> str:
    """What the driver says, on one line."""
    return (str(error).strip().splitlines() or ["no reason given"])[0].rstrip(".")


def _sqlstate(error: DBAPIError) -> str | None:
    return error.orig.sqlstate if isinstance(error.orig, psycopg.Error) else None


def _begin(connection: Connection) -> None:
    statement = connection.get_execution_options().get("begin")
    if statement is not None:
        connection.exec_driver_sql(statement)
