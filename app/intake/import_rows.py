"""Imports as rows of the database: what a file was understood as, and every fault in it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.intake.accounts import AccountList
from app.intake.faults import REJECTIONS, Fault
from app.models import ImportRecord, ImportRowRecord
from app.planning.week_plan import LedgerRow, Outcome


@dataclass(frozen=True, slots=True)
class ImportSummary:
    """What an import did: `accounts` of the list were kept, some `created` and some `updated`."""

    id: str
    accounts: int
    rejected: int
    warnings: int
    created: int
    updated: int


@dataclass(frozen=True, slots=True)
class ImportView:
    """An import as it is shown: how the file was understood, which rows were rejected, and every other fault."""

    summary: ImportSummary
    file_name: str
    encoding: str
    separator: str
    header_line: int
    mapping: dict[str, str]
    blank_lines: int
    created_at: datetime
    undone_at: datetime | None
    rejected: tuple[LedgerRow, ...]
    faults: tuple[Fault, ...]


def import_record(listed: AccountList, import_id: str, source: str, at: datetime) -> ImportRecord:
    """An import whose rows are still to be counted."""
    return ImportRecord(
        id=import_id,
        source=source,
        created_at=at,
        sha256=listed.sha256,
        file_name=listed.file_name,
        encoding=listed.encoding,
        separator=listed.separator,
        header_line=listed.header_line,
        mapping=dict(listed.mapping),
        blank_lines=listed.blank_lines,
        accounts=0,
        created=0,
        updated=0,
        rejected=0,
        warnings=0,
    )


def count_rows(record: ImportRecord, summary: ImportSummary) -> None:
    """Say in the import's row what it did."""
    record.accounts, record.rejected, record.warnings = summary.accounts, summary.rejected, summary.warnings
    record.created, record.updated = summary.created, summary.updated


def fault_rows(listed: AccountList, import_id: str) -> list[dict[str, Any]]:
    """Faults of the file first, then line by line; a rejected row has one row here that names it."""
    found = [
        (row.line, row.rejection, "rejected", row.external_id, row.name)
        for row in listed.rows
        if row.rejection is not None
    ]
    found += [
        (fault.line or 0, fault, fault.severity.value, "", "")
        for fault in listed.faults
        if fault.code not in REJECTIONS
    ]
    return [
        {
            "import_id": import_id,
            "position": position,
            "line": fault.line,
            "external_id": external_id,
            "name": name,
            "severity": severity,
            "field": fault.field,
            "code": fault.code,
            "params": dict(fault.params),
        }
        for position, (_, fault, severity, external_id, name) in enumerate(sorted(found, key=lambda f: f[0]), start=1)
    ]


def rejected_row(row: ImportRowRecord) -> LedgerRow:
    return LedgerRow(row.line, row.external_id, row.name, Outcome.REJECTED, row.code, row.params)
