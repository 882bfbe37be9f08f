"""What tests share: databases, a clock that stands still, and a client that talks to the real application."""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy.orm import Session

from app.access.keys import create_key
from app.access.links import create_link, redeem_link
from app.access.sessions import open_session
from app.config import Settings
from app.db import Database
from app.engines import local_engine
from app.engines.local_engine import LocalEngine
from app.main import create_app
from app.method.settings import MethodSettings
from app.planning.run import plan_week
from app.planning.week_plan import WeekPlan
from app.security import cookie_name
from tests import postgres
from tests.in_process import browser
from tests.worlds import company, week
from tests.worlds.stored import store_company, store_week

NOW = datetime(2026, 11, 24, 0, 30, tzinfo=UTC)  # 08:30 on the Tuesday of the small week, in Hangzhou
OWN_PAGE = {"Sec-Fetch-Site": "same-origin"}  # what a browser adds on a page of ours

# A commit waits for the disk, thousands of them longer than a core computes. Nothing here outlives the tests, so where
# there is room their files are in memory.
MEMORY, ROOM_BYTES = Path("/dev/shm"), 4 << 30
if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free >= ROOM_BYTES:
    os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)

# A file's tests run one after another. The files that take longest begin first, lest the last of them runs alone.
LONGEST = (
    "tests/web/test_friday.py",
    "tests/web/test_every_page.py",
    "tests/app/api/test_generated_cases.py",
    "tests/web/test_offline.py",
    "tests/app/api/test_access_matrix.py",
    "tests/app/cli/test_server.py",
    "tests/app/cli/test_plan.py",
    "tests/app/cli/test_worker.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files in front, in their order; everything else stays as it is."""
    items.sort(key=lambda item: _rank(item.nodeid.partition("::")[0]))


def _rank(file: str) -> int:
    return LONGEST.index(file) if file in LONGEST else len(LONGEST)


@pytest.fixture(scope="session", autouse=True)
def solves_do_not_stand_back() -> Iterator[None]:
    """A service's searches give way to its requests; here they would give way to the tests that wait for them."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(local_engine, "BEHIND_REQUESTS", 0)
        yield


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Server]:
    """A PostgreSQL server that lives as long as the tests."""
    binaries = postgres.programs()
    if binaries is None:
        pytest.skip(postgres.MISSING)
    with postgres.running(binaries) as server:
        yield server


@pytest.fixture(scope="session")
def newest_tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with the newest tables and nothing in them: copying it takes a thousandth of making it."""
    file = tmp_path_factory.mktemp("newest") / "kproute.db"
    database = Database(f"sqlite:///{file}")
    database.upgrade()
    database.dispose()
    return file


def _small_week(session: Session, _: pytest.FixtureRequest) -> str:
    return store_week(session, NOW)


def _company(session: Session, request: pytest.FixtureRequest) -> str:
    return store_company(session, request.getfixturevalue("company_plan"), NOW, weeks=2)


# What many tests begin with is stored once in a database of each kind, and copied for each of them.
WORLDS = {"stored_week": _small_week, "planned_company": _company}


@dataclass(frozen=True)
class Template:
    """A database to copy, and the plan that is published in it."""

    url: str
    plan_id: str


@pytest.fixture(scope="session")
def templates() -> dict[tuple[str, str], Template]:
    """What there is to copy so far, by the kind of database and the name of the world."""
    return {}


def _template(request: pytest.FixtureRequest, kind: str, empty: Callable[[], str]) -> str | None:
    """The address of the database with the world that this test begins with; None if it begins with nothing."""
    world = next((name for name in WORLDS if name in request.fixturenames), None)
    if world is None:
        return None
    templates: dict[tuple[str, str], Template] = request.getfixturevalue("templates")
    if (kind, world) not in templates:
        database = Database(url := empty())
        with database.write() as session:
            plan_id = WORLDS[world](session, request)
        database.dispose()
        templates[kind, world] = Template(url, plan_id)
    return templates[kind, world].url


@pytest.fixture
def sqlite_database(
    request: pytest.FixtureRequest,
    newest_tables: Path,
    tmp_path_factory: pytest.TempPathFactory,
    tmp_path: Path,
) -> Iterator[Database]:
    """A database file with the newest tables, and with the world the test asks for."""

    def empty() -> str:
        return f"sqlite:///{shutil.copy(newest_tables, tmp_path_factory.mktemp('world') / 'kproute.db')}"

    template = _template(request, "sqlite", empty)
    file = shutil.copy(template.removeprefix("sqlite:///") if template else newest_tables, tmp_path / "kproute.db")
    database = Database(f"sqlite:///{file}")
    yield database
    database.dispose()


@pytest.fixture
def postgres_database(request: pytest.FixtureRequest, postgres_server: postgres.Server) -> Iterator[Database]:
    """A database of a PostgreSQL server with the newest tables, and with the world the test asks for."""
    url = postgres_server.copy(_template(request, "postgres", postgres_server.copy))
    database = Database(url)
    yield database
    database.dispose()
    postgres_server.drop(url)


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest) -> Database:
    """A database with the newest tables: every test that asks for it runs on both kinds."""
    made: Database = request.getfixturevalue(f"{request.param}_database")
    return made


