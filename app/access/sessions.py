"""Sessions: who holds which, known to us only by the SHA-256 sum of its token.

A rep's lives for 30 days from when it was last used, a manager's and an assistant's for 12 hours.
"""

import logging
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.access.audit import note_deed
from app.access.identity import Identity
from app.access.roles import PersonRole
from app.access.tokens import new_token, sha256_of
from app.db import Database
from app.errors import DatabaseBusy
from app.ids import new_id
from app.models import AssistantTeamRecord, PersonRecord, RepRecord, SessionRecord

LOG = logging.getLogger("kproute.access")
LIVES = {"rep": timedelta(days=30), "manager": timedelta(hours=12)}
SEEN_EVERY = timedelta(hours=1)  # so that a request seldom has to write


def open_session(
    session: Session, kind: str, rep_record_id: str | None, person_id: str | None, now: datetime, device: str | None
) -> str:
    """The token of a new session, told this once."""
    token, made_id = new_token(), new_id("ses")
    session.add(
        SessionRecord(
            token_sha256=sha256_of(token),
            id=made_id,
            kind=kind,
            rep_id=rep_record_id,
            person_id=person_id,
            device=device,
            created_at=now,
            seen_at=now,
            proved_at=now,
            expires_at=now + LIVES[kind],
        )
    )
    session.flush()
    rep = None if rep_record_id is None else session.get_one(RepRecord, rep_record_id)
    person = None if person_id is None else session.get_one(PersonRecord, person_id)
    who = holder(session, kind, rep, person, made_id)
    if who is not None:
        note_deed(session, who, "session.opened", made_id, now)
    return token


def identify(session: Session, session_token: str, now: datetime) -> Identity | None:
    """Who holds the session; None where it is unknown or over, or its holder is gone."""
    found = session.execute(
        select(SessionRecord, RepRecord, PersonRecord)
        .outerjoin(RepRecord, SessionRecord.rep_id == RepRecord.id)
        .outerjoin(PersonRecord, SessionRecord.person_id == PersonRecord.id)
        .where(SessionRecord.token_sha256 == sha256_of(session_token), SessionRecord.expires_at > now)
    ).first()
    if found is None:
        return None
    held, rep, person = found
    return holder(session, held.kind, rep, person, held.id, held.proved_at)


def recognise(database: Database, session_token: str, now: datetime) -> Identity | None:
    """Who holds the session, which is noted as seen, at most once an hour; a rep's then lives 30 days more."""
    with database.read() as session:
        identity = identify(session, session_token, now)
        if identity is None or not _is_seen_long_ago(session, identity, now):
            return identity
    try:
        with database.write() as session:
            _note_seen(session, identity, now)
    except DatabaseBusy as busy:
        # What can be read is not refused because nothing can be written; the next request tries again.
        LOG.warning("A session could not be noted as seen: %s", busy.code)
    return identity


def _is_seen_long_ago(session: Session, identity: Identity, now: datetime) -> bool:
    seen_at = session.scalar(select(SessionRecord.seen_at).where(SessionRecord.id == identity.session_id))
    return seen_at is not None and seen_at <= now - SEEN_EVERY


def _note_seen(session: Session, identity: Identity, now: datetime) -> None:
    seen = {"seen_at": now}
    if identity.kind == "rep":
        seen["expires_at"] = now + LIVES["rep"]
    session.execute(update(SessionRecord).where(SessionRecord.id == identity.session_id).values(seen))


def holder(
    session: Session,
    kind: str,
    rep: RepRecord | None,
    person: PersonRecord | None,
    session_id: str | None = None,
    proved_at: datetime | None = None,
) -> Identity | None:
    """Who stands behind these rows, as he is now; None where the rep or the person has been deleted."""
    row = rep or person
    if row is not None and row.deleted_at is not None:
        return None
    return Identity(
        "assistant" if person is not None and person.role == PersonRole.ASSISTANT else kind,
        rep_id=None if rep is None else rep.external_id,
        actor_id=None if row is None else row.id,
        team_ids=None if person is None else _teams(session, person),
        session_id=session_id,
        proved_at=proved_at,
    )


def _teams(session: Session, person: PersonRecord) -> frozenset[str] | None:
    """The teams that he sees; None: all."""
    if person.role == PersonRole.ASSISTANT:
        helps = select(AssistantTeamRecord.team_id).where(AssistantTeamRecord.person_id == person.id)
        return frozenset(session.scalars(helps))
    return None if person.team_id is None else frozenset({person.team_id})


def end_session(session: Session, session_token: str, now: datetime) -> None:
    """Sign out: the token is worth nothing from now on."""
    who = identify(session, session_token, now)
    session.execute(delete(SessionRecord).where(SessionRecord.token_sha256 == sha256_of(session_token)))
    if who is not None and who.session_id is not None:
        note_deed(session, who, "session.ended", who.session_id, now)


def note_proved(session: Session, identity: Identity, now: datetime) -> None:
    """The holder of this session has just shown again who he is."""
    session.execute(update(SessionRecord).where(SessionRecord.id == identity.session_id).values(proved_at=now))
