"""Who asks, and where he is signed in: what a person may always see and end."""

from collections.abc import Sequence
from datetime import datetime

from fastapi import APIRouter
from pydantic import Field

from app.access.open_sessions import end_other_sessions, end_own_session, open_sessions
from app.access.roles import Role
from app.access.whoami import who_am_i
from app.api.people_answers import MemberAnswer
from app.api.values import Answer, Id
from app.deps import ClockDep, DatabaseDep, IdentityDep

router = APIRouter(tags=["me"])


class MeAnswer(Answer):
    role: str = Field(description="`rep`, `assistant`, `manager`, `director` or `program`.")
    id: str | None = Field(description="As the audit log names who asks; null for a director by a link of the server.")
    rep_id: str | None = Field(description="A rep's external id.")
    name: str | None = Field(description="Of the rep, the person or the key.")
    login: str | None
    team_id: str | None = Field(description="Of a rep and a manager; null for who is of no team or helps several.")
    team_name: str | None
    teams: list[MemberAnswer] = Field(description="Whose team he is of, or helps; a director sees all and is of none.")
    scopes: list[str] = Field(description="Of a program's key.")
    session_id: str | None
    proved_at: datetime | None = Field(description="When the holder of the session last showed who he is.")


class SessionAnswer(Answer):
    id: str
    device: str | None = Field(description="Program and system as the browser named them, such as `Chrome, Windows`.")
    is_this_one: bool
    created_at: datetime
    seen_at: datetime = Field(description="Right to the hour.")
    expires_at: datetime


class SessionsAnswer(Answer):
    data: Sequence[SessionAnswer] = Field(description="The one seen last first, at most 200.")


@router.get("/me")
def get_me(database: DatabaseDep, identity: IdentityDep) -> MeAnswer:
    """Who the cookie or the key of this request belongs to."""
    with database.read() as session:
        who = who_am_i(session, identity)
    team = None if identity.role is Role.ASSISTANT else next(iter(who.teams), None)
    return MeAnswer(
        role=who.role,
        id=who.id,
        rep_id=who.rep_id,
        name=who.name,
        login=who.login,
        team_id=None if team is None else team.id,
        team_name=None if team is None else team.name,
        teams=[MemberAnswer.model_validate(one) for one in who.teams],
        scopes=list(who.scopes),
        session_id=identity.session_id,
        proved_at=identity.proved_at,
    )


@router.get("/me/sessions")
def get_sessions(database: DatabaseDep, clock: ClockDep, identity: IdentityDep) -> SessionsAnswer:
    """Where who asks is signed in."""
    with database.read() as session:
        listed = open_sessions(session, identity, clock())
    return SessionsAnswer(data=[SessionAnswer.model_validate(one) for one in listed])


@router.delete("/me/sessions", status_code=204)
def delete_other_sessions(database: DatabaseDep, clock: ClockDep, identity: IdentityDep) -> None:
    """Sign out everywhere but here."""
    with database.write() as session:
        end_other_sessions(session, identity, clock())


@router.delete("/me/sessions/{session_id}", status_code=204)
def delete_session(session_id: Id, database: DatabaseDep, clock: ClockDep, identity: IdentityDep) -> None:
    """Sign out of one session: it is refused from the next request on. 404 for any that is not one's own."""
    with database.write() as session:
        end_own_session(session, identity, session_id, clock())
