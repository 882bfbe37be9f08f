"""The table of accounts: filtered, sorted, with the next visit of each."""

import pytest

from app.access.identity import SHELL
from app.db import Database
from app.visits.account_table import NOBODY, ROUTABLE, AccountTable, AccountWish, account_table, owners_and_markets
from tests.conftest import NOW
from tests.worlds import week
from tests.worlds.stored import store_week

HOUR_S = 3600


@pytest.fixture
def stored(sqlite_database: Database) -> Database:
    """The small week, published."""
    with sqlite_database.write() as session:
        store_week(session, NOW)
    return sqlite_database


def _table(database: Database, **asked: str) -> AccountTable:
    with database.read() as session:
        return account_table(session, SHELL, AccountWish(**asked), NOW)


def _ids(database: Database, **asked: str) -> list[str]:
    return [one.external_id for one in _table(database, **asked).rows]


def test_filters_narrow_together(stored: Database) -> None:
    """Text looks into name, id and address; due state and standing are today's."""
    assert _ids(stored, text="西湖区", category="maintenance", owner="wang") == ["HZ-001", "HZ-005"]
    assert _ids(stored, text="hz-00", grade="A", owner="wang") == ["HZ-004", "HZ-001"]
    assert _ids(stored, verdict="FIND_FIRST_KP") == ["HZ-009"]
    assert "HZ-009" not in _ids(stored, verdict=ROUTABLE)
    assert set(_ids(stored, due="overdue")) | set(_ids(stored, due="due")) | set(_ids(stored, due="not_due")) == set(
        _ids(stored)
    )
    assert _ids(stored, owner=NOBODY) == _ids(stored, market="nowhere") == _ids(stored, grade="Z") == []


def test_columns_sort_both_ways_and_what_is_unknown_comes_last(stored: Database) -> None:
    """Whoever has no next visit stands behind those who have one."""
    table = _table(stored, sort="next")
    following = [table.next_visits.get(one.external_id) for one in table.rows]
    known = [moment for moment in following if moment is not None]
    assert known == sorted(known)
    assert following[len(known) :] == [None] * (len(following) - len(known))
    turned = _table(stored, sort="-next").rows
    assert [one.external_id for one in turned][: len(known)] == [one.external_id for one in table.rows][: len(known)][
        ::-1
    ]
    with pytest.raises(ValueError, match="one of the columns"):
        AccountWish(sort="phone")


def test_the_next_visit_is_the_published_stop_or_else_the_appointment(stored: Database) -> None:
    """王芳's Wednesday appointment is both; who is in no plan has none."""
    table = _table(stored)
    assert table.next_visits["HZ-004"] == (week.WEDNESDAY, 10 * HOUR_S)
    assert table.next_visits["HZ-001"][0] == week.TUESDAY
    assert "HZ-009" not in table.next_visits
    assert sum(table.dues.values()) == len(table.rows)


def test_owners_and_markets_are_those_that_are_seen(stored: Database) -> None:
    """For the choices of the filter."""
    with stored.read() as session:
        assert owners_and_markets(session, SHELL)[0] == ["li", "wang"]
