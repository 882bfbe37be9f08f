"""What those are called who said or did something, as far as the reader may know them."""

from collections.abc import Collection, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.identity import Identity
from app.access.people import names_of
from app.access.scope import reps_seen_by
from app.models import RepRecord


def speaker_names(
    session: Session, identity: Identity, speakers: Collection[tuple[str, str | None]]
) -> Mapping[str, str]:
    """The names of reps who are seen, and of managers and assistants, by id; of pairs of kind and id."""
    reps = [who for kind, who in speakers if kind == "rep" and who]
    people = [who for kind, who in speakers if kind in ("manager", "assistant") and who]
    seen = select(RepRecord.id, RepRecord.name).where(reps_seen_by(identity), RepRecord.id.in_(reps))
    return {**dict(session.execute(seen).all()), **names_of(session, people)}
