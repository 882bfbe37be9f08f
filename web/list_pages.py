"""Lists come in here: accounts, reps and past visits from a file; what an import brought, and a plan's order."""

from datetime import date
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, File, Form, Response, UploadFile
from fastapi.responses import RedirectResponse

from app.access.audit import note_deed
from app.deps import ClockDep, DatabaseDep, IdentityDep
from app.errors import NotFound
from app.intake.faults import UnusableInput
from app.intake.overview import local_today, local_zone
from app.intake.past_visit_imports import lists_to_undo
from app.intake.reps import read_reps
from app.intake.store import account_count, all_reps, erased_reps, import_view, save_reps
from app.intake.undo import UNDO_FOR, undo_import, undo_of
from app.method.account import Datum
from web import formats
from web.fault_view import fault_line
from web.ledger_view import ledger_line
from web.page import Page, PageDep
from web.plan_order import ChosenDep, order_form
from web.words import DATUMS

router = APIRouter()

FAULTS_SHOWN = 1000
STAYING_NAMED = 20


@router.get("/lists")
def lists(
    page: PageDep,
    identity: IdentityDep,
    database: DatabaseDep,
    clock: ClockDep,
    week: date | None = None,
    rep: ChosenDep = None,
    draft: str = "",
) -> Response:
    """The forms: a list of accounts, a list of reps, a week to plan."""
    with database.read() as session:
        accounts, reps = account_count(session, identity), all_reps(session)
        told, zone = lists_to_undo(session, clock()), local_zone(session)
        form = order_form(page, session, identity, local_today(session, clock()), week, rep or (), draft)
    return page.html(
        "lists.html",
        here="lists",
        accounts=accounts,
        reps=reps,
        told=[(one, formats.day(one.undo_until.astimezone(zone).date(), page.t)) for one in told],
        datums=[(datum.value, page.t(name)) for datum, name in DATUMS.items()],
        **form,
    )


@router.get("/lists/imports/{import_id}")
def show_import(import_id: str, page: PageDep, database: DatabaseDep, clock: ClockDep) -> Response:
    """What an import brought, and every row it left out or had doubts about."""
    with database.read() as session:
        view = import_view(session, import_id)
        undo = undo_of(session, import_id, clock())
        zone = local_zone(session)
    if view is None:
        raise NotFound("import.unknown", "There is no import of this id. Import the list again.")
    return page.html(
        "import.html",
        here="lists",
        view=view,
        undo=undo,
        undo_until=formats.day((view.created_at + UNDO_FOR).astimezone(zone).date(), page.t),
        undone_on=view.undone_at and formats.day(view.undone_at.astimezone(zone).date(), page.t),
        staying=undo.stay[:STAYING_NAMED] if undo else (),
        rejected=[ledger_line(row, page.t) for row in view.rejected[:FAULTS_SHOWN]],
        faults=[fault_line(fault, page.t) for fault in view.faults[:FAULTS_SHOWN]],
        hidden=max(0, len(view.rejected) - FAULTS_SHOWN) + max(0, len(view.faults) - FAULTS_SHOWN),
    )


@router.post("/lists/imports/{import_id}/undo")
def take_back(import_id: str, identity: IdentityDep, database: DatabaseDep, clock: ClockDep) -> Response:
    """Take an import back, as far as nobody changed its accounts since."""
    with database.write() as session:
        undo_import(session, identity, import_id, clock())
    return RedirectResponse(f"/lists/imports/{quote(import_id)}", status_code=303)


@router.post("/lists/reps")
def import_rep_list(
    page: PageDep,
    identity: IdentityDep,
    database: DatabaseDep,
    clock: ClockDep,
    file: Annotated[UploadFile, File()],
    datum: Annotated[Datum, Form()] = Datum.WGS84,
) -> Response:
    """Read a list of reps and keep it."""
    try:
        listed = read_reps(file.file.read(), file.filename or "", datum=datum)
    except UnusableInput as unusable:
        return unusable_list(page, unusable)
    with database.write() as session:
        left_out = save_reps(session, listed.reps, listed=True)
        note_deed(session, identity, "reps.imported", listed.sha256, clock())
    faults = [fault_line(fault, page.t) for fault in (*listed.faults, *erased_reps(left_out))]
    return page.html("reps_imported.html", here="lists", reps=listed.reps, faults=faults)


def unusable_list(page: Page, unusable: UnusableInput) -> Response:
    """Why a file gives no list."""
    faults = [fault_line(fault, page.t) for fault in unusable.faults]
    return page.html("unusable_list.html", status=422, here="lists", file_name=unusable.file_name, faults=faults)
