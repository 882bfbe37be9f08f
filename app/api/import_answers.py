"""Imports as the API shows them."""

from collections.abc import Sequence
from datetime import datetime

from pydantic import Field

from app.api.cursors import Paged
from app.api.values import Answer
from app.intake.faults import REJECTIONS, Fault
from app.intake.import_lists import ImportLine, ImportRow
from app.intake.import_rows import ImportView
from app.intake.past_visit_imports import VisitImport
from app.intake.past_visit_lists import PastVisitList
from app.intake.past_visits import JudgedVisits, RowEnd
from app.planning.week_plan import LedgerRow

MOST_FAULTS = 1_000  # of each kind; the counts say how many there are


class FaultAnswer(Answer):
    line: int | None
    field: str | None
    code: str
    severity: str
    sentence: str
    remedy: str


class RejectedAnswer(Answer):
    line: int | None
    external_id: str
    name: str
    code: str
    sentence: str
    remedy: str


class ImportSummaryAnswer(Answer):
    id: str
    source: str
    file_name: str
    created_at: datetime
    accounts: int
    created: int
    updated: int
    rejected: int
    warnings: int


class ImportsAnswer(Answer, Paged):
    data: list[ImportSummaryAnswer]


class ImportAnswer(Answer):
    id: str
    file_name: str
    created_at: datetime
    encoding: str
    separator: str
    header_line: int
    mapping: dict[str, str] = Field(description="From our name of a field to the header of the file.")
    accounts: int
    created: int
    updated: int
    rejected: int
    warnings: int
    blank_lines: int
    undone_at: datetime | None = Field(description="When the import was taken back.")
    rejected_rows: list[RejectedAnswer] = Field(description="At most 1,000; `rejected` counts all.")
    faults: list[FaultAnswer] = Field(description="At most 1,000; `warnings` counts all.")


class UndoAnswer(Answer):
    removed: int = Field(description="Accounts that the import had brought, and are gone again.")
    restored: int = Field(description="Accounts that are as they were before it.")
    stay: int = Field(description="Accounts that were changed since and stay as they are.")
    staying: list[str] = Field(description="Their external ids, at most 1,000.")


class ImportRowAnswer(RejectedAnswer):
    severity: str = Field(description="`rejected` where the row was left out, else `error` or `warning`.")
    field: str | None


class ImportRowsAnswer(Answer, Paged):
    data: list[ImportRowAnswer]


class RepImportAnswer(Answer):
    reps: int
    faults: list[FaultAnswer]


class VisitHistoryAnswer(Answer):
    id: str
    file_name: str
    header_line: int
    mapping: dict[str, str] = Field(description="From our name of a field to the header of the file.")
    added: int = Field(description="Visits that were not known before.")
    known: int = Field(description="Rows that tell of a visit that is known: told before, or reported from a plan.")
    rejected: int = Field(description="Rows that were left out; each has a fault of severity `error`.")
    faults: list[FaultAnswer] = Field(description="At most 1,000, in the order of the lines.")


class VisitImportAnswer(Answer):
    id: str
    file_name: str
    created_at: datetime
    added: int
    known: int
    rejected: int
    undone_at: datetime | None = Field(description="When it was taken back.")
    undo_until: datetime = Field(description="From then on it cannot be taken back.")


class VisitImportsAnswer(Answer, Paged):
    data: list[VisitImportAnswer]


class VisitUndoAnswer(Answer):
    removed: int = Field(description="Visits that the list had brought, and are gone again.")


def visit_import_answer(one: VisitImport) -> VisitImportAnswer:
    return VisitImportAnswer(
        id=one.id,
        file_name=one.file_name,
        created_at=one.told_at,
        added=one.added,
        known=one.known,
        rejected=one.rejected,
        undone_at=one.undone_at,
        undo_until=one.undo_until,
    )


def visit_history_answer(listed: PastVisitList, kept: JudgedVisits) -> VisitHistoryAnswer:
    assert kept.list_id is not None
    return VisitHistoryAnswer(
        id=kept.list_id,
        file_name=listed.file_name,
        header_line=listed.header_line,
        mapping=dict(listed.mapping),
        added=kept.count(RowEnd.ADDED),
        known=kept.count(RowEnd.KNOWN),
        rejected=kept.count(RowEnd.REJECTED),
        faults=fault_answers(kept.faults),
    )


def fault_answers(faults: Sequence[Fault]) -> list[FaultAnswer]:
    return [
        FaultAnswer(
            line=fault.line,
            field=fault.field,
            code=fault.code,
            severity=fault.severity.value,
            sentence=fault.sentence(),
            remedy=fault.remedy(),
        )
        for fault in faults[:MOST_FAULTS]
    ]


def _rejected(row: LedgerRow) -> RejectedAnswer:
    wording = REJECTIONS[row.code]
    return RejectedAnswer(
        line=row.line,
        external_id=row.external_id,
        name=row.name,
        code=row.code,
        sentence=wording.say(row.params),
        remedy=wording.advise(row.params),
    )


def import_answer(view: ImportView) -> ImportAnswer:
    counts = view.summary
    return ImportAnswer(
        id=counts.id,
        file_name=view.file_name,
        created_at=view.created_at,
        encoding=view.encoding,
        separator=view.separator,
        header_line=view.header_line,
        mapping=view.mapping,
        accounts=counts.accounts,
        created=counts.created,
        updated=counts.updated,
        rejected=counts.rejected,
        warnings=counts.warnings,
        blank_lines=view.blank_lines,
        undone_at=view.undone_at,
        rejected_rows=[_rejected(row) for row in view.rejected[:MOST_FAULTS]],
        faults=fault_answers(view.faults),
    )


def import_summary_answer(line: ImportLine) -> ImportSummaryAnswer:
    return ImportSummaryAnswer.model_validate(line)


def import_row_answer(row: ImportRow) -> ImportRowAnswer:
    return ImportRowAnswer(
        line=row.line,
        external_id=row.external_id,
        name=row.name,
        severity=row.severity,
        field=row.field,
        code=row.code,
        sentence=row.sentence,
        remedy=row.remedy,
    )
