"""Lists of accounts: each row becomes an account or is rejected with its reason."""

import time
from datetime import date

import pytest

from app.intake.accounts import AccountList, ListedRow, read_accounts
from app.intake.datums import from_wgs84
from app.intake.faults import Severity, error
from app.intake.readers import UnusableInput
from app.method.account import (
    WORKING_HOURS,
    Account,
    Answer,
    Appointment,
    Category,
    Contact,
    ContactRole,
    Datum,
    Grade,
    Location,
    Need,
)
from tests.app.intake.lists import csv_file, workbook_file

COLUMNS = ["id", "name", "address", "lat", "lon"]
HANGZHOU = [["K1", "杭州大厦", "武林广场1号", "30.27", "120.16"], ["K2", "西湖天地", "南山路147号", "30.25", "120.15"]]


def _read(*rows: list[str], columns: list[str] = COLUMNS, datum: Datum = Datum.WGS84) -> AccountList:
    return read_accounts(csv_file([columns, *rows]), "list.csv", datum=datum)


def _one(**cells: str) -> tuple[Account | None, list[str]]:
    """The account of a single row in the middle of Hangzhou, and the codes said of that row."""
    row = {"id": "K1", "name": "杭州大厦", "lat": "30.27", "lon": "120.16", **cells}
    listed = read_accounts(csv_file([[*row], [*row.values()]]), "one.csv")
    return listed.rows[0].account, [fault.code for fault in listed.faults if fault.line is not None]


def _account(**cells: str) -> Account:
    account, codes = _one(**cells)
    assert account is not None
    assert codes == []
    return account


def test_a_full_row_becomes_a_full_account() -> None:
    """Every column we know ends up in the account, in the method's own terms."""
    assert _account(
        address="武林广场1号", market="主城区", category="维护中客户", grade="A", owner="R1", precise="是", need="明显",
        ability_to_pay="有", authority="是", first_kp="王总", first_kp_phone="13800000000", first_kp_level="4",
        kp="李工", kp_level="2", deal_value="6万", yearly_value="120,000", visit_minutes="45",
        open_hours="周一至周五 9:00-12:00", interval_days="每两周", last_visit_on="2026年11月3日", visits="3",
        next_step_on="2026-11-26", appointment="2026-11-24 10:00", must_visit="是", active="是",
        do_not_visit="否", reopened="否",
    ) == Account(
        external_id="K1", name="杭州大厦", address="武林广场1号", market="主城区", category=Category.MAINTENANCE,
        grade=Grade.A, location=Location.wgs84(30.27, 120.16), owner="R1",
        contacts=(Contact("王总", ContactRole.FIRST_KP, 4, "13800000000"), Contact("李工", ContactRole.KP, 2)),
        declared_precise=True, need=Need.EXPLICIT, ability_to_pay=Answer.YES, authority=Answer.YES, deal_value=60_000,
        yearly_value=120_000, service_s=2700,
        opening=WORKING_HOURS.weekly(((32_400, 43_200),), frozenset(range(5))), interval_days=14,
        last_visit_on=date(2026, 11, 3), visits=3, next_step_on=date(2026, 11, 26),
        appointment=Appointment(date(2026, 11, 24), 36_000), must_visit=True,
    )  # fmt: skip


def test_a_silent_list_gets_the_defaults_once_said() -> None:
    """Missing columns give prospects of grade C in WGS-84, each said once for the file."""
    listed = _read(*HANGZHOU)
    assert [(a.category, a.grade, a.need, a.authority, a.service_s) for a in listed.accounts] == [
        (Category.PROSPECT, Grade.C, None, None, None)
    ] * 2
    assert [f.code for f in listed.faults] == ["NO_CATEGORY_COLUMN", "NO_GRADE_COLUMN", "DATUM_TAKEN"]
    assert all(f.severity is Severity.WARNING and f.line is None for f in listed.faults)


def test_blank_evidence_is_unknown_and_absent_evidence_is_none() -> None:
    """A column that was not filled in asks a question; a column that does not exist asks none."""
    asked = _account(need="", ability_to_pay="", authority="")
    assert (asked.need, asked.ability_to_pay, asked.authority) == (Need.UNKNOWN, Answer.UNKNOWN, Answer.UNKNOWN)
    assert (_account().need, _account().ability_to_pay, _account().authority) == (None, None, None)


