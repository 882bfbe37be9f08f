"""kproute restore: a backup tried out in a scratch place, or brought back."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from app.cli.screen import say
from app.config import read_settings
from app.db import Database
from app.privacy.scrubbing import scrub_erased
from app.privacy.survival import apply_ledger, carried_over
from app.storage import backup as backups
from app.storage.schema import newest_version


def restore(
    file: Annotated[Path, typer.Argument(help="A file that `kproute backup` wrote.")],
    verify: Annotated[
        bool, typer.Option("--verify", help="Only try it: restore it in a scratch place, compare, and change nothing.")
    ] = False,
) -> None:
    """Make the database hold what the backup holds; what it held is kept beside the backup."""
    database = Database(read_settings().database_url)
    url = database.url
    if verify:
        held = backups.rehearse(url, file)
        say(f"{file} can be restored: {held}.")
        return
    erased = carried_over(database)
    done = backups.restore(url, file)
    if done.kept is not None:
        say(f"What the database held before is in {done.kept}.")
    say(f"The database holds {done.contents}.")
    if erased.erasures:
        # Before anybody can see them: the tables are brought up to date for it.
        database.upgrade()
        found = apply_ledger(database, erased)
        scrub_erased(database, datetime.now(UTC))
        database.dispose()
        say(f"{found} of {len(erased.erasures)} who had been erased were in the backup, and are erased again.")
    elif done.contents.version != newest_version():
        say(f"The next start brings the tables up to {newest_version()}.")
