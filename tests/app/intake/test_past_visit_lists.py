"""Lists of past visits: every row is a visit or says what is wrong with it."""

from datetime import date

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from app.intake.column_names import PAST_VISIT_COLUMNS
from app.intake.faults import UnusableInput
from app.intake.past_visit_lists import PastVisitList, ToldVisit, read_past_visits
from app.intake.readers import read_sheet
from app.method.past_visit import PastOutcome
from tests.app.intake.lists import csv_file, workbook_file
from tests.worlds.broken_lists import REFUSED

ROW = {"客户编号": "K1", "拜访日期": "2026-11-02"}
CELL = st.sampled_from(
    ("", "K1", "杭州大厦", "合计", "2026-11-02", "2026年11月2日 上午10点", "0000-00-00", "9" * 50, "完成",
     "未拜访", "?", "=1+1", "1.38E+10", "${alert(1)}", "店" * 301, "\u202e", '"', "a\nb")
) | st.text(max_size=8)  # fmt: skip


def _read(*rows: dict[str, str]) -> PastVisitList:
    columns = list(dict.fromkeys(column for row in rows for column in row))
    return read_past_visits(csv_file([columns, *[[row.get(c, "") for c in columns] for row in rows]]), "visits.csv")


def test_a_full_row_becomes_a_visit() -> None:
    """In either language, with the rep and the account as the list calls them."""
    (told,) = _read(ROW | {"客户名称": "西湖店", "业务员": "王芳", "拜访结果": "未见到", "备注": "老板不在"}).visits
    assert told == ToldVisit(2, "K1", "西湖店", date(2026, 11, 2), "王芳", PastOutcome.SKIPPED, "老板不在")
    (told,) = _read({"Account Name": "Shop", "Visit Date": "2026/11/02 09:30", "Status": "Cancelled"}).visits
    assert (told.name, told.on, told.outcome) == ("Shop", date(2026, 11, 2), PastOutcome.CANCELLED)


def test_a_row_that_says_no_more_was_a_visit_that_was_made() -> None:
    """Account and day are enough."""
    (told,) = _read(ROW).visits
    assert (told.outcome, told.rep, told.note) == (PastOutcome.DONE, "", "")


def test_a_workbook_with_true_dates_is_read_as_well() -> None:
    """As CRMs export them."""
    (told,) = read_past_visits(workbook_file([["id", "date"], ["K1", date(2026, 11, 2)]]), "visits.xlsx").visits
    assert told.on == date(2026, 11, 2)


@pytest.mark.parametrize(
    ("cells", "field", "code"),
    [
        ({"客户编号": ""}, "external_id", "BAD_ROW"),
        ({"客户编号": "合计"}, "external_id", "NOT_AN_ACCOUNT"),
        ({"客户编号": "客户编号"}, "external_id", "NOT_AN_ACCOUNT"),
        ({"拜访日期": ""}, "visited_on", "BAD_ROW"),
        ({"拜访日期": "last week"}, "visited_on", "BAD_ROW"),
        ({"拜访日期": "2026-02-30"}, "visited_on", "BAD_ROW"),
        ({"拜访日期": "46000"}, "visited_on", "BAD_ROW"),
        ({"拜访结果": "马马虎虎"}, "outcome", "BAD_ROW"),
    ],
)
def test_an_unusable_row_is_named_and_the_others_go_on(cells: dict[str, str], field: str, code: str) -> None:
    """An error with line, field and remedy."""
    listed = _read(ROW, ROW | cells)
    (fault,) = listed.faults
    assert ([told.line for told in listed.visits], fault.line, fault.field, fault.code) == ([2], 3, field, code)
    assert "" not in (fault.sentence(), fault.remedy())


@pytest.mark.parametrize("world", REFUSED)
def test_a_file_that_is_no_list_is_refused_by_name(world: str) -> None:
    """The broken files of the importer of accounts give no visits either."""
    with pytest.raises(UnusableInput) as refused:
        read_past_visits(REFUSED[world][0], "list")
    assert refused.value.faults[0].remedy()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"id,name\nK1,Shop\n", "NO_DAY_COLUMN"),
        (b"date,note\n2026-11-02,x\n", "NO_NAME_COLUMN"),
        (b"id,date\n", "NO_ROWS"),
    ],
)
def test_a_list_that_cannot_tell_of_visits_is_refused_whole(content: bytes, code: str) -> None:
    """Without a column for the day or the account, or without a row."""
    with pytest.raises(UnusableInput) as refused:
        read_past_visits(content, "list")
    assert refused.value.faults[0].code == code


@settings(max_examples=60, deadline=None)
@given(rows=st.lists(st.lists(CELL, min_size=len(PAST_VISIT_COLUMNS), max_size=len(PAST_VISIT_COLUMNS)), max_size=5))
def test_no_cell_can_make_a_row_vanish(rows: list[list[str]]) -> None:
    """Whatever stands in it, a row is a visit or an error with a sentence."""
    rows = [[cell.encode("utf-8", "ignore").decode().replace("\x00", "") for cell in row] for row in rows]
    good = ["K1", "", "2026-11-02", "", "", ""]
    content = csv_file([list(PAST_VISIT_COLUMNS), good, *rows])
    listed = read_past_visits(content, "visits.csv")
    lines = [told.line for told in listed.visits]
    lines += [fault.line for fault in listed.faults if fault.line is not None and fault.severity == "error"]
    under_the_names = [row.line for row in read_sheet(content, "visits.csv").rows if not row.is_blank][1:]
    assert sorted(lines) == under_the_names
    assert all(fault.sentence() and fault.remedy() for fault in listed.faults)
