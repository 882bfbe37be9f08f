"""Who may come in: links work once, sessions end, keys are recognised, and other sites are kept out."""

import threading
from datetime import datetime, timedelta

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text, update

from app.db import Database
from app.errors import NotFound
from app.models import ApiKeyRecord
from app.security import (
    LINK_LIVES,
    SESSION_LIVES,
    Identity,
    cookie_name,
    create_key,
    create_link,
    end_session,
    identify,
    identify_key,
    peek_link,
    redeem_link,
)
from tests.conftest import NOW
from tests.in_process import browser

RACERS = 12


def redeem(database: Database, token: str, at: datetime = NOW) -> str | None:
    with database.write() as session:
        return redeem_link(session, token, at)


@pytest.fixture
def link(database: Database, stored_week: str) -> str:
    """A link for 王芳."""
    with database.write() as session:
        return create_link(session, "rep", "wang", NOW)


def test_a_link_signs_its_rep_in(database: Database, link: str) -> None:
    """The session that a link opens knows its rep."""
    token = redeem(database, link)
    assert token is not None
    with database.read() as session:
        assert identify(session, token, NOW) == Identity("rep", "wang")


def test_a_link_works_once(database: Database, link: str) -> None:
    """The second use of a link opens nothing."""
    assert redeem(database, link) is not None
    assert redeem(database, link) is None


def test_looking_at_a_link_does_not_use_it_up(database: Database, link: str) -> None:
    """A scanner that fetches the page in advance takes nothing from its reader."""
    with database.read() as session:
        assert peek_link(session, link, NOW) == Identity("rep", "wang")
    assert redeem(database, link) is not None
    with database.read() as session:
        assert peek_link(session, link, NOW) is None


def test_of_many_at_once_one_gets_in(database: Database, link: str) -> None:
    """Twelve simultaneous uses of one link open one session."""
    tokens: list[str | None] = []
    threads = [threading.Thread(target=lambda: tokens.append(redeem(database, link))) for _ in range(RACERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(tokens) == RACERS
    assert len([token for token in tokens if token is not None]) == 1


def test_a_link_ends_after_its_quarter_of_an_hour(database: Database, link: str) -> None:
    """One second before it works, at its end it does not."""
    with database.read() as session:
        assert peek_link(session, link, NOW + LINK_LIVES - timedelta(seconds=1)) is not None
        assert peek_link(session, link, NOW + LINK_LIVES) is None
    assert redeem(database, link, NOW + LINK_LIVES) is None


def test_a_link_for_nobody_is_not_made(database: Database) -> None:
    """A link needs a rep who is on the list."""
    with pytest.raises(NotFound, match="no rep of this id"), database.write() as session:
        create_link(session, "rep", "nobody", NOW)


def test_a_session_ends(database: Database, link: str) -> None:
    """After thirty days, or when its holder signs out, the token is worth nothing."""
    token = redeem(database, link)
    assert token is not None
    with database.read() as session:
        assert identify(session, token, NOW + SESSION_LIVES) is None
    with database.write() as session:
        end_session(session, token)
    with database.read() as session:
        assert identify(session, token, NOW) is None


def test_no_secret_is_kept(database: Database, link: str) -> None:
    """Neither links nor sessions nor keys can be read back from the database."""
    token = redeem(database, link)
    assert token is not None
    with database.write() as session:
        key = create_key(session, "crm", NOW)
    with database.read() as session:
        dump = str([session.execute(text(f"SELECT * FROM {t}")).all() for t in ("sign_in_link", "session", "api_key")])
    for secret in (link, token, key):
        assert secret not in dump


def test_a_key_is_recognised(database: Database) -> None:
    """A key identifies a program until it is revoked."""
    with database.write() as session:
        key = create_key(session, "crm", NOW)
    with database.read() as session:
        assert identify_key(session, key) == Identity("key")
    with database.write() as session:
        session.execute(update(ApiKeyRecord).values(revoked_at=NOW))
    with database.read() as session:
        assert identify_key(session, key) is None


def test_a_damaged_key_is_not(database: Database) -> None:
    """One wrong character, a lost one, or a key of another product: nobody."""
    with database.write() as session:
        key = create_key(session, "crm", NOW)
    other = "0" if key[12] != "0" else "1"
    with database.read() as session:
        for wrong in (key[:12] + other + key[13:], key[:-1], key.removeprefix("kproute_"), "", "kproute_", "密钥" * 30):
            assert identify_key(session, wrong) is None


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


@pytest.mark.parametrize(("kind", "rep_id"), [("rep", None), ("manager", "wang"), ("key", "wang"), ("boss", None)])
def test_an_identity_is_one_of_three(kind: str, rep_id: str | None) -> None:
    """A rep has an id, the others have none, and there are no others."""
    with pytest.raises(ValueError, match="rep has an id"):
        Identity(kind, rep_id)
