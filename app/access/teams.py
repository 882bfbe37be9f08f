"""Teams: who is in which, and the changes of them. What is a team's, no other team sees."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from app.access.audit import note_deed
from app.access.identity import Identity
from app.access.scope import teams_seen_by
from app.errors import AppError, Fault, InvalidInput, NotFound
from app.ids import new_id
from app.models import AssistantTeamRecord, PersonRecord, RepRecord, TeamRecord
from app.models.base import stored_now


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of a team: a rep by his external id, a manager or an assistant by ours."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Team:
    """A team with everybody who is in it."""

    id: str
    name: str
    version: int
    updated_at: datetime
    reps: tuple[Member, ...]
    managers: tuple[Member, ...]
    assistants: tuple[Member, ...]


class TeamKnown(AppError):
    def __init__(self) -> None:
        super().__init__(409, "team.known", "The team is there already", "A team has this name. Choose another one.")


class TeamNotEmpty(AppError):
    def __init__(self) -> None:
        super().__init__(
            409,
            "team.not_empty",
            "Somebody is in it",
            "The team has reps, managers or assistants. Move them to another team first, then delete it.",
        )


def unknown_team() -> NotFound:
    return NotFound("team.unknown", "There is no team of this id.")


def teams(session: Session, identity: Identity, after: str, limit: int) -> list[Team]:
    """The teams that are seen, in the order of their ids, from the one behind `after` on."""
    query = select(TeamRecord).where(teams_seen_by(identity), TeamRecord.id > after)
    return _whole(session, session.scalars(query.order_by(TeamRecord.id).limit(limit)).all())


def find_team(session: Session, identity: Identity, team_id: str) -> Team:
    """The team of this id; raises NotFound."""
    record = session.scalar(select(TeamRecord).where(teams_seen_by(identity), TeamRecord.id == team_id))
    if record is None:
        raise unknown_team()
    return _whole(session, [record])[0]


def create_team(session: Session, actor: Identity, name: str, at: datetime) -> Team:
    """A new team with nobody in it; raises TeamKnown."""
    _refuse_known(session, name)
    record = TeamRecord(id=new_id("team"), name=name)
    session.add(record)
    session.flush()
    note_deed(session, actor, "team.created", record.id, at, ["name"])
    return find_team(session, actor, record.id)


def rename_team(session: Session, actor: Identity, team_id: str, name: str, at: datetime) -> Team:
    """The team under another name; raises NotFound and TeamKnown."""
    if find_team(session, actor, team_id).name != name:
        _refuse_known(session, name)
        session.get_one(TeamRecord, team_id).name = name
        session.flush()
        note_deed(session, actor, "team.updated", team_id, at, ["name"])
    return find_team(session, actor, team_id)


def delete_team(session: Session, actor: Identity, team_id: str, at: datetime) -> None:
    """Delete a team that nobody is in any more; its name is free again. Raises NotFound and TeamNotEmpty."""
    find_team(session, actor, team_id)
    reps = exists().where(RepRecord.team_id == team_id, RepRecord.deleted_at.is_(None))
    managers = exists().where(PersonRecord.team_id == team_id, PersonRecord.deleted_at.is_(None))
    assistants = exists().where(AssistantTeamRecord.team_id == team_id)
    if session.scalar(select(or_(reps, managers, assistants))):
        raise TeamNotEmpty
    record = session.get_one(TeamRecord, team_id)
    record.name, record.deleted_at = record.id, stored_now()
    session.flush()
    note_deed(session, actor, "team.deleted", team_id, at)


def put_into_team(session: Session, actor: Identity, rep: RepRecord, team_id: str | None, at: datetime) -> None:
    """Make the rep one of this team, or of none; his accounts go with him. Raises InvalidInput for no such team."""
    refuse_unknown_team(session, actor, team_id)
    if rep.team_id != team_id:
        rep.team_id = team_id
        session.flush()
        note_deed(session, actor, "rep.updated", rep.id, at, ["team_id"])


def refuse_unknown_team(
    session: Session, identity: Identity, team_id: str | None, pointer: str = "/body/team_id"
) -> None:
    """Raise InvalidInput where a body names a team that is not there."""
    known = select(TeamRecord.id).where(teams_seen_by(identity), TeamRecord.id == team_id)
    if team_id is not None and session.scalar(known) is None:
        fault = Fault(pointer, "team.unknown", "Name a team by its id, as the list of teams has it.")
        raise InvalidInput("team.unknown", "There is no team of this id.", [fault])


def _refuse_known(session: Session, name: str) -> None:
    if session.scalar(select(TeamRecord.id).where(TeamRecord.name == name)) is not None:
        raise TeamKnown


def _whole(session: Session, records: Sequence[TeamRecord]) -> list[Team]:
    ids = [record.id for record in records]
    reps: dict[str | None, list[Member]] = {}
    for team_id, rep_id, name in session.execute(
        select(RepRecord.team_id, RepRecord.external_id, RepRecord.name)
        .where(RepRecord.team_id.in_(ids), RepRecord.deleted_at.is_(None))
        .order_by(RepRecord.external_id)
    ):
        reps.setdefault(team_id, []).append(Member(rep_id, name))
    managers: dict[str | None, list[Member]] = {}
    for team_id, person_id, name in session.execute(
        select(PersonRecord.team_id, PersonRecord.id, PersonRecord.name)
        .where(PersonRecord.team_id.in_(ids), PersonRecord.deleted_at.is_(None))
        .order_by(PersonRecord.id)
    ):
        managers.setdefault(team_id, []).append(Member(person_id, name))
    assistants: dict[str, list[Member]] = {}
    for team_id, person_id, name in session.execute(
        select(AssistantTeamRecord.team_id, PersonRecord.id, PersonRecord.name)
        .join(PersonRecord, PersonRecord.id == AssistantTeamRecord.person_id)
        .where(AssistantTeamRecord.team_id.in_(ids))
        .order_by(PersonRecord.id)
    ):
        assistants.setdefault(team_id, []).append(Member(person_id, name))
    return [
        Team(
            record.id,
            record.name,
            record.version,
            record.updated_at,
            tuple(reps.get(record.id, ())),
            tuple(managers.get(record.id, ())),
            tuple(assistants.get(record.id, ())),
        )
        for record in records
    ]
