"""Who asks, in words: name, role and team, for the page and the call that tell people who they are here."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.access.identity import Identity
from app.models import ApiKeyRecord, PersonRecord, RepRecord, TeamRecord


@dataclass(frozen=True, slots=True)
class WhoAmI:
    """Who asks; without a name and an id where it is whoever has the shell of the server."""

    role: str
    id: str | None
    rep_id: str | None
    name: str | None
    login: str | None
    team_id: str | None
    team_name: str | None
    scopes: Sequence[str]


def who_am_i(session: Session, identity: Identity) -> WhoAmI:
    """What we know of who asks."""
    rep = session.get(RepRecord, identity.actor_id or "") if identity.kind == "rep" else None
    person = session.get(PersonRecord, identity.actor_id or "") if identity.kind == "manager" else None
    key = session.get(ApiKeyRecord, identity.actor_id or "") if identity.kind == "key" else None
    row, member = rep or person or key, rep or person
    team = None if member is None or member.team_id is None else session.get(TeamRecord, member.team_id)
    return WhoAmI(
        role=identity.role.value,
        id=identity.actor_id,
        rep_id=identity.rep_id,
        name=None if row is None else row.name,
        login=None if person is None else person.login,
        team_id=None if team is None else team.id,
        team_name=None if team is None else team.name,
        scopes=sorted(identity.scopes),
    )
