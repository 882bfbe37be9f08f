"""The application behind a real server on a free port: it starts, answers, and stops."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import uvicorn

from app.config import Settings
from app.main import create_app

PATIENCE_S = 30.0


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    """A server of its own on an empty folder; the value is its address."""
    app = create_app(Settings(database_url=f"sqlite:///{tmp_path / 'var' / 'kproute.db'}"))
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    until_s = time.monotonic() + PATIENCE_S
    while not server.started:
        assert thread.is_alive()
        assert time.monotonic() < until_s
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(PATIENCE_S)
    assert not thread.is_alive()


def test_a_fresh_installation_serves(server: str) -> None:
    """Health, the contract and a refusal, over the wire; the tables were made at the start."""
    assert httpx.get(f"{server}/healthz").json() == {"status": "ok"}
    assert httpx.get(f"{server}/api/v1/openapi.json").status_code == 200
    refused = httpx.get(f"{server}/api/v1/plans")
    assert (refused.status_code, refused.headers["content-type"]) == (401, "application/problem+json")


def test_a_body_over_the_limit_is_cut_off(server: str) -> None:
    """Over the wire too, 21 MB are refused without being kept."""
    answer = httpx.post(f"{server}/api/v1/plans", content=b"x" * (21 * 2**20))
    assert answer.status_code in (401, 413)
