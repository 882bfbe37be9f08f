"""Finding the row of column names and what its columns mean."""

import pytest

from app.intake.column_names import ACCOUNT_COLUMNS, EXAMPLES, REP_COLUMNS, UNIT_FACTORS
from app.intake.headers import Heading, find_heading
from app.intake.readers import UnusableInput, read_sheet
from tests.app.intake.lists import csv_file

FREE_TEXTS = {
    "address", "city", "market", "category", "grade", "owner", "first_kp", "first_kp_phone", "kp", "kp_phone",
    "contact", "phone",
}  # fmt: skip


def _heading(*rows: list[str]) -> Heading:
    return find_heading(read_sheet(csv_file(rows), "l.csv"), ACCOUNT_COLUMNS, "l.csv")


def _mapping(*headers: str) -> dict[str, str]:
    return {field: column.header for field, column in _heading([*headers]).columns.items()}


@pytest.mark.parametrize("names", [ACCOUNT_COLUMNS, REP_COLUMNS])
def test_no_name_means_two_fields(names: dict[str, tuple[str, ...]]) -> None:
    """Each known column name leads to one field, and our own name of a field comes first."""
    known = [name.casefold().replace(" ", "").replace("_", "") for field in names.values() for name in field]
    assert len(known) == len(set(known))
    assert all(field == synonyms[0] for field, synonyms in names.items())


def test_every_parsed_field_has_an_example() -> None:
    """Where a value can be unreadable, the remedy can show how to write it."""
    assert (ACCOUNT_COLUMNS.keys() | REP_COLUMNS.keys()) - FREE_TEXTS <= EXAMPLES.keys()
    assert UNIT_FACTORS.keys() <= EXAMPLES.keys()


def test_headers_are_known_in_any_spelling() -> None:
    """Case, width, spaces, punctuation and units in brackets do not matter."""
    assert _mapping("Store-Number", " STORE  NAME ", "ＬＡＴ", "Longitude (°)", "拜访频次(次/月)") == {
        "external_id": "Store-Number",
        "name": "STORE NAME",
        "lat": "ＬＡＴ",
        "lon": "Longitude (°)",
        "visits_per_month": "拜访频次(次/月)",
    }


def test_unknown_columns_are_listed_not_guessed() -> None:
    """A column that is not known is left out and named."""
    heading = _heading(["id", "name", "X COORDINATE", "邮编"])
    assert heading.columns.keys() == {"external_id", "name"}
    assert heading.unused_headers == ("X COORDINATE", "邮编")


def test_the_better_name_wins_and_the_other_is_reported() -> None:
    """Of two columns for one field the one with the more telling name is read, wherever it stands."""
    heading = _heading(["ACCOUNT NUMBER", "STORE NAME", "LICENSE ID"])
    assert heading.columns["external_id"].header == "LICENSE ID"
    (fault,) = heading.faults
    assert (fault.code, fault.params["other"]) == ("REPEATED_HEADER", "ACCOUNT NUMBER")


def test_a_header_as_long_as_a_novel_is_passed_over() -> None:
    """A cell full of brackets among the column names costs no time and means nothing."""
    assert _heading(["(" * 100_000, "id", "name"]).columns.keys() == {"external_id", "name"}


def test_titles_above_the_list_are_skipped() -> None:
    """The column names may stand below a title, within the first ten rows."""
    assert _heading(["2026年客户名单"], [], ["客户编号", "客户名称"]).line == 3


@pytest.mark.parametrize(
    ("header", "factor"),
    [
        ("成交金额(元)", 1),
        ("成交金额（万元）", 1e4),
        ("拜访频次(次/周)", 30 / 7),
        ("拜访时长(小时)", 60),
        ("拜访间隔[周]", 7),
    ],
)
def test_units_of_a_column_are_heeded(header: str, factor: float) -> None:
    """A unit in the header that is not ours is turned into ours."""
    (column,) = [c for c in _heading(["id", "name", header]).columns.values() if c.header == header]
    assert column.factor == pytest.approx(factor)


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([["a", "b"], ["1", "2"]], "NO_HEADER"),
        ([["name", "b"], ["1", "2"]], "NO_HEADER"),
        ([["x", "y"]] * 10 + [["id", "name"]], "NO_HEADER"),
        ([["lat", "lon"], ["30", "120"]], "NO_NAME_COLUMN"),
    ],
)
def test_lists_without_usable_names_are_refused(rows: list[list[str]], code: str) -> None:
    """Fewer than two known names near the top, or neither name nor id, give a refusal that lists what is known."""
    with pytest.raises(UnusableInput) as caught:
        _heading(*rows)
    assert caught.value.faults[0].code == code
    assert "客户编号" in caught.value.faults[0].remedy() or "external_id" in caught.value.faults[0].remedy()
