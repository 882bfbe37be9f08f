"""Lists as they come: each broken in one way, with the code of what must be said of it."""

import io
import zipfile
from collections.abc import Mapping, Sequence

from openpyxl import Workbook

from tests.app.intake.lists import csv_file, workbook_file

NAMES = ("external_id", "name", "lat", "lon")
GOOD = ("K1", "杭州大厦", "30.2741", "120.1551")
NEAR = tuple((f"N{n}", f"店{n}", f"30.2{n}", f"120.1{n}") for n in range(9))


def one(field: str, value: str) -> bytes:
    """A good row, and one whose cell of this field is broken."""
    names = (*NAMES, *(() if field in NAMES else (field,)))
    broken = dict(zip(NAMES, ("K2", "西湖店", "30.25", "120.14"), strict=True)) | {field: value}
    return csv_file([names, GOOD, [broken[name] for name in names]])


def rows(*more: Sequence[str], names: Sequence[str] = NAMES) -> bytes:
    return csv_file([names, GOOD, *more])


def formula(value: str) -> bytes:
    return workbook_file([NAMES, GOOD, ("K2", value, 30.25, 120.14)])


def zipped(name: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr(name, "<x/>")
    return content.getvalue()


def hidden_only() -> bytes:
    book = Workbook()
    book.active.append(["nothing here"])
    hidden = book.create_sheet("hidden")
    hidden.append(list(NAMES))
    hidden.sheet_state = "hidden"
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


# Files that give no list: whoever brings one in is told this, and nothing else happens.
REFUSED: Mapping[str, tuple[bytes, str]] = {
    "nothing": (b"", "EMPTY_FILE"),
    "a byte order mark and nothing": (b"\xef\xbb\xbf", "EMPTY_FILE"),
    "blank lines": (b"\n\r\n\n", "EMPTY_FILE"),
    "blank cells": (b",,,\n , ,\n", "EMPTY_FILE"),
    "an empty workbook": (workbook_file([]), "EMPTY_FILE"),
    "a lone name": (b"name", "NO_HEADER"),
    "names of nobody's": (b"foo,bar\n1,2\n", "NO_HEADER"),
    "names in the eleventh line": (b"x\n" * 10 + csv_file([NAMES, GOOD]), "NO_HEADER"),
    "no names at all": (csv_file([GOOD, GOOD]), "NO_HEADER"),
    "names on a hidden sheet": (hidden_only(), "NO_HEADER"),
    "places of nothing": (b"lat,lon\n30,120\n", "NO_NAME_COLUMN"),
    "names and no row": (csv_file([NAMES]), "NO_ROWS"),
    "names and blank rows": (csv_file([NAMES, ["", "", "", ""]]), "NO_ROWS"),
    "names in a workbook and no row": (workbook_file([NAMES]), "NO_ROWS"),
    "a zero byte": (csv_file([NAMES, GOOD]) + b"K2,\x00,30,120\n", "NUL_BYTES"),
    "a picture": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "NUL_BYTES"),
    "half a character": (b"id,name\n1,\xff\n", "UNKNOWN_ENCODING"),
    "an odd byte of UTF-16": (b"\xff\xfei\x00d", "UNKNOWN_ENCODING"),
    "a quotation mark left open": (csv_file([NAMES, GOOD]) + b'K2,"x,30,120\nK3,y,30,120\n', "UNCLOSED_QUOTE"),
    "a quotation mark over a hundred lines": (b'id,name\n1,"' + b"x\n" * 120 + b'"\n', "UNCLOSED_QUOTE"),
    "a cell without an end": (b"id,name\n1," + b"x" * 140_000 + b"\n", "CELL_TOO_LONG"),
    "201 columns": (csv_file([(*NAMES, *map(str, range(200))), GOOD]), "TOO_MANY_COLUMNS"),
    "an old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 99, "OLD_EXCEL"),
    "a locked workbook": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
        "ENCRYPTED",
    ),
    "a letter": (zipped("word/document.xml"), "NOT_A_WORKBOOK"),
    "an archive": (zipped("list.csv"), "NOT_A_WORKBOOK"),
    "an empty shell of a workbook": (zipped("xl/workbook.xml"), "DAMAGED_WORKBOOK"),
    "half a workbook": (workbook_file([NAMES, GOOD])[:2000], "DAMAGED_WORKBOOK"),
}

