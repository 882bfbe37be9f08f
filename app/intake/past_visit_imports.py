"""Lists of past visits that came in; for seven days it is known which visits nobody knew before one of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import CursorResult, delete, select
from sqlalchemy.orm import Session

from app.access.audit import note_deed
from app.access.identity import Identity
from app.errors import NotFound
from app.ids import new_id
from app.intake.past_visit_lists import PastVisitList
from app.intake.undo import UNDO_FOR, AlreadyUndone, TooLateToUndo
from app.models import PastVisitListRecord, PastVisitRecord


@dataclass(frozen=True, slots=True)
class VisitImport:
    """A list of past visits that came in, with what became of its rows."""

    id: str
    file_name: str
    told_at: datetime
    added: int
    known: int
    rejected: int
    undone_at: datetime | None

    @property
    def undo_until(self) -> datetime:
        """The moment from which it cannot be taken back any more."""
        return self.told_at + UNDO_FOR

    def can_be_undone(self, now: datetime) -> bool:
        """Whether there is something to take back, and time left for it."""
        return self.added > 0 and self.undone_at is None and now < self.undo_until


def remember_list(
    session: Session, listed: PastVisitList, *, added: int, known: int, rejected: int, at: datetime
) -> str:
    """Keep what is about to become of the rows of this list, and return its id."""
    list_id = new_id("pvl")
    counts = {"added": added, "known": known, "rejected": rejected}
    session.add(PastVisitListRecord(id=list_id, told_at=at, file_name=listed.file_name, sha256=listed.sha256, **counts))
    session.flush()
    return list_id


def visit_import(session: Session, list_id: str) -> VisitImport:
    """The list of past visits that came in under this id; raises NotFound."""
    return _view(_found(session, list_id))


def visit_imports(session: Session, before: str, limit: int) -> Sequence[VisitImport]:
    """Lists of past visits, the newest first, from the one behind the id `before` on ("": from the newest)."""
    query = select(PastVisitListRecord).order_by(PastVisitListRecord.id.desc()).limit(limit)  # newer ids sort later
    if before:
        query = query.where(PastVisitListRecord.id < before)
    return [_view(record) for record in session.scalars(query)]


def lists_to_undo(session: Session, now: datetime) -> list[VisitImport]:
    """The lists that brought visits and can be taken back, the newest first."""
    late = select(PastVisitListRecord).where(PastVisitListRecord.told_at > now - UNDO_FOR)
    views = map(
        _view, session.scalars(late.order_by(PastVisitListRecord.told_at.desc(), PastVisitListRecord.id.desc()))
    )
    return [view for view in views if view.can_be_undone(now)]


def undo_past_visits(session: Session, actor: Identity, list_id: str, now: datetime) -> int:
    """Take out the visits that the list added, and return how many: everything is as it was before it.

    Raises NotFound, AlreadyUndone and TooLateToUndo.
    """
    record = _found(session, list_id)
    if record.undone_at is not None:
        raise AlreadyUndone
    if _view(record).undo_until <= now:
        raise TooLateToUndo
    gone = session.execute(delete(PastVisitRecord).where(PastVisitRecord.list_id == list_id))
    assert isinstance(gone, CursorResult)
    record.undone_at = now
    session.flush()
    note_deed(session, actor, "visits.undone", list_id, now)
    return gone.rowcount


def _found(session: Session, list_id: str) -> PastVisitListRecord:
    record = session.get(PastVisitListRecord, list_id)
    if record is None:
        raise NotFound("import.unknown", "There is no list of past visits of this id.")
    return record


def _view(record: PastVisitListRecord) -> VisitImport:
    names = ("id", "file_name", "told_at", "added", "known", "rejected", "undone_at")
    return VisitImport(*(getattr(record, name) for name in names))
