"""The real `kproute`: in a process of its own where it plans or serves, else its entry point here, which is quicker."""

import logging
import os
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from app.cli.main import run
from tests.app.cli.lists import COMPANY, REP_HEADER, REPS, write

PROGRAM = Path(sys.executable).with_name("kproute")
COUNTED = ("--week", "2026-11-26", "--iterations", "3", "--lang", "en")
WEEK = (*COUNTED, "--certify", "0")

Done = subprocess.CompletedProcess[str]
Kproute = Callable[..., Done]


def environment(folder: Path) -> dict[str, str]:
    """The shell of somebody who speaks English and keeps the database in this folder."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KPROUTE_")}
    url = f"sqlite:///{folder / 'kproute.db'}"
    return {**kept, "LC_ALL": "C.UTF-8", "COLUMNS": "300", "KPROUTE_DATABASE_URL": url}


def in_own_process(folder: Path, *arguments: object, **variables: str) -> Done:
    """The program as somebody starts it in this folder; whatever happens, it shows nobody a traceback."""
    command = [str(PROGRAM), *map(str, arguments)]
    shell = {**environment(folder), **variables}
    done = subprocess.run(command, env=shell, cwd=folder, capture_output=True, text=True, timeout=240, check=False)
    assert "Traceback" not in done.stderr + done.stdout, done.stderr
    return done


@pytest.fixture
def shell(tmp_path: Path) -> Kproute:
    """Runs the program in a process of its own, in the test's folder."""
    return partial(in_own_process, tmp_path)


@pytest.fixture
def kproute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Kproute:
    """Runs the program's entry point here, with a database in the test's folder; what it raises fails the test."""

    def run_here(*arguments: object, **variables: str) -> Done:
        code: object = 0
        with monkeypatch.context() as here:
            for name in [name for name in os.environ if name.startswith("KPROUTE_")]:
                here.delenv(name)
            for name, value in {"KPROUTE_DATABASE_URL": f"sqlite:///{tmp_path / 'kproute.db'}", **variables}.items():
                here.setenv(name, value)
            for log in (logging.getLogger(), logging.getLogger("kproute")):  # a server writes to this test's stderr
                here.setattr(log, "handlers", log.handlers)
                here.setattr(log, "level", log.level)
            here.setattr(sys, "argv", ["kproute", *map(str, arguments)])
            try:
                run()
            except SystemExit as end:
                code = end.code
        said = capsys.readouterr()
        assert isinstance(code, int)
        return Done(arguments, code, said.out, said.err)

    return run_here


@pytest.fixture(scope="package")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the company's lists a.csv and r.csv, and their certified plan in `out`, made in its own process."""
    folder = tmp_path_factory.mktemp("company")
    accounts, reps = write(folder / "a.csv", COMPANY), write(folder / "r.csv", REPS, REP_HEADER)
    done = in_own_process(folder, "plan", accounts, "--reps", reps, "--out", folder / "out", *COUNTED)
    assert done.returncode == 0, done.stderr
    assert "7 rows: 3 routed, 0 unserved, 2 gated, 2 rejected" in done.stdout
    assert f"kproute check {folder / 'out' / 'plan.json'} {accounts} --reps {reps}" in done.stdout
    return folder
