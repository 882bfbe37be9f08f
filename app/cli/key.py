"""kproute key: an API key for a program such as the CRM, shown once."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from app.access.keys import create_key
from app.cli.screen import say
from app.config import read_settings
from app.db import Database


def key(name: Annotated[str, typer.Argument(help="What the key is for, such as crm.")]) -> None:
    """Make an API key and print it; only its hash is kept, so write it down."""
    database = Database(read_settings().database_url)
    database.upgrade()
    with database.write() as session:
        made = create_key(session, name, datetime.now(UTC))
    say(made.text)
    say(f"Send it as: Authorization: Bearer {made.text[:12]}...  It is not shown again.")
