"""Managers, directors and assistants, as directors see to them all and a manager to those who assist only his team.

How one signs in is not decided here.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.access.audit import note_deed
from app.access.identity import Identity
from app.access.roles import PersonRole
from app.access.scope import people_seen_by
from app.access.teams import refuse_unknown_team
from app.errors import AppError, NotADirector, NotFound
from app.ids import new_id
from app.models import AssistantTeamRecord, PersonRecord, SessionRecord, SignInLinkRecord
from app.models.base import stored_now
from app.models.bulk import insert_rows

FACTS = ("login", "name", "role", "team_id", "team_ids")


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What is told of a person: `login` in lower case, the team of a manager, the teams that an assistant helps."""

    login: str
    name: str
    role: PersonRole
    team_id: str | None
    team_ids: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if (self.role is PersonRole.MANAGER) != (self.team_id is not None):
            raise ValueError("A manager, and nobody else, leads a team.")
        if (self.role is PersonRole.ASSISTANT) != bool(self.team_ids):
            raise ValueError("An assistant, and nobody else, helps teams.")


@dataclass(frozen=True, slots=True)
class Person:
    """A manager, a director or an assistant; `can_sign_in` once he has chosen a password."""

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


def people(session: Session, identity: Identity, after: str, limit: int) -> list[Person]:
    """The people who are seen, in the order of their ids, from the one behind `after` on."""
    query = select(PersonRecord).where(
        PersonRecord.deleted_at.is_(None), PersonRecord.id > after, people_seen_by(identity)
    )
    return _people(session, session.scalars(query.order_by(PersonRecord.id).limit(limit)).all())


def names_of(session: Session, person_ids: Collection[str]) -> dict[str, str]:
    """What these people are called, by id; whoever is unknown is left out."""
    found = select(PersonRecord.id, PersonRecord.name).where(PersonRecord.id.in_(person_ids))
    return dict(session.execute(found).all())


def find_person(session: Session, identity: Identity, person_id: str) -> Person:
    """The person of this id; raises NotFound for one who is not seen."""
    return _people(session, [person_record(session, identity, person_id)])[0]


def person_of_login(session: Session, login: str) -> str:
    """The id of whoever signs in by this login; raises NotFound."""
    query = select(PersonRecord.id).where(PersonRecord.login == login, PersonRecord.deleted_at.is_(None))
    person_id = session.scalar(query)
    if person_id is None:
        raise NotFound("person.unknown", "Nobody signs in by this login. `kproute person add` adds somebody.")
    return person_id


def create_person(session: Session, actor: Identity, facts: PersonFacts, at: datetime) -> Person:
    """Somebody new, without a password; raises NotADirector for one whom only a director may make, PersonKnown, and
    InvalidInput for no such team."""
    _refuse_beyond(session, actor, facts)
    _refuse_known(session, facts.login)
    record = PersonRecord(id=new_id("psn"), login=facts.login, name=facts.name, role=facts.role, team_id=facts.team_id)
    session.add(record)
    session.flush()
    _keep_teams(session, record, facts.team_ids)
    note_deed(session, actor, "person.created", record.id, at, FACTS)
    return find_person(session, actor, record.id)


def change_person(session: Session, actor: Identity, person_id: str, facts: PersonFacts, at: datetime) -> Person:
    """Other facts of somebody, which count from his next request on. Raises as above, NotFound and LastDirector."""
    before = find_person(session, actor, person_id).facts
    changed = [name for name in FACTS if getattr(before, name) != getattr(facts, name)]
    if changed:
        record = session.get_one(PersonRecord, person_id)
        _refuse_beyond(session, actor, facts)
        if "login" in changed:
            _refuse_known(session, facts.login)
        if facts.role is not PersonRole.DIRECTOR:
            _refuse_last_director(session, record)
        record.login, record.name, record.role, record.team_id = facts.login, facts.name, facts.role, facts.team_id
        record.updated_at = stored_now()  # also where only the teams are others, so that it is a new version
        session.flush()
        _keep_teams(session, record, facts.team_ids)
        note_deed(session, actor, "person.updated", record.id, at, changed)
        session.expire(record)
    return find_person(session, actor, person_id)


def delete_person(session: Session, actor: Identity, person_id: str, at: datetime) -> None:
    """End somebody's sessions and links and forget what he was called; raises NotFound and LastDirector."""
    record = person_record(session, actor, person_id)
    _refuse_last_director(session, record)
    for theirs in (SessionRecord, SignInLinkRecord, AssistantTeamRecord):
        session.execute(delete(theirs).where(theirs.person_id == record.id))
    record.login, record.name = record.id, ""
    record.password_hash = record.totp_secret = None
    record.deleted_at = stored_now()
    session.flush()
    note_deed(session, actor, "person.deleted", record.id, at)


def person_record(session: Session, identity: Identity, person_id: str) -> PersonRecord:
    """The row of a person who is seen; raises NotFound."""
    seen = (PersonRecord.id == person_id, PersonRecord.deleted_at.is_(None), people_seen_by(identity))
    record = session.scalar(select(PersonRecord).where(*seen))
    if record is None:
        raise unknown_person()
    return record


def _refuse_beyond(session: Session, actor: Identity, facts: PersonFacts) -> None:
    """A manager makes nobody but assistants of his own team, lest somebody sees more by his word than he does."""
    if facts.role is not PersonRole.ASSISTANT and not actor.sees_everything:
        raise NotADirector
    refuse_unknown_team(session, actor, facts.team_id)
    for team_id in facts.team_ids:
        refuse_unknown_team(session, actor, team_id, "/body/team_ids")


def _keep_teams(session: Session, record: PersonRecord, team_ids: Collection[str]) -> None:
    session.execute(delete(AssistantTeamRecord).where(AssistantTeamRecord.person_id == record.id))
    insert_rows(session, AssistantTeamRecord, [{"person_id": record.id, "team_id": one} for one in sorted(team_ids)])


def _refuse_known(session: Session, login: str) -> None:
    if session.scalar(select(PersonRecord.id).where(PersonRecord.login == login)) is not None:
        raise PersonKnown


def _refuse_last_director(session: Session, record: PersonRecord) -> None:
    if record.role != PersonRole.DIRECTOR or record.password_hash is None:
        return
    others = select(PersonRecord.id).where(
        PersonRecord.role == PersonRole.DIRECTOR,
        PersonRecord.password_hash.is_not(None),
        PersonRecord.deleted_at.is_(None),
        PersonRecord.id != record.id,
    )
    if session.scalar(others.limit(1)) is None:
        raise LastDirector


def _people(session: Session, records: Sequence[PersonRecord]) -> list[Person]:
    helped: dict[str, set[str]] = defaultdict(set)
    helps = select(AssistantTeamRecord).where(AssistantTeamRecord.person_id.in_([record.id for record in records]))
    for one in session.scalars(helps):
        helped[one.person_id].add(one.team_id)
    return [
        Person(
            record.id,
            PersonFacts(
                record.login, record.name, PersonRole(record.role), record.team_id, frozenset(helped[record.id])
            ),
            record.password_hash is not None,
            record.version,
            record.updated_at,
        )
        for record in records
    ]