# Files with one bad row or cell: the rest comes in, and this is said.
TAKEN: Mapping[str, tuple[bytes, str]] = {
    "a total in Chinese": (rows(("合计", "", "", "")), "NOT_AN_ACCOUNT"),
    "a total in English": (rows(("", "Grand Total: 12", "", "")), "NOT_AN_ACCOUNT"),
    "the names once more": (rows(NAMES), "NOT_AN_ACCOUNT"),
    "a row twice": (rows(GOOD), "DUPLICATE_OF"),
    "an id twice": (rows(("K1", "别的店", "30.3", "120.2")), "DUPLICATE_OF"),
    "a place without a name": (rows(("", "", "30.3", "120.2")), "BAD_ROW"),
    "a latitude beyond the pole": (one("lat", "91"), "BAD_ROW"),
    "a longitude beyond the date line": (one("lon", "181"), "BAD_ROW"),
    "a latitude that is not a number": (one("lat", "NaN"), "BAD_ROW"),
    "a latitude without an end": (one("lat", "1e999"), "BAD_ROW"),
    "visits below zero": (one("visits", "-1"), "BAD_ROW"),
    "an appointment some time": (one("appointment", "soon"), "BAD_ROW"),
    "words for a latitude": (one("lat", "north"), "ONE_COORDINATE"),
    "no longitude": (one("lon", ""), "ONE_COORDINATE"),
    "null island": (rows(("K2", "海上", "0", "0")), "ZERO_COORDINATES"),
    "latitude and longitude swapped": (rows(("K2", "反了", "120.14", "30.25")), "SWAPPED_COORDINATES"),
    "swapped, and both may be latitudes": (
        rows(
            ("X", "反了", "85.2", "30.2"), *(("N" + n, "店", "30.2", f"85.2{n}") for n in "012345678"), names=NAMES
        ).replace("杭州大厦,30.2741,120.1551".encode(), "杭州大厦,30.2741,85.1551".encode()),
        "SWAPPED_COORDINATES",
    ),
    "far from the rest": (rows(*NEAR, ("K2", "北京店", "39.9", "116.4")), "FAR_FROM_THE_REST"),
    "a datum of the moon": (one("datum", "moon"), "UNKNOWN_DATUM"),
    "an id as a spreadsheet leaves it": (rows(("1.38E+10", "西湖店", "30.25", "120.14")), "DAMAGED_NUMBER"),
    "a telephone as a spreadsheet leaves it": (one("phone", "1.38E+10"), "DAMAGED_NUMBER"),
    "an id of 101 characters": (rows(("K" * 101, "西湖店", "30.25", "120.14")), "ID_TOO_LONG"),
    "rows without an id": (rows(("", "西湖店", "30.25", "120.14")), "MADE_UP_IDS"),
    "a name of 301 characters": (one("name", "店" * 301), "TEXT_CUT"),
    "a category of theirs": (one("category", "Joint Venture"), "UNKNOWN_CATEGORY"),
    "no category": (one("category", ""), "MISSING_CATEGORY"),
    "a grade of theirs": (one("grade", "S"), "UNKNOWN_GRADE"),
    "no grade": (one("grade", ""), "MISSING_GRADE"),
    "hours of nobody": (one("open_hours", "whenever"), "UNREADABLE_VALUE"),
    "a day that is none": (one("last_visit_on", "2026-02-30"), "UNREADABLE_VALUE"),
    "an interval of words": (one("interval_days", "often"), "UNREADABLE_VALUE"),
    "a visit of ten weeks": (one("visit_minutes", "99999"), "UNREADABLE_VALUE"),
    "money in shells": (one("deal_value", "many"), "UNREADABLE_VALUE"),
    "a mark that is neither": (one("must_visit", "perhaps"), "UNREADABLE_VALUE"),
    "precise against its answers": (
        rows(("K2", "店", "30.2", "120.1"), names=NAMES)
        .replace(b"lon\r", b"lon,precise,need\r")
        .replace(b"120.1\r", b"120.1,yes,no\r"),
        "PRECISE_DIFFERS",
    ),
    "two columns for a name": (rows(names=("external_id", "name", "客户名称", "lon")), "REPEATED_HEADER"),
    "no columns for a place": (csv_file([NAMES[:2], GOOD[:2]]), "NO_COORDINATE_COLUMNS"),
    "no column for a grade": (rows(), "NO_GRADE_COLUMN"),
    "no column for a category": (rows(), "NO_CATEGORY_COLUMN"),
    "nothing of a datum": (rows(), "DATUM_TAKEN"),
    "a formula that nobody computed": (formula("=A1&B1"), "FORMULAS_WITHOUT_RESULT"),
    "an error where a name should be": (formula("#N/A"), "FORMULAS_WITHOUT_RESULT"),
}
