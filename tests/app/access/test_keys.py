"""Keys of programs: known again by their sum, until they are revoked or over."""

from datetime import timedelta

from sqlalchemy import update

from app.access.identity import Identity
from app.access.keys import create_key, identify_key
from app.access.roles import Scope
from app.db import Database
from app.models import ApiKeyRecord
from tests.conftest import NOW


def test_a_key_is_recognised(database: Database) -> None:
    """A key identifies a program until it is revoked."""
    with database.write() as session:
        key = create_key(session, "crm", NOW, [Scope.PLANS_RUN])
    with database.read() as session:
        known = identify_key(session, key.text, NOW)
    assert known == Identity("key", actor_id=key.id, scopes=frozenset({Scope.PLANS_RUN}))
    with database.write() as session:
        session.execute(update(ApiKeyRecord).values(revoked_at=NOW))
    with database.read() as session:
        assert identify_key(session, key.text, NOW) is None


def test_a_key_ends(database: Database) -> None:
    """A key with an end is good until then."""
    with database.write() as session:
        key = create_key(session, "crm", NOW, expires_at=NOW + timedelta(hours=1))
    with database.read() as session:
        assert identify_key(session, key.text, NOW + timedelta(minutes=59)) is not None
        assert identify_key(session, key.text, NOW + timedelta(hours=1)) is None


def test_a_damaged_key_is_not(database: Database) -> None:
    """One wrong character, a lost one, or a key of another product: nobody."""
    with database.write() as session:
        key = create_key(session, "crm", NOW).text
    other = "0" if key[12] != "0" else "1"
    with database.read() as session:
        for wrong in (key[:12] + other + key[13:], key[:-1], key.removeprefix("kproute_"), "", "kproute_", "密钥" * 30):
            assert identify_key(session, wrong, NOW) is None
