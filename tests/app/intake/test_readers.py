"""Reading files: whatever program wrote the list, the same rows come out, or one clear error."""

import io
import struct
import zipfile
from datetime import date, datetime, time

import pytest
from openpyxl import Workbook

from app.intake.readers import UnusableInput, read_sheet
from tests.app.intake.lists import csv_file, workbook_file

ROWS = [["客户编号", "客户名称"], ["K1", "杭州大厦"], ["K2", "西湖, 天地"], ["K3", "滨江; 星光"]]


def _refusal(content: bytes, file_name: str = "list.csv") -> str:
    with pytest.raises(UnusableInput) as caught:
        read_sheet(content, file_name)
    assert caught.value.file_name == file_name
    return caught.value.faults[0].code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_encodings_and_separators_give_the_same_rows(encoding: str, separator: str) -> None:
    """Four encodings with three separators are one list."""
    sheet = read_sheet(csv_file(ROWS, encoding=encoding, separator=separator), "list.txt")
    assert [list(row.cells) for row in sheet.rows] == ROWS
    assert (sheet.encoding, sheet.separator) == (encoding, separator)


def test_a_workbook_gives_the_same_rows() -> None:
    """The list saved as a workbook reads as its CSV does, whatever its name says."""
    sheet = read_sheet(workbook_file(ROWS), "list.csv")
    assert [list(row.cells) for row in sheet.rows] == ROWS


def test_lines_are_where_rows_begin() -> None:
    """A quoted cell with line breaks moves the rows after it down, blank lines count, CRLF or not."""
    content = b'id,name\r\n1,"two\r\nlines"\r\n\r\n2,b\r\n'
    assert [(row.line, row.cells) for row in read_sheet(content, "l.csv").rows if not row.is_blank] == [
        (1, ("id", "name")),
        (2, ("1", "two lines")),
        (5, ("2", "b")),
    ]


def test_decimal_commas_do_not_hide_the_semicolon() -> None:
    """A semicolon list whose numbers have commas is cut at the semicolons."""
    content = b"name;lat;lon\nA;30,25;120,15\nB;30,26;120,16\n"
    assert read_sheet(content, "l.csv").rows[1].cells == ("A", "30,25", "120,15")


def test_cells_lose_control_characters_only() -> None:
    """Control characters go, line breaks become spaces, everything else stays."""
    content = 'id,name\n1,"a\x07\u202eb\nc ${alert(1)}"\n'.encode()
    assert read_sheet(content, "l.csv").rows[1].cells == ("1", "ab c ${alert(1)}")


def test_workbook_values_become_what_a_person_sees() -> None:
    """Whole numbers without .0, dates and times in ISO form, long numbers in full."""
    cells = [
        3.0,
        30.2741,
        13812345678,
        date(2026, 11, 24),
        datetime.fromisoformat("2026-11-24T10:00"),
        time(9, 30),
        True,
        None,
        "x",
    ]
    assert read_sheet(workbook_file([["id", "name"], cells]), "l.xlsx").rows[1].cells == (
        "3", "30.2741", "13812345678", "2026-11-24", "2026-11-24 10:00", "09:30", "yes", "", "x",
    )  # fmt: skip


def test_workbook_lines_count_blank_rows() -> None:
    """Rows of a workbook keep the numbers that the spreadsheet shows beside them."""
    book = Workbook()
    book.active["A2"], book.active["B2"], book.active["A5"] = "id", "name", "K1"
    content = io.BytesIO()
    book.save(content)
    assert [row.line for row in read_sheet(content.getvalue(), "l.xlsx").rows if not row.is_blank] == [2, 5]


def test_a_hidden_sheet_is_not_the_list() -> None:
    """The first visible sheet that holds anything is read."""
    book = Workbook()
    book.active.append(["secret", "sheet"])
    book.active.sheet_state = "hidden"
    book.create_sheet("empty")
    book.create_sheet("list").append(["id", "name"])
    content = io.BytesIO()
    book.save(content)
    assert read_sheet(content.getvalue(), "l.xlsx").rows[0].cells == ("id", "name")


