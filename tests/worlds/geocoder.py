"""Geocoders on loopback: a real HTTP server that speaks the providers' own protocols, and misbehaves where told."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True)
class Asked:
    """A question as it came."""

    path: str
    query: dict[str, str]
    sender: str


@dataclass(frozen=True)
class Said:
    """What the server answers: an object as JSON, a text as it is."""

    body: Any
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    after_s: float = 0.0


@dataclass
class Geocoder:
    url: str
    answer: Callable[[Asked], Said]
    asked: list[Asked] = field(default_factory=list)


def nominatim(lat: float, lon: float, rank: int) -> Said:
    place = {"lat": str(lat), "lon": str(lon), "display_name": "…", "place_rank": rank, "class": "place"}
    return Said([place])


def baidu(lat: float, lon: float, confidence: int, level: str = "门址") -> Said:
    place = {"location": {"lng": lon, "lat": lat}, "precise": 1, "confidence": confidence, "level": level}
    return Said({"status": 0, "result": place})


def amap(lat: float, lon: float, level: str) -> Said:
    place = {"formatted_address": "…", "location": f"{lon},{lat}", "level": level}
    return Said({"status": "1", "info": "OK", "infocode": "10000", "count": "1", "geocodes": [place]})


@contextmanager
def geocoder(answer: Callable[[Asked], Said]) -> Iterator[Geocoder]:
    """A server that is gone when the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            asked = Asked(parts.path, query, self.headers["User-Agent"])
            world.asked.append(asked)
            said = world.answer(asked)
            time.sleep(said.after_s)
            body = said.body if isinstance(said.body, str) else json.dumps(said.body)
            self.send_response(said.status)
            for name, value in said.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body.encode())))
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, format: str, *args: object) -> None:
            """Tests read what came, not a log."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            """Who asks may break off: that is what a test is about."""

    server = Server(("127.0.0.1", 0), Handler)
    world = Geocoder(f"http://127.0.0.1:{server.server_address[1]}", answer)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield world
    finally:
        server.shutdown()
        server.server_close()
