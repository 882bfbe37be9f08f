"""Signing in: managers by login, password and the code of their app; reps by six digits. And proving it once more.

Whatever was wrong, the answer is the same and takes as long, so that nobody learns which logins there are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.access.audit import note_deed
from app.access.identity import Identity
from app.access.links import CODE_DIGITS, redeem_code
from app.access.logins import plain_login
from app.access.one_time_codes import accepted_step
from app.access.passwords import is_password
from app.access.sessions import note_proved, open_session
from app.access.sign_in_limits import (
    BY_ADDRESS,
    BY_LOGIN,
    CODES_BY_ADDRESS,
    CODES_IN_ALL,
    CodesClosed,
    Counted,
    TooManyTries,
    count_try,
    take_back,
    wait_s,
)
from app.db import Database
from app.errors import InvalidInput, NotAllowed
from app.models import PersonRecord


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a manager types, and the address from where."""

    login: str
    password: str
    code: str
    address: str

    def __repr__(self) -> str:
        return "Credentials()"


def sign_in(database: Database, typed: Credentials, now: datetime, device: str | None) -> str:
    """The token of a manager's new session; raises InvalidInput where anything is wrong, TooManyTries after many."""
    counted = (BY_LOGIN.of(plain_login(typed.login)), BY_ADDRESS.of(typed.address))
    _count(database, counted, now)
    shown = _shown(database, typed, now)
    if shown is None:
        raise _wrong()
    with database.write() as session:
        person = _spend(session, shown, typed.code, now)
        if person is not None:
            take_back(session, counted)
            return open_session(session, "manager", None, person.id, now, device)
    raise _wrong()


def prove(database: Database, identity: Identity, password: str, code: str, address: str, now: datetime) -> None:
    """Show once more, in a session, who one is; raises as `sign_in` does, and NotAllowed for who has no password."""
    with database.read() as session:
        person = session.get(PersonRecord, identity.actor_id or "") if identity.kind == "manager" else None
    if person is None:
        raise NotAllowed("Who came by a link of the server proves it with a new one: `kproute link manager`.")
    counted = (BY_LOGIN.of(person.login), BY_ADDRESS.of(address))
    _count(database, counted, now)
    shown = _shown(database, Credentials(person.login, password, code, address), now)
    if shown is None:
        raise _wrong()
    with database.write() as session:
        if _spend(session, shown, code, now) is not None:
            take_back(session, counted)
            note_proved(session, identity, now)
            note_deed(session, identity, "session.proved", identity.session_id or "", now)
            return
    raise _wrong()


def sign_in_by_code(database: Database, code: str, address: str, now: datetime, device: str | None) -> str:
    """The token of a rep's new session; raises InvalidInput for a wrong code, CodesClosed after too many of them."""
    digits = "".join(code.split())
    if len(digits) != CODE_DIGITS or not (digits.isascii() and digits.isdigit()):
        raise InvalidInput("access.wrong_code", "A code has six digits. Type it as your manager sees it.")
    counted = (CODES_BY_ADDRESS.of(address), CODES_IN_ALL.of(""))
    with database.read() as session:  # whoever floods us takes no turn to write from others
        closed_s = wait_s(session, counted, now)
    token = None
    if not closed_s:
        with database.write() as session:
            closed_s = wait_s(session, counted, now)
            token = None if closed_s else redeem_code(session, digits, now, device)
            if token is None and not closed_s:
                count_try(session, counted, now)
    if closed_s:
        raise CodesClosed(closed_s)
    if token is None:
        raise InvalidInput(
            "access.wrong_code",
            "This code is wrong, used or too old. Codes work once, for 15 minutes; ask for a new one.",
        )
    return token


def _wrong() -> InvalidInput:
    return InvalidInput(
        "access.wrong_credentials",
        "Login, password or code is wrong. A code works once: wait for the next one of your app, then try again.",
    )


def _count(database: Database, counted: Sequence[Counted], now: datetime) -> None:
    """Count the try before it is made, so that many at once are no more than the limit."""
    with database.read() as session:  # whoever floods us takes no turn to write from others
        closed_s = wait_s(session, counted, now)
    if not closed_s:
        with database.write() as session:
            closed_s = wait_s(session, counted, now)
            if not closed_s:
                count_try(session, counted, now)
    if closed_s:
        raise TooManyTries(closed_s)


def _shown(database: Database, typed: Credentials, now: datetime) -> PersonRecord | None:
    """The manager whose password and code these are, as he is at the moment. A hash is compared in any case."""
    with database.read() as session:
        person = session.scalar(
            select(PersonRecord).where(
                PersonRecord.login == plain_login(typed.login), PersonRecord.deleted_at.is_(None)
            )
        )
    knows_password = is_password(None if person is None else person.password_hash, typed.password)
    if person is None or person.totp_secret is None or not knows_password:
        return None
    step = accepted_step(person.totp_secret, typed.code, now, person.totp_step)
    return None if step is None else person


def _spend(session: Session, shown: PersonRecord, code: str, now: datetime) -> PersonRecord | None:
    """Use the code up; None where it was used, or the manager was reset or deleted, in the meantime."""
    person = session.get(PersonRecord, shown.id)
    if person is None or person.deleted_at is not None or person.totp_secret is None:
        return None
    if person.password_hash != shown.password_hash:
        return None
    step = accepted_step(person.totp_secret, code, now, person.totp_step)
    if step is None:
        return None
    session.execute(  # which is no change of what others know of him, so his version stays
        update(PersonRecord)
        .where(PersonRecord.id == person.id)
        .values(totp_step=step, version=PersonRecord.version, updated_at=PersonRecord.updated_at)
    )
    return person
