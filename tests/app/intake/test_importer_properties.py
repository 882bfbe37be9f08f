"""What holds for every list, whatever stands in it."""

import random
from collections.abc import Callable

import hypothesis.strategies as st
from hypothesis import given, settings

from app.intake.accounts import AccountList, read_accounts
from app.intake.column_names import ACCOUNT_COLUMNS, REP_COLUMNS
from app.intake.datums import from_wgs84, to_wgs84
from app.intake.opening_hours import parse_opening_hours
from app.intake.readers import UnusableInput
from app.intake.reps import read_reps
from app.method.account import Datum
from tests.app.intake.lists import csv_file

TELLING = st.sampled_from(
    (
        "", " ", "K1", "杭州大厦", "合计", "30.27", "120.15", "120°7′", "-91", "NaN", "1e999", "9" * 50, "0", "是",
        "否", "未知", "明显", "A", "signed", "GCJ-02", "2026-11-24", "2026-11-24 10:00", "每周", "2", "9:00-18:00",
        "周一至周五", "22:00-02:00", "休息", "1.38E+10", "${alert(1)}", "=1+1", '"', "a\nb", "１２", "第一KP",
        "店" * 301, "\u202e", "-",
    )
)  # fmt: skip
CELL = TELLING | st.text(max_size=12)
COLUMNS = list(ACCOUNT_COLUMNS)
# Most of these would reject the row, so most rows leave them silent.
DECISIVE = {"lat": "30.27", "lon": "120.15", "visits": "1", "appointment": "2026-11-24 10:00"}
ROW = st.tuples(*(st.sampled_from((DECISIVE[c], "", "", "x", "-91")) if c in DECISIVE else CELL for c in COLUMNS)).map(
    list
)
LISTS = st.lists(ROW, min_size=1, max_size=6)


def _read(columns: list[str], rows: list[list[str]], **options: bool) -> AccountList | str:
    content = csv_file([columns, *rows]).replace(b"\x00", b"")
    try:
        return read_accounts(content, "l.csv", **options)
    except UnusableInput as failure:
        return failure.faults[0].code


def _refusal(read: Callable[[bytes, str], object], content: bytes) -> str | None:
    """What a refused file is told, None for a file that was read."""
    try:
        read(content, "any.bin")
    except UnusableInput as failure:
        return str(failure)
    return None


@settings(max_examples=150, deadline=None)
@given(rows=LISTS, assume_qualified=st.booleans())
def test_rows_in_are_accounts_and_rejections_out(rows: list[list[str]], assume_qualified: bool) -> None:
    """No cell can crash the importer or make a row vanish, and every fault can be said."""
    rows = [[cell.encode("utf-8", "ignore").decode() for cell in row] for row in rows]
    listed = _read(COLUMNS, rows, assume_qualified=assume_qualified)
    if isinstance(listed, str):
        assert listed in {"NO_ROWS", "EMPTY_FILE"}
        return
    rejected = [row for row in listed.rows if row.rejection is not None]
    assert len(listed.rows) == len(listed.accounts) + len(rejected)
    assert len({account.external_id for account in listed.accounts}) == len(listed.accounts)
    assert [row.line for row in listed.rows] == sorted(row.line for row in listed.rows)
    assert all(fault.sentence() and fault.remedy() for fault in listed.faults)
    assert all(row.rejection in listed.faults for row in rejected)


@settings(max_examples=60, deadline=None)
@given(rows=LISTS, seed=st.integers(0, 2**32))
def test_the_order_of_columns_changes_nothing(rows: list[list[str]], seed: int) -> None:
    """Accounts and rejections are the same however the columns are arranged."""
    rows = [[cell.encode("utf-8", "ignore").decode().replace("\n", " ").replace("\r", " ") for cell in r] for r in rows]
    order = list(range(len(COLUMNS)))
    random.Random(seed).shuffle(order)
    plain = _read(COLUMNS, rows)
    shuffled = _read([COLUMNS[i] for i in order], [[row[i] for i in order] for row in rows])
    if isinstance(plain, str) or isinstance(shuffled, str):
        assert plain == shuffled
    else:
        assert (plain.rows, plain.faults) == (shuffled.rows, shuffled.faults)


@settings(max_examples=60, deadline=None)
@given(content=st.binary(max_size=300) | st.binary(max_size=200).map(lambda tail: b"id,name\n" + tail))
def test_any_bytes_are_a_list_or_a_clear_refusal(content: bytes) -> None:
    """Bytes of any kind are read or refused with a sentence."""
    for read in (read_accounts, read_reps):
        assert _refusal(read, content) != ""


@settings(max_examples=60, deadline=None)
@given(row=st.lists(CELL, min_size=len(REP_COLUMNS), max_size=len(REP_COLUMNS)))
def test_any_rep_row_is_a_rep_or_a_fault(row: list[str]) -> None:
    """No cell of a list of reps can crash the importer."""
    cells = [cell.encode("utf-8", "ignore").decode().replace("\x00", "") for cell in row]
    assert _refusal(read_reps, csv_file([list(REP_COLUMNS), cells])) != ""


@given(text=st.text(alphabet="周一至五六日0123456789:-;,~ 休息MonFri上下午点半\n", max_size=25))
def test_opening_hours_are_sound_or_refused(text: str) -> None:
    """Whatever looks like hours either is a sound week or is refused as unclear."""
    try:
        hours = parse_opening_hours(text)
    except ValueError:
        return
    assert len(hours.spans_by_weekday) == 7


@given(
    lat=st.floats(-85, 85), lon=st.floats(-179, 179), datum=st.sampled_from([Datum.GCJ02, Datum.BD09, Datum.WGS84])
)  # fmt: skip
def test_a_shift_is_finite_everywhere(lat: float, lon: float, datum: Datum) -> None:
    """The shift is defined all over the world, since the datum is declared and not guessed."""
    assert all(abs(value) <= 400 for value in (*from_wgs84(lat, lon, datum), *to_wgs84(lat, lon, datum)))
