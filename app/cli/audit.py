"""kproute audit verify: whether the audit log is what was written."""

import typer

from app.access.audit import broken_links
from app.cli.screen import fail, say
from app.config import read_settings
from app.db import Database

MOST_NAMED = 20

app = typer.Typer(help="The audit log: who did what to which row.", no_args_is_help=True)


@app.callback()
def _nothing_of_its_own() -> None:
    """The audit log: who did what to which row."""


@app.command("verify")
def verify() -> None:
    """Check that no entry was changed, and none taken out of the middle; exit code 1 where one was."""
    database = Database(read_settings().database_url)
    database.upgrade()
    with database.read() as session:
        broken = list(broken_links(session))
    if broken:
        named = ", ".join(map(str, broken[:MOST_NAMED]))
        fail(f"{len(broken)} entries are not what was written, or follow one that is missing: {named}.")
        raise typer.Exit(1)
    say("Every entry of the audit log is as it was written.")