@pytest.mark.parametrize(
    ("cells", "authority"),
    [
        ({"first_kp": "王总"}, Answer.YES),
        ({"first_kp": ""}, Answer.UNKNOWN),
        ({"first_kp": "王总", "authority": ""}, Answer.YES),
        ({"first_kp": "王总", "authority": "否"}, Answer.NO),
        ({"contact": "王总", "contact_role": "第一KP"}, Answer.YES),
        ({"contact": "王总", "contact_role": "使用人"}, Answer.UNKNOWN),
        ({"contact": "王总"}, None),
    ],
)
def test_authority_follows_the_first_kp(cells: dict[str, str], authority: Answer | None) -> None:
    """Whoever names the first KP has answered who decides, unless the list itself says no."""
    assert _account(**cells).authority is authority


@pytest.mark.parametrize(
    ("cells", "contacts"),
    [
        ({"联系人": "王总", "角色": "KP", "联系电话": "1"}, (Contact("王总", ContactRole.KP, phone="1"),)),
        ({"联系人": "王总", "第一KP": "王总", "联系电话": "1"}, (Contact("王总", ContactRole.FIRST_KP, phone="1"),)),
        ({"联系电话": "0571-1"}, (Contact("", phone="0571-1"),)),
        ({"第一KP电话": "1"}, (Contact("", phone="1"),)),
        ({"联系人": "", "联系电话": ""}, ()),
    ],
)
def test_contacts_are_people_once(cells: dict[str, str], contacts: tuple[Contact, ...]) -> None:
    """The same person in two columns is one contact; a number without a name is nobody's role."""
    assert _account(**cells).contacts == contacts


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"category": "Joint Venture"}, "UNKNOWN_CATEGORY"),
        ({"category": ""}, "MISSING_CATEGORY"),
        ({"grade": "Z"}, "UNKNOWN_GRADE"),
        ({"grade": ""}, "MISSING_GRADE"),
        ({"open_hours": "ask first"}, "UNREADABLE_VALUE"),
        ({"open_hours": "周一" * 1000}, "UNREADABLE_VALUE"),
        ({"category": "预约" * 1000}, "UNKNOWN_CATEGORY"),
        ({"visit_minutes": "-5"}, "UNREADABLE_VALUE"),
        ({"last_visit_on": "24/11/2026"}, "UNREADABLE_VALUE"),
        ({"deal_value": "NaN"}, "UNREADABLE_VALUE"),
        ({"visits_per_month": "0"}, "UNREADABLE_VALUE"),
        ({"need": "??"}, "UNREADABLE_VALUE"),
        ({"first_kp": "王", "first_kp_level": "9"}, "UNREADABLE_VALUE"),
        ({"phone": "1.38E+10"}, "DAMAGED_NUMBER"),
        ({"id": "1.38E+10"}, "DAMAGED_NUMBER"),
        ({"id": "K" * 101}, "ID_TOO_LONG"),
        ({"name": "店" * 301}, "TEXT_CUT"),
        ({"lon": ""}, "ONE_COORDINATE"),
        ({"lat": "here"}, "ONE_COORDINATE"),
        ({"lat": "0", "lon": "0.0"}, "ZERO_COORDINATES"),
        ({"lat": "120.16", "lon": "30.27"}, "SWAPPED_COORDINATES"),
        ({"datum": "mars"}, "UNKNOWN_DATUM"),
    ],
)
def test_unclear_cells_keep_the_row_with_a_warning(cells: dict[str, str], code: str) -> None:
    """What can be left open safely is left open and said, with a remedy."""
    account, codes = _one(**cells)
    assert account is not None
    assert codes == [code]


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        ({"id": "", "name": ""}, "name"),
        ({"lat": "NaN"}, "lat"),
        ({"lon": "1e999"}, "lon"),
        ({"lat": "-91", "lon": "100"}, "lat"),
        ({"lon": "181"}, "lon"),
        ({"lat": "30270000", "lon": "120160000"}, "lat"),
        ({"appointment": "next Tuesday"}, "appointment"),
        ({"appointment": "2026-11-24"}, "appointment"),
        ({"visits": "-1"}, "visits"),
    ],
)
def test_rows_that_would_mislead_are_rejected(cells: dict[str, str], field: str) -> None:
    """A row that nobody could plan with in good faith is a BAD_ROW that names the cell."""
    row = {"id": "K1", "name": "杭州大厦", "lat": "30.27", "lon": "120.16", **cells}
    listed = read_accounts(csv_file([[*row, "city"], [*row.values(), "杭州"]]), "one.csv")
    rejection = listed.rows[0].rejection
    assert rejection is not None
    assert (rejection.code, rejection.field, rejection.line) == ("BAD_ROW", field, 2)
    assert rejection in listed.faults


def test_an_unclear_do_not_visit_is_heeded() -> None:
    """Whatever stands under "do not visit" and is not a no keeps the rep away."""
    account, codes = _one(do_not_visit="上次投诉")
    assert account is not None
    assert account.do_not_visit
    assert codes == ["UNREADABLE_VALUE"]


