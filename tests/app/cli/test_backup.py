"""kproute backup and kproute restore: on the screen, in processes of their own."""

from pathlib import Path

import pytest

from app.access.keys import create_key
from app.db import Database
from tests.app.cli.conftest import Kproute
from tests.conftest import NOW


@pytest.fixture
def a_key(database: Database) -> str:
    """The address of a database that holds one key; nobody uses it."""
    with database.write() as session:
        create_key(session, "crm", NOW)
    database.dispose()
    return database.url.render_as_string(hide_password=False)


def test_a_backup_is_written_tried_and_restored(kproute: Kproute, a_key: str, tmp_path: Path) -> None:
    """Each says what the file holds; the second backup to the same name is refused with exit code 2."""
    file = tmp_path / "copy"
    written = kproute("backup", file, KPROUTE_DATABASE_URL=a_key)
    assert (written.returncode, written.stderr) == (0, "")
    assert f"{file} holds 7 rows in" in written.stdout
    tried = kproute("restore", file, "--verify", KPROUTE_DATABASE_URL=a_key)
    assert (tried.returncode, tried.stderr) == (0, "")
    assert f"{file} can be restored: 7 rows in" in tried.stdout
    restored = kproute("restore", file, KPROUTE_DATABASE_URL=a_key)
    assert (restored.returncode, restored.stderr) == (0, "")
    assert f"What the database held before is in {file}.replaced" in restored.stdout
    again = kproute("backup", file, KPROUTE_DATABASE_URL=a_key)
    assert again.returncode == 2
    assert "is there already" in again.stderr


def test_a_backup_that_is_not_there_is_named(kproute: Kproute, tmp_path: Path) -> None:
    """Exit code 2, one line, and no database is made."""
    done = kproute("restore", tmp_path / "nothing")
    assert done.returncode == 2
    assert "nothing" in done.stderr
    assert not (tmp_path / "kproute.db").exists()
