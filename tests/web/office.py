"""The office as a phone knows it: a server that is stopped and comes back on the same port, and what it has kept."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from playwright.sync_api import BrowserContext, Page, Playwright
from sqlalchemy import select

from app.access.links import create_link
from app.config import Settings
from app.db import Database
from app.main import create_app
from app.models import VisitEventRecord
from tests.conftest import NOW
from tests.web import chromium
from tests.worlds import week
from tests.worlds.stored import store_week

NO_OTHER_HOST = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


class Office:
    """A server over the small week, at half past eight on its Tuesday."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._settings = Settings(database_url=f"sqlite:///{folder / 'kproute.db'}", public_url=self.url)
        self.start()
        with self.database.write() as session:
            self.plan_id = store_week(session, NOW)

    @property
    def database(self) -> Database:
        database: Database = self.app.state.database
        return database

    def start(self) -> None:
        """Open the port, with a new process's worth of application behind it."""
        self.app = create_app(self._settings)
        self.app.state.clock = lambda: NOW
        # Each connection for one request, so that a proxy between may cut any of them.
        config = uvicorn.Config(self.app, port=self.port, log_level="warning", ws="none", timeout_keep_alive=0)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run)
        self._thread.start()
        while not self._server.started:
            assert self._thread.is_alive(), "the server did not start"
            time.sleep(0.05)

    def stop(self) -> None:
        """Close the port; nobody answers any more."""
        self._server.should_exit = True
        self._thread.join()

    def link(self, rep_id: str | None, url: str = "") -> str:
        """A way in for a rep, or for the manager."""
        with self.database.write() as session:
            token = create_link(session, "rep" if rep_id else "manager", rep_id, NOW)
        return f"{url or self.url}/sign-in/{token}"

    def events(self) -> list[VisitEventRecord]:
        """Everything that was reported, in the order it came in."""
        with self.database.read() as session:
            return list(session.scalars(select(VisitEventRecord).order_by(VisitEventRecord.visit_id, "number")))


@contextmanager
def running_office(folder: Path) -> Iterator[Office]:
    office = Office(folder)
    yield office
    office.stop()


@contextmanager
def phone(playwright: Playwright, profile: Path) -> Iterator[BrowserContext]:
    """A phone that is switched on: what its browser kept in the profile is there again."""
    path = chromium.find()
    assert path is not None
    width, height = chromium.PHONE
    context = playwright.chromium.launch_persistent_context(
        profile,
        executable_path=path,
        args=[*chromium.FLAGS, NO_OTHER_HOST],
        viewport={"width": width, "height": height},
        is_mobile=True,
        has_touch=True,
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
    )
    try:
        yield context
    finally:
        context.close()


def sign_in(page: Page, link: str) -> None:
    """Come in and look at the Tuesday, by its date: the phone's own clock is another. Wait until the phone keeps it."""
    chromium.sign_in(page, link)
    page.goto(f"{link.partition('/sign-in')[0]}/today?on={week.TUESDAY}")
    page.wait_for_selector("html[data-day-kept=true]", state="attached", timeout=60_000)