@pytest.mark.parametrize(
    "label", ["合计", "合 计", "小计：", "总计 2 家", "Total", "Sub-total", "GRAND TOTAL", "客户名称"]
)
def test_totals_and_repeated_headings_are_no_accounts(label: str) -> None:
    """Lines that sum up the list or name its columns again are told apart from shops."""
    listed = read_accounts(csv_file([["客户名称", "地址"], ["杭州大厦", "武林广场1号"], [label, ""]]), "l.csv")
    assert [row.rejection and row.rejection.code for row in listed.rows] == [None, "NOT_AN_ACCOUNT"]


def test_a_shop_called_total_is_an_account() -> None:
    """A name alone does not make a total where the row has an address."""
    assert _read(["", "Total", "环城北路1号", "", ""]).rows[0].account is not None


def test_the_first_of_two_equal_ids_is_kept() -> None:
    """The later row says which line was kept; a bad row before it keeps no id from anybody."""
    bad = ["K1", "杭州大厦", "", "NaN", "120.16"]
    listed = _read(bad, HANGZHOU[0], HANGZHOU[1], HANGZHOU[0])
    assert [row.rejection and row.rejection.code for row in listed.rows] == ["BAD_ROW", None, None, "DUPLICATE_OF"]
    assert listed.rows[3].rejection is not None
    assert listed.rows[3].rejection.params == {"line": 3}


def test_made_up_ids_do_not_depend_on_the_order() -> None:
    """Without ids, name and address make one; equal rows are one account, two points are two."""
    rows = [["星巴克", "", "30.27", "120.16"], ["星巴克", "", "30.25", "120.15"], ["星巴克", "", "30.27", "120.16"],
            ["杭州大厦", "武林广场1号", "", ""]]  # fmt: skip
    listed = _read(*rows, columns=COLUMNS[1:])
    backwards = _read(*reversed(rows), columns=COLUMNS[1:])
    assert {a.external_id for a in listed.accounts} == {a.external_id for a in backwards.accounts}
    assert [row.rejection and row.rejection.code for row in listed.rows] == [None, None, "DUPLICATE_OF", None]
    assert [f.params["count"] for f in listed.faults if f.code == "MADE_UP_IDS"] == [3]


def test_a_made_up_id_survives_new_coordinates() -> None:
    """An account whose place is corrected stays the same account."""
    before, after = (_read(["", "杭州大厦", "1号", lat, "120.16"]).accounts[0] for lat in ("30.27", "30.28"))
    assert before.external_id == after.external_id


def test_lines_are_those_of_the_file_and_blank_ones_are_counted() -> None:
    """Rows keep their line numbers across titles, blank lines and cells with line breaks."""
    content = '名单\n\nid,name\n1,"a\nb"\n,\n , \n2,c\n'.encode()
    listed = read_accounts(content, "l.csv")
    assert (listed.header_line, [row.line for row in listed.rows], listed.blank_lines) == (3, [4, 8], 2)


def _near_hangzhou(count: int) -> list[list[str]]:
    return [[f"N{n}", f"店{n}", "", f"{30.2 + n / 1000}", "120.15"] for n in range(count)]


def test_a_swap_within_bounds_is_seen_against_the_rest() -> None:
    """A point far off whose swapped twin lies among the others has no place until somebody swaps the cells."""
    chicago = [[f"C{n}", f"Shop {n}", "", f"{41.8 + n / 1000}", "-87.6"] for n in range(20)]
    listed = _read(*chicago, ["S", "Swapped", "", "-87.6", "41.85"])
    assert listed.accounts[-1].location is None
    assert [(f.line, f.code) for f in listed.faults if f.line] == [(22, "SWAPPED_COORDINATES")]


def test_a_stray_point_is_kept_and_named() -> None:
    """A point far from a compact list stays where it says."""
    listed = _read(*_near_hangzhou(20), ["B", "北京店", "", "39.9", "116.4"])
    assert listed.accounts[-1].location == Location.wgs84(39.9, 116.4)
    assert [(f.line, f.code) for f in listed.faults if f.line] == [(22, "FAR_FROM_THE_REST")]


def test_nothing_is_far_in_a_wide_list() -> None:
    """Where a tenth of the list or more lies elsewhere, the list is wide and nothing in it is stray."""
    listed = _read(*_near_hangzhou(8), *[["B", "北京店", "", "39.9", "116.4"], ["G", "广州店", "", "23.1", "113.3"]])
    assert [f for f in listed.faults if f.line] == []


