"""A PostgreSQL server of the tests' own: on loopback, on a free port, in a folder that goes with it."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg

from app.db import Database

MISSING = (
    "no PostgreSQL server to test with: install Debian's with `sh .ci/postgresql` (as root or with sudo), or put initdb"
    " and pg_ctl on the PATH"
)
# Nothing here outlives the tests, so nothing has to reach the disk.
QUICK = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "100"}


def programs() -> Path | None:
    """The folder of initdb and pg_ctl: where the PATH has them, else Debian's newest."""
    on_path = shutil.which("initdb")
    if on_path is not None:
        return Path(on_path).resolve().parent
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    return found[-1].parent if found else None


class Server:
    """A running server, and databases on it that are copies of one with the newest tables."""

    def __init__(self, port: int, control: Callable[..., None]) -> None:
        self.port, self._control = port, control
        self._numbers = count(1)
        self._template = self.create()
        database = Database(self._template)
        database.upgrade()
        database.dispose()

    def url(self, name: str, user: str = "kproute") -> str:
        return f"postgresql+psycopg://{user}@127.0.0.1:{self.port}/{name}"

    def run(self, statement: str) -> None:
        """Run a statement that belongs to no database of the tests."""
        with psycopg.connect(self._address, autocommit=True) as connection:
            connection.execute(statement)  # type: ignore[call-overload]

    def value(self, question: str) -> object:
        """The one value that answers a question to the server."""
        with psycopg.connect(self._address) as connection:
            row = connection.execute(question).fetchone()  # type: ignore[call-overload]
        return row[0]

    def names(self) -> set[str]:
        """The databases that are there."""
        with psycopg.connect(self._address) as connection:
            return {name for (name,) in connection.execute("SELECT datname FROM pg_database")}

    def create(self, *options: str) -> str:
        """A new database with these options of CREATE DATABASE; returns its address."""
        name = f"test_{next(self._numbers)}"
        self.run(f"CREATE DATABASE {name} {' '.join(options)}")
        return self.url(name)

    def copy(self, url: str | None = None) -> str:
        """A copy of that database, else of one with the newest tables and nothing in them; returns its address."""
        return self.create(f"TEMPLATE {(url or self._template).rpartition('/')[2]}")

    def drop(self, url: str) -> None:
        self.run(f"DROP DATABASE {url.rpartition('/')[2]} WITH (FORCE)")

    def break_off(self) -> None:
        """End at once, as if it had crashed; whoever is connected is cut off. What was committed is on the disk."""
        self.run("CHECKPOINT")  # a server that is not so quick would have it there at each commit
        self._control("-m", "immediate", "stop")

    def resume(self) -> None:
        """Run again after `break_off`, on the same port and with everything that was committed."""
        self._control("start")

    @property
    def _address(self) -> str:
        return f"postgresql://kproute@127.0.0.1:{self.port}/postgres"


@contextmanager
def running(binaries: Path) -> Iterator[Server]:
    """A server that is stopped, and whose folder is removed, when the block ends."""
    folder = Path(tempfile.mkdtemp(prefix="kproute-postgres-"))
    data, log = folder / "data", folder / "log"
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    try:
        # The C locale is the quickest; a test of its own has another one.
        _as_postgres(
            binaries / "initdb", "-D", data, "-U", "kproute", "-A", "trust", "--no-sync", "-E", "UTF8", "--no-locale"
        )
        settings = {**QUICK, "listen_addresses": "127.0.0.1", "unix_socket_directories": "", "port": str(port)}
        options = " ".join(f"-c {name}={value or repr('')}" for name, value in settings.items())

        def control(*command: str) -> None:
            _as_postgres(binaries / "pg_ctl", "-D", data, "-l", log, "-w", "-t", "60", "-o", options, *command)

        control("start")
        try:
            yield Server(port, control)
        finally:
            control("-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)


def _as_postgres(*command: object) -> None:
    """Run a program of the server's, as its user where we are root: it refuses to be root."""
    user = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
    done = subprocess.run(
        [str(part) for part in command],
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=120,
        check=False,
        **user,  # type: ignore[call-overload]
    )
    assert done.returncode == 0, done.stdout
