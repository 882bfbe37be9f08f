"""What the surroundings may do to a site: one clear line each, nothing lost, and all is well once it is over."""

import contextlib
import ctypes
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select

from app.db import Database
from app.models import AccountRecord
from app.storage.sqlite_file import contents
from tests import postgres
from tests.app.cli.conftest import PROGRAM, environment
from tests.app.cli.test_serve import answer, free_port
from tests.proof.company import Company
from tests.proof.setting_up import set_up
from tests.proof.sites import Site, site_on
from tests.worlds.facts import MONDAY

PATIENCE_S = 60.0
CAP_DAC_OVERRIDE, PR_CAPBSET_DROP = 1, 24
COMPANY = Company(reps=1, accounts=6)
AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small disk to fill")

Fault = Callable[[Path], contextlib.AbstractContextManager[dict[str, str]]]


def file_of(folder: Path) -> Path:
    return folder / "kproute.db"


def _bound_by_its_modes() -> None:
    """In the program that is started, root's right to write everywhere is gone: a folder's mode counts."""
    ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, 0, 0, 0)


# Faults at the start: each is there during its block, and yields the variables it needs.


@contextmanager
def read_only_folder(folder: Path) -> Iterator[dict[str, str]]:
    folder.chmod(0o555)
    yield {}
    folder.chmod(0o755)


@contextmanager
def read_only_file(folder: Path) -> Iterator[dict[str, str]]:
    file_of(folder).chmod(0o444)
    yield {}
    file_of(folder).chmod(0o644)