@pytest.mark.parametrize("datum", [Datum.GCJ02, Datum.BD09])
def test_a_declared_datum_lands_on_the_same_place(datum: Datum) -> None:
    """Declared for the list or in the row, shifted coordinates come back to WGS-84, with the original kept."""
    lat, lon = from_wgs84(30.2741, 120.1551, datum)
    row = ["K1", "杭州大厦", "", repr(lat), repr(lon)]
    by_option = _read(row, datum=datum).accounts[0].location
    by_column = _read([*row, datum.value.upper()], columns=[*COLUMNS, "坐标系"]).accounts[0].location
    assert by_option == by_column
    assert by_option is not None
    assert (by_option.lat, by_option.lon) == (pytest.approx(30.2741, abs=1e-8), pytest.approx(120.1551, abs=1e-8))
    assert (by_option.source_lat, by_option.source_lon, by_option.datum) == (lat, lon, datum)


def test_assumed_qualification_fills_only_what_is_open() -> None:
    """With the assumption every row is precise and has a KP, but a no of the list stays a no."""
    columns = ["id", "name", "category", "precise", "need", "ability_to_pay", "kp"]
    rows = [
        ["1", "a", "signed", "", "", "", ""],
        ["2", "b", "", "", "无", "否", "李工"],
        ["3", "c", "", "否", "", "", ""],
    ]
    open_, no, declared = read_accounts(csv_file([columns, *rows]), "l.csv", assume_qualified=True).accounts
    assert (open_.category, open_.declared_precise, open_.need) == (Category.SIGNED, True, Need.LATENT)
    assert (open_.ability_to_pay, open_.authority) == (Answer.YES, Answer.YES)
    assert open_.contacts == (Contact("", ContactRole.FIRST_KP),)
    assert (no.need, no.ability_to_pay, no.contacts) == (Need.NO, Answer.NO, (Contact("李工", ContactRole.KP),))
    assert (declared.declared_precise, declared.need, declared.contacts) == (False, Need.UNKNOWN, ())


def test_a_workbook_gives_the_accounts_of_its_csv() -> None:
    """The same list as CSV and as a workbook with real numbers and dates gives the same accounts."""
    columns = [*COLUMNS, "last_visit_on"]
    typed = [["K1", "杭州大厦", None, 30.27, 120.16, date(2026, 11, 3)], ["K2", "西湖天地", None, 30, 120.15, None]]
    written = [["K1", "杭州大厦", "", "30.27", "120.16", "2026/11/3"], ["K2", "西湖天地", "", "30", "120.15", ""]]
    as_workbook = read_accounts(workbook_file([columns, *typed]), "l.xlsx")
    assert as_workbook.accounts == _read(*written, columns=columns).accounts


def test_long_and_hostile_names_are_kept_as_text() -> None:
    """300 characters, scripts, braces and quotes are a name like any other."""
    for name in ("店" * 300, "${alert(1)}", "<script>alert(1)</script>", '{name} "quoted"', "=1+1"):
        assert _account(name=name).name == name


def test_a_long_list_is_read_in_bounded_time() -> None:
    """Ten thousand rows take seconds, duplicates and far points included."""
    began = time.monotonic()
    listed = _read(*[[f"K{n % 9_000}", f"店{n}", "某路", f"{30 + n / 1e5}", "120.15"] for n in range(10_000)])
    assert (len(listed.rows), len(listed.accounts)) == (10_000, 9_000)
    assert time.monotonic() - began < 20


@pytest.mark.parametrize("rows", [[], [["", "", "", "", ""]]])
def test_a_list_of_nothing_is_refused(rows: list[list[str]]) -> None:
    """Column names without a row under them are no list."""
    with pytest.raises(UnusableInput) as caught:
        _read(*rows)
    assert caught.value.faults[0].code == "NO_ROWS"


def test_a_listed_row_is_one_thing() -> None:
    """A row is an account or rejected, for one of the known reasons."""
    with pytest.raises(ValueError, match="either"):
        ListedRow(2, "K1", "a", None, None)
    with pytest.raises(ValueError, match="known reasons"):
        ListedRow(2, "K1", "a", None, error(2, None, "EMPTY_FILE"))


@pytest.mark.parametrize(("need", "conflicts"), [("明显", False), ("无", True), ("", True)])
def test_a_mark_that_contradicts_the_answers_is_shown(need, conflicts):
    """Where a list brings both, the three answers count and the conflict is named."""
    columns = ["id", "name", "precise", "need", "ability_to_pay", "first_kp"]
    listed = read_accounts(csv_file([columns, ["K1", "a", "是", need, "有", "陈总"]]), "a.csv")
    assert ("PRECISE_DIFFERS" in {fault.code for fault in listed.faults}) is conflicts
