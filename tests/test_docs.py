"""The documents keep up with the code: every code a user can meet is explained, every command and setting is named."""

from pathlib import Path

import pytest

from app.cli.main import COMMANDS
from app.config import PREFIX, Settings
from app.intake.faults import WORDINGS as FAULTS
from app.planning.run import REFUSALS
from app.planning.wordings import NOTES, REASONS
from app.visits.slot_words import SLOT_REASONS

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CODES = (ROOT / "docs" / "codes.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_in_the_readme(command: str) -> None:
    """Whoever reads it knows all that `kproute` can do."""
    assert f"`kproute {command}" in README


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_in_the_readme(name: str) -> None:
    """By the name of its environment variable."""
    assert f"`{PREFIX}{name.upper()}`" in README


@pytest.mark.parametrize(("code", "wording"), {**REASONS, **FAULTS, **REFUSALS, **NOTES, **SLOT_REASONS}.items())
def test_every_code_is_explained(code: str, wording: object) -> None:
    """With the sentence that users read, to the letter."""
    assert f"| `{code}` | {wording.sentence} |" in CODES  # type: ignore[attr-defined]
