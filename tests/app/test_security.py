"""Other sites are kept out, and a key that is shown is what counts."""

import httpx
import pytest
from fastapi import FastAPI

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
