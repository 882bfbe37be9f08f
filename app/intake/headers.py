"""Where the row of column names is, and which column holds which field."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from app.intake.column_names import UNIT_FACTORS, ColumnNames
from app.intake.faults import Fault, UnusableInput, error, quoted, warning
from app.intake.layout import AS_FOUND, NO_HEADER_LINE, Layout
from app.intake.sheet import Sheet, SheetRow

Record = dict[str, str]  # canonical field -> cell; a field without a column is missing, a blank cell is ""

SEARCHED_ROWS = 10
_LEAST_RECOGNISED = 2
_LONGEST_NAME = 100  # characters of a header that are compared
_BRACKETS = re.compile(r"[(\[{【「<](.*?)[)\]}】」>]")
_NO_LETTERS = re.compile(r"[\W_]+")
_UNIT_WORDS = re.compile(r"[\W_]|次|每|per|times|visits|a(?=week|month|quarter|year)")


@dataclass(frozen=True, slots=True)
class Column:
    """One column that was recognised; its numbers times `factor` are in our unit."""

    index: int
    header: str
    factor: float


@dataclass(frozen=True, slots=True)
class Heading:
    """The row of column names as understood: canonical field -> column, in our order of fields."""

    line: int
    columns: Mapping[str, Column]
    unused_headers: tuple[str, ...]
    faults: tuple[Fault, ...]

    def record(self, row: SheetRow) -> Record:
        cells, width = row.cells, len(row.cells)
        return {name: cells[c.index] if c.index < width else "" for name, c in self.columns.items()}

    def shown(self, field: str) -> str:
        """The field as the file itself calls it."""
        column = self.columns.get(field)
        return quoted(column.header) if column and column.header else field


def find_heading(sheet: Sheet, names: ColumnNames, file_name: str, layout: Layout = AS_FOUND) -> Heading:
    """The row of column names that was chosen, else the first that names two or more known columns.

    Raises UnusableInput where there is none near the top, or no column tells what an account is called, or in a list of
    visits on which day they were.
    """
    heading = _found(sheet, names, file_name) if layout.header_line is None else _chosen(sheet, names, layout)
    if not heading.columns.keys() & {"external_id", "name"}:
        wanted = {"name": names["name"][0], "external_id": names["external_id"][0]}
        raise UnusableInput(file_name, error(heading.line, None, "NO_NAME_COLUMN", line=heading.line, **wanted))
    if "visited_on" in names and "visited_on" not in heading.columns:
        known = ", ".join(names["visited_on"][:3])
        raise UnusableInput(file_name, error(heading.line, None, "NO_DAY_COLUMN", line=heading.line, names=known))
    return heading


def recognised(row: SheetRow, names: ColumnNames) -> Mapping[str, int]:
    """The fields that this row names, each with the place of its column; none where it is no row of names."""
    return {field: column.index for field, column in _heading(row, names, _ranks(names)).columns.items()}


def _found(sheet: Sheet, names: ColumnNames, file_name: str) -> Heading:
    ranks = _ranks(names)
    for row in sheet.rows[:SEARCHED_ROWS]:
        heading = _heading(row, names, ranks)
        if len(heading.columns) >= _LEAST_RECOGNISED:
            return heading
    known = ", ".join(name for field in names.values() for name in field[:2])
    raise UnusableInput(file_name, error(None, None, "NO_HEADER", rows=SEARCHED_ROWS, names=known))


def header_row(sheet: Sheet, line: int) -> SheetRow:
    """The row that begins in this line; one without cells where there is none."""
    return next((row for row in sheet.rows if row.line == line), SheetRow(line, ()))


def _chosen(sheet: Sheet, names: ColumnNames, layout: Layout) -> Heading:
    row = header_row(sheet, layout.header_line or NO_HEADER_LINE)
    if layout.columns is None:
        return _heading(row, names, _ranks(names))
    headers = {field: row.cells[at] if at < len(row.cells) else "" for field, at in layout.columns.items()}
    columns = {
        field: Column(layout.columns[field], headers[field], _factor(field, headers[field]))
        for field in names
        if field in layout.columns
    }
    return Heading(row.line, columns, _unused(row, columns), ())


def _ranks(names: ColumnNames) -> Mapping[str, tuple[str, int]]:
    return {_normal(name): (field, rank) for field, known in names.items() for rank, name in enumerate(known)}


def _heading(row: SheetRow, names: ColumnNames, ranks: Mapping[str, tuple[str, int]]) -> Heading:
    candidates: dict[str, list[tuple[int, int]]] = {field: [] for field in names}
    for index, header in enumerate(row.cells):
        if (known := ranks.get(_normal(header))) is not None:
            field, rank = known
            candidates[field].append((rank, index))
    columns: dict[str, Column] = {}
    faults: list[Fault] = []
    for field, found in candidates.items():
        if not found:
            continue
        (_, chosen), *others = sorted(found)
        columns[field] = Column(chosen, row.cells[chosen], _factor(field, row.cells[chosen]))
        for _, other in others:
            headers = {"header": quoted(row.cells[chosen]), "other": quoted(row.cells[other])}
            faults.append(warning(row.line, field, "REPEATED_HEADER", field=field, **headers))
    return Heading(row.line, columns, _unused(row, columns), tuple(faults))


def _unused(row: SheetRow, columns: Mapping[str, Column]) -> tuple[str, ...]:
    used = {column.index for column in columns.values()}
    return tuple(header for index, header in enumerate(row.cells) if header and index not in used)


def _normal(header: str) -> str:
    """A header without case, width, spaces, punctuation and the unit in brackets."""
    text = unicodedata.normalize("NFKC", header[:_LONGEST_NAME]).casefold()
    return _NO_LETTERS.sub("", _BRACKETS.sub("", text))


def _factor(field: str, header: str) -> float:
    unit = _BRACKETS.search(unicodedata.normalize("NFKC", header[:_LONGEST_NAME]).casefold())
    return UNIT_FACTORS.get(field, {}).get(_UNIT_WORDS.sub("", unit[1]), 1.0) if unit else 1.0
