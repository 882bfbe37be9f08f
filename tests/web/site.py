"""The whole application on a free port, at half past eight on the Tuesday of the small week."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import uvicorn
from fastapi import FastAPI
from sqlalchemy.orm import Session

from app.access.links import create_link
from app.config import Settings
from app.db import Database
from app.main import create_app
from tests.conftest import NOW
from tests.worlds.stored import store_week


@dataclass(frozen=True, slots=True)
class Site:
    """A running server."""

    url: str
    app: FastAPI
    plan_id: str = ""

    @property
    def database(self) -> Database:
        database: Database = self.app.state.database
        return database

    def link(self, kind: str, rep_id: str | None = None) -> str:
        with self.database.write() as session:
            return f"{self.url}/sign-in/{create_link(session, kind, rep_id, NOW)}"

    def set_clock(self, now: datetime) -> None:
        """What time it is from now on."""
        self.app.state.clock = lambda: now


@contextmanager
def serving(database_url: str, clock: Callable[[], datetime]) -> Iterator[Site]:
    """A server on that database with that clock, until the block ends."""
    listening = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    app = create_app(Settings(database_url=database_url, public_url=url))
    app.state.clock = clock
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", ws="none"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        time.sleep(0.05)
    yield Site(url, app)
    server.should_exit = True
    thread.join()
    listening.close()


@contextmanager
def running_site(folder: Path, store: Callable[[Session, datetime], str] = store_week) -> Iterator[Site]:
    """A server with its database in the folder, until the block ends; `store` fills it and tells the plan's id."""
    with serving(f"sqlite:///{folder / 'kproute.db'}", lambda: NOW) as site:
        with site.database.write() as session:
            plan_id = store(session, NOW)
        yield replace(site, plan_id=plan_id)
