"""Odd problems never kill the process: each gives issues, or a plan that the checker passes."""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from tests.solver.hostile import PROBLEMS, REFUSED

REPOSITORY = Path(__file__).parents[2]
Outcomes = Mapping[str, tuple[str, list[str]]]


def outcomes_of(names: Sequence[str]) -> Outcomes:
    """What a process of its own, with little memory, says of these problems; `begun` where it died over one."""
    child = subprocess.run(
        [sys.executable, "-m", "tests.solver.hostile", *names], cwd=REPOSITORY, capture_output=True, check=False
    )
    lines = [json.loads(line) for line in child.stdout.decode().splitlines() if line.startswith("[")]
    return {name: (what, list(faults)) for name, what, faults in lines}


@pytest.fixture(scope="module")
def outcomes() -> Outcomes:
    """One process for all of them, so that none may leave it in a bad state either."""
    return outcomes_of(tuple(PROBLEMS))


@pytest.mark.parametrize("name", sorted(set(PROBLEMS) - set(REFUSED)))
def test_what_is_odd_gets_a_plan_that_breaks_no_rule(outcomes: Outcomes, name: str) -> None:
    """However great, small, many or contradictory its numbers are."""
    assert outcomes.get(name) == ("planned", [])


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_what_contradicts_itself_is_refused_with_its_issues(outcomes: Outcomes, name: str) -> None:
    """Before any search, in words."""
    what, issues = outcomes[name]
    assert what == "refused"
    assert all(issues)
    assert issues


@pytest.mark.parametrize("name", ["crash", "hog"])
def test_a_death_would_be_seen(name: str) -> None:
    """A process that aborts, or asks for more memory than it may have, leaves its problem begun and the next untold."""
    found = outcomes_of(["twins", name, "no travel"])
    assert found["twins"][0] == "refused"
    assert found[name] == ("begun", [])
    assert "no travel" not in found