@contextmanager
def locked(folder: Path) -> Iterator[dict[str, str]]:
    """By another program, which writes for longer than anybody waits."""
    other = sqlite3.connect(file_of(folder), isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    yield {}
    other.execute("ROLLBACK")
    other.close()


@contextmanager
def tables_of_a_newer_program(folder: Path) -> Iterator[dict[str, str]]:
    with sqlite3.connect(file_of(folder)) as file:
        (version,) = file.execute("SELECT version_num FROM alembic_version").fetchone()
        file.execute("UPDATE alembic_version SET version_num = '9999'")
    yield {}
    with sqlite3.connect(file_of(folder)) as file:
        file.execute("UPDATE alembic_version SET version_num = ?", (version,))
    file.close()


@contextmanager
def damaged(folder: Path) -> Iterator[dict[str, str]]:
    sound = file_of(folder).read_bytes()
    file_of(folder).write_bytes(b"not a database" + sound[14:])
    yield {}
    file_of(folder).write_bytes(sound)


@contextmanager
def being_restored(folder: Path) -> Iterator[dict[str, str]]:
    held = "import fcntl, sys; f = open(sys.argv[1], 'w'); fcntl.flock(f, fcntl.LOCK_EX); print(flush=True); input()"
    other = subprocess.Popen(
        [sys.executable, "-c", held, f"{file_of(folder)}.in-use"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert other.stdout is not None
    other.stdout.readline()
    yield {}
    other.communicate(b"\n", timeout=PATIENCE_S)


@contextmanager
def no_such_server(folder: Path) -> Iterator[dict[str, str]]:
    yield {"KPROUTE_DATABASE_URL": f"postgresql+psycopg://kproute:geheim@127.0.0.1:{free_port()}/kproute"}


@contextmanager
def an_unknown_setting(folder: Path) -> Iterator[dict[str, str]]:
    yield {"KPROUTE_DATABSE_URL": "sqlite:////srv/kproute.db"}


@contextmanager
def a_wrong_setting(folder: Path) -> Iterator[dict[str, str]]:
    yield {"KPROUTE_STOP_GRACE_S": "soon"}


AT_THE_START: list[tuple[Fault, str, str]] = [
    (read_only_folder, "cannot be opened or written", "KPROUTE_DATABASE_URL"),
    (read_only_file, "cannot be opened or written", "this user may write there"),
    (locked, "another program has been writing", "start again"),
    (tables_of_a_newer_program, "written by a newer KPRoute", "Start the newer program"),
    (damaged, "is damaged", "kproute restore"),
    (being_restored, "is being restored", "Try again when it is done"),
    (no_such_server, "cannot be used: connection failed", "Check that the server runs"),
    (an_unknown_setting, "KPROUTE_DATABSE_URL", "known are"),
    (a_wrong_setting, "KPROUTE_STOP_GRACE_S", "number"),
]


def started(folder: Path, port: int, **variables: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [PROGRAM, "serve", "--port", str(port)],
        env={**environment(folder), **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=_bound_by_its_modes,
    )


@pytest.fixture(scope="module")
def kept_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a database that has been used."""
    folder = tmp_path_factory.mktemp("kept")
    database = Database(f"sqlite:///{file_of(folder)}")
    database.upgrade()
    database.dispose()
    return folder


@pytest.mark.parametrize(("fault", "said", "advice"), AT_THE_START, ids=lambda it: getattr(it, "__name__", ""))
def test_a_start_that_cannot_be_is_one_line(kept_folder: Path, fault: Fault, said: str, advice: str) -> None:
    """Exit code 2, what is wrong and what to do, and nothing touched."""
    before = contents(file_of(kept_folder))
    with fault(kept_folder) as variables:
        program = started(kept_folder, free_port(), **variables)
        out, line = program.communicate(timeout=PATIENCE_S)
    assert (program.returncode, out, len(line.splitlines())) == (2, "", 1), line
    assert said in line
    assert advice in line
    assert "geheim" not in line
    assert contents(file_of(kept_folder)) == before


def test_the_same_command_starts_once_all_that_is_over(kept_folder: Path) -> None:
    """Without anything put right by hand; the port that was taken comes last."""
    port = free_port()
    with socket.create_server(("127.0.0.1", port)):
        program = started(kept_folder, port)
        _, line = program.communicate(timeout=PATIENCE_S)
    assert (program.returncode, f"Port {port}" in line, "--port" in line) == (2, True, True)
    program = started(kept_folder, port)
    try:
        assert answer(f"http://127.0.0.1:{port}/healthz").status_code == 200
        program.send_signal(signal.SIGTERM)
        program.communicate(timeout=PATIENCE_S)
    finally:
        program.kill()
        program.wait()
    assert program.returncode == 0


# Faults while it serves.


def imported(site: Site, version: int, company: Company = COMPANY) -> httpx.Response:
    with site.client() as client:
        return client.post("/api/v1/imports", files={"file": ("list.csv", company.account_list(version))})


def problem_of(refused: httpx.Response) -> tuple[int, str]:
    assert refused.headers["content-type"] == "application/problem+json", refused.text
    assert int(refused.headers["retry-after"]) > 0
    return refused.status_code, refused.json()["code"]


def stored_accounts(site: Site) -> int:
    with site.client() as client:
        return len(client.get("/api/v1/accounts", params={"limit": 200}).json()["data"])


def until(true: Callable[[], Any]) -> None:
    until_s = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < until_s
        time.sleep(0.1)


def test_a_database_that_others_hold_is_busy_and_then_free(tmp_path: Path) -> None:
    """After five seconds the answer says so and that nothing was changed; the next one is as ever."""
    with site_on("sqlite") as site:
        site.start_server()
        assert imported(site, 1).status_code == 201
        other = sqlite3.connect(site.folder / "kproute.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        assert problem_of(imported(site, 2)) == (503, "storage.busy")
        other.execute("ROLLBACK")
        other.close()
        assert imported(site, 3).status_code == 201
        assert stored_accounts(site) == 6


def test_a_server_of_the_database_that_crashes_costs_nothing() -> None:
    """Requests say that it is away, alive stays alive, a plan under way ends as ordered; nothing is started again."""
    binaries = postgres.programs()
    if binaries is None:
        pytest.skip(postgres.MISSING)
    token = "a-token-for-prometheus"
    with (
        postgres.running(binaries) as server,
        site_on("postgres", server, KPROUTE_METRICS_TOKEN=token) as site,
        site.client() as client,
    ):
        site.start_server()
        set_up(site, COMPANY, MONDAY)
        order = {"week": MONDAY.isoformat(), "time_limit_s": 4, "certify_s": 0}
        address = client.post("/api/v1/plans", json=order).headers["location"]
        until(lambda: client.get(address).json()["progress"]["phase"] == "solve")
        server.break_off()
        assert problem_of(client.get("/api/v1/accounts")) == (503, "storage.away")
        assert problem_of(imported(site, 2)) == (503, "storage.away")
        assert httpx.get(f"{site.address}/healthz").status_code == 200
        assert httpx.get(f"{site.address}/readyz").status_code == 503
        figures = httpx.get(f"{site.address}/metrics", headers={"Authorization": f"Bearer {token}"})
        assert "kproute_database_up 0.0" in figures.text
        time.sleep(5)  # the search ends, and its plan waits
        server.resume()
        assert stored_accounts(site) == 6
        assert imported(site, 3).status_code == 201
        until(lambda: client.get(address).json()["finished_at"])
        assert client.get(address).json()["state"] == "succeeded"
        assert "Traceback" not in site.log.read_text()


@contextmanager
def small_disk(folder: Path, mebibytes: int) -> Iterator[Path]:
    """A file system of its own with so much room, which goes with the block."""
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={mebibytes}m", "tmpfs", folder],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        pytest.skip(f"no small disk to fill: {done.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


def fill(folder: Path) -> Path:
    """Leave no room at all; returns the file to remove again."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (65_536, 4096, 1):
            with contextlib.suppress(OSError):
                while True:
                    file.write(b"\0" * size)
    return filler


@AS_ROOT
def test_a_full_disk_refuses_writes_and_loses_nothing(tmp_path: Path) -> None:
    """What is there can be read, an order waits, and with room again everything goes on by itself."""
    with small_disk(tmp_path, 16) as disk:
        site = Site(disk, f"sqlite:///{file_of(disk)}", KPROUTE_STOP_GRACE_S="0")
        try:
            site.start_server()
            set_up(site, COMPANY, MONDAY)
            with site.client() as client:
                order = {"week": MONDAY.isoformat(), "time_limit_s": 3, "certify_s": 0}
                address = client.post("/api/v1/plans", json=order).headers["location"]
                until(lambda: client.get(address).json()["progress"]["phase"] == "solve")
                filler = fill(disk)
                large = Company(reps=1, accounts=6, idle=3000)
                assert problem_of(imported(site, 2, large)) == (503, "storage.full")
                assert stored_accounts(site) == 6
                assert client.get(address).status_code == 200
                time.sleep(4)  # the search ends, and its plan has no place
                filler.unlink()
                until(lambda: client.get(address).json()["finished_at"])
                assert client.get(address).json()["state"] == "succeeded"
            assert imported(site, 3, large).status_code == 201
            with site.database.read() as session:
                assert session.scalar(select(func.count(AccountRecord.id))) == 3006
                assert session.connection().exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
        finally:
            site.close()


@AS_ROOT
def test_a_full_disk_at_the_start_is_one_line(tmp_path: Path) -> None:
    """It says that there is no room; with room the same command makes its tables."""
    with small_disk(tmp_path, 4) as disk:
        filler = fill(disk)
        program = started(disk, free_port())
        _, line = program.communicate(timeout=PATIENCE_S)
        assert (program.returncode, len(line.splitlines())) == (2, 1), line
        assert "full" in line or "No space left" in line
        filler.unlink()
        database = Database(f"sqlite:///{file_of(disk)}")
        database.upgrade()
        database.dispose()
