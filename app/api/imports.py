"""Lists as files: import accounts, reps and past visits, and read what became of an import."""

from pathlib import PurePath
from typing import Annotated, ClassVar, Literal, Self

from fastapi import APIRouter, Form, Header, Query, Response, UploadFile
from pydantic import BaseModel, ConfigDict, Field, Json, StringConstraints, model_validator
from sqlalchemy.orm import Session

from app.access.audit import note_deed
from app.access.identity import Identity
from app.api.conditions import IfNoneMatch, shown
from app.api.cursors import PagesDep
from app.api.import_answers import (
    MOST_FAULTS,
    ImportAnswer,
    ImportRowsAnswer,
    ImportsAnswer,
    RepImportAnswer,
    UndoAnswer,
    VisitHistoryAnswer,
    VisitImportsAnswer,
    VisitUndoAnswer,
    fault_answers,
    import_answer,
    import_row_answer,
    import_summary_answer,
    visit_history_answer,
    visit_import_answer,
)
from app.api.once import Made, Once, OnceDep
from app.api.plan_answers import OperationAnswer, operation_answer
from app.api.preferences import prefers
from app.api.strict_json import StrictRoute
from app.api.values import Id
from app.deps import Clock, ClockDep, DatabaseDep, IdentityDep, RunsDep
from app.errors import Fault, InvalidInput, NotFound
from app.intake.column_names import COLUMNS_OF
from app.intake.faults import UNPRINTABLE, UnusableInput
from app.intake.import_lists import RowState, import_lines, import_rows
from app.intake.layout import NO_HEADER_LINE, Layout
from app.intake.past_visit_imports import undo_past_visits, visit_imports
from app.intake.past_visit_lists import read_past_visits
from app.intake.past_visits import keep_past_visits
from app.intake.reps import read_reps
from app.intake.sheet import MAX_COLUMNS, MAX_LINES
from app.intake.store import erased_reps, import_accounts, import_view, save_reps
from app.intake.undo import undo_import
from app.method.account import Datum
from app.method.list_kind import ListKind
from app.runs.import_work import ImportOrder, order_import
from app.runs.runs import PlanRuns, run_view
from app.runs.states import Lane

router = APIRouter(tags=["imports"], route_class=StrictRoute)

LONGEST_FILE_NAME = 200
LONGEST_SHEET_NAME = 31  # what a workbook allows


class ListFile(BaseModel):
    """A list, and how it lies in its file where that cannot be found out."""

    model_config = ConfigDict(extra="forbid")
    kind: ClassVar[ListKind]

    file: UploadFile
    encoding: Literal["utf-8-sig", "gb18030", "utf-16", "big5", "cp1252"] | None = Field(
        default=None, description="Of a text file; each takes a byte order mark as well."
    )
    separator: Literal[",", ";", "\t", "|"] | None = Field(default=None, description="Of a text file.")
    sheet: Annotated[str, StringConstraints(max_length=LONGEST_SHEET_NAME)] | None = Field(
        default=None, description="The name of a workbook's sheet; the first one where it is left out."
    )
    header_line: Annotated[int, Field(ge=NO_HEADER_LINE, le=MAX_LINES)] | None = Field(
        default=None, description="The line of the column names, from 1; 0 where there are none. Needed for `columns`."
    )
    columns: Json[dict[str, Annotated[int, Field(strict=True, ge=1, le=MAX_COLUMNS)]]] | None = Field(
        default=None,
        description="A JSON object from our name of a field to the number of its column, from 1. Columns that it does"
        " not name are not read.",
        examples=['{"external_id": 1, "name": 2, "lat": 5, "lon": 6}'],
    )

    @model_validator(mode="after")
    def _columns_are_told_apart(self) -> Self:
        chosen, fields = self.columns or {}, COLUMNS_OF[self.kind]
        if not chosen.keys() <= fields.keys():
            raise ValueError(f"A name in `columns` is no field of ours. Fields are: {', '.join(fields)}.")
        if len(set(chosen.values())) < len(chosen):
            raise ValueError("Two fields of `columns` name the same column. Choose which one it is.")
        if self.columns is not None and self.header_line is None:
            raise ValueError("Say `header_line` with `columns`: the line of the column names, or 0 for none.")
        return self

    def layout(self) -> Layout:
        columns = None if self.columns is None else {field: number - 1 for field, number in self.columns.items()}
        return Layout(self.encoding, self.separator, self.sheet, self.header_line, columns)


