"""A site for proofs: a database of its own, and the real programs on it in processes that can be killed."""

import contextlib
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from app.access.keys import create_key
from app.db import Database
from tests import postgres, processes
from tests.app.cli.conftest import PROGRAM
from tests.proof.stem import Forked, Stem

PATIENCE_S = 300.0
REQUEST_S = 60.0  # longer than any answer takes, so that "no answer" means a broken connection
DATABASES = ("sqlite", "postgres")


def stop_in_good_order() -> None:
    """Have SIGTERM end a proof as an exception does, so that it leaves no program behind."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))


Program = subprocess.Popen[bytes] | Forked

# The proofs ask more often than any program of a customer's should.
UNLIMITED = {"KPROUTE_API_RATE_PER_S": "100000", "KPROUTE_API_BURST": "100000"}


def lasting_port() -> int:
    """A free port that no connection gets for its own end while a program on it is being started again.

    Linux takes those from 32768 up.
    """
    while True:
        port = random.randint(10_000, 32_000)
        with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port


class Site:
    """A database and the programs on it. `up` is set while the server is expected to answer."""

    def __init__(self, folder: Path, database_url: str, stem: Stem | None = None, **variables: str) -> None:
        self._stem = stem
        self.folder, self.port = folder, lasting_port()
        self.address = f"http://127.0.0.1:{self.port}"
        kept = {name: value for name, value in os.environ.items() if not name.startswith("KPROUTE_")}
        self._environment = {
            **kept,
            "KPROUTE_DATABASE_URL": database_url,
            "KPROUTE_LOG_FORMAT": "json",
            **UNLIMITED,
            **variables,
        }
        self.database = Database(database_url)
        self.database.upgrade()
        with self.database.write() as session:
            self.key = create_key(session, "proof", datetime.now(UTC)).text
        self.server: Program | None = None
        self.worker: Program | None = None
        self.up = threading.Event()

    @property
    def log(self) -> Path:
        """What the programs have written."""
        return self.folder / "log"

    def trouble_in_the_log(self) -> Iterator[str]:
        """Failures that the programs wrote down, and what they did not even see: a trace outside of any line."""
        lines = self.log.read_text(errors="replace").splitlines()
        for number, line in enumerate(lines):
            if line.startswith("Traceback"):
                yield f"the log says {' | '.join(lines[number : number + 40])}"
            elif '"level": "ERROR"' in line:
                yield f"the log says {line}"

    def start_server(self) -> None:
        """Start `kproute serve` and wait until it answers."""
        self.server = self._started("serve", "--port", str(self.port))
        until_s = time.monotonic() + PATIENCE_S
        while not self._answers():
            if self.server.poll() is not None or time.monotonic() > until_s:
                raise RuntimeError(f"The server does not start:\n{self.log.read_text(errors='replace')[-2000:]}")
            time.sleep(0.05)
        self.up.set()

    def _answers(self) -> bool:
        with self.client() as client, contextlib.suppress(httpx.TransportError):
            return client.get("/healthz").status_code == 200
        return False

    def start_worker(self) -> None:
        """Start a `kproute worker` beside the server; it is not waited for."""
        self.worker = self._started("worker")

    def _started(self, *arguments: str) -> Program:
        if self._stem is not None:
            return self._stem.start(arguments, self._environment, self.folder, self.log)
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [PROGRAM, *arguments],
                env=self._environment,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def shown(self, session_token: str | None = None) -> dict[str, str]:
        """The headers by which a program of the CRM's shows its key, or somebody's browser its session."""
        if session_token is None:
            return {"Authorization": f"Bearer {self.key}"}
        return {"Cookie": f"kproute_session={session_token}", "Sec-Fetch-Site": "same-origin"}

    def client(self, session_token: str | None = None) -> httpx.Client:
        """Whoever shows this, without certificates, which would take longer than the request."""
        shown = self.shown(session_token)
        return httpx.Client(base_url=self.address, headers=shown, timeout=REQUEST_S, verify=False)

    def kill_server(self) -> None:
        assert self.server is not None
        self.up.clear()
        self.server.kill()
        self.server.wait()

    def kill_worker(self) -> None:
        assert self.worker is not None
        self.worker.kill()
        self.worker.wait()

    def solver_children(self) -> list[int]:
        """The solver's processes of all programs here, with those that they are forked of."""
        programs = [program for program in (self.server, self.worker) if program is not None]
        return [pid for program in programs for pid in processes.descendants(program.pid)]

    def close(self) -> None:
        """Stop the programs in good order, else by force."""
        self.up.clear()
        running = [p for p in (self.server, self.worker) if p is not None and p.poll() is None]
        for program in running:
            program.send_signal(signal.SIGTERM)
        for program in running:
            try:
                program.wait(20)
            except subprocess.TimeoutExpired:
                program.kill()
                program.wait()
        self.database.dispose()


@contextmanager
def fresh_url(database: str, folder: Path, server: postgres.Server | None) -> Iterator[str]:
    """The address of an empty database, gone when the block ends."""
    if database == "sqlite":
        yield f"sqlite:///{folder / 'kproute.db'}"
        return
    assert server is not None
    url = server.copy()
    try:
        yield url
    finally:
        server.drop(url)


@contextmanager
def site_on(
    database: str, server: postgres.Server | None = None, stem: Stem | None = None, **variables: str
) -> Iterator[Site]:
    """A site with an empty database of this kind and nothing started yet; stopped and removed when the block ends.

    Its programs are forked of the stem, or where there is none, started as a customer starts them.
    """
    with TemporaryDirectory(prefix="kproute-proof-") as name, fresh_url(database, Path(name), server) as url:
        site = Site(Path(name), url, stem, KPROUTE_STOP_GRACE_S="0", **variables)
        try:
            yield site
        finally:
            site.close()


@contextmanager
def postgres_for(databases: tuple[str, ...]) -> Iterator[postgres.Server | None]:
    """A PostgreSQL server where one of the databases needs it; raises SystemExit where there are no programs for it."""
    if "postgres" not in databases:
        yield None
        return
    binaries = postgres.programs()
    if binaries is None:
        raise SystemExit(f"Not proven: {postgres.MISSING}")
    with postgres.running(binaries) as server:
        yield server
