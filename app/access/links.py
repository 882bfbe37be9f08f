"""One-time ways in, by a link or by six digits, for a rep or for whoever has the shell. The first who uses one wins."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from app.access.audit import note_deed
from app.access.identity import SHELL, Identity
from app.access.scope import reps_seen_by
from app.access.sessions import holder, open_session
from app.access.signing import Signer
from app.access.tokens import new_token, sha256_of
from app.errors import NotFound
from app.models import RepRecord, SignInLinkRecord

LINK_LIVES = timedelta(minutes=15)
CODE_DIGITS = 6


@dataclass(frozen=True, slots=True)
class WayIn:
    """What a rep is given: the token of a link, and a code for the same; told once."""

    token: str = field(repr=False)
    code: str = field(repr=False)
    expires_at: datetime


def create_link(session: Session, kind: str, rep_id: str | None, now: datetime) -> str:
    """The token of a new link of the shell, which works once, within 15 minutes. Raises NotFound for an unknown rep."""
    record_id = None if rep_id is None else rep_record_id(session, SHELL, rep_id)
    return _add(session, SHELL, kind, record_id, None, now)


def create_way_in(session: Session, by: Identity, rep_id: str, now: datetime) -> WayIn:
    """A new link and a code for a rep; earlier ones that nobody has used are worth nothing any more.

    Raises NotFound for a rep whom `by` does not see.
    """
    record_id = rep_record_id(session, by, rep_id)
    session.execute(
        update(SignInLinkRecord)
        .where(SignInLinkRecord.rep_id == record_id, SignInLinkRecord.used_at.is_(None))
        .values(used_at=now)
    )
    signer = Signer.of(session, "code")
    while True:
        code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
        if session.scalar(select(SignInLinkRecord.token_sha256).where(_is_open(_code(signer, code), now))) is None:
            break
    return WayIn(_add(session, by, "rep", record_id, signer.sign(code.encode()).hex(), now), code, now + LINK_LIVES)


def peek_link(session: Session, token: str, now: datetime) -> Identity | None:
    """Whom the link would sign in, without using it up; None where it is unknown, used or too old."""
    found = session.execute(
        select(SignInLinkRecord.kind, RepRecord)
        .outerjoin(RepRecord, SignInLinkRecord.rep_id == RepRecord.id)
        .where(_is_open(SignInLinkRecord.token_sha256 == sha256_of(token), now))
    ).first()
    return None if found is None else holder(session, found[0], found[1], None)


def redeem_link(session: Session, token: str, now: datetime, device: str | None = None) -> str | None:
    """Use the link up and return the token of a new session; None where it is unknown, used or too old.

    Of any number of callers at the same time exactly one gets the session.
    """
    return _redeem(session, SignInLinkRecord.token_sha256 == sha256_of(token), now, device)


def redeem_code(session: Session, code: str, now: datetime, device: str | None = None) -> str | None:
    """The same by the six digits."""
    return _redeem(session, _code(Signer.of(session, "code"), code), now, device)


def _redeem(session: Session, which: ColumnElement[bool], now: datetime, device: str | None) -> str | None:
    link = session.execute(
        update(SignInLinkRecord)
        .where(_is_open(which, now))
        .values(used_at=now)
        .returning(SignInLinkRecord.kind, SignInLinkRecord.rep_id)
    ).first()
    if link is None:
        return None
    return open_session(session, link.kind, link.rep_id, None, now, device)


def _add(
    session: Session, by: Identity, kind: str, rep_record_id: str | None, code_sign: str | None, now: datetime
) -> str:
    token = new_token()
    session.add(
        SignInLinkRecord(
            token_sha256=sha256_of(token),
            kind=kind,
            rep_id=rep_record_id,
            code_sign=code_sign,
            expires_at=now + LINK_LIVES,
        )
    )
    session.flush()
    note_deed(session, by, "sign_in_link.made", rep_record_id or "shell", now)
    return token


def _code(signer: Signer, code: str) -> ColumnElement[bool]:
    return SignInLinkRecord.code_sign == signer.sign(code.encode("utf-8", "replace")).hex()


def _is_open(which: ColumnElement[bool], now: datetime) -> ColumnElement[bool]:
    """Not used, not too old, and no manager's invitation: that one asks for a password first."""
    return (
        which
        & SignInLinkRecord.used_at.is_(None)
        & (SignInLinkRecord.expires_at > now)
        & SignInLinkRecord.person_id.is_(None)
    )


def rep_record_id(session: Session, by: Identity, rep_id: str) -> str:
    """Our id of a rep whom `by` sees; raises NotFound."""
    record_id = session.scalar(
        select(RepRecord.id).where(RepRecord.external_id == rep_id, RepRecord.deleted_at.is_(None), reps_seen_by(by))
    )
    if record_id is None:
        raise NotFound("rep.unknown", "There is no rep of this id. Import the list of reps first.")
    return record_id
