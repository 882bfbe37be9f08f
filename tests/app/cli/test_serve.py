"""kproute serve: the site answers on its port, with links for a manager and a phone, or says what is in the way."""

import signal
import socket
import subprocess
import time
from pathlib import Path

import httpx

from tests.app.cli.conftest import PROGRAM, Kproute, environment

PATIENCE_S = 60.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_a_port_in_use_is_named(kproute: Kproute) -> None:
    """Exit code 2, and how to choose another."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = kproute("serve", "--port", port)
    assert done.returncode == 2
    assert f"Port {port}" in done.stderr
    assert "--port" in done.stderr


def answer(address: str) -> httpx.Response:
    """The first answer of a server that is starting."""
    until_s = time.monotonic() + PATIENCE_S
    while True:
        try:
            return httpx.get(address)
        except httpx.TransportError:
            assert time.monotonic() < until_s, "the server does not answer"
            time.sleep(0.1)


def test_a_server_answers_and_leaves_nothing_behind(tmp_path: Path) -> None:
    """Health without signing in, links on the screen, and no process left when it is stopped."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    server = subprocess.Popen(
        [PROGRAM, "serve", "--port", str(port)],
        env=environment(tmp_path),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        health = answer(f"{address}/healthz")
        assert (health.status_code, health.json()) == (200, {"status": "ok"})
        assert httpx.get(f"{address}/api/v1/accounts").status_code == 401
        server.send_signal(signal.SIGINT)
        said, failed = server.communicate(timeout=30)
    finally:
        server.kill()
        server.wait()
    assert "Traceback" not in failed
    assert f"manager: {address}/sign-in/" in said
    left = [path for path in Path("/proc").glob("[0-9]*") if _session_of(path) == server.pid]
    assert left == []


def _session_of(process: Path) -> int | None:
    """The session a running process belongs to."""
    try:
        after_name = (process / "stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return None if after_name[0] == "Z" else int(after_name[3])
