"""Taking a list of past visits back: for seven days it is known which visits nobody knew before it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.access.audit import note_deed
from app.access.identity import Identity
from app.errors import NotFound
from app.ids import new_id
from app.intake.past_visit_lists import PastVisitList
from app.intake.undo import UNDO_FOR, TooLateToUndo
from app.models import PastVisitListRecord, PastVisitRecord


@dataclass(frozen=True, slots=True)
class ListToUndo:
    """A list of past visits that can be taken back until a moment, with the number of visits it added."""

    id: str
    file_name: str
    added: int
    until: datetime


def remember_list(session: Session, listed: PastVisitList, added: int, at: datetime) -> str:
    """Keep that this list is about to add so many visits, and return its id."""
    list_id = new_id("pvl")
    session.add(
        PastVisitListRecord(id=list_id, told_at=at, file_name=listed.file_name, sha256=listed.sha256, added=added)
    )
    session.flush()
    return list_id


def lists_to_undo(session: Session, now: datetime) -> list[ListToUndo]:
    """The lists of past visits that can be taken back, the newest first."""
    query = (
        select(PastVisitListRecord)
        .where(PastVisitListRecord.told_at > now - UNDO_FOR)
        .order_by(PastVisitListRecord.told_at.desc(), PastVisitListRecord.id.desc())
    )
    return [ListToUndo(row.id, row.file_name, row.added, row.told_at + UNDO_FOR) for row in session.scalars(query)]


def undo_past_visits(session: Session, actor: Identity, list_id: str, now: datetime) -> None:
    """Take out the visits that the list added: everything is as it was before it. Raises NotFound, TooLateToUndo."""
    record = session.get(PastVisitListRecord, list_id)
    if record is None:
        raise NotFound("import.unknown", "There is no such list of past visits; it may be taken back already.")
    if record.told_at + UNDO_FOR <= now:
        raise TooLateToUndo
    session.execute(delete(PastVisitRecord).where(PastVisitRecord.list_id == list_id))
    session.delete(record)
    session.flush()
    note_deed(session, actor, "visits.undone", list_id, now)
