"""kproute sweep: lets go of what is kept no longer, as the service does every day."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from app.cli.screen import say
from app.config import read_settings
from app.db import Database
from app.privacy.retention import sweep as sweep_all
from app.privacy.scrubbing import scrub_erased


def sweep(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only count; nothing is changed.")] = False,
) -> None:
    """Delete or blank what is older than the settings say, and count it."""
    settings, now = read_settings(), datetime.now(UTC)
    database = Database(settings.database_url)
    database.upgrade()
    for swept in sweep_all(database, settings, now, only_count=dry_run):
        say(f"{swept.name} (kept {swept.kept_days} days): {swept.rows}")
    if dry_run:
        say("Nothing was changed.")
    elif not scrub_erased(database, now):
        say("Others use the database, so the bytes of who was erased wait for the next sweep.")
    database.dispose()
