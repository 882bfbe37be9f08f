"""A list of accounts, read: every row either an account or rejected with its reason, nothing lost on the way."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.intake.account_facts import read_account
from app.intake.cells import MAX_TEXT, Cells, RejectedRowError
from app.intake.column_names import ACCOUNT_COLUMNS
from app.intake.district_check import warn_of_other_districts
from app.intake.faults import REJECTIONS, Fault, UnusableInput, error, quoted, warning
from app.intake.headers import Heading, find_heading, header_row
from app.intake.identity import identify, no_account
from app.intake.layout import AS_FOUND, Layout
from app.intake.places import Place, place_rows
from app.intake.readers import SheetRow, read_sheet
from app.method.account import Account, Datum, Grade
from app.method.gate import assumed_qualified


@dataclass(frozen=True, slots=True)
class ListedRow:
    """One non-blank data row of the list: an account, or the fault that rejected it, never both.

    `source` is whose account it turned out to be, where that is not the list's own source.
    """

    line: int  # as a person counts them in the file, the first is 1
    external_id: str
    name: str
    account: Account | None
    rejection: Fault | None
    source: str | None = None

    def __post_init__(self) -> None:
        if (self.account is None) == (self.rejection is None):
            raise ValueError("A row is either an account or rejected.")
        if self.rejection is not None and self.rejection.code not in REJECTIONS:
            raise ValueError("A row is rejected for one of the known reasons.")


@dataclass(frozen=True, slots=True)
class AccountList:
    """A list file as it was understood. `mapping` leads from canonical field to the header text of the file.

    `names` are the cells of the row of column names, and `columns` says at which place each field stands there.
    """

    file_name: str
    sha256: str
    encoding: str
    separator: str  # "" for a workbook
    header_line: int
    mapping: Mapping[str, str]
    unused_headers: tuple[str, ...]
    names: tuple[str, ...]
    columns: Mapping[str, int]
    rows: tuple[ListedRow, ...]  # in file order
    faults: tuple[Fault, ...]  # file first, then in line order; rejections included
    blank_lines: int

    @property
    def accounts(self) -> tuple[Account, ...]:
        return tuple(row.account for row in self.rows if row.account is not None)


def read_accounts(
    content: bytes,
    file_name: str,
    *,
    datum: Datum = Datum.WGS84,
    assume_qualified: bool = False,
    layout: Layout = AS_FOUND,
) -> AccountList:
    """Read a list of accounts; raises UnusableInput where the file gives no list at all.

    `datum` is what the source declares for rows that say nothing themselves. `assume_qualified` declares every row a
    precise prospect with an unnamed first KP, except where the row itself says no. `layout` is what somebody says of
    the file that would be found out otherwise.
    """
    sheet = read_sheet(content, file_name, layout)
    heading = find_heading(sheet, ACCOUNT_COLUMNS, file_name, layout)
    body = [row for row in sheet.rows if row.line > heading.line]
    filled = [row for row in body if not row.is_blank]
    if not filled:
        raise UnusableInput(file_name, error(heading.line, None, "NO_ROWS", line=heading.line))
    rows, faults, made_up = _listed_rows(filled, heading, datum, assume_qualified)
    if made_up:
        faults.append(warning(None, "external_id", "MADE_UP_IDS", count=made_up))
    if sheet.uncomputed:
        told = {"count": len(sheet.uncomputed), "line": sheet.uncomputed[0]}
        faults.append(warning(None, None, "FORMULAS_WITHOUT_RESULT", **told))
    faults.extend(_column_faults(heading, datum))
    return AccountList(
        file_name=file_name,
        sha256=hashlib.sha256(content).hexdigest(),
        encoding=sheet.encoding,
        separator=sheet.separator,
        header_line=heading.line,
        mapping={field: column.header for field, column in heading.columns.items()},
        unused_headers=heading.unused_headers,
        names=header_row(sheet, heading.line).cells,
        columns={field: column.index for field, column in heading.columns.items()},
        rows=tuple(rows),
        faults=tuple(sorted(faults, key=lambda fault: fault.line or 0)),
        blank_lines=len(body) - len(filled),
    )


def _listed_rows(
    filled: Sequence[SheetRow], heading: Heading, datum: Datum, assume_qualified: bool
) -> tuple[list[ListedRow], list[Fault], int]:
    """All rows in file order, their faults, and how many accounts got a made-up id."""
    all_cells = [Cells(row.line, heading.record(row), heading) for row in filled]
    labels = [no_account(cells, row.cells) for cells, row in zip(all_cells, filled, strict=True)]
    accounts = [cells for cells, label in zip(all_cells, labels, strict=True) if label is None]
    places = place_rows(accounts, datum)
    warn_of_other_districts(accounts, places)
    identified = zip(places, identify(accounts, places), strict=True)
    kept_lines: dict[str, int] = {}
    rows: list[ListedRow] = []
    faults: list[Fault] = []
    made_up = 0
    for cells, label in zip(all_cells, labels, strict=True):
        if label is not None:
            rejection = error(cells.line, None, "NOT_AN_ACCOUNT", value=quoted(label))
            rows.append(ListedRow(cells.line, cells.raw("external_id"), cells.raw("name")[:MAX_TEXT], None, rejection))
            faults.append(rejection)
            continue
        place, (external_id, is_made_up) = next(identified)
        try:
            account = _account(cells, place, external_id, kept_lines)
        except RejectedRowError as rejected:
            rows.append(
                ListedRow(
                    cells.line, "" if is_made_up else external_id, cells.raw("name")[:MAX_TEXT], None, rejected.fault
                )
            )
            faults.append(rejected.fault)
            continue
        if assume_qualified:
            account = assumed_qualified(account)
        kept_lines[external_id] = cells.line
        made_up += is_made_up
        rows.append(ListedRow(cells.line, external_id, account.name, account, None))
        faults.extend(cells.faults)
    return rows, faults, made_up


def _account(cells: Cells, place: Place, external_id: str, kept_lines: Mapping[str, int]) -> Account:
    if not cells.raw("name") and not cells.raw("external_id"):
        raise cells.rejected("name")
    if place.rejection is not None:
        raise place.rejection
    account = read_account(cells, external_id, place.location)
    if (kept := kept_lines.get(external_id)) is not None:
        raise RejectedRowError(error(cells.line, "external_id", "DUPLICATE_OF", line=kept))
    return account


def _column_faults(heading: Heading, datum: Datum) -> list[Fault]:
    """What the columns as a whole leave open, said once for the file."""
    faults = list(heading.faults)
    columns = heading.columns
    if "category" not in columns:
        faults.append(warning(None, "category", "NO_CATEGORY_COLUMN"))
    if "grade" not in columns:
        faults.append(warning(None, "grade", "NO_GRADE_COLUMN", default=Grade.C.value))
    if "lat" not in columns or "lon" not in columns:
        faults.append(warning(None, "lat", "NO_COORDINATE_COLUMNS"))
    elif "datum" not in columns and datum is Datum.WGS84:
        faults.append(warning(None, "datum", "DATUM_TAKEN", datum="WGS-84"))
    return faults
