"""Who asks, in words: name, role and team, for the page and the call that tell people who they are here."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.access.identity import Identity
from app.access.teams import Member
from app.models import ApiKeyRecord, PersonRecord, RepRecord, TeamRecord


@dataclass(frozen=True, slots=True)
class WhoAmI:
    """Who asks; without a name and an id where it is whoever has the shell of the server."""

    role: str
    id: str | None
    rep_id: str | None
    name: str | None
    login: str | None
    teams: Sequence[Member]
    scopes: Sequence[str]


def who_am_i(session: Session, identity: Identity) -> WhoAmI:
    """What we know of who asks."""
    rep = session.get(RepRecord, identity.actor_id or "") if identity.kind == "rep" else None
    with_password = identity.kind in ("manager", "assistant")
    person = session.get(PersonRecord, identity.actor_id or "") if with_password else None
    key = session.get(ApiKeyRecord, identity.actor_id or "") if identity.kind == "key" else None
    row = rep or person or key
    of = identity.team_ids or (() if rep is None or rep.team_id is None else (rep.team_id,))
    teams = [session.get_one(TeamRecord, team_id) for team_id in of]
    return WhoAmI(
        role=identity.role.value,
        id=identity.actor_id,
        rep_id=identity.rep_id,
        name=None if row is None else row.name,
        login=None if person is None else person.login,
        teams=[Member(team.id, team.name) for team in sorted(teams, key=lambda team: team.name)],
        scopes=sorted(identity.scopes),
    )
