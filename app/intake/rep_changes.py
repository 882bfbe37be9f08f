"""What was done about a rep, as the audit log has it: facts and settings changed, links made, data given out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.access.audit import entries
from app.access.people import names_of


@dataclass(frozen=True, slots=True)
class RepChange:
    """One deed: when, which one, about which facts or settings, by what kind of actor, and by whom if he is known."""

    at: datetime
    deed: str
    names: Sequence[str]
    by_kind: str
    by: str


def rep_changes(session: Session, rep_id: str, limit: int) -> list[RepChange]:
    """The newest deeds about the rep of this id of ours, newest first; who asks has been let in to him."""
    found = entries(session, rep_id, None, None, limit)
    people = names_of(session, {one.actor_id for one in found if one.actor_id is not None})
    return [
        RepChange(one.at, one.action, one.fields, one.actor_kind, people.get(one.actor_id or "", "")) for one in found
    ]
