"""Other sites are kept out, and a key that is shown is what counts."""

from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select

from app.db import Database
from app.models import Base
from app.security import cookie_name
from tests.in_process import browser


def test_a_wrong_key_is_refused_even_beside_a_good_session(app: FastAPI, manager: httpx.Client) -> None:
    """Who names a key is judged by it."""
    assert manager.get("/api/v1/plans").status_code == 200
    answer = manager.get("/api/v1/plans", headers={"Authorization": "Bearer kproute_wrong"})
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"


ORDER = {"week": "2026-11-24", "seed": -1}  # refused as invalid once it gets through


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 422),
        ({"Origin": "http://127.0.0.1:8000"}, 422),  # an older browser
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),  # another host of the same domain
        ({"Sec-Fetch-Site": "none"}, 403),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "http://127.0.0.1:9999"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://127.0.0.1:8000"}, 403),
        ({}, 403),
    ],
)
def test_another_site_cannot_act_for_a_manager(
    app: FastAPI, manager: httpx.Client, headers: dict[str, str], status: int
) -> None:
    """A request with a cookie that changes something must begin on a page of ours."""
    client = browser(app, **headers)
    client.cookies.set(cookie_name(app.state.settings), manager.cookies[cookie_name(app.state.settings)])
    assert client.post("/api/v1/plans", json=ORDER).status_code == status


def test_reading_is_open_to_links_from_elsewhere(app: FastAPI, manager: httpx.Client) -> None:
    """A page may be opened from a mail or a chat."""
    assert manager.get("/api/v1/plans", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200


def test_a_program_needs_no_origin(program: httpx.Client) -> None:
    """A key travels by no browser."""
    assert program.post("/api/v1/plans", json=ORDER).status_code == 422


EVIL = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
NEIGHBOUR = {"Origin": "http://other.127.0.0.1:8000", "Sec-Fetch-Site": "same-site"}
PLAIN = {"Content-Type": "text/plain"}
SANDBOX = {"Origin": "null", "Sec-Fetch-Site": "cross-site"}
# What a page elsewhere can make a browser send with our cookie: forms of each kind, fetches, a beacon, links, pictures.
FOREIGN_FORMS: list[tuple[str, str, dict[str, Any]]] = [
    ("POST", "/people/way-in", {"data": {"rep_id": "wang"}, "headers": EVIL}),
    ("POST", "/people/managers", {"data": {"login": "mallory", "name": "Mallory"}, "headers": SANDBOX}),
    ("POST", "/keys", {"files": {"name": (None, "crm"), "scopes": (None, "lists:read")}, "headers": EVIL}),
    ("POST", "/me/sessions/end-others", {"content": b"", "headers": {**EVIL, **PLAIN}}),
    ("POST", "/lists/reps", {"files": {"file": ("reps.csv", b"id,name\n1,x\n")}, "headers": EVIL}),
    ("POST", "/lists/drafts", {"files": {"file": ("v.csv", b"id,name\n1,a\n")}, "headers": EVIL}),
    ("POST", "/sign-out", {"headers": {"Origin": "https://evil.example"}}),  # a browser without fetch metadata
    ("POST", "/people/teams", {"data": {"name": "South"}, "headers": NEIGHBOUR}),
    ("POST", "/api/v1/teams", {"content": b'{"name": "South"}', "headers": {**EVIL, **PLAIN}}),
    ("POST", "/api/v1/plans", {"json": {"week": "2026-11-23"}, "headers": NEIGHBOUR}),
    ("DELETE", "/api/v1/me/sessions", {"headers": EVIL}),
    ("PUT", "/api/v1/reps/wang/team", {"json": {"team_id": None}, "headers": SANDBOX}),
    ("GET", "/sign-out", {"headers": {**EVIL, "X-HTTP-Method-Override": "POST"}}),  # a picture or a link
]


def everything_in(database: Database) -> dict[str, list[Any]]:
    """Every row of every table."""
    with database.read() as session:
        return {name: session.execute(select(table)).all() for name, table in Base.metadata.tables.items()}


@pytest.mark.parametrize(("method", "path", "sent"), FOREIGN_FORMS)
def test_a_page_elsewhere_changes_nothing_with_a_live_cookie(
    database: Database, stored_week: str, manager: httpx.Client, method: str, path: str, sent: dict[str, Any]
) -> None:
    """Thirteen kinds of requests, each of which would have an effect from a page of ours; no row differs afterwards."""
    del manager.headers["Sec-Fetch-Site"]
    before = everything_in(database)
    answer = manager.request(method, path, **sent)
    assert answer.status_code in (403, 405, 415)
    assert "set-cookie" not in answer.headers
    assert everything_in(database) == before
    assert manager.get("/api/v1/me").status_code == 200


def test_the_same_form_on_a_page_of_ours_changes_something(
    database: Database, stored_week: str, manager: httpx.Client
) -> None:
    """The comparison above can fail."""
    before = everything_in(database)
    assert manager.post("/people/teams", data={"name": "South"}).status_code == 303
    assert everything_in(database) != before
