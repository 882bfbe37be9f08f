"""kproute audit verify: a log that was tampered with is found out."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import update
from typer.testing import CliRunner

from app.access.audit import note_deed
from app.access.identity import SHELL
from app.cli.main import command_line
from app.db import Database
from app.models import AuditRecord

AT = datetime(2026, 11, 24, 8, 30, tzinfo=UTC)


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    """The installation that the command works on, with three entries in its log."""
    url = f"sqlite:///{tmp_path / 'kproute.db'}"
    monkeypatch.setenv("KPROUTE_DATABASE_URL", url)
    made = Database(url)
    made.upgrade()
    with made.write() as session:
        for subject in ("acc_1", "acc_2", "acc_3"):
            note_deed(session, SHELL, "account.created", subject, AT)
    return made


def test_a_log_as_it_was_written(database: Database) -> None:
    """Exit code 0 and a sentence."""
    result = CliRunner().invoke(command_line(("audit",)), ["audit", "verify"])
    assert (result.exit_code, "as it was written" in result.output) == (0, True)


def test_a_changed_entry_is_named(database: Database) -> None:
    """Exit code 1 and its number."""
    with database.write() as session:
        session.execute(update(AuditRecord).where(AuditRecord.number == 2).values(actor_kind="key"))
    result = CliRunner().invoke(command_line(("audit",)), ["audit", "verify"])
    assert result.exit_code == 1
    assert "1 entries are not what was written, or follow one that is missing: 2." in result.output
