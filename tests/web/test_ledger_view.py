"""The ledger in sentences and as a file."""

import csv
from io import StringIO

import pytest

from app.planning.week_plan import LedgerRow, Outcome
from tests.worlds.week import PLAN
from web.i18n import translator
from web.ledger_view import BYTE_ORDER_MARK, LedgerFilter, ledger_csv, ledger_line, named_reps

ZH = translator("zh")


def _lines(**wanted: str) -> list[int | None]:
    chosen = LedgerFilter(**wanted)
    return [row.line for row in PLAN.ledger if chosen.wants(row)]


def test_an_empty_filter_wants_everything():
    """Nothing is lost by default."""
    assert len(_lines()) == len(PLAN.ledger)


def test_filters_narrow_together():
    """Outcome, code and text all have to fit; text looks into names and ids, whatever the case."""
    assert _lines(outcome="unserved") == [9]
    assert _lines(code="FIND_FIRST_KP") == [10]
    assert _lines(text="hz-00") == [2, 3, 4, 5, 6, 7, 8, 9, 10]
    assert _lines(text="西", outcome="routed") == [2, 6]
    assert _lines(outcome="gated", text="西湖") == []
    assert _lines(rep="li") == [7, 8]


def test_the_reps_to_filter_by_are_those_whom_rows_name():
    """By name; a row that names nobody is nobody's."""
    assert named_reps(PLAN.ledger) == [("li", "李强"), ("wang", "王芳")]


def test_a_line_says_why_and_what_to_do():
    """Sentence and remedy come in the reader's language."""
    line = ledger_line(PLAN.ledger[7], ZH)
    assert line.sentence == "排得下，但只值 1 小时 08 分，路上和加班要花 2 小时。"
    assert line.remedy == "可与附近的拜访合并，或改为电话联系。"


def test_the_file_holds_every_row():
    """A byte order mark, a row of names, then one row for each."""
    text = ledger_csv(PLAN.ledger, ZH)
    assert text.startswith(BYTE_ORDER_MARK)
    rows = list(csv.reader(StringIO(text.removeprefix(BYTE_ORDER_MARK))))
    assert rows[0][:3] == ["行号", "编号", "名称"]
    assert [row[2] for row in rows[1:]] == [row.name for row in PLAN.ledger]


@pytest.mark.parametrize("begins", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_a_formula(begins):
    """A spreadsheet shows it and never computes it."""
    row = LedgerRow(2, f"{begins}1", f"{begins}cmd|' /C calc'!A0", Outcome.REJECTED, "NOT_AN_ACCOUNT", {"value": "x"})
    cells = list(csv.reader(StringIO(ledger_csv([row], ZH), newline="")))[1]
    assert cells[1].startswith("'")
    assert cells[2].startswith("'")
