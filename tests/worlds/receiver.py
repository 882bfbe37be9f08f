"""A receiver of webhooks on loopback: a real HTTP server that answers as it is told and remembers what it was sent."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True)
class Received:
    """A request as it came."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]


Answer = Callable[[Received], int]


@dataclass
class Receiver:
    """`answer` gives the status for each request, in the thread of its connection."""

    port: int
    answer: Answer = lambda _: 204
    location: str = ""
    got: list[Received] = field(default_factory=list)
    connections: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"


@contextmanager
def receiver(answer: Answer | None = None) -> Iterator[Receiver]:
    """A receiver that is gone when the block ends."""
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        def setup(self) -> None:
            with lock:
                world.connections += 1
            super().setup()

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            came = Received(self.path, {name.lower(): value for name, value in self.headers.items()}, body)
            with lock:
                world.got.append(came)
            status = world.answer(came)
            self.send_response(status)
            if world.location:
                self.send_header("Location", world.location)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Tests read what came, not a log."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 128

        def handle_error(self, request: object, client_address: object) -> None:
            """A sender that breaks off is what some tests are about."""

    server = Server(("127.0.0.1", 0), Handler)
    world = Receiver(server.server_address[1])
    if answer is not None:
        world.answer = answer
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield world
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
