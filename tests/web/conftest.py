"""The phone of a rep of the small week; a real browser, and a server for it."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

from app.db import Database
from tests.conftest import SignIn
from tests.web import chromium
from tests.web.office import Office, phone, running_office
from tests.web.site import Site, running_site
from tests.worlds import week

PATIENCE_MS = 30_000  # as long as pages are waited for; a busy machine is slow


@pytest.fixture
def phone_of_wang(stored_week: str, sign_in: SignIn) -> httpx.Client:
    """The phone of 王芳, who drives on Tuesday and Wednesday of a published week."""
    return sign_in("rep", week.WANG.external_id)


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """Pages ask the services, and those are tested on both kinds of database."""
    return sqlite_database


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    if chromium.find() is None:
        pytest.skip("no Chromium on the PATH: `sh .ci/chromium` installs one where that is allowed")
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    launched = playwright.chromium.launch(executable_path=chromium.find(), args=list(chromium.FLAGS))
    yield launched
    launched.close()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The whole application on a free port, at half past eight on the Tuesday of the small week."""
    with running_site(tmp_path_factory.mktemp("site")) as running:
        yield running


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """A server that can be stopped, and comes back on its port."""
    with running_office(tmp_path) as running:
        yield running


@pytest.fixture
def page(playwright: Playwright, tmp_path: Path) -> Iterator[Page]:
    """A phone's browser that nobody has used yet."""
    with phone(playwright, tmp_path / "profile") as context:
        yield context.new_page()
