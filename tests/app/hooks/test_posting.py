"""One POST: to the numbers that were looked at and no others, and never for longer than its time."""

import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import which

import pytest

from app.hooks.posting import Poster
from app.hooks.words import Trouble
from tests.app.hooks.test_addresses import TRICKS
from tests.worlds.receiver import receiver

PUBLIC = "93.184.216.34"
PRIVATE = Poster(private_allowed=True, longest_s=5)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every host that a connection was asked for; none is made."""
    asked: list[str] = []

    def refuse(address: tuple[str, int], *_: object, **__: object) -> socket.socket:
        asked.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", refuse)
    return asked


def test_no_trick_opens_a_connection(opened: list[str]) -> None:
    """77 addresses that lead inside, and names that do: not one connection is asked for."""
    assert len(TRICKS) >= 40
    for url in TRICKS:
        result = Poster(private_allowed=False, resolve=lambda *_: ["127.0.0.1"])(url, "{}", {})
        assert (result.status, result.trouble) == (None, Trouble.ADDRESS), url
    for inside in ("127.0.0.1", "169.254.169.254", "10.0.0.1", "::1", "::ffff:127.0.0.1"):
        post = Poster(private_allowed=False, resolve=lambda *_, inside=inside: [inside])
        assert post("https://crm.example.com/", "{}", {}).trouble is Trouble.ADDRESS
    assert opened == []


def test_a_connection_that_is_asked_for_is_seen(opened: list[str]) -> None:
    """The test above can fail."""
    result = Poster(private_allowed=False, resolve=lambda *_: [PUBLIC])("https://crm.example.com/", "{}", {})
    assert (result.trouble, opened) == (Trouble.CONNECTION, [PUBLIC])


def test_a_name_that_changes_its_mind_leads_nowhere_else(opened: list[str]) -> None:
    """A resolver that says public and inside in turn is asked once for each attempt, and what it said then counts."""
    answers = [PUBLIC, "127.0.0.1"] * 5
    told = iter(answers)
    post = Poster(private_allowed=False, resolve=lambda *_: [next(told)])
    troubles = [post("https://crm.example.com/", "{}", {}).trouble for _ in answers]
    assert troubles == [Trouble.CONNECTION, Trouble.ADDRESS] * 5
    assert opened == [PUBLIC] * 5


def test_no_proxy_of_the_environment_is_asked(opened: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """What is set for other programs takes nobody along."""
    for name in ("HTTPS_PROXY", "ALL_PROXY", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:3128")
    Poster(private_allowed=False, resolve=lambda *_: [PUBLIC])("https://crm.example.com/", "{}", {})
    assert opened == [PUBLIC]


def test_a_redirect_is_a_failure() -> None:
    """Its target, inside or not, sees no connection."""
    with receiver(lambda _: 302) as crm, receiver() as other:
        for location in ("http://169.254.169.254/latest/", other.url):
            crm.location = location
            result = PRIVATE(crm.url, "{}", {})
            assert (result.status, result.trouble) == (302, Trouble.REDIRECT)
    assert (len(crm.got), other.connections) == (2, 0)


@pytest.mark.parametrize(
    ("status", "trouble"),
    [(200, None), (204, None), (299, None), (301, Trouble.REDIRECT), (404, Trouble.STATUS), (410, Trouble.GONE)],
)
def test_a_status_decides(status: int, trouble: Trouble | None) -> None:
    """Any 2xx is accepted, nothing else is."""
    with receiver(lambda _: status) as crm:
        result = PRIVATE(crm.url, '{"a":"你"}', {"webhook-id": "msg_1"})
    assert (result.status, result.trouble) == (status, trouble)
    (came,) = crm.got
    assert (came.body, came.id) == ('{"a":"你"}'.encode(), "msg_1")
    assert came.headers["content-type"] == "application/json"
    assert came.headers["host"] == f"127.0.0.1:{crm.port}"


@contextmanager
def listening(talk: Callable[[socket.socket], object]) -> Iterator[str]:
    """A server of one connection that says what it likes."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            try:
                connection, _ = server.accept()
                with connection:
                    connection.recv(65_536)
                    talk(connection)
            except OSError:
                return  # the other side has hung up, as it should

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/"
    thread.join(5)


def drip(connection: socket.socket) -> None:
    """A head that never ends, a byte at a time."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    for _ in range(200):
        connection.sendall(b"a")
        time.sleep(0.05)


def flood(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n")
    for _ in range(10_000):
        connection.sendall(b"a" * 100_000)


def test_a_receiver_that_drips_keeps_nobody() -> None:
    """The time is for all of it, not for each byte."""
    began_s = time.monotonic()
    with listening(drip) as url:
        result = Poster(private_allowed=True, longest_s=1)(url, "{}", {})
    assert result.trouble is Trouble.TIMEOUT
    assert time.monotonic() - began_s < 8


def test_a_huge_answer_is_not_read() -> None:
    """Its status counts, and the connection is closed after 64 KB."""
    began_s = time.monotonic()
    with listening(flood) as url:
        result = PRIVATE(url, "{}", {})
    assert (result.status, result.trouble) == (200, None)
    assert time.monotonic() - began_s < 8


def test_nonsense_and_silence_are_failures() -> None:
    """What is no HTTP, and what hangs up."""
    for said in (b"220 mail.example.com ESMTP\r\n", b""):
        with listening(lambda connection, said=said: connection.sendall(said)) as url:
            assert PRIVATE(url, "{}", {}).trouble is Trouble.CONNECTION


@contextmanager
def tls_receiver(folder: Path, name: str) -> Iterator[tuple[int, ssl.SSLContext, list[str | None]]]:
    """A server with a certificate for that name: its port, a context that trusts it, and the names it was asked for."""
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    made = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2"
    of_name = ["-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}"]
    command = [*made.split(), "-keyout", str(key), "-out", str(certificate), *of_name]
    subprocess.run(command, check=True, capture_output=True)
    asked: list[str | None] = []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    context.sni_callback = lambda _, wanted, __: asked.append(wanted)
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                try:
                    plain, _ = server.accept()
                except OSError:
                    return
                try:
                    with context.wrap_socket(plain, server_side=True) as connection:
                        while not connection.recv(65_536).endswith(b"{}"):
                            pass
                        connection.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")
                except OSError:
                    continue  # whoever does not trust us hangs up

        threading.Thread(target=serve, daemon=True).start()
        yield server.getsockname()[1], ssl.create_default_context(cafile=str(certificate)), asked


@pytest.mark.skipif(which("openssl") is None, reason="openssl makes the certificate")
def test_the_certificate_is_the_names(tmp_path: Path) -> None:
    """The number is connected to, the name is asked for and checked; a stranger's certificate is refused."""
    with tls_receiver(tmp_path, "crm.example.com") as (port, trusting, asked):
        post = Poster(private_allowed=True, resolve=lambda *_: ["127.0.0.1"], tls=trusting)
        assert post(f"https://crm.example.com:{port}/", "{}", {}).status == 204
        other = post(f"https://other.example.com:{port}/", "{}", {})
        assert (other.status, other.trouble) == (None, Trouble.CERTIFICATE)
        distrusting = Poster(private_allowed=True, resolve=lambda *_: ["127.0.0.1"])
        assert distrusting(f"https://crm.example.com:{port}/", "{}", {}).trouble is Trouble.CERTIFICATE
    assert asked[:2] == ["crm.example.com", "other.example.com"]
