"""Links work once, and sessions end."""

import threading
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from app.access.keys import create_key
from app.access.links import LINK_LIVES, create_link, peek_link, redeem_link
from app.access.sessions import LIVES, end_session, identify
from app.db import Database
from app.errors import NotFound
from tests.conftest import NOW

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
        held = identify(session, token, NOW)
    assert held is not None
    assert (held.kind, held.rep_id, held.proved_at) == ("rep", "wang", NOW)


def test_a_link_works_once(database: Database, link: str) -> None:
    """The second use of a link opens nothing."""
    assert redeem(database, link) is not None
    assert redeem(database, link) is None


def test_looking_at_a_link_does_not_use_it_up(database: Database, link: str) -> None:
    """A scanner that fetches the page in advance takes nothing from its reader."""
    with database.read() as session:
        seen = peek_link(session, link, NOW)
    assert seen is not None
    assert (seen.kind, seen.rep_id) == ("rep", "wang")
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
        assert identify(session, token, NOW + LIVES["rep"]) is None
    with database.write() as session:
        end_session(session, token, NOW)
    with database.read() as session:
        assert identify(session, token, NOW) is None


def test_no_secret_is_kept(database: Database, link: str) -> None:
    """Neither links nor sessions nor keys can be read back from the database."""
    token = redeem(database, link)
    assert token is not None
    with database.write() as session:
        key = create_key(session, "crm", NOW).text
    with database.read() as session:
        dump = str([session.execute(text(f"SELECT * FROM {t}")).all() for t in ("sign_in_link", "session", "api_key")])
    for secret in (link, token, key):
        assert secret not in dump
