"""kproute privacy: what is held of a person, given out or erased; and the ledger of who was erased."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from app.access.identity import SHELL
from app.cli.screen import fail, say
from app.config import read_settings
from app.db import Database
from app.errors import AppError
from app.privacy.erase import erase_subject
from app.privacy.export import export_subject
from app.privacy.scrubbing import scrub_erased
from app.privacy.survival import apply_ledger, keep_beside, read_ledger, stored_ledger, write_ledger

app = typer.Typer(help="Give out or erase what is held of a person.", no_args_is_help=True)

SubjectId = Annotated[str, typer.Argument(help="Our id of an account (acc_...), contact (con_...) or rep (rep_...).")]


@app.command("export")
def export(subject_id: SubjectId) -> None:
    """Print everything that is held of a person or account, as JSON."""
    try:
        with _database() as database, database.write() as session:
            told = export_subject(session, SHELL, subject_id, datetime.now(UTC))
    except AppError as refusal:
        raise _refused(refusal) from refusal
    typer.echo(json.dumps(told, ensure_ascii=False, indent=2))


@app.command("erase")
def erase(
    subject_id: SubjectId,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask; there is no way back.")] = False,
) -> None:
    """Erase a person or account for good; no list and no older backup brings them back."""
    now = datetime.now(UTC)
    if not yes:
        typer.confirm(f"Erase {subject_id} for good?", abort=True)
    with _database() as database:
        try:
            with database.write() as session:
                erased = erase_subject(session, SHELL, subject_id, now)
        except AppError as refusal:
            raise _refused(refusal) from refusal
        keep_beside(database)
        is_clean = scrub_erased(database, now)
    touched = ", ".join(f"{count} in {name}" for name, count in sorted(erased.rows.items()))
    say(f"{erased.kind} {subject_id} is erased. Rows: {touched or 'none, it was erased before'}.")
    if not is_clean:
        say("Others use the database, so its files still hold bytes of it. The next sweep overwrites them.")
    say("Backups made before hold it still; restoring one erases it again.")


@app.command("ledger")
def ledger(file: Annotated[Path, typer.Argument(help="The file to write; one that is there is replaced.")]) -> None:
    """Write who was erased, as hashes, to a file to keep beside the backups."""
    with _database() as database, database.read() as session:
        held = stored_ledger(session)
    write_ledger(held, file)
    say(f"{file} holds {len(held.erasures)} erasures.")


@app.command("reapply")
def reapply(file: Annotated[Path, typer.Argument(help="A file that `kproute privacy ledger` wrote.")]) -> None:
    """Erase again whoever is in a ledger, after a backup was restored where the ledger was not."""
    told = read_ledger(file)
    with _database() as database:
        found = apply_ledger(database, told)
        scrub_erased(database, datetime.now(UTC))
    say(f"{found} who were there again are erased again.")


@contextmanager
def _database() -> Iterator[Database]:
    """The database of the settings, with the newest tables, for the time of the block."""
    database = Database(read_settings().database_url)
    try:
        database.upgrade()
        yield database
    finally:
        database.dispose()


def _refused(refusal: AppError) -> typer.Exit:
    fail(refusal.detail)
    return typer.Exit(2)
