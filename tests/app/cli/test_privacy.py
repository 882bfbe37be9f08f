"""kproute privacy and kproute sweep, as whoever has the shell uses them."""

import json

import pytest
from typer.testing import CliRunner

from app.cli.main import command_line
from app.db import Database
from tests.conftest import NOW
from tests.worlds.planted import CONTACT, plant_people
from tests.worlds.stored import store_week


@pytest.fixture
def contact_id(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> str:
    """A contact in the database of the settings."""
    with sqlite_database.write() as session:
        store_week(session, NOW)
        planted = plant_people(session, NOW)
    monkeypatch.setenv("KPROUTE_DATABASE_URL", sqlite_database.url.render_as_string(hide_password=False))
    return planted.contact_id


def kproute(*arguments: str, answer: str = "") -> tuple[int, str]:
    done = CliRunner().invoke(command_line((arguments[0],)), list(arguments), input=answer)
    return done.exit_code, done.output


def test_a_person_is_printed_and_erased(contact_id: str) -> None:
    """JSON on the screen; then gone, and told so once more."""
    code, printed = kproute("privacy", "export", contact_id)
    assert (code, json.loads(printed)["tables"]["contact"][0]["name"]) == (0, CONTACT)
    code, said = kproute("privacy", "erase", contact_id, "--yes")
    assert (code, f"contact {contact_id} is erased." in said) == (0, True)
    assert "erased before" in kproute("privacy", "erase", contact_id, "--yes")[1]
    code, refused = kproute("privacy", "export", contact_id)
    assert (code, "Nothing is held under this id" in refused) == (2, True)


def test_nobody_is_erased_by_mistake(contact_id: str) -> None:
    """Without a yes nothing happens."""
    assert kproute("privacy", "erase", contact_id, answer="n\n")[0] == 1
    assert kproute("privacy", "export", contact_id)[0] == 0


def test_a_sweep_says_what_it_would_do_and_did(contact_id: str) -> None:
    """A line for each rule; --dry-run changes nothing."""
    for _ in range(2):
        code, counted = kproute("sweep", "--dry-run")
        assert (code, "positions of check-ins (kept 60 days): " in counted, "Nothing was changed." in counted) == (
            0,
            True,
            True,
        )
    assert "Nothing was changed." not in kproute("sweep")[1]
