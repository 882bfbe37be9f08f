"""A real Chromium that sees our host and no other, and remembers everything that went wrong."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, Request

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)
PHONE = (360, 740)
SMALL_PHONE = (320, 640)
DESK = (1440, 900)
# What a worker asks for, a page cannot stand in for; pages that work without one are tested without one.
NO_WORKER = {"service_workers": "block"}
_BLOCKED_WORKER = "Service Worker registration blocked by Playwright"
_FOREIGN = re.compile(r"^https?://(?!127\.0\.0\.1)")
_ICON = "/static/icon.svg"  # asked for last of all, and given up where the page is left at once
_WATCH_POLICY = "window.refused = []; addEventListener('securitypolicyviolation', e => refused.push(e.blockedURI))"


def find() -> str | None:
    """Where Chromium is installed, if it is."""
    return next((path for path in map(shutil.which, NAMES) if path), None)


def _is_excused(request: Request) -> bool:
    """Other hosts are out of reach; and what a script asks for is called off when its page is left."""
    left = request.resource_type == "fetch" and request.failure == "net::ERR_ABORTED"
    return left or bool(_FOREIGN.match(request.url)) or _ICON in request.url


@dataclass
class Trouble:
    """What a page must not do: fail to load a file of ours, complain, or open a dialog."""

    failed: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        page.on("requestfailed", lambda r: None if _is_excused(r) else self.failed.append(r.url))
        page.on("response", lambda r: self.failed.append(r.url) if r.status >= 400 else None)
        page.on("console", lambda m: self._hear(m.type, m.text, m.location.get("url", "")))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("dialog", self._dismiss)

    def none_on(self, page: Page) -> None:
        """Assert that nothing went wrong so far, under the policy too."""
        assert (self.failed, self.complaints, self.dialogs) == ([], [], [])
        assert page.evaluate("refused.filter(uri => !uri.startsWith('https://tile'))") == []

    def _hear(self, kind: str, text: str, url: str) -> None:
        if kind in ("error", "warning") and not _FOREIGN.match(url) and text != _BLOCKED_WORKER:
            self.complaints.append(text)

    def _dismiss(self, dialog: Any) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()


@contextmanager
def window(browser: Browser, size: tuple[int, int], **options: Any) -> Iterator[tuple[Page, Trouble]]:
    """A page of this size; narrow ones are phones with a touch screen. Every foreign host is out of reach."""
    width, height = size
    phone = width < 900
    context: BrowserContext = browser.new_context(
        viewport={"width": width, "height": height},
        is_mobile=phone,
        has_touch=phone,
        **{"locale": "zh-CN", "timezone_id": "Asia/Shanghai", **NO_WORKER, **options},
    )
    context.add_init_script(_WATCH_POLICY)
    context.route(_FOREIGN, lambda route: route.abort())
    page = context.new_page()
    trouble = Trouble()
    trouble.watch(page)
    try:
        yield page, trouble
    finally:
        context.close()


def sign_in(page: Page, link: str) -> None:
    """Come in through a one-time link, and wait for the whole page: files that it is left without are not missing."""
    page.goto(link)
    page.click("main form button")
    page.wait_for_url(lambda url: url != link)
