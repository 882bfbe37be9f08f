"""Accounts, reps and imports as the API shows them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from pydantic import Field

from app.api.values import Answer, Point
from app.intake.faults import REJECTIONS, Fault
from app.intake.import_rows import ImportView
from app.intake.overview import JudgedAccount
from app.method.account import Location
from app.method.rep import Rep
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
    rejected_rows: list[RejectedAnswer] = Field(description="At most 1,000; `rejected` counts all.")
    faults: list[FaultAnswer] = Field(description="At most 1,000; `warnings` counts all.")


class VerdictAnswer(Answer):
    may_be_routed: bool
    code: str | None
    params: dict[str, Any]


class AccountAnswer(Answer):
    external_id: str
    source: str
    name: str
    address: str
    market: str
    category: str
    grade: str
    owner: str | None
    location: Point | None
    last_visit_on: date | None
    visits: int
    verdict: VerdictAnswer
    due: str
    precise: bool
    declared_otherwise: bool = Field(description="The source's own `precise` flag contradicts the evidence.")


class AccountsAnswer(Answer):
    data: list[AccountAnswer]
    next_cursor: str | None


class RepAnswer(Answer):
    external_id: str
    name: str
    home: Point
    end: Point
    start_s: int
    end_s: int
    field_days: list[int] = Field(description="Weekdays, Monday = 0.")
    leave: list[date]
    max_visits: int
    overtime_s: int
    timezone: str
    travel_mode: str


class RepsAnswer(Answer):
    data: list[RepAnswer]


class RepImportAnswer(Answer):
    reps: int
    faults: list[FaultAnswer]


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
        rejected_rows=[_rejected(row) for row in view.rejected[:MOST_FAULTS]],
        faults=fault_answers(view.faults),
    )


def _point(location: Location) -> Point:
    return Point(lat=location.lat, lon=location.lon)


def account_answer(judged: JudgedAccount) -> AccountAnswer:
    account, verdict = judged.account, judged.verdict
    return AccountAnswer(
        external_id=account.external_id,
        source=judged.source,
        name=account.name,
        address=account.address,
        market=account.market,
        category=account.category.value,
        grade=account.grade.value,
        owner=account.owner,
        location=None if account.location is None else _point(account.location),
        last_visit_on=account.last_visit_on,
        visits=account.visits,
        verdict=VerdictAnswer(may_be_routed=verdict.may_be_routed, code=verdict.code, params=verdict.params),
        due=judged.due.value,
        precise=judged.precise,
        declared_otherwise=judged.declared_otherwise,
    )


def rep_answer(rep: Rep) -> RepAnswer:
    return RepAnswer(
        external_id=rep.external_id,
        name=rep.name,
        home=_point(rep.home),
        end=_point(rep.end or rep.home),
        start_s=rep.start_s,
        end_s=rep.end_s,
        field_days=sorted(rep.field_days),
        leave=sorted(rep.leave),
        max_visits=rep.max_visits,
        overtime_s=rep.overtime_s,
        timezone=rep.timezone,
        travel_mode=rep.travel_mode.value,
    )
