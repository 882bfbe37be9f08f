"""A POST that is sent again takes effect once: the short form of `python -m tests.proof.cut_posts`."""

import json
import socket
import threading
from pathlib import Path

import pytest

from tests import postgres
from tests.proof.cut_posts import KINDS, prove
from tests.proof.cutting import CuttingProxy
from tests.proof.keyed_posts import KEYED
from tests.proof.racing import RACERS
from tests.proof.sites import DATABASES

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwhole"


@pytest.mark.timeout(900)  # of a busy machine; else it takes half a minute
@pytest.mark.parametrize("database", DATABASES)
def test_a_post_that_is_sent_again_takes_effect_once(database: str, request: pytest.FixtureRequest) -> None:
    """One of each kind, each sent by four racing clients whose answers are cut off."""
    server: postgres.Server | None = None
    if database == "postgres":
        server = request.getfixturevalue("postgres_server")
    outcome = prove(len(KINDS), KINDS, database, seed=1, server=server)
    assert outcome.faults == []
    assert outcome.facts["answers_cut"] > len(KINDS)
    assert outcome.facts["answers_whole"] >= len(KINDS) * RACERS


def test_no_kind_is_forgotten() -> None:
    """Every POST that takes a key, by the API's own description, is sent by the proof."""
    paths = json.loads((Path(__file__).resolve().parents[2] / "docs" / "openapi.json").read_text())["paths"]
    taking = {path for path, of in paths.items() if "Idempotency-Key" in json.dumps(of.get("post", {}))}
    assert taking == {keyed.operation for keyed in KEYED.values()}


def test_the_proxy_cuts_answers_and_never_requests() -> None:
    """Of a hundred answers most end early, at many different bytes; every request arrives whole."""
    arrived = []

    def serve(listener: socket.socket) -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                arrived.append(connection.recv(100))
                connection.sendall(ANSWER)

    with (
        socket.create_server(("127.0.0.1", 0)) as listener,
        CuttingProxy(listener.getsockname()[1], "1", 0.75) as proxy,
    ):
        threading.Thread(target=serve, args=(listener,), daemon=True).start()
        got = []
        for _ in range(100):
            with socket.create_connection(("127.0.0.1", proxy.port)) as client:
                client.sendall(b"POST / HTTP/1.1\r\n\r\n")
                got.append(b"".join(iter(lambda: client.recv(100), b"")))
        listener.shutdown(socket.SHUT_RDWR)
    assert arrived == [b"POST / HTTP/1.1\r\n\r\n"] * 100
    assert all(ANSWER.startswith(answer) for answer in got)
    assert 40 < proxy.cut < 95
    assert len(set(got)) > 15
