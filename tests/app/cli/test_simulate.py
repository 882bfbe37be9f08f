"""kproute simulate: the demo company's quarter, on the screen."""

from tests.app.cli.conftest import Kproute


def test_three_ways_stand_side_by_side(shell: Kproute) -> None:
    """A figure for each in every row; only this method wastes no visit."""
    done = shell("simulate", "--weeks", 1, "--seeds", 1, "--seed", 7, "--iterations", 1)
    assert (done.returncode, done.stderr) == (0, "")
    assert "600 accounts, 4 reps; weeks: 1 from 2026-01-05; seeds: 7 to 7" in done.stdout
    (wasted,) = (line.split()[2:] for line in done.stdout.splitlines() if "visits wasted" in line)
    assert [int(figure) > 0 for figure in wasted] == [False, True, True]


def test_no_quarter_is_refused(shell: Kproute) -> None:
    """Exit code 2, before anything is played."""
    assert shell("simulate", "--weeks", 0).returncode == 2
