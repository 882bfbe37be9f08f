"""The organisation's own words for the method: those in force, and changing them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.audit import note_deed
from app.access.identity import Identity
from app.method.opportunity import Stage
from app.method.own_words import OwnWords
from app.models import OwnWordsRecord


@dataclass(frozen=True, slots=True)
class StoredWords:
    """The words in force, with the number of the change that made them so; 0 for the method's own."""

    words: OwnWords
    version: int


def own_words(session: Session) -> StoredWords:
    newest = select(OwnWordsRecord).order_by(OwnWordsRecord.number.desc()).limit(1)
    record = session.scalars(newest).first()
    if record is None:
        return StoredWords(OwnWords(), 0)
    return StoredWords(OwnWords(record.words, tuple(Stage(stage) for stage in record.stage_order)), record.number)


def keep_own_words(session: Session, actor: Identity, words: OwnWords, at: datetime) -> StoredWords:
    """Let these words count from now on; the same ones are no change."""
    before = own_words(session)
    if words == before.words:
        return before
    number = before.version + 1
    told = {key: dict(said) for key, said in sorted(words.words.items()) if said}
    order = [stage.value for stage in words.stage_order]
    session.add(OwnWordsRecord(number=number, words=told, stage_order=order, changed_at=at, changed_by=actor.actor_id))
    session.flush()
    now, then = words.words, before.words.words
    changed = [key for key in {*now, *then} if now.get(key) != then.get(key)]
    if words.stage_order != before.words.stage_order:
        changed.append("stage_order")
    note_deed(session, actor, "words.changed", f"words-{number}", at, changed)
    return own_words(session)
