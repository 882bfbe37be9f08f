"""Lists of past visits that are looked through before they come in."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.audit import note_deed
from app.access.identity import Identity
from app.intake.drafts import Draft, DraftChanged, find_draft, remember_columns
from app.intake.past_visit_lists import PastVisitList, read_past_visits
from app.intake.past_visits import keep_past_visits
from app.method.list_kind import ListKind
from app.models import ImportDraftRecord


def visits_of(draft: Draft) -> PastVisitList:
    """The visits as the draft reads them; raises UnusableInput."""
    return read_past_visits(draft.content, draft.file_name, draft.layout)


def take_in_visits(session: Session, actor: Identity, draft: Draft, listed: PastVisitList, at: datetime) -> str:
    """Keep what was read from the draft, and how it was read; returns the id of the list.

    Asked twice it comes in once. Raises DraftChanged where it is to be read differently by now.
    """
    now = find_draft(session, draft.id, ListKind.VISITS)
    if now.visit_list_id is not None:
        return now.visit_list_id
    if now != draft:
        raise DraftChanged
    list_id = keep_past_visits(session, listed, at).list_id
    assert list_id is not None
    remember_columns(session, draft, listed, at)
    session.get_one(ImportDraftRecord, draft.id).visit_list_id = list_id
    note_deed(session, actor, "visits.imported", list_id, at)
    return list_id


def draft_of_list(session: Session, list_id: str) -> Draft | None:
    """The file of a list that came in, as long as it is kept."""
    query = select(ImportDraftRecord.id).where(ImportDraftRecord.visit_list_id == list_id)
    draft_id = session.scalar(query.limit(1))
    return None if draft_id is None else find_draft(session, draft_id)
