"""Where the row of column names is, and which column holds which field."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from app.intake.column_names import UNIT_FACTORS, ColumnNames
from app.intake.faults import Fault, UnusableInput, error, quoted, warning
from app.intake.sheet import Sheet, SheetRow

Record = dict[str, str]  # canonical field -> cell; a field without a column is missing, a blank cell is ""

_SEARCHED_ROWS = 10
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
        return quoted(column.header) if column else field


def find_heading(sheet: Sheet, names: ColumnNames, file_name: str) -> Heading:
    """The first row that names two or more known columns; raises UnusableInput where there is none near the top."""
    ranks = {_normal(name): (field, rank) for field, known in names.items() for rank, name in enumerate(known)}
    for row in sheet.rows[:_SEARCHED_ROWS]:
        heading = _heading(row, names, ranks)
        if len(heading.columns) >= _LEAST_RECOGNISED:
            break
    else:
        known = ", ".join(name for field in names.values() for name in field[:2])
        raise UnusableInput(file_name, error(None, None, "NO_HEADER", rows=_SEARCHED_ROWS, names=known))
    if not heading.columns.keys() & {"external_id", "name"}:
        wanted = {"name": names["name"][0], "external_id": names["external_id"][0]}
        raise UnusableInput(file_name, error(row.line, None, "NO_NAME_COLUMN", line=row.line, **wanted))
    return heading


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
    used = {column.index for column in columns.values()}
    unused = tuple(header for index, header in enumerate(row.cells) if header and index not in used)
    return Heading(row.line, columns, unused, tuple(faults))


def _normal(header: str) -> str:
    """A header without case, width, spaces, punctuation and the unit in brackets."""
    text = unicodedata.normalize("NFKC", header[:_LONGEST_NAME]).casefold()
    return _NO_LETTERS.sub("", _BRACKETS.sub("", text))


def _factor(field: str, header: str) -> float:
    unit = _BRACKETS.search(unicodedata.normalize("NFKC", header[:_LONGEST_NAME]).casefold())
    return UNIT_FACTORS.get(field, {}).get(_UNIT_WORDS.sub("", unit[1]), 1.0) if unit else 1.0
