"""Reps side by side: each has a colour and initials of his own."""

import re
from pathlib import Path

import pytest

from web.rep_marks import COLOURS, initials, rep_colours, rep_tone

STATIC = Path(__file__).parents[2] / "web" / "static"


def test_a_rep_keeps_his_colour_whatever_the_order():
    assert rep_colours(["wang", "li", "wang"]) == rep_colours(["li", "wang"]) == {"li": 0, "wang": 1}


def test_a_team_of_a_dozen_has_as_many_colours():
    """As many as the palette has; whoever comes after them is dashed."""
    palette = re.findall(r"^\.rep-(\d+) \{ --rep: (#\w+);", (STATIC / "map.css").read_text(), re.MULTILINE)
    assert [int(number) for number, _ in palette] == list(range(COLOURS))
    assert len({colour for _, colour in palette}) == COLOURS >= 12
    assert f"const COLOURS = {COLOURS};" in (STATIC / "map.js").read_text()
    assert (rep_tone(COLOURS - 1), rep_tone(COLOURS)) == (f"rep-{COLOURS - 1}", "rep-0 again")


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("王芳", "王芳"),
        ("欧阳小明", "小明"),
        ("Ann Lee", "AL"),
        ("Rep 1", "R1"),
        ("Rep 10", "R10"),
        ("Bo", "BO"),
        ("12", "12"),
        (" ", ""),
    ],
)
def test_initials_tell_names_apart(name, short):
    assert initials(name) == short
