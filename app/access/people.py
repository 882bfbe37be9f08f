"""Managers and directors as directors see to them; how one signs in is not decided here."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.access.audit import note_deed
from app.access.identity import Identity
from app.access.roles import ManagerRole
from app.access.teams import refuse_unknown_team
from app.errors import AppError, NotFound
from app.ids import new_id
from app.models import PersonRecord, SessionRecord, SignInLinkRecord
from app.models.base import stored_now

FACTS = ("login", "name", "role", "team_id")


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What is told of a person; `login` in lower case, a team for a manager and none for a director."""

    login: str
    name: str
    role: ManagerRole
    team_id: str | None


@dataclass(frozen=True, slots=True)
class Person:
    """A manager or a director; `can_sign_in` once he has chosen a password."""

    id: str
    facts: PersonFacts
    can_sign_in: bool
    version: int
    updated_at: datetime


class PersonKnown(AppError):
    def __init__(self) -> None:
        super().__init__(
            409, "person.known", "The name is taken", "Somebody signs in by this name already. Choose another one."
        )


class LastDirector(AppError):
    def __init__(self) -> None:
        super().__init__(
            409,
            "person.last_director",
            "Nobody else could sign in",
            "This is the last director who can sign in. Make somebody else a director, have him choose his password,"
            " then do this again.",
        )


def unknown_person() -> NotFound:
    return NotFound("person.unknown", "There is no person of this id.")


def people(session: Session, after: str, limit: int) -> list[Person]:
    """Managers and directors in the order of their ids, from the one behind `after` on."""
    query = select(PersonRecord).where(PersonRecord.deleted_at.is_(None), PersonRecord.id > after)
    return [_person(record) for record in session.scalars(query.order_by(PersonRecord.id).limit(limit))]


def names_of(session: Session, person_ids: Collection[str]) -> dict[str, str]:
    """What these people are called, by id; whoever is unknown is left out."""
    found = select(PersonRecord.id, PersonRecord.name).where(PersonRecord.id.in_(person_ids))
    return dict(session.execute(found).all())


def find_person(session: Session, person_id: str) -> Person:
    """The person of this id; raises NotFound."""
    return _person(_record(session, person_id))


def person_of_login(session: Session, login: str) -> str:
    """The id of whoever signs in by this login; raises NotFound."""
    query = select(PersonRecord.id).where(PersonRecord.login == login, PersonRecord.deleted_at.is_(None))
    person_id = session.scalar(query)
    if person_id is None:
        raise NotFound("person.unknown", "Nobody signs in by this login. `kproute person add` adds somebody.")
    return person_id


def create_person(session: Session, actor: Identity, facts: PersonFacts, at: datetime) -> Person:
    """Somebody new, without a password; raises PersonKnown, and InvalidInput for no such team."""
    refuse_unknown_team(session, actor, facts.team_id)
    _refuse_known(session, facts.login)
    record = PersonRecord(id=new_id("psn"), **{name: getattr(facts, name) for name in FACTS})
    session.add(record)
    session.flush()
    note_deed(session, actor, "person.created", record.id, at, FACTS)
    return _person(record)


def change_person(session: Session, actor: Identity, person_id: str, facts: PersonFacts, at: datetime) -> Person:
    """Other facts of somebody, which count from his next request on. Raises as above, NotFound and LastDirector."""
    record = _record(session, person_id)
    changed = [name for name in FACTS if getattr(record, name) != getattr(facts, name)]
    if changed:
        refuse_unknown_team(session, actor, facts.team_id)
        if "login" in changed:
            _refuse_known(session, facts.login)
        if facts.role is not ManagerRole.DIRECTOR:
            _refuse_last_director(session, record)
        for name in changed:
            setattr(record, name, getattr(facts, name))
        session.flush()
        note_deed(session, actor, "person.updated", record.id, at, changed)
    return _person(record)


def delete_person(session: Session, actor: Identity, person_id: str, at: datetime) -> None:
    """End somebody's sessions and links and forget what he was called; raises NotFound and LastDirector."""
    record = _record(session, person_id)
    _refuse_last_director(session, record)
    for theirs in (SessionRecord, SignInLinkRecord):
        session.execute(delete(theirs).where(theirs.person_id == record.id))
    record.login, record.name = record.id, ""
    record.password_hash = record.totp_secret = None
    record.deleted_at = stored_now()
    session.flush()
    note_deed(session, actor, "person.deleted", record.id, at)


def _record(session: Session, person_id: str) -> PersonRecord:
    record = session.get(PersonRecord, person_id)
    if record is None or record.deleted_at is not None:
        raise unknown_person()
    return record


def _refuse_known(session: Session, login: str) -> None:
    if session.scalar(select(PersonRecord.id).where(PersonRecord.login == login)) is not None:
        raise PersonKnown


def _refuse_last_director(session: Session, record: PersonRecord) -> None:
    if record.role != ManagerRole.DIRECTOR or record.password_hash is None:
        return
    others = select(PersonRecord.id).where(
        PersonRecord.role == ManagerRole.DIRECTOR,
        PersonRecord.password_hash.is_not(None),
        PersonRecord.deleted_at.is_(None),
        PersonRecord.id != record.id,
    )
    if session.scalar(others.limit(1)) is None:
        raise LastDirector


def _person(record: PersonRecord) -> Person:
    return Person(
        record.id,
        PersonFacts(record.login, record.name, ManagerRole(record.role), record.team_id),
        record.password_hash is not None,
        record.version,
        record.updated_at,
    )
