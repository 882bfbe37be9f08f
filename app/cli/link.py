"""kproute link: one-time sign-in links, printed for whoever has the shell."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from app.access.links import LINK_LIVES, create_link
from app.cli.screen import fail, say
from app.config import Settings, read_settings
from app.db import Database
from app.errors import NotFound
from app.intake.store import all_reps

app = typer.Typer(help="Print a sign-in link that works once.", no_args_is_help=True)


@app.command("manager")
def manager() -> None:
    """A link for the manager."""
    settings = read_settings()
    database = Database(settings.database_url)
    database.upgrade()
    say(sign_in_link(database, settings, "manager", None))
    _say_how_long()


@app.command("rep")
def rep(
    rep_id: Annotated[str | None, typer.Argument(help="The rep's id; the first rep's unless given.")] = None,
) -> None:
    """A link for a rep's phone."""
    settings = read_settings()
    database = Database(settings.database_url)
    database.upgrade()
    chosen = rep_id or first_rep(database)
    if chosen is None:
        fail("There is no rep yet. Load the demo with `kproute demo`, or import a list of reps on the page Lists.")
        raise typer.Exit(2)
    try:
        say(sign_in_link(database, settings, "rep", chosen))
    except NotFound as unknown:
        fail(unknown.detail)
        raise typer.Exit(2) from None
    _say_how_long()


def sign_in_link(database: Database, settings: Settings, kind: str, rep_id: str | None) -> str:
    """A fresh link; raises NotFound for a rep nobody knows."""
    with database.write() as session:
        token = create_link(session, kind, rep_id, datetime.now(UTC))
    return f"{settings.public_url}/sign-in/{token}"


def first_rep(database: Database) -> str | None:
    """The rep to show a visitor: the first by id."""
    with database.read() as session:
        return next((rep.external_id for rep in all_reps(session)), None)


def _say_how_long() -> None:
    say(f"It works once, within {LINK_LIVES.seconds // 60} minutes.")