def _archive(*files: tuple[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files:
            archive.writestr(name, data)
    return content.getvalue()


def _with_encryption_flag(content: bytes) -> bytes:
    """The same archive with the flag of an encrypted entry set in its directory."""
    place = content.index(b"PK\x01\x02") + 8
    return content[:place] + struct.pack("<H", 1) + content[place + 2 :]


GOOD_WORKBOOK = workbook_file(ROWS)
OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)
BROKEN = {
    "nothing at all": (b"", "EMPTY_FILE"),
    "only blank lines": (b"\n , \n\n", "EMPTY_FILE"),
    "a byte order mark alone": (b"\xef\xbb\xbf", "EMPTY_FILE"),
    "an empty workbook": (workbook_file([]), "EMPTY_FILE"),
    "too many bytes": (b"a,b\n" * 5_500_000, "FILE_TOO_LARGE"),
    "too many rows": (b"a,b\n" * 100_002, "TOO_MANY_ROWS"),
    "too many columns": (b",".join([b"a"] * 201), "TOO_MANY_COLUMNS"),
    "too many columns of a workbook": (workbook_file([["a"] * 201]), "TOO_MANY_COLUMNS"),
    "NUL bytes": (b"id,name\n1,a\x00b\n", "NUL_BYTES"),
    "UTF-16 without a mark": ("id,name\n".encode("utf-16-le"), "NUL_BYTES"),
    "bytes of no encoding": (b"id,name\n1,\xff\xff\xff\n", "UNKNOWN_ENCODING"),
    "half a character after the mark": (b"\xff\xfeid,\x00n", "UNKNOWN_ENCODING"),
    "a quotation mark never closed": (b'id,name\n1,"a\n2,b\n3,c\n', "UNCLOSED_QUOTE"),
    "a quotation mark closed far below": (b'id,name\n1,"a\n' + b"2,b\n" * 200 + b'3,c"\n', "UNCLOSED_QUOTE"),
    "an endless cell": (b'id,name\n1,"' + b"a" * 200_000 + b'"\n', "CELL_TOO_LONG"),
    "an old workbook": (OLD_EXCEL, "OLD_EXCEL"),
    "a workbook with a password": (OLD_EXCEL + "EncryptedPackage".encode("utf-16-le"), "ENCRYPTED"),
    "an archive with a password": (_with_encryption_flag(_archive(("xl/workbook.xml", b"<a/>"))), "ENCRYPTED"),
    "half a workbook": (GOOD_WORKBOOK[: len(GOOD_WORKBOOK) // 2], "DAMAGED_WORKBOOK"),
    "a workbook of nonsense": (_archive(("xl/workbook.xml", b"<a"), ("[Content_Types].xml", b"x")), "DAMAGED_WORKBOOK"),
    "another kind of archive": (_archive(("word/document.xml", b"<a/>")), "NOT_A_WORKBOOK"),
    "a zip bomb": (_archive(("xl/workbook.xml", b"<a/>"), ("xl/bomb.xml", bytes(30_000_000))), "ZIP_BOMB"),
    "a thousand entries": (_archive(*[("xl/workbook.xml", b"")], *[(f"{n}", b"") for n in range(999)]), "ZIP_BOMB"),
}


@pytest.mark.parametrize("world", BROKEN)
def test_broken_files_are_refused_by_name(world: str) -> None:
    """Each broken file ends in one clear error, never in a traceback."""
    content, code = BROKEN[world]
    assert _refusal(content) == code


def test_a_row_far_below_is_not_walked_to() -> None:
    """A tiny workbook that claims a row a billion lines down is refused, not counted to."""
    book = Workbook()
    book.active.append(["id", "name"])
    content = io.BytesIO()
    book.save(content)
    far = io.BytesIO()
    with zipfile.ZipFile(content) as source, zipfile.ZipFile(far, "w") as target:
        for entry in source.infolist():
            data = source.read(entry)
            if entry.filename == "xl/worksheets/sheet1.xml":
                data = data.replace(
                    b"</sheetData>", b'<row r="999999999"><c r="A999999999"><v>1</v></c></row></sheetData>'
                )
            target.writestr(entry, data)
    assert _refusal(far.getvalue(), "far.xlsx") in ("TOO_MANY_ROWS", "DAMAGED_WORKBOOK")


def test_the_largest_list_is_still_read() -> None:
    """100,000 rows under a row of column names are within the bounds."""
    assert len(read_sheet(b"a,b\n" * 100_001, "l.csv").rows) == 100_001
