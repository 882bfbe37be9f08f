"""What each identity sees of the tables."""

import pytest
from sqlalchemy import select

from app.access.identity import Identity
from app.access.scope import accounts_seen_by, reps_seen_by
from app.db import Database
from app.models import AccountRecord, RepRecord
from tests.conftest import NOW
from tests.worlds.stored import store_week


@pytest.fixture
def stored(database: Database) -> Database:
    with database.write() as session:
        store_week(session, NOW)
    return database


def test_a_rep_sees_himself_and_his_own(stored: Database) -> None:
    """His row among the reps, and the accounts whose owner he is."""
    with stored.read() as session:
        someone = session.scalars(select(RepRecord.external_id).order_by(RepRecord.external_id)).first()
        rep = Identity("rep", someone)
        assert session.scalars(select(RepRecord.external_id).where(reps_seen_by(rep))).all() == [someone]
        owners = set(session.scalars(select(AccountRecord.owner).where(accounts_seen_by(rep))))
    assert owners <= {someone}


@pytest.mark.parametrize("kind", ["manager", "key"])
def test_a_manager_and_a_key_see_all(stored: Database, kind: str) -> None:
    """No row is hidden from them."""
    with stored.read() as session:
        seen = session.scalars(select(AccountRecord.id).where(accounts_seen_by(Identity(kind)))).all()
        assert len(seen) == len(session.scalars(select(AccountRecord.id)).all()) > 0
