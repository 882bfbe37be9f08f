"""Backups of PostgreSQL databases: archives of pg_dump, compared with the very moment they are of."""

import secrets
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import URL

from app.models import Base
from app.storage.contents import Contents, refuse_a_difference
from app.storage.placing import new_file
from app.storage.postgres import first_line
from app.storage.postgres_tools import address_of, failed, run, script_of, told
from app.storage.schema import VERSION_TABLE
from app.unusable import UnusableBackup

LOCK_TIMEOUT = "5s"
_TABLES = """
    SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
    WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1
"""
_OTHERS = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND usesysid IS NOT NULL
    -- what sessions of other users are is hidden from us; the server's own have no user
    AND coalesce(backend_type, 'client backend') = 'client backend'
"""


def dump(url: URL, target: Path) -> Contents:
    """Write an archive of the database as of one moment, and read it again; returns what it holds.

    Raises UnusableBackup where the target exists, the server refuses, or the archive does not hold every row.
    """
    with new_file(target) as unfinished:
        with _connected(url) as connection:
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            moment = str(_one(connection, "SELECT pg_export_snapshot()"))
            wanted = _contents(connection)
            run("pg_dump", url, "--format=custom", f"--snapshot={moment}", f"--file={unfinished}")
        refuse_a_difference(archived(unfinished), wanted, f"The archive {target}")
    return wanted


def archived(archive: Path) -> Contents:
    """What an archive holds, after all of it was read. Raises UnusableBackup where it cannot be read to its end."""
    if not archive.is_file():
        raise UnusableBackup(f"{archive} is not there. Name the file that `kproute backup` wrote.")
    rows: dict[str, int] = {}
    table, version = "", None
    with script_of(archive, "--data-only") as lines:
        for line in lines:
            if table and line == b"\\.\n":
                table = ""
            elif table:
                # A row is one line: COPY writes the line breaks inside it as \n.
                rows[table] += 1
                version = line.decode().strip() if table.endswith(f".{VERSION_TABLE}") else version
            elif line.startswith(b"COPY "):
                table = line[len(b"COPY ") : line.index(b" (")].decode()
                rows[table] = 0
    return Contents(version, rows)


def held(url: URL) -> Contents:
    """What the database holds now."""
    with _connected(url) as connection:
        return _contents(connection)


def overwrite(url: URL, archive: Path) -> None:
    """Make the database hold what the archive holds, in one transaction; raises UnusableBackup where it is in use."""
    with _connected(url) as connection:
        others = _one(connection, _OTHERS)
        names = [row[0] for row in connection.execute(_TABLES)]
    if others:
        raise UnusableBackup(
            f"The database is in use by {others} connections. Stop every KPRoute that serves or works on it first."
        )
    coming, ours = archived(archive).rows, {*Base.metadata.tables, VERSION_TABLE}
    gone = [name for name in names if name in coming or name.rpartition(".")[2] in ours]
    command, environment = told("psql", url)
    environment["PGOPTIONS"] = f"{environment.get('PGOPTIONS', '')} -c lock_timeout={LOCK_TIMEOUT}"
    with (
        tempfile.TemporaryFile() as complaints,
        subprocess.Popen(  # noqa: S603
            [*command, "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--file=-"],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=complaints,
            env=environment,
        ) as psql,
    ):
        assert psql.stdin is not None
        try:
            psql.stdin.write(b"BEGIN;\n")
            psql.stdin.writelines(f"DROP TABLE {name} CASCADE;\n".encode() for name in gone)
            with script_of(archive) as lines:
                # pg_restore 17 sets what older servers do not know.
                psql.stdin.writelines(line for line in lines if line != b"SET transaction_timeout = 0;\n")
            # Only now: an archive that ends early must not be kept.
            psql.stdin.write(b"COMMIT;\n")
            psql.stdin.close()
        except BrokenPipeError:
            psql.wait()
        if psql.wait() != 0:
            complaints.seek(0)
            raise failed("psql", complaints.read().decode("utf-8", "replace"))


@contextmanager
def scratch(url: URL) -> Iterator[URL]:
    """An empty database on the same server for the time of the block."""
    name = f"kproute_check_{secrets.token_hex(4)}"
    with _connected(url) as connection:
        connection.autocommit = True
        try:
            connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
        except psycopg.errors.InsufficientPrivilege:
            raise UnusableBackup(
                "This user may not create the database in which to try the backup. Let the server's administrator run"
                f" ALTER ROLE {url.username} CREATEDB, or try it on another server."
            ) from None
    try:
        yield url.set(database=name)
    finally:
        with _connected(url) as connection:
            connection.autocommit = True
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def _connected(url: URL) -> Iterator[psycopg.Connection]:
    try:
        with psycopg.connect(address_of(url), connect_timeout=5) as connection:
            yield connection
    except psycopg.Error as error:
        raise UnusableBackup(
            f"The database {url.render_as_string(hide_password=True)} cannot be used: {first_line(error)}."
            " Check that the server runs and that KPROUTE_DATABASE_URL is right."
        ) from error


def _contents(connection: psycopg.Connection) -> Contents:
    names = [str(row[0]) for row in connection.execute(_TABLES)]
    # The names come quoted from the server.
    rows = {name: int(str(_one(connection, f"SELECT count(*) FROM {name}"))) for name in names}  # noqa: S608
    versions = [name for name in names if name.endswith(f".{VERSION_TABLE}")]
    version = _one(connection, f"SELECT version_num FROM {versions[0]}") if versions else None  # noqa: S608
    return Contents(None if version is None else str(version), rows)


def _one(connection: psycopg.Connection, statement: str) -> object:
    row = connection.execute(statement.encode()).fetchone()
    return None if row is None else row[0]
