"""kproute backup: the database in one file, written while it is in use and read again before it counts."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli.screen import say
from app.config import read_settings
from app.db import Database
from app.storage import backup as backups


def backup(file: Annotated[Path, typer.Argument(help="The file to write; it must not be there yet.")]) -> None:
    """Write a backup of the database to a new file, and check that all of it can be read again."""
    held = backups.backup(Database(read_settings().database_url).url, file)
    say(f"{file} holds {held} and was read again.")
    say(f"Try it out with `kproute restore {file} --verify`, and keep it on another machine.")