class AccountFile(ListFile):
    """A list of accounts, and what it does not say itself."""

    kind = ListKind.ACCOUNTS

    datum: Datum = Datum.WGS84
    assume_qualified: bool = False

    def order(self) -> ImportOrder:
        return ImportOrder(_file_name(self.file), self.datum, self.assume_qualified, self.layout())


class RepFile(BaseModel):
    model_config = ConfigDict(extra="forbid")

    file: UploadFile
    datum: Datum = Datum.WGS84


class PastVisitFile(ListFile):
    """A list of past visits."""

    kind = ListKind.VISITS


def _file_name(file: UploadFile) -> str:
    """The name the sender gave the file, without folders and without what a screen cannot show."""
    return UNPRINTABLE.sub("", PurePath(file.filename or "").name)[:LONGEST_FILE_NAME] or "list"


def _unusable(refusal: UnusableInput) -> InvalidInput:
    faults = [
        Fault(
            "/body/file" if fault.line is None else f"/body/file/lines/{fault.line}",
            fault.code,
            f"{fault.sentence()} {fault.remedy()}".strip(),
        )
        for fault in refusal.faults
    ]
    return InvalidInput("import.unusable", "The file gives no list. Nothing was imported.", faults)


@router.post(
    "/imports",
    status_code=201,
    response_model=ImportAnswer,
    responses={202: {"description": "It is imported behind this answer.", "model": OperationAnswer}},
)
def import_list(
    form: Annotated[AccountFile, Form()],
    once: OnceDep,
    clock: ClockDep,
    runs: RunsDep,
    identity: IdentityDep,
    prefer: Annotated[
        str | None, Header(description="`respond-async` (RFC 7240): answer at once; the import is an operation.")
    ] = None,
) -> Response:
    """Import a list of accounts; known ones are brought up to date, and every row left out is named."""
    if prefers(prefer, "respond-async"):
        return _imported_later(form, once, clock, runs, identity)
    try:
        listed = form.order().read(form.file.file.read())
    except UnusableInput as refusal:
        raise _unusable(refusal) from refusal

    def keep(session: Session) -> Made:
        summary = import_accounts(session, listed, clock())
        note_deed(session, identity, "accounts.imported", summary.id, clock())
        view = import_view(session, summary.id)
        assert view is not None
        return Made(201, import_answer(view), {"Location": f"/api/v1/imports/{summary.id}"})

    return once.do(keep)


def _imported_later(form: AccountFile, once: Once, clock: Clock, runs: PlanRuns, identity: Identity) -> Response:
    order, content = form.order(), form.file.file.read()

    def queue(session: Session) -> Made:
        run_id = order_import(session, order, content, clock())
        session.flush()
        note_deed(session, identity, "import.ordered", run_id, clock())
        run = run_view(session, run_id)
        assert run is not None
        told = {"Location": f"/api/v1/operations/{run_id}", "Preference-Applied": "respond-async"}
        return Made(202, operation_answer(run), told)

    answer = once.do(queue)
    runs.wake(Lane.LISTS)
    return answer


@router.get("/imports")
def get_imports(pages: PagesDep, database: DatabaseDep) -> ImportsAnswer:
    """The imports, the newest first."""
    with database.read() as session:
        walk = pages.of(session, "imports")
        page = walk.slice(import_lines(session, walk.after, walk.limit + 1), lambda line: line.id)
    return ImportsAnswer(data=[import_summary_answer(line) for line in page.rows], next_cursor=page.next_cursor)


@router.get("/imports/{import_id}", response_model=ImportAnswer)
def get_import(import_id: Id, database: DatabaseDep, if_none_match: IfNoneMatch = None) -> Response:
    """An import: how the file was understood, and what was wrong in it."""
    with database.read() as session:
        view = import_view(session, import_id)
    if view is None:
        raise _unknown_import()
    return shown(import_answer(view), if_none_match)


