"""A list of past visits, read: who was visited on which day, by whom, and what became of it."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.intake import words
from app.intake.cells import Cells, RejectedRowError
from app.intake.column_names import PAST_VISIT_COLUMNS
from app.intake.faults import Fault, UnusableInput, error, quoted, warning
from app.intake.headers import find_heading, header_row
from app.intake.identity import no_account
from app.intake.layout import AS_FOUND, Layout
from app.intake.moments import day
from app.intake.readers import read_sheet
from app.method.past_visit import PastOutcome


@dataclass(frozen=True, slots=True)
class ToldVisit:
    """A row in the list's own words: the account and the rep as they are called there, "" where it is silent."""

    line: int
    external_id: str
    name: str
    on: date
    rep: str
    outcome: PastOutcome
    note: str


@dataclass(frozen=True, slots=True)
class PastVisitList:
    """A list of past visits as it was understood: each row under the names is a visit or has an error in `faults`.

    `mapping`, `names` and `columns` are as those of an AccountList.
    """

    file_name: str
    sha256: str
    header_line: int
    mapping: Mapping[str, str]
    names: tuple[str, ...]
    columns: Mapping[str, int]
    visits: tuple[ToldVisit, ...]  # in file order
    faults: tuple[Fault, ...]  # an error for each row that was left out, warnings for cells and columns


def read_past_visits(content: bytes, file_name: str, layout: Layout = AS_FOUND) -> PastVisitList:
    """Read a list of past visits; raises UnusableInput where the file holds none."""
    sheet = read_sheet(content, file_name, layout)
    heading = find_heading(sheet, PAST_VISIT_COLUMNS, file_name, layout)
    rows = [row for row in sheet.rows if row.line > heading.line and not row.is_blank]
    if not rows:
        raise UnusableInput(file_name, error(None, None, "NO_ROWS", line=heading.line))
    visits: list[ToldVisit] = []
    faults = list(heading.faults)
    if sheet.uncomputed:
        told = {"count": len(sheet.uncomputed), "line": sheet.uncomputed[0]}
        faults.append(warning(None, None, "FORMULAS_WITHOUT_RESULT", **told))
    for row in rows:
        cells = Cells(row.line, heading.record(row), heading)
        try:
            visits.append(_visit(cells, row.cells))
        except RejectedRowError as rejected:
            faults.append(rejected.fault)
        else:
            faults += cells.faults
    return PastVisitList(
        file_name=file_name,
        sha256=hashlib.sha256(content).hexdigest(),
        header_line=heading.line,
        mapping={field: column.header for field, column in heading.columns.items()},
        names=header_row(sheet, heading.line).cells,
        columns={field: column.index for field, column in heading.columns.items()},
        visits=tuple(visits),
        faults=tuple(faults),
    )


def _visit(row: Cells, cells: tuple[str, ...]) -> ToldVisit:
    """The visit of a row; raises RejectedRowError where it does not say who was visited, when, or what became of it."""
    external_id, name = row.raw("external_id"), row.raw("name")
    called_by = "external_id" if row.has_column("external_id") and (external_id or not name) else "name"
    label = no_account(row, cells)
    if label is not None:
        raise RejectedRowError(error(row.line, called_by, "NOT_AN_ACCOUNT", value=quoted(label)))
    if not external_id and not name:
        raise row.rejected(called_by)
    on = row.decisive("visited_on", day, None)
    if on is None:
        raise row.rejected("visited_on")
    outcome = row.decisive("outcome", words.past_outcome, PastOutcome.DONE)
    return ToldVisit(row.line, external_id, name, on, row.raw("rep"), outcome, row.text("note"))
