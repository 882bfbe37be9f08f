"""What may be wrong when the service starts: one clear line each, nothing touched, and all is well once it is over."""

import contextlib
import ctypes
import signal
import socket
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.db import Database
from app.storage.occupancy import alone_with
from app.storage.sqlite_file import contents
from tests.app.cli.conftest import PROGRAM, environment
from tests.app.cli.test_serve import answer, free_port
from tests.proof.small_disk import AS_ROOT, fill, small_disk

PATIENCE_S = 120.0
CAP_DAC_OVERRIDE, PR_CAPBSET_DROP = 1, 24

Fault = Callable[[Path], contextlib.AbstractContextManager[dict[str, str]]]


def file_of(folder: Path) -> Path:
    return folder / "kproute.db"


def _bound_by_its_modes() -> None:
    """In the program that is started, root's right to write everywhere is gone: a folder's mode counts."""
    ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, 0, 0, 0)


# Each fault is there during its block, and yields the variables it needs.


@contextmanager
def read_only_folder(folder: Path) -> Iterator[dict[str, str]]:
    folder.chmod(0o555)
    try:
        yield {}
    finally:
        folder.chmod(0o755)


@contextmanager
def read_only_file(folder: Path) -> Iterator[dict[str, str]]:
    file_of(folder).chmod(0o444)
    try:
        yield {}
    finally:
        file_of(folder).chmod(0o644)


@contextmanager
def locked(folder: Path) -> Iterator[dict[str, str]]:
    """By another program, which writes for longer than anybody waits."""
    with contextlib.closing(sqlite3.connect(file_of(folder), isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield {}


@contextmanager
def tables_of_a_newer_program(folder: Path) -> Iterator[dict[str, str]]:
    with contextlib.closing(sqlite3.connect(file_of(folder), isolation_level=None)) as file:
        (version,) = file.execute("SELECT version_num FROM alembic_version").fetchone()
        file.execute("UPDATE alembic_version SET version_num = '9999'")
        try:
            yield {}
        finally:
            file.execute("UPDATE alembic_version SET version_num = ?", (version,))


@contextmanager
def damaged(folder: Path) -> Iterator[dict[str, str]]:
    sound = file_of(folder).read_bytes()
    file_of(folder).write_bytes(b"not a database" + sound[14:])
    try:
        yield {}
    finally:
        file_of(folder).write_bytes(sound)


@contextmanager
def being_restored(folder: Path) -> Iterator[dict[str, str]]:
    with alone_with(file_of(folder)):
        yield {}


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


@contextmanager
def started(folder: Path, port: int, **variables: str) -> Iterator[subprocess.Popen[str]]:
    """The service, which is gone when the block ends, however it ends."""
    program = subprocess.Popen(
        [PROGRAM, "serve", "--port", str(port)],
        env={**environment(folder), **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=_bound_by_its_modes,
    )
    try:
        yield program
    finally:
        program.kill()
        program.communicate()


def refusal(folder: Path, port: int, **variables: str) -> str:
    """The one line that the service says instead of starting."""
    with started(folder, port, **variables) as program:
        out, line = program.communicate(timeout=PATIENCE_S)
        assert (program.returncode, out, len(line.splitlines())) == (2, "", 1), line
    return line


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
        line = refusal(kept_folder, free_port(), **variables)
    assert said in line
    assert advice in line
    assert "geheim" not in line
    assert contents(file_of(kept_folder)) == before


def test_the_same_command_starts_once_all_that_is_over(kept_folder: Path) -> None:
    """Without anything put right by hand; the port that was taken comes last."""
    port = free_port()
    with socket.create_server(("127.0.0.1", port)):
        line = refusal(kept_folder, port)
    assert f"Port {port}" in line
    assert "--port" in line
    with started(kept_folder, port) as program:
        assert answer(f"http://127.0.0.1:{port}/healthz").status_code == 200
        program.send_signal(signal.SIGTERM)
        program.communicate(timeout=PATIENCE_S)
    assert program.returncode == 0


@AS_ROOT
def test_a_full_disk_at_the_start_is_one_line(tmp_path: Path) -> None:
    """It says that there is no room; with room the same command makes its tables."""
    with small_disk(tmp_path, 4) as disk:
        filler = fill(disk)
        assert "full" in refusal(disk, free_port())
        filler.unlink()
        database = Database(f"sqlite:///{file_of(disk)}")
        database.upgrade()
        database.dispose()
