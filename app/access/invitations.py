"""Invitations of managers and assistants: a link by which one chooses a password and connects an app, once."""

import base64
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.access.audit import note_deed
from app.access.identity import Identity
from app.access.one_time_codes import accepted_step
from app.access.open_sessions import end_sessions_of_person
from app.access.passwords import check_password, hash_password
from app.access.people import person_record
from app.access.sessions import holder, open_session
from app.access.signing import Signer
from app.access.tokens import new_token, sha256_of
from app.db import Database
from app.errors import InvalidInput
from app.models import PersonRecord, SignInLinkRecord

INVITATION_LIVES = timedelta(hours=24)
_SECRET_BYTES = 20  # as long as the hash behind the codes (RFC 4226, section 4)


@dataclass(frozen=True, slots=True)
class Invitation:
    """Who is invited, and the secret that his authenticator app will hold.

    The secret is made from the token: nothing is stored of it before the invitation is used.
    """

    person_id: str
    login: str
    name: str
    totp_secret: str = field(repr=False)


def invite(session: Session, by: Identity, person_id: str, now: datetime) -> str:
    """The token of a new invitation, which works once, within 24 hours; raises NotFound for somebody who is not seen.

    Earlier ones end, and so do his password, authenticator app and sessions: an invitation is also the reset.
    """
    person = person_record(session, by, person_id)
    session.execute(
        update(SignInLinkRecord)
        .where(SignInLinkRecord.person_id == person_id, SignInLinkRecord.used_at.is_(None))
        .values(used_at=now)
    )
    if person.password_hash is not None:
        person.password_hash = person.totp_secret = person.totp_step = None
    end_sessions_of_person(session, by, person_id, now)
    token = new_token()
    session.add(
        SignInLinkRecord(
            token_sha256=sha256_of(token), kind="manager", person_id=person_id, expires_at=now + INVITATION_LIVES
        )
    )
    session.flush()
    note_deed(session, by, "person.invited", person_id, now)
    return token


def peek_invitation(session: Session, token: str, now: datetime) -> Invitation | None:
    """Who is invited, without using it up; None where the invitation is unknown, used or too old."""
    person = session.scalar(
        select(PersonRecord)
        .join(SignInLinkRecord, SignInLinkRecord.person_id == PersonRecord.id)
        .where(
            SignInLinkRecord.token_sha256 == sha256_of(token),
            SignInLinkRecord.used_at.is_(None),
            SignInLinkRecord.expires_at > now,
            PersonRecord.deleted_at.is_(None),
        )
    )
    if person is None:
        return None
    signer, seed = Signer.of(session, "invitation"), token.encode()
    secret = (signer.sign(b"1" + seed) + signer.sign(b"2" + seed))[:_SECRET_BYTES]
    return Invitation(person.id, person.login, person.name, base64.b32encode(secret).decode())


def accept_invitation(
    database: Database, token: str, password: str, code: str, now: datetime, device: str | None
) -> str | None:
    """Take the password and the app, and return the token of a session; None where there is nothing to accept.

    Raises InvalidInput for a password that cannot be one and for a code that is not the app's; neither uses it up.
    """
    with database.read() as session:
        invited = peek_invitation(session, token, now)
    if invited is None:
        return None
    check_password(password, invited.login)
    step = accepted_step(invited.totp_secret, code, now, None)
    if step is None:
        raise InvalidInput(
            "access.wrong_code", "This is not the code that the app shows now. Look again and type it anew."
        )
    password_hash = hash_password(password)
    with database.write() as session:
        used = session.scalar(
            update(SignInLinkRecord)
            .where(
                SignInLinkRecord.token_sha256 == sha256_of(token),
                SignInLinkRecord.used_at.is_(None),
                SignInLinkRecord.expires_at > now,
            )
            .values(used_at=now)
            .returning(SignInLinkRecord.person_id)
        )
        person = None if used is None else session.get(PersonRecord, used)
        who = None if person is None else holder(session, "manager", None, person)
        if person is None or who is None:
            return None
        person.password_hash, person.totp_secret, person.totp_step = password_hash, invited.totp_secret, step
        note_deed(session, who, "person.password_set", person.id, now)
        return open_session(session, "manager", None, person.id, now, device)
