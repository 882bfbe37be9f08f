"""kproute check: a true plan holds, a tampered one is named, and other files are refused."""

import json
from pathlib import Path

import pytest

from tests.app.cli.conftest import Kproute
from tests.app.cli.lists import COMPANY, write


def test_a_true_plan_holds(shell: Kproute, planned: Path) -> None:
    """Exit code 0, and what was checked."""
    done = shell("check", planned / "out" / "plan.json", planned / "a.csv", "--reps", planned / "r.csv")
    assert (done.returncode, done.stderr) == (0, "")
    assert "3 stops and 7 ledger rows" in done.stdout
    assert "not proven again: --certify 60 does that" in done.stdout


def test_a_bound_is_proven_again_when_asked(shell: Kproute, planned: Path) -> None:
    """Exit code 0 where the proof comes to no more than is written."""
    lists = (planned / "a.csv", "--reps", planned / "r.csv")
    done = shell("check", planned / "out" / "plan.json", *lists, "--certify", "60")
    assert (done.returncode, "Its bound was proven again." in done.stdout) == (0, True), done.stderr


def test_a_tampered_plan_is_named(kproute: Kproute, planned: Path, tmp_path: Path) -> None:
    """Exit code 1, with the rule and the visit."""
    content = json.loads((planned / "out" / "plan.json").read_text(encoding="utf-8"))
    stop = next(stop for route in content["routes"] for stop in route["stops"] if stop["external_id"] == "K2")
    stop["start_s"] += 60
    (tmp_path / "tampered.json").write_text(json.dumps(content), encoding="utf-8")
    done = kproute("check", tmp_path / "tampered.json", planned / "a.csv", "--reps", planned / "r.csv")
    assert done.returncode == 1
    assert "WINDOW K2" in done.stderr
    assert "Do not use it" in done.stdout


def test_a_changed_list_is_refused(kproute: Kproute, planned: Path, tmp_path: Path) -> None:
    """Exit code 2: the plan was made from another file."""
    changed = write(tmp_path / "changed.csv", COMPANY[:-1])
    done = kproute("check", planned / "out" / "plan.json", changed, "--reps", planned / "r.csv")
    assert done.returncode == 2
    assert "was changed since" in done.stderr


def test_a_plan_that_needs_its_reps_says_so(kproute: Kproute, planned: Path) -> None:
    """Exit code 2 without --reps."""
    done = kproute("check", planned / "out" / "plan.json", planned / "a.csv")
    assert done.returncode == 2
    assert "needs --reps too" in done.stderr


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00", b'{"format": "kproute-plan/2"}'])
def test_what_is_no_plan_is_refused(kproute: Kproute, planned: Path, tmp_path: Path, content: bytes | None) -> None:
    """Missing, binary, or cut off: exit code 2 and what to give instead."""
    if content is not None:
        (tmp_path / "plan.json").write_bytes(content)
    done = kproute("check", tmp_path / "plan.json", planned / "a.csv")
    assert done.returncode == 2
    assert "Give the plan.json that `kproute plan` wrote" in done.stderr
