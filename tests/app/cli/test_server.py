"""The service stops in good order, at once when asked twice, and does not begin where it cannot work."""

import ctypes
import json
import re
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.app.cli.conftest import PROGRAM, environment, in_own_process
from tests.app.cli.test_serve import answer, free_port

PATIENCE_S = 60.0
CAP_DAC_OVERRIDE, PR_CAPBSET_DROP = 1, 24


class Service:
    """A running service, and what it wrote once it has ended."""

    def __init__(self, folder: Path, port: int, **variables: str) -> None:
        self.address = f"http://127.0.0.1:{port}"
        self.process = subprocess.Popen(
            [PROGRAM, "serve", "--port", str(port)],
            env={**environment(folder), **variables},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def ended(self) -> tuple[int, str, str]:
        said, logged = self.process.communicate(timeout=PATIENCE_S)
        return self.process.returncode, said, logged


@contextmanager
def service(folder: Path, **variables: str) -> Iterator[Service]:
    running = Service(folder, free_port(), **variables)
    try:
        answer(f"{running.address}/healthz")
        yield running
    finally:
        running.process.kill()
        running.process.wait()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_ends_with_0(tmp_path: Path, number: signal.Signals) -> None:
    """Whether a supervisor or a person asks for it."""
    with service(tmp_path) as running:
        running.process.send_signal(number)
        code, _, logged = running.ended()
    assert code == 0
    assert "Traceback" not in logged


def test_a_request_under_way_is_finished(tmp_path: Path) -> None:
    """Its body still arrives while the service stops; somebody who comes later finds the door closed."""
    with service(tmp_path) as running:
        port = int(running.address.rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port)) as slow:
            slow.sendall(
                b"POST /api/v1/plans HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer kproute_none\r\n"
                b"Content-Type: application/json\r\nContent-Length: 4\r\n\r\nnu"
            )
            slow.settimeout(0.5)
            with pytest.raises(TimeoutError):
                slow.recv(1)  # it waits for the rest of the body
            running.process.send_signal(signal.SIGTERM)
            until_s = time.monotonic() + PATIENCE_S
            while True:
                try:
                    httpx.get(f"{running.address}/healthz")
                except httpx.ConnectError:
                    break
                assert time.monotonic() < until_s
                time.sleep(0.05)
            slow.sendall(b"ll")
            slow.settimeout(PATIENCE_S)
            assert slow.recv(100).startswith(b"HTTP/1.1 4")
        assert running.ended()[0] == 0


def test_a_collector_of_logs_reads_lines_of_json_without_secrets(tmp_path: Path) -> None:
    """Every line is one record; no link that signs in is printed, nor written when it is used."""
    with service(tmp_path, KPROUTE_LOG_FORMAT="json") as running:
        made = in_own_process(tmp_path, "link", "manager")
        token = re.findall(r"/sign-in/(\S+)", made.stdout)[0]
        httpx.get(f"{running.address}/sign-in/{token}?name=geheim")
        running.process.send_signal(signal.SIGTERM)
        code, said, logged = running.ended()
    lines = [json.loads(line) for line in logged.splitlines()]
    assert (code, said) == (0, "")
    assert "GET /sign-in/{token} 200" in " ".join(line["message"] for line in lines)
    assert token not in logged
    assert "geheim" not in logged
    assert "/sign-in/" not in lines[0]["message"]


def without_override() -> None:
    """Take root's right to write everywhere, so that a folder's mode counts in the program that is started."""
    ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, 0, 0, 0)


def refusal(folder: Path, *arguments: str, **variables: str) -> str:
    """The one line that the service says instead of starting."""
    done = subprocess.run(
        [PROGRAM, "serve", *arguments],
        env={**environment(folder), **variables},
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        preexec_fn=without_override,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    return line


def test_a_port_in_use_is_one_line(tmp_path: Path) -> None:
    """It names the port and how to choose another."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        assert f"Port {port} of 127.0.0.1 cannot be used" in refusal(tmp_path, "--port", port)


def test_a_folder_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    """It names the database, and which setting puts it elsewhere."""
    tmp_path.chmod(0o555)
    try:
        line = refusal(tmp_path, "--port", str(free_port()))
    finally:
        tmp_path.chmod(0o755)
    assert "cannot be written" in line
    assert "KPROUTE_DATABASE_URL" in line


@pytest.mark.parametrize(
    ("name", "value"),
    [("LOG_FORMAT", "xml"), ("STOP_GRACE_S", "soon"), ("METRICS_TOKEN", "short"), ("LOGFORMAT", "json")],
)
def test_a_wrong_setting_is_one_line(tmp_path: Path, name: str, value: str) -> None:
    """It begins with the variable, or says which ones are known."""
    assert f"KPROUTE_{name}" in refusal(tmp_path, **{f"KPROUTE_{name}": value})


HANGS = """
import asyncio, os, signal, sys, threading
from contextlib import asynccontextmanager
from fastapi import FastAPI
from app.cli import server

@asynccontextmanager
async def lifespan(app):
    yield
    await asyncio.sleep(600)

server.REQUESTS_S = 0.5
for after_s in range(1, 1 + int(sys.argv[1])):
    threading.Timer(after_s, os.kill, (os.getpid(), signal.SIGTERM)).start()
server.Server(FastAPI(lifespan=lifespan), float(sys.argv[2])).run()
"""


def end_of_what_hangs(signals: int, grace_s: float) -> tuple[int, str]:
    """How a service ends whose stop would last ten minutes: its exit code and its log."""
    command = [PROGRAM.with_name("python"), "-c", HANGS, str(signals), str(grace_s)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_S, check=False)
    return done.returncode, done.stderr


def test_what_hangs_is_given_up_after_the_grace() -> None:
    """With 0, once the time for requests and the grace are over."""
    code, logged = end_of_what_hangs(signals=1, grace_s=0.5)
    assert code == 0, logged
    assert "Stopped before the plan under way was finished" in logged


def test_a_second_signal_ends_it_at_once() -> None:
    """With the code that shells give to that signal, whatever grace is left."""
    assert end_of_what_hangs(signals=2, grace_s=600)[0] == 128 + signal.SIGTERM