@pytest.fixture
def stored_week(database: Database, templates: dict[tuple[str, str], Template]) -> str:
    """The small week is in the database, stored and published; the value is the plan's id."""
    return templates["sqlite" if database.is_sqlite else "postgres", "stored_week"].plan_id


@pytest.fixture(scope="session")
def company_plan() -> WeekPlan:
    """The week of `tests.worlds.company`, really planned, once."""
    with contextlib.closing(LocalEngine(1, stands_back=False)) as engine:
        return plan_week(company.LISTED, company.REPS, MethodSettings(), company.QUICK, engine).plan


@pytest.fixture
def planned_company(database: Database, templates: dict[tuple[str, str], Template]) -> str:
    """The company is in the database, published, the week after it still free; the value is the first plan's id."""
    return templates["sqlite" if database.is_sqlite else "postgres", "planned_company"].plan_id


@pytest.fixture
def planned_in_sqlite(sqlite_database: Database, company_plan: WeekPlan) -> str:
    """The company's week stored and published in the one SQLite file; the value is the plan's id."""
    with sqlite_database.write() as session:
        return store_company(session, company_plan, NOW)


@contextlib.contextmanager
def served(database: Database, **variables: float) -> Iterator[FastAPI]:
    """The application on that database, at half past eight on Tuesday; its planner is started by who needs it."""
    app = create_app(Settings(database_url=database.url.render_as_string(hide_password=False), **variables))
    app.state.clock = lambda: NOW
    yield app
    app.state.runs.close()
    app.state.engine.close()
    app.state.database.dispose()


@pytest.fixture
def app(database: Database) -> Iterator[FastAPI]:
    """The application as it is served."""
    with served(database) as app:
        yield app


@pytest.fixture
def busy_app(database: Database) -> Iterator[FastAPI]:
    """The application without a limit to how often it may be called."""
    with served(database, api_rate_per_s=1_000_000, api_burst=1_000_000) as app:
        yield app


SignIn = Callable[..., httpx.Client]


@pytest.fixture
def anonymous(app: FastAPI) -> Iterator[httpx.Client]:
    """A browser on our own pages that nobody has signed in."""
    client = browser(app, **OWN_PAGE)
    yield client
    client.close()


@pytest.fixture
def sign_in(app: FastAPI, database: Database) -> Iterator[SignIn]:
    """Makes a browser that has come in through a one-time link: `sign_in("manager")`, `sign_in("rep", "wang")`.

    `sign_in("manager", person_id=ANNA)` has a session of hers.
    """
    clients: list[httpx.Client] = []

    def signed_in(kind: str, rep_id: str | None = None, *, person_id: str | None = None) -> httpx.Client:
        with database.write() as session:
            if person_id is not None:
                token: str | None = open_session(session, kind, None, person_id, NOW, None)
            else:
                token = redeem_link(session, create_link(session, kind, rep_id, NOW), NOW)
        assert token is not None
        client = browser(app, **OWN_PAGE)
        client.cookies.set(cookie_name(app.state.settings), token)
        clients.append(client)
        return client

    yield signed_in
    for client in clients:
        client.close()


@pytest.fixture
def manager(sign_in: SignIn) -> httpx.Client:
    """A manager's browser."""
    return sign_in("manager")


@pytest.fixture
def wang(stored_week: str, sign_in: SignIn) -> httpx.Client:
    """The phone of 王芳, who drives on Tuesday and Wednesday."""
    return sign_in("rep", week.WANG.external_id)


@pytest.fixture
def program(app: FastAPI, database: Database) -> Iterator[httpx.Client]:
    """A program with an API key."""
    with database.write() as session:
        key = create_key(session, "crm", NOW).text
    client = browser(app, Authorization=f"Bearer {key}")
    yield client
    client.close()
