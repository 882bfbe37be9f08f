"""kproute person: managers, directors and assistants, and the invitations by which they set their password."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated

import typer
from sqlalchemy.orm import Session

from app.access.identity import SHELL
from app.access.invitations import INVITATION_LIVES, invite
from app.access.logins import new_login
from app.access.people import PersonFacts, create_person, person_of_login
from app.access.roles import PersonRole
from app.access.teams import create_team, teams
from app.cli.screen import fail, say
from app.config import read_settings
from app.db import Database
from app.errors import AppError

MOST_TEAMS = 1000

app = typer.Typer(help="Add managers and assistants, and print invitations for them.", no_args_is_help=True)

Login = Annotated[str, typer.Argument(help="What the person signs in with: an e-mail address or a name.")]


@app.command("add")
def add(
    login: Login,
    role: Annotated[
        PersonRole, typer.Option(help="A director sees every team, a manager one; an assistant helps some.")
    ],
    name: Annotated[str | None, typer.Option(help="The person's name; the login unless given.")] = None,
    team: Annotated[
        list[str] | None,
        typer.Option(help="A manager's team, or one that an assistant helps; made where there is none."),
    ] = None,
) -> None:
    """Add a manager, a director or an assistant, and print the invitation."""
    named = team or []
    if (role is PersonRole.MANAGER and len(named) != 1) or (role is PersonRole.DIRECTOR) == bool(named):
        fail(
            "A manager needs a team, as in --role manager --team North, an assistant one or more; a director has none."
        )
        raise typer.Exit(2)
    now = datetime.now(UTC)

    def added(session: Session) -> str:
        team_ids = [_team_id(session, one, now) for one in named]
        leads = team_ids[0] if role is PersonRole.MANAGER else None
        helps = frozenset(team_ids) if role is PersonRole.ASSISTANT else frozenset()
        facts = PersonFacts(new_login(login), name or login, role, leads, helps)
        return create_person(session, SHELL, facts, now).id

    _invite(added, now)


@app.command("invite")
def invite_again(login: Login) -> None:
    """Print a new invitation, for a password or a phone that is lost; the old ones and all sessions end."""
    _invite(lambda session: person_of_login(session, new_login(login)), datetime.now(UTC))


def _team_id(session: Session, name: str, now: datetime) -> str:
    """The team of this name, made where there is none."""
    known = next((team.id for team in teams(session, SHELL, "", MOST_TEAMS) if team.name == name), None)
    return known or create_team(session, SHELL, name, now).id


def _invite(whom: Callable[[Session], str], now: datetime) -> None:
    settings = read_settings()
    database = Database(settings.database_url)
    database.upgrade()
    try:
        with database.write() as session:
            token = invite(session, SHELL, whom(session), now)
    except AppError as refused:
        fail(refused.detail)
        raise typer.Exit(2) from None
    say(f"{settings.public_url}/invitation/{token}")
    say(f"It works once, within {INVITATION_LIVES.days * 24} hours, and asks for a password and an authenticator app.")
