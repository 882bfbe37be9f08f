"""The last step of a list of past visits: which of its rows are new, known or wrong. Then it comes in."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from app.db import Database
from app.deps import Clock, ClockDep, DatabaseDep, IdentityDep
from app.intake.drafts import Draft, find_draft
from app.intake.faults import Fault
from app.intake.overview import local_zone
from app.intake.past_visit_imports import undo_past_visits, visit_import
from app.intake.past_visit_lists import PastVisitList
from app.intake.past_visits import JudgedVisits, RowEnd, judge_past_visits
from app.intake.visit_drafts import draft_of_list, take_in_visits, visits_of
from app.method.list_kind import ListKind
from web import formats
from web.fault_view import fault_line
from web.faults_file import faults_csv, to_correct
from web.i18n import Translator
from web.import_pages import or_first_step
from web.import_view import steps
from web.page import PageDep

router = APIRouter()

FAULTS_SHOWN = 300


def _read(database: Database, draft_id: str) -> tuple[Draft, PastVisitList]:
    """The visits that wait; raises NotFound and FirstStepAgain."""
    with database.read() as session:
        draft = find_draft(session, draft_id, ListKind.VISITS)
    with or_first_step(draft):
        return draft, visits_of(draft)


def _judged(database: Database, clock: Clock, listed: PastVisitList) -> JudgedVisits:
    with database.read() as session:
        return judge_past_visits(session, listed, clock())


def _faults(faults: Sequence[Fault], t: Translator) -> dict[str, Any]:
    shown = [fault_line(fault, t) for fault in faults[:FAULTS_SHOWN]]
    return {"faults": shown, "hidden": len(faults) - len(shown)}


@router.get("/lists/drafts/{visit_draft_id}/visits")
def visits(visit_draft_id: str, page: PageDep, database: DatabaseDep, clock: ClockDep) -> Response:
    """What would come in, what is known already, and what would stay out and why."""
    draft, listed = _read(database, visit_draft_id)
    judged = _judged(database, clock, listed)
    return page.html(
        "import_visits.html",
        here="lists",
        draft=draft,
        steps=steps(draft, "/visits", page.t),
        added=judged.count(RowEnd.ADDED),
        known=judged.count(RowEnd.KNOWN),
        rejected=judged.count(RowEnd.REJECTED),
        **_faults(judged.faults, page.t),
    )


@router.post("/lists/drafts/{visit_draft_id}/visits")
def take_in(visit_draft_id: str, identity: IdentityDep, database: DatabaseDep, clock: ClockDep) -> Response:
    """Keep every visit of the list that is not known yet, or nothing of it."""
    draft, listed = _read(database, visit_draft_id)
    with database.write() as session:
        list_id = take_in_visits(session, identity, draft, listed, clock())
    return RedirectResponse(f"/lists/visits/{quote(list_id)}", status_code=303)


@router.get("/lists/drafts/{visit_draft_id}/visit-faults.csv")
def faults_file(visit_draft_id: str, page: PageDep, database: DatabaseDep, clock: ClockDep) -> Response:
    """The rows that are to be corrected, with the remedy beside each, for a spreadsheet."""
    draft, listed = _read(database, visit_draft_id)
    judged = _judged(database, clock, listed)
    return to_correct(draft.id, faults_csv(draft.sheet(), listed.header_line, judged.faults, page.t))


@router.get("/lists/visits/{list_id}")
def imported(list_id: str, page: PageDep, database: DatabaseDep, clock: ClockDep) -> Response:
    """What became of a list; as long as its file is kept, also which of its rows are still to be looked at."""
    with database.read() as session:
        one = visit_import(session, list_id)
        draft, zone = draft_of_list(session, list_id), local_zone(session)
    judged = None if draft is None else _judged(database, clock, _read(database, draft.id)[1])
    return page.html(
        "visits_imported.html",
        here="lists",
        one=one,
        draft=draft,
        undone_on=one.undone_at and formats.day(one.undone_at.astimezone(zone).date(), page.t),
        undo_until=formats.day(one.undo_until.astimezone(zone).date(), page.t) if one.can_be_undone(clock()) else "",
        **_faults(judged.faults if judged else (), page.t),
    )


@router.post("/lists/visits/{list_id}/undo")
def take_back(list_id: str, identity: IdentityDep, database: DatabaseDep, clock: ClockDep) -> Response:
    """Take out what a list of past visits added."""
    with database.write() as session:
        undo_past_visits(session, identity, list_id, clock())
    return RedirectResponse(f"/lists/visits/{quote(list_id)}", status_code=303)
