"""The import of a list step by step: the file, its columns, its places; `import_check` is the last step.

A list of past visits goes the same way without places; its last step is `visit_check`.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, File, Form, Request, Response, UploadFile
from fastapi.responses import RedirectResponse

from app.db import Database
from app.deps import ClockDep, DatabaseDep
from app.intake.accounts import AccountList
from app.intake.drafts import (
    Draft,
    begin_draft,
    choose_columns,
    choose_datum,
    choose_layout,
    drop_draft,
    find_draft,
    header_line,
)
from app.intake.faults import UnusableInput
from app.intake.headers import find_heading
from app.intake.layout import NO_HEADER_LINE, Layout
from app.method.account import Datum
from app.method.list_kind import ListKind
from web.fault_view import column_name, fault_line
from web.i18n import Translator
from web.import_view import (
    column_lines,
    field_names,
    first_rows,
    place_doubts,
    sample,
    step_after,
    steps,
)
from web.list_pages import unusable_list
from web.map_data import list_map_data
from web.maps import map_parts
from web.page import Page, PageDep, page_of
from web.rendering import map_assets, served_asset
from web.words import DATUMS, ENCODING_NAMES, SEPARATOR_NAMES

router = APIRouter()

NEXT = "next"  # what the button says that goes on; the other one stays


@router.post("/lists/drafts")
def begin(
    page: PageDep,
    database: DatabaseDep,
    clock: ClockDep,
    file: Annotated[UploadFile | None, File()] = None,
    pasted: Annotated[str, Form()] = "",
    kind: Annotated[ListKind, Form()] = ListKind.ACCOUNTS,
) -> Response:
    """Keep a file, or what was pasted, to be looked through."""
    name, content = page.t("Pasted list"), pasted.encode()
    if file is not None and file.filename:
        name, content = file.filename, file.file.read()
    try:
        with database.write() as session:
            draft_id = begin_draft(session, name, content, clock(), kind)
    except UnusableInput as unusable:
        return unusable_list(page, unusable)
    return to_step(draft_id)


class FirstStepAgain(Exception):
    """The list cannot be read as a later step needs it; the first step says why, and what can be chosen."""

    def __init__(self, draft: Draft, refusal: UnusableInput) -> None:
        super().__init__(draft.id)
        self.draft, self.refusal = draft, refusal


def first_step_again(request: Request, error: Exception) -> Response:
    """The answer of every step to a list that it cannot read."""
    assert isinstance(error, FirstStepAgain)
    return _found(page_of(request, request.app.state.settings), error.draft, error.refusal)


@contextmanager
def or_first_step(draft: Draft) -> Iterator[None]:
    """What reads the list stands in here; where it cannot be read, FirstStepAgain is raised."""
    try:
        yield
    except UnusableInput as unusable:
        raise FirstStepAgain(draft, unusable) from unusable


def read_draft(database: Database, draft_id: str) -> tuple[Draft, AccountList]:
    """The accounts that wait, and what they would bring; raises NotFound and FirstStepAgain."""
    with database.read() as session:
        draft = find_draft(session, draft_id, ListKind.ACCOUNTS)
    with or_first_step(draft):
        return draft, draft.listed()


@router.get("/lists/drafts/{draft_id}")
def found(draft_id: str, page: PageDep, database: DatabaseDep) -> Response:
    """How the file was understood, and its first rows."""
    with database.read() as session:
        draft = find_draft(session, draft_id)
    return _found(page, draft)


def _found(page: Page, draft: Draft, refusal: UnusableInput | None = None) -> Response:
    """The first step; `refusal` is why there is no later one."""
    layout = draft.layout
    try:
        sheet = draft.sheet()
    except UnusableInput as unusable:
        sheet, refusal = None, unusable
    if sheet is not None and refusal is None:
        try:
            find_heading(sheet, draft.names, draft.file_name, layout)
        except UnusableInput as unusable:
            refusal = unusable
    encoding = layout.encoding or (sheet.encoding if sheet else "")
    return page.html(
        "import_found.html",
        here="lists",
        draft=draft,
        steps=steps(draft, "", page.t),
        faults=[] if refusal is None else [fault_line(fault, page.t) for fault in refusal.faults],
        is_workbook=encoding == "xlsx",
        encoding="utf-8-sig" if encoding == "utf-8" else encoding,
        encodings=list(ENCODING_NAMES.items()),
        separator=sheet.separator if sheet else layout.separator or ",",
        separators=[(mark, page.t(name)) for mark, name in SEPARATOR_NAMES.items()],
        title=sheet.title if sheet else "",
        titles=sheet.titles if sheet else (),
        header_line=header_line(draft, sheet) if sheet else None,
        no_header_line=NO_HEADER_LINE,
        rows=first_rows(sheet) if sheet else [],
        row_count=sum(not row.is_blank for row in sheet.rows) if sheet else 0,
    )


@router.post("/lists/drafts/{draft_id}")
def read_differently(
    draft_id: str,
    database: DatabaseDep,
    encoding: Annotated[str | None, Form()] = None,
    separator: Annotated[str | None, Form()] = None,
    sheet: Annotated[str | None, Form()] = None,
    header_line: Annotated[int | None, Form(ge=NO_HEADER_LINE)] = None,
    then: Annotated[str, Form()] = "",
) -> Response:
    """Read the file as was chosen."""
    with database.write() as session:
        draft = find_draft(session, draft_id)
        line = header_line if sheet == draft.layout.sheet or draft.layout.sheet is None else None
        layout = Layout(
            encoding if encoding in ENCODING_NAMES else None,
            separator if separator in SEPARATOR_NAMES else None,
            sheet or None,
            line,
        )
        if layout != _without_columns(draft.layout):
            choose_layout(session, draft, layout)
    return to_step(draft_id, "/columns" if then == NEXT else "")


def _without_columns(layout: Layout) -> Layout:
    return Layout(layout.encoding, layout.separator, layout.sheet, layout.header_line)


@router.get("/lists/drafts/{draft_id}/columns")
def columns(draft_id: str, page: PageDep, database: DatabaseDep) -> Response:
    """Which column is read as what."""
    with database.read() as session:
        draft = find_draft(session, draft_id)
    return _columns(page, draft, "")


def _columns(page: Page, draft: Draft, problem: str) -> Response:
    with or_first_step(draft):
        sheet = draft.sheet()
    return page.html(
        "import_columns.html",
        status=422 if problem else 200,
        here="lists",
        draft=draft,
        steps=steps(draft, "/columns", page.t),
        columns=column_lines(draft, sheet, header_line(draft, sheet)),
        fields=field_names(draft.names, page.t),
        problem=problem,
    )


@router.post("/lists/drafts/{draft_id}/columns")
def map_columns(
    draft_id: str,
    page: PageDep,
    database: DatabaseDep,
    column: Annotated[list[str], Form()],
    assume_qualified: Annotated[bool, Form()] = False,
    then: Annotated[str, Form()] = "",
) -> Response:
    """Read the columns as was chosen; two of them cannot be the same."""
    with database.write() as session:
        draft = find_draft(session, draft_id)
        chosen = {field: at for at, field in enumerate(column) if field in draft.names}
        problem = _problem_of(draft, column, page.t)
        if not problem:
            choose_columns(session, draft, chosen, assume_qualified=assume_qualified)
    if problem:
        return _columns(page, draft, problem)
    return to_step(draft_id, step_after(draft, "/columns") if then == NEXT else "/columns")


def _problem_of(draft: Draft, column: Sequence[str], t: Translator) -> str:
    """Why columns that hold these fields make no list of this kind, "" where they do."""
    told = [field for field in column if field in draft.names]
    for field in told:
        if told.count(field) > 1:
            return t("Two columns are set to {field}. Choose which one is meant.", field=column_name(field, t))
    names = {field: column_name(field, t) for field in ("external_id", "name", "visited_on")}
    if not {"external_id", "name"} & {*told}:
        return t("No column says which account is meant. Set one to {name} or {external_id}.", **names)
    if draft.kind is ListKind.VISITS and "visited_on" not in told:
        return t("No column says on which day the visits were. Set one to {visited_on}.", **names)
    return ""


@router.get("/lists/drafts/{draft_id}/places")
def places(draft_id: str, page: PageDep, database: DatabaseDep) -> Response:
    """Where the accounts would lie, on a map."""
    draft, listed = read_draft(database, draft_id)
    pins = sample(listed)
    data = list_map_data(pins, page.tiles.shift, page.t)
    return page.html(
        "import_places.html",
        here="lists",
        draft=draft,
        steps=steps(draft, "/places", page.t),
        datums=[(datum.value, page.t(name)) for datum, name in DATUMS.items()],
        map=map_parts(data, page.tiles, map_assets(served_asset), page.nonce) if pins else None,
        pins=len(pins),
        placed=sum(account.location is not None for account in listed.accounts),
        unplaced=sum(account.location is None for account in listed.accounts),
        doubts=place_doubts(listed, page.t),
    )


@router.post("/lists/drafts/{draft_id}/places")
def measure_places(
    draft_id: str,
    database: DatabaseDep,
    datum: Annotated[Datum, Form()],
    then: Annotated[str, Form()] = "",
) -> Response:
    """Take the coordinates in the system that was chosen."""
    with database.write() as session:
        choose_datum(session, find_draft(session, draft_id, ListKind.ACCOUNTS), datum)
    return to_step(draft_id, "/rows" if then == NEXT else "/places")


@router.post("/lists/drafts/{draft_id}/delete")
def drop(draft_id: str, database: DatabaseDep) -> Response:
    """Forget the file; nothing was changed."""
    with database.write() as session:
        drop_draft(session, find_draft(session, draft_id))
    return RedirectResponse("/lists", status_code=303)


def to_step(draft_id: str, step: str = "") -> Response:
    """Go to a step of the import."""
    return RedirectResponse(f"/lists/drafts/{quote(draft_id)}{step}", status_code=303)
