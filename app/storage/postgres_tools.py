"""PostgreSQL's own programs, told the address of a database without its password on the command line."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from psycopg.conninfo import make_conninfo
from sqlalchemy import URL

from app.storage.postgres import first_line
from app.unusable import UnusableBackup

DEBIANS = Path("/usr/lib/postgresql")  # VERSION/bin


def address_of(url: URL) -> str:
    """The address as libpq reads it, password included; for connections, never for a command line."""
    return make_conninfo(**_parts(url))


def run(program: str, url: URL, *arguments: str) -> None:
    """Run a program on the database to its end; raises UnusableBackup with what it says where it fails."""
    command, environment = told(program, url)
    done = subprocess.run([*command, *arguments], env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode != 0:
        raise failed(program, done.stderr)


def told(program: str, url: URL) -> tuple[list[str], dict[str, str]]:
    """The command that runs a program on the database, and its environment."""
    parts = _parts(url)
    password = parts.pop("password", None)
    environment = {**os.environ, "LC_ALL": "C", **({} if password is None else {"PGPASSWORD": str(password)})}
    return [_find(program), f"--dbname={make_conninfo(**parts)}"], environment


@contextmanager
def script_of(archive: Path, *options: str) -> Iterator[Iterator[bytes]]:
    """The lines of SQL that an archive of pg_dump stands for; raises UnusableBackup where it cannot be read."""
    command = [_find("pg_restore"), "--no-owner", "--no-privileges", "--file=-", *options, str(archive)]
    environment = {**os.environ, "LC_ALL": "C"}
    with (
        tempfile.TemporaryFile() as complaints,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=complaints, env=environment) as reading,  # noqa: S603
    ):
        assert reading.stdout is not None
        yield iter(reading.stdout)
        reading.stdout.close()
        if reading.wait() != 0:
            complaints.seek(0)
            raise failed("pg_restore", complaints.read().decode("utf-8", "replace"))


def failed(program: str, said: str) -> UnusableBackup:
    """The refusal that tells what a program of PostgreSQL's complained about."""
    return UnusableBackup(f"{program} failed: {first_line(said)}. Nothing was changed.")


def _parts(url: URL) -> dict[str, str]:
    _, parts = url.get_dialect()().create_connect_args(url)
    return {name: str(value) for name, value in parts.items() if name != "context"}


def _find(program: str) -> str:
    """The program on the PATH, else Debian's newest, which is not on it."""
    found = shutil.which(program)
    if found is None:
        newest_first = sorted(DEBIANS.glob(f"*/bin/{program}"), key=lambda path: float(path.parts[-3]), reverse=True)
        found = str(newest_first[0]) if newest_first else None
    if found is None:
        raise UnusableBackup(
            f"{program} is not here. Install the client programs of PostgreSQL (Debian: postgresql-client), of the"
            " server's version or newer."
        )
    return found
