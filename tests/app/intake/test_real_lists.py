"""Real lists of other people, read to the last row. They are not part of the repository."""

from collections import Counter
from pathlib import Path

import pytest

from app.intake.accounts import AccountList, read_accounts
from app.method.account import WORKING_HOURS

REAL_LISTS = Path(__file__).parents[4] / "shared" / "data"
MESSY = (
    "hz_customers_gbk.csv",
    "hz_customers_gbk_semicolon.csv",
    "hz_customers_utf16_tab.txt",
    "hz_customers_utf8_bom.csv",
)

pytestmark = pytest.mark.skipif(not REAL_LISTS.is_dir(), reason="the folder of real lists is not on this machine")


def _read(name: str) -> AccountList:
    return read_accounts((REAL_LISTS / name).read_bytes(), name)


def _rejections(listed: AccountList) -> Counter[str]:
    return Counter(row.rejection.code for row in listed.rows if row.rejection is not None)


@pytest.mark.parametrize(
    ("name", "rows", "accounts", "rejections", "unplaced"),
    [
        ("starbucks_worldwide_2017.csv", 25_600, 25_599, {"DUPLICATE_OF": 1}, 1),
        ("chicago_grocery_2013.csv", 506, 505, {"DUPLICATE_OF": 1}, 0),
        ("hangzhou_osm_stops.csv", 2_396, 2_396, {}, 0),
        *((f"messy/{name}", 125, 123, {"DUPLICATE_OF": 1, "NOT_AN_ACCOUNT": 1}, 20) for name in MESSY),
    ],
)
def test_every_row_is_accounted_for(
    name: str, rows: int, accounts: int, rejections: dict[str, int], unplaced: int
) -> None:
    """Rows in are accounts and rejections out, to the row; what has no place is known."""
    listed = _read(name)
    assert (len(listed.rows), len(listed.accounts), _rejections(listed)) == (rows, accounts, rejections)
    assert sum(account.location is None for account in listed.accounts) == unplaced


def test_the_messy_list_is_one_list_in_four_encodings() -> None:
    """The same customers come out of all four files, and the same faults with the same lines."""
    first, *others = (_read(f"messy/{name}") for name in MESSY)
    for other in others:
        assert other.rows == first.rows
        assert other.faults == first.faults
        assert other.blank_lines == first.blank_lines == 1


def test_the_messy_list_is_understood() -> None:
    """Frequencies, full-width hours, swapped and half coordinates and unknown categories are read for what they are."""
    listed = _read(f"messy/{MESSY[0]}")
    at_line = {row.line: row.account for row in listed.rows if row.account is not None}
    assert [at_line[line].interval_days for line in (2, 3, 7)] == [15, 7.5, 7]
    assert at_line[15].opening.spans_by_weekday[0] == ((9 * 3600, 11 * 3600 + 1800),)
    assert at_line[13].opening == WORKING_HOURS
    assert at_line[9].location is not None
    assert at_line[9].location.lon == pytest.approx(120.3)
    codes = Counter(fault.code for fault in listed.faults)
    assert (codes["UNKNOWN_CATEGORY"], codes["SWAPPED_COORDINATES"], codes["ONE_COORDINATE"]) == (123, 6, 1)


def test_the_shop_licence_is_the_id_and_not_the_owner_account() -> None:
    """In the Chicago list one account number stands for 36 shops, so the licence is the id."""
    listed = _read("chicago_grocery_2013.csv")
    assert listed.mapping["external_id"] == "LICENSE ID"
    assert "ACCOUNT NUMBER" in listed.unused_headers


def test_a_worldwide_list_has_no_strays() -> None:
    """A list spread over the world is wide, so nothing in it counts as far or swapped."""
    codes = {fault.code for fault in _read("starbucks_worldwide_2017.csv").faults}
    assert not codes & {"FAR_FROM_THE_REST", "SWAPPED_COORDINATES"}
