"""Texts of customers in files of other programs."""

import pytest

from tests.worlds.hostile_names import HOSTILE_NAMES
from web.plain_text import in_xml, is_formula, plain_cell


@pytest.mark.parametrize("begins", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_what_a_spreadsheet_would_compute_is_known(begins: str) -> None:
    """Full-width forms count too, for spreadsheets that are set to Chinese."""
    assert is_formula(f"{begins}1+1")
    assert plain_cell(f"{begins}1+1") == f"'{begins}1+1"


def test_a_plain_cell_stays_as_it_is() -> None:
    """Only what looks like a formula is touched."""
    assert plain_cell("西湖 = 杭州") == "西湖 = 杭州"


def test_xml_gets_no_character_that_it_cannot_hold() -> None:
    """A mark stands in its place; everything else stays."""
    assert in_xml("a\x01b\x1bc\tde") == "a\ufffdb\ufffdc\tde"
    assert [name for name in HOSTILE_NAMES if in_xml(name) != name] == ["a\u0001b\u0007c\u001bd\u007fe\u0085f"]
