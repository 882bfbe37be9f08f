"""The last step of an import: what would come in, what would not, what is probably one account; then it comes in."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, Response
from fastapi.responses import RedirectResponse

from app.deps import ClockDep, DatabaseDep, IdentityDep, RunsDep
from app.intake.drafts import choose_merges, find_draft, proposals_for, take_in
from app.intake.merging import DuplicatesChanged
from app.method.list_kind import ListKind
from app.runs.import_work import order_draft
from app.runs.states import Lane
from web.fault_view import fault_line
from web.faults_file import faults_csv, to_correct
from web.import_pages import NEXT, or_first_step, read_draft, to_step
from web.import_view import choice, duplicate_lines, fault_counts, steps
from web.page import PageDep

router = APIRouter()

FAULTS_SHOWN = 300


@router.get("/lists/drafts/{draft_id}/rows")
def rows(draft_id: str, page: PageDep, identity: IdentityDep, database: DatabaseDep) -> Response:
    """What would come in, what would not, and why; and what is probably one account."""
    draft, listed = read_draft(database, draft_id)
    with database.read() as session:
        proposals = proposals_for(session, identity, draft, listed)
    listed = proposals.listed
    duplicates = duplicate_lines(draft, proposals, page.t)
    counts = fault_counts(listed)
    return page.html(
        "import_rows.html",
        here="lists",
        draft=draft,
        steps=steps(draft, "/rows", page.t),
        accounts=len(listed.accounts),
        rejected=counts["rejected"],
        doubts=counts["doubts"],
        blank_lines=listed.blank_lines,
        duplicates=duplicates,
        duplicates_hidden=len(proposals.duplicates) - len(duplicates),
        faults=[fault_line(fault, page.t) for fault in listed.faults[:FAULTS_SHOWN]],
        hidden=max(0, len(listed.faults) - FAULTS_SHOWN),
    )


@router.post("/lists/drafts/{draft_id}/duplicates")
def decide_duplicates(
    draft_id: str,
    identity: IdentityDep,
    database: DatabaseDep,
    clock: ClockDep,
    runs: RunsDep,
    merge: Annotated[list[str], Form(default_factory=list)],
    then: Annotated[str, Form()] = "",
) -> Response:
    """Keep which of the proposed duplicates are one account, the others stay two; with `then` the list comes in so."""
    draft, listed = read_draft(database, draft_id)
    with database.read() as session:
        proposed = {choice(one): one for one in proposals_for(session, identity, draft, listed).duplicates}
    if not proposed.keys() >= set(merge):
        raise DuplicatesChanged
    accepted = [proposed[told] for told in merge]
    with database.write() as session:
        draft = choose_merges(session, draft, {one.new.external_id: one.kept.external_id for one in accepted})
    if then != NEXT:
        return to_step(draft_id, "/rows#duplicates")
    return import_draft(draft_id, identity, database, clock, runs)


@router.get("/lists/drafts/{draft_id}/faults.csv")
def faults_file(draft_id: str, page: PageDep, database: DatabaseDep) -> Response:
    """The rows that are to be corrected, with the remedy beside each, for a spreadsheet."""
    draft, listed = read_draft(database, draft_id)
    return to_correct(draft.id, faults_csv(draft.sheet(), listed.header_line, listed.faults, page.t))


@router.post("/lists/drafts/{draft_id}/import")
def import_draft(
    draft_id: str, identity: IdentityDep, database: DatabaseDep, clock: ClockDep, runs: RunsDep
) -> Response:
    """Keep the whole list, or nothing of it; a long one by a run, whose progress is shown."""
    with database.read() as session:
        draft = find_draft(session, draft_id, ListKind.ACCOUNTS)
    if draft.import_id is not None:
        return _imported(draft.import_id)
    with or_first_step(draft):
        listed = None if draft.is_long() else draft.listed()
    with database.write() as session:
        if listed is not None:
            return _imported(take_in(session, identity, draft, listed, clock()))
        run_id = order_draft(session, identity, draft, clock())
    runs.wake(Lane.LISTS)
    return RedirectResponse(f"/operations/{quote(run_id)}", status_code=303)


def _imported(import_id: str) -> Response:
    return RedirectResponse(f"/lists/imports/{quote(import_id)}", status_code=303)
