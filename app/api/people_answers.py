"""Teams, people, keys and the audit log as the API shows them."""

from datetime import datetime

from pydantic import Field

from app.access.key_lists import ListedKey
from app.access.people import Person
from app.access.roles import PersonRole, Scope
from app.access.teams import Team
from app.api.values import Answer


class MemberAnswer(Answer):
    id: str
    name: str


class TeamAnswer(Answer):
    id: str
    name: str
    version: int = Field(description="Counts the changes; in quotes it may stand in If-Match.")
    updated_at: datetime
    reps: list[MemberAnswer] = Field(description="By their external ids.")
    managers: list[MemberAnswer]
    assistants: list[MemberAnswer]


class OfficePersonAnswer(Answer):
    id: str
    login: str
    name: str
    role: PersonRole
    team_id: str | None = Field(description="Of a manager.")
    team_ids: list[str] = Field(description="The teams that an assistant helps.")
    can_sign_in: bool = Field(description="He has chosen a password.")
    version: int = Field(description="Counts the changes; in quotes it may stand in If-Match.")
    updated_at: datetime


class KeyAnswer(Answer):
    id: str
    name: str
    prefix: str = Field(description="How the key begins.")
    scopes: list[Scope]
    created_at: datetime
    created_by: str | None = Field(description="The director's id; null where it was the command line.")
    expires_at: datetime | None
    used_at: datetime | None = Field(description="The hour in which it was used last.")
    revoked_at: datetime | None


class NewKeyAnswer(KeyAnswer):
    key: str | None = Field(description="The key itself, told this once; null in a repeated answer.")


class AuditEntryAnswer(Answer):
    number: int = Field(description="Counts from 1 without a gap.")
    at: datetime
    actor_kind: str = Field(description="`rep`, `assistant`, `manager`, `key` or `shell`.")
    actor_id: str | None
    action: str
    subject_id: str
    fields: list[str] = Field(description="What was changed, by name; values are not kept.")


def team_answer(team: Team) -> TeamAnswer:
    return TeamAnswer.model_validate(team)


def person_answer(person: Person) -> OfficePersonAnswer:
    facts = person.facts
    return OfficePersonAnswer(
        id=person.id,
        login=facts.login,
        name=facts.name,
        role=facts.role,
        team_id=facts.team_id,
        team_ids=sorted(facts.team_ids),
        can_sign_in=person.can_sign_in,
        version=person.version,
        updated_at=person.updated_at,
    )


def key_answer(key: ListedKey) -> KeyAnswer:
    return KeyAnswer.model_validate(key)
