"""The week as a workbook, read by openpyxl."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any

from openpyxl import load_workbook

from app.planning.week_plan import WeekPlan
from tests.worlds import hostile, week
from tests.worlds.hostile_names import HOSTILE_NAMES
from web.handout.workbook import week_workbook
from web.i18n import translator
from web.plain_text import in_xml, is_formula


def _rows(plan: WeekPlan, language: str = "en") -> dict[str, list[dict[str, Any]]]:
    book = load_workbook(BytesIO(week_workbook(plan, translator(language))))
    tables = {}
    for sheet in book:
        head, *rows = sheet.iter_rows(values_only=True)
        tables[sheet.title] = [dict(zip(map(str, head), row, strict=True)) for row in rows]
    return tables


def test_every_visit_day_and_row_of_the_list_is_there() -> None:
    """Days are dates, times are times, and numbers can be added up."""
    tables = _rows(week.PLAN)
    assert [len(rows) for rows in tables.values()] == [7, 4, len(week.LEDGER)]
    first = tables["Visits"][0]
    assert (first["Date"].date(), first["From"], first["Until"]) == (
        date(2026, 11, 24),
        timedelta(hours=9, minutes=20),
        timedelta(hours=9, minutes=50),
    )
    assert (first["Account"], first["Contact"], first["Phone"]) == ("西湖文化用品公司", "陈总", "13800000001")
    assert sum(row["Visits"] for row in tables["Days"]) == 7


def test_it_speaks_chinese() -> None:
    """Sheets, heads and the words of the method."""
    tables = _rows(week.PLAN, "zh")
    assert list(tables) == ["拜访", "每日", "去向明细"]
    assert (tables["拜访"][0]["星期"], tables["拜访"][0]["客户类别"]) == ("周二", "维护中客户")


def test_no_cell_is_a_formula() -> None:
    """Whatever a customer is called is a text, and stays one when somebody edits the cell."""
    book = load_workbook(BytesIO(week_workbook(hostile.PLAN, translator("en"))))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
    assert {cell.data_type for cell in cells} == {"s"}
    dangerous = [cell for cell in cells if is_formula(cell.value)]
    assert len(dangerous) == 5 * 3  # name, address, contact, phone, and the name in the ledger
    assert all(cell.quotePrefix for cell in dangerous)
    assert not any(cell.quotePrefix for cell in cells if not is_formula(cell.value))


def test_names_come_back_as_they_were() -> None:
    """But for what XML cannot hold, and for line ends, which it reads as one kind."""
    said = [row["Account"] for row in _rows(hostile.PLAN)["Visits"]]
    wanted = [in_xml(name) for name in HOSTILE_NAMES]
    assert [name.replace("\r\n", "\n").replace("_x000D_", "") for name in said] == [
        name.replace("\r\n", "\n") for name in wanted
    ]
