"""Text lists: which encoding, which separator, and the line on which each row begins."""

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from app.intake.faults import UnusableInput, error
from app.intake.layout import Layout
from app.intake.sheet import MAX_COLUMNS, MAX_LINES, MAX_ROWS, Sheet, SheetRow, tidy

_SEPARATORS = (",", ";", "\t")
_SNIFFED_ROWS = 20
_LONGEST_ROW_LINES = 100  # more lines in one row mean a quotation mark that nobody closed
_MARKED_ENCODINGS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def read_text(content: bytes, file_name: str, layout: Layout) -> Sheet:
    """The rows of a CSV or text file; raises UnusableInput where it is not text or its quotation marks do not close."""
    text, encoding = _decode(content, file_name, layout.encoding)
    if "\x00" in text:
        line = text.count("\n", 0, text.index("\x00")) + 1
        raise UnusableInput(file_name, error(line, None, "NUL_BYTES", line=line))
    separator = layout.separator or _separator(text)
    rows: list[SheetRow] = []
    filled = 0
    for line, cells in _numbered_rows(text, separator, file_name):
        row = SheetRow(line, tuple(map(tidy, cells)))
        filled += not row.is_blank
        if filled > MAX_ROWS + 1 or len(rows) >= MAX_LINES:  # one more for the row of column names
            raise UnusableInput(file_name, error(line, None, "TOO_MANY_ROWS", limit=MAX_ROWS))
        if len(cells) > MAX_COLUMNS and any(row.cells[MAX_COLUMNS:]):
            raise UnusableInput(file_name, error(line, None, "TOO_MANY_COLUMNS", line=line, limit=MAX_COLUMNS))
        rows.append(row)
    return Sheet(tuple(rows), encoding, separator)


def _decode(content: bytes, file_name: str, chosen: str | None) -> tuple[str, str]:
    if chosen is not None:
        try:
            return content.decode(chosen), chosen
        except UnicodeDecodeError as failure:
            raise UnusableInput(file_name, error(None, None, "OTHER_ENCODING", encoding=chosen)) from failure
    marked = [name for mark, name in _MARKED_ENCODINGS if content.startswith(mark)]
    for encoding in marked or ("utf-8", "gb18030"):
        try:
            return content.decode(encoding), encoding
        except UnicodeDecodeError:
            continue  # the next one may fit
    raise UnusableInput(file_name, error(None, None, "UNKNOWN_ENCODING"))


def _separator(text: str) -> str:
    """The separator that cuts all first rows alike, else the most of them into the most cells; else the comma."""

    def agreement(separator: str) -> tuple[bool, int]:
        rows = islice(csv.reader(io.StringIO(text, newline=""), delimiter=separator), _SNIFFED_ROWS)
        try:
            widths = Counter(len(row) for row in rows if row)
        except csv.Error:  # a cell beyond the limit; reading it in earnest says so
            return False, 0
        alike = max(((width - 1) * count for width, count in widths.items()), default=0)
        return len(widths) == 1 and alike > 0, alike

    return max(_SEPARATORS, key=agreement)


def _numbered_rows(text: str, separator: str, file_name: str) -> Iterator[tuple[int, list[str]]]:
    """Each row with the line where it begins."""
    lines = list(io.StringIO(text, newline=""))
    reader = csv.reader(lines, delimiter=separator)
    line = 1
    try:
        for cells in reader:
            row_lines = reader.line_num - line + 1
            is_last = reader.line_num == len(lines)
            if row_lines > _LONGEST_ROW_LINES or (
                row_lines > 1 and is_last and _stays_open(lines[line - 1 :], separator)
            ):
                raise UnusableInput(file_name, error(line, None, "UNCLOSED_QUOTE", line=line))
            yield line, cells
            line = reader.line_num + 1
    except csv.Error as failure:
        too_long = error(line, None, "CELL_TOO_LONG", line=line, limit=csv.field_size_limit())
        raise UnusableInput(file_name, too_long) from failure


def _stays_open(row_lines: list[str], separator: str) -> bool:
    """Whether the text ends inside a quotation mark. Only the strict reader says so; the lenient one takes it all."""
    try:
        list(csv.reader(row_lines, delimiter=separator, strict=True))
    except csv.Error as failure:
        return "unexpected end of data" in str(failure)
    return False