@router.get("/imports/{import_id}/rows")
def get_import_rows(
    import_id: Id,
    pages: PagesDep,
    database: DatabaseDep,
    state: Annotated[RowState | None, Query(description="`error`: left out. `warning`: kept, with a doubt.")] = None,
) -> ImportRowsAnswer:
    """The rows of an import that were left out or kept with a doubt, in the order of the file."""
    with database.read() as session:
        walk = pages.of(session, "import rows", import_id, state)
        rows = import_rows(session, import_id, state, walk.after_number, walk.limit + 1)
    if rows is None:
        raise _unknown_import()
    page = walk.slice(rows, lambda row: str(row.position))
    return ImportRowsAnswer(data=[import_row_answer(row) for row in page.rows], next_cursor=page.next_cursor)


@router.post("/imports/{import_id}:undo", response_model=UndoAnswer)
def take_back(import_id: Id, once: OnceDep, clock: ClockDep, identity: IdentityDep) -> Response:
    """Take an import back, within 7 days: accounts that nobody changed since are as before, the others stay."""

    def undo(session: Session) -> Made:
        undone = undo_import(session, identity, import_id, clock())
        stay = list(undone.stay)
        answer = UndoAnswer(
            removed=undone.removed, restored=undone.restored, stay=len(stay), staying=stay[:MOST_FAULTS]
        )
        return Made(200, answer)

    return once.do(undo)


@router.post("/reps:import", status_code=201, response_model=RepImportAnswer)
def import_reps(form: Annotated[RepFile, Form()], once: OnceDep, clock: ClockDep, identity: IdentityDep) -> Response:
    """Import a list of reps; known ones are brought up to date, nobody is removed."""
    try:
        listed = read_reps(form.file.file.read(), _file_name(form.file), datum=form.datum)
    except UnusableInput as refusal:
        raise _unusable(refusal) from refusal

    def keep(session: Session) -> Made:
        left_out = save_reps(session, listed.reps, listed=True)
        note_deed(session, identity, "reps.imported", listed.sha256, clock())
        faults = fault_answers((*listed.faults, *erased_reps(left_out)))
        return Made(201, RepImportAnswer(reps=len(listed.reps) - left_out, faults=faults))

    return once.do(keep)


@router.post("/visit-history", status_code=201, response_model=VisitHistoryAnswer)
def import_past_visits(
    form: Annotated[PastVisitFile, Form()], once: OnceDep, clock: ClockDep, identity: IdentityDep
) -> Response:
    """Import visits that were made before our plans; what is known is passed over, and every row left out is named."""
    try:
        listed = read_past_visits(form.file.file.read(), _file_name(form.file), form.layout())
    except UnusableInput as refusal:
        raise _unusable(refusal) from refusal

    def keep(session: Session) -> Made:
        kept = keep_past_visits(session, listed, clock())
        answer = visit_history_answer(listed, kept)
        note_deed(session, identity, "visits.imported", answer.id, clock())
        return Made(201, answer)

    return once.do(keep)


@router.get("/visit-history")
def get_past_visit_lists(pages: PagesDep, database: DatabaseDep) -> VisitImportsAnswer:
    """The lists of past visits, the newest first."""
    with database.read() as session:
        walk = pages.of(session, "lists of past visits")
        page = walk.slice(visit_imports(session, walk.after, walk.limit + 1), lambda one: one.id)
    return VisitImportsAnswer(data=[visit_import_answer(one) for one in page.rows], next_cursor=page.next_cursor)


@router.post("/visit-history/{list_id}:undo", response_model=VisitUndoAnswer)
def take_past_visits_back(list_id: Id, once: OnceDep, clock: ClockDep, identity: IdentityDep) -> Response:
    """Take a list of past visits back, within 7 days: the visits that it added go, and nothing else changes."""

    def undo(session: Session) -> Made:
        return Made(200, VisitUndoAnswer(removed=undo_past_visits(session, identity, list_id, clock())))

    return once.do(undo)


def _unknown_import() -> NotFound:
    return NotFound("import.unknown", "There is no import of this id.")
