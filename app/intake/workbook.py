"""Excel workbooks: what may be opened, and cell values as the text a person sees."""

import io
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime, time, timedelta
from itertools import islice, zip_longest

from openpyxl import load_workbook
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from app.intake.faults import UnusableInput, error, quoted
from app.intake.layout import Layout
from app.intake.sheet import MAX_COLUMNS, MAX_LINES, MAX_ROWS, Sheet, SheetRow, tidy

SHEETS_NAMED = 10
_MAX_ENTRIES = 200
_MAX_INFLATED_BYTES = 200 * 1024 * 1024
_MAX_RATIO = 100
_RATIO_COUNTS_FROM_BYTES = 10 * 1024 * 1024  # a small sheet of equal rows may shrink further than a bomb
_CHUNK_BYTES = 1024 * 1024
_FLAG_ENCRYPTED = 1
_FORMULA_TAGS = (b"<f>", b"<f ")
_NO_RESULTS = frozenset({"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"})


def read_workbook(content: bytes, file_name: str, layout: Layout) -> Sheet:
    """The rows of the sheet that was chosen, else of the first visible one that holds anything.

    Raises UnusableInput for what is no sound workbook.
    """
    try:
        has_formulas = _looked_through(content, file_name)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of styles and extensions, which a list does not need
            with closing(load_workbook(io.BytesIO(content), read_only=True, data_only=True)) as book:
                sheets = [one for one in book.worksheets if isinstance(one, ReadOnlyWorksheet)]
                visible = [one for one in sheets if one.sheet_state == "visible"]
                titles = tuple(one.title for one in visible)
                if layout.sheet is not None and layout.sheet not in titles:
                    named = ", ".join(quoted(title) for title in titles[:SHEETS_NAMED])
                    raise UnusableInput(file_name, error(None, None, "NO_SUCH_SHEET", titles=named))
                for worksheet in [one for one in visible if layout.sheet in (None, one.title)]:
                    uncomputed: list[int] = []
                    rows = tuple(_rows(worksheet, file_name, uncomputed))
                    if rows:
                        if has_formulas:
                            uncomputed += _without_result(content, worksheet.title)
                        return Sheet(rows, "xlsx", "", worksheet.title, titles, tuple(sorted(uncomputed)))
    except UnusableInput:
        raise
    except Exception as failure:  # a damaged archive breaks zipfile, the XML parser and openpyxl in a dozen ways
        raise UnusableInput(file_name, error(None, None, "DAMAGED_WORKBOOK")) from failure
    return Sheet((), "xlsx", "")


def _looked_through(content: bytes, file_name: str) -> bool:
    """Unpack everything once, piece by piece, and count: the sizes that an archive states of itself may be lies.

    Whether there is a formula in it.
    """
    has_formulas = False
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = archive.infolist()
        if any(entry.flag_bits & _FLAG_ENCRYPTED for entry in entries):
            raise UnusableInput(file_name, error(None, None, "ENCRYPTED"))
        if "xl/workbook.xml" not in archive.namelist():
            raise UnusableInput(file_name, error(None, None, "NOT_A_WORKBOOK"))
        most = min(_MAX_INFLATED_BYTES, max(_RATIO_COUNTS_FROM_BYTES, _MAX_RATIO * len(content)))
        inflated = 0
        for entry in islice(entries, _MAX_ENTRIES):
            with archive.open(entry) as stream:
                before = b""
                while chunk := stream.read(_CHUNK_BYTES):
                    inflated += len(chunk)
                    if inflated > most:
                        raise UnusableInput(file_name, error(None, None, "ZIP_BOMB"))
                    has_formulas = has_formulas or any(tag in before + chunk for tag in _FORMULA_TAGS)
                    before = chunk[-2:]  # a tag may lie across two pieces
        if len(entries) > _MAX_ENTRIES:
            raise UnusableInput(file_name, error(None, None, "ZIP_BOMB"))
    return has_formulas


def _without_result(content: bytes, title: str) -> list[int]:
    """The line of each cell whose formula was never computed, as programs leave them that write workbooks."""
    with (
        closing(load_workbook(io.BytesIO(content), read_only=True, data_only=True)) as results,
        closing(load_workbook(io.BytesIO(content), read_only=True)) as formulas,
    ):
        sheets = results[title], formulas[title]
        for sheet in sheets:
            sheet.reset_dimensions()
        both = zip(*(sheet.iter_rows(max_col=MAX_COLUMNS, values_only=True) for sheet in sheets), strict=True)
        return [
            line
            for line, (values, written) in enumerate(both, start=1)
            for value, formula in zip_longest(values, written)
            if value is None and isinstance(formula, str) and formula.startswith("=")
        ]


def _rows(worksheet: ReadOnlyWorksheet, file_name: str, uncomputed: list[int]) -> Iterator[SheetRow]:
    """All rows up to the last one that holds anything, the blank ones between them too.

    The line of each cell that holds an error in place of a result is added to `uncomputed`.
    """
    worksheet.reset_dimensions()  # the sheet's own claim of its size may be wrong
    blank, filled = 0, -1  # the row of column names does not count
    all_values = worksheet.iter_rows(max_col=MAX_COLUMNS + 1, values_only=True)  # type: ignore[misc]  # stub
    for line, values in enumerate(all_values, start=1):
        if len(values) > MAX_COLUMNS and values[MAX_COLUMNS] is not None:
            raise UnusableInput(file_name, error(line, None, "TOO_MANY_COLUMNS", line=line, limit=MAX_COLUMNS))
        if not _NO_RESULTS.isdisjoint(value for value in values if isinstance(value, str)):
            uncomputed += [line for value in values if value in _NO_RESULTS]
            values = tuple(None if value in _NO_RESULTS else value for value in values)
        row = SheetRow(line, _cells(values))
        blank, filled = (blank + 1, filled) if row.is_blank else (blank, filled + 1)
        if line > MAX_LINES or filled > MAX_ROWS:
            raise UnusableInput(file_name, error(line, None, "TOO_MANY_ROWS", limit=MAX_ROWS))
        if row.is_blank:  # formatted sheets end in up to a million of them
            continue
        yield from (SheetRow(above, ()) for above in range(line - blank, line))
        yield row
        blank = 0


def _cells(values: tuple[object, ...]) -> tuple[str, ...]:
    if values.count(None) == len(values):
        return ()
    width = len(values)
    while values[width - 1] is None:
        width -= 1
    return tuple(tidy(_text(value)) for value in values[:width])


def _text(value: object) -> str:
    """A cell's value without loss: 3.0 as 3, dates and times in ISO form, a whole day without its midnight."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time.min else value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat("minutes")
    if isinstance(value, timedelta):
        minutes = round(value.total_seconds() / 60)
        return f"{minutes // 60:02d}:{minutes % 60:02d}"
    return str(value)
