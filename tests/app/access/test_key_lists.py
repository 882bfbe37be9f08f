"""When a key was used: to the hour, and never at the cost of who uses it."""

from datetime import timedelta

from app.access.key_lists import LastUse, find_key
from app.access.keys import create_key
from app.db import Database
from tests.conftest import NOW

HOUR = NOW.replace(minute=0)


def test_the_hour_of_the_last_use_is_kept(database: Database) -> None:
    """The hour and no more; the next hour moves it on."""
    with database.write() as session:
        key_id = create_key(session, "crm", NOW).id
    uses = LastUse(database)
    for later in (timedelta(0), timedelta(minutes=29), timedelta(minutes=31)):
        uses.note(key_id, NOW + later)
        with database.read() as session:
            expected = HOUR if later < timedelta(minutes=30) else HOUR + timedelta(hours=1)
            assert find_key(session, key_id).used_at == expected


def test_a_busy_database_is_not_waited_for_twice(database: Database) -> None:
    """While somebody writes for long, the use of that hour is let go."""
    with database.write() as session:
        key_id = create_key(session, "crm", NOW).id
    uses = LastUse(database)
    with database.write():
        uses.note(key_id, NOW)
        uses.note(key_id, NOW)
    with database.read() as session:
        assert find_key(session, key_id).used_at is None
    uses.note(key_id, NOW + timedelta(hours=1))
    with database.read() as session:
        assert find_key(session, key_id).used_at == HOUR + timedelta(hours=1)
