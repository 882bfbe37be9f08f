"""A process that has loaded the whole program, of which servers and workers are forked: ready in a moment, and real.

Loading takes five seconds of a core, and a proof that kills hundreds of programs would be loading most of its time.
Nothing else differs, but for three values that make what was killed come back sooner: a worker that says nothing is
taken for dead after three seconds instead of thirty; solves have one core, and do not stand back behind requests, of
which there is no end here.
"""

import gc
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import NoReturn, Self

from app.cli import main as command_line
from app.engines import local_engine
from app.runs import lease, run_queue

LEASE, RENEW_EVERY_S = timedelta(seconds=3), 0.5
COMMANDS = ("serve", "worker")


class Forked:
    """A program of a stem's, with what the proofs need of `subprocess.Popen`."""

    def __init__(self, pid: int) -> None:
        self.pid = pid

    def poll(self) -> int | None:
        """None while it runs, or a thread of it still holds its port; how it ended is not known."""
        return None if Path(f"/proc/{self.pid}").exists() else 0

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def wait(self, timeout: float | None = None) -> None:
        """Raises subprocess.TimeoutExpired."""
        until_s = None if timeout is None else time.monotonic() + timeout
        while self.poll() is None:
            if until_s is not None and time.monotonic() > until_s:
                raise subprocess.TimeoutExpired(f"process {self.pid}", timeout or 0.0)
            time.sleep(0.005)


class Stem:
    """Loads the program once; ends with its block, and leaves the programs to whoever had them started."""

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.proof.stem"],
            cwd=Path(__file__).resolve().parents[2],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.communicate()

    def start(self, arguments: Sequence[str], environment: Mapping[str, str], folder: Path, log: Path) -> Forked:
        """Start `kproute` with these arguments in the folder; what it says is added to the log."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        asked = {"arguments": list(arguments), "environment": dict(environment), "folder": str(folder), "log": str(log)}
        print(json.dumps(asked), file=self._process.stdin, flush=True)
        return Forked(int(self._process.stdout.readline()))


def _become(asked: Mapping[str, object]) -> NoReturn:
    """In the forked process: what a shell would have set up, and then the program."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    log = os.open(str(asked["log"]), os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for ours, theirs in ((nothing, 0), (log, 1), (log, 2)):
        os.dup2(ours, theirs)
    os.chdir(str(asked["folder"]))
    os.environ.clear()
    os.environ.update(asked["environment"])  # type: ignore[call-overload]
    sys.argv = ["kproute", *asked["arguments"]]  # type: ignore[misc]
    code = 1
    try:
        command_line.run()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def main() -> None:
    """Fork a program for each line of stdin, and say its process id."""
    os.cpu_count = lambda: 1
    run_queue.LEASE, lease.RENEW_EVERY_S = LEASE, RENEW_EVERY_S
    local_engine.BEHIND_REQUESTS = 0
    command_line.command_line(COMMANDS)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # who ends is gone at once
    gc.freeze()
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            _become(json.loads(line))
        print(pid, flush=True)


if __name__ == "__main__":
    main()
