"""The benchmark of territories: the same region every time, and ours more even than the simple rules."""

import pytest

from solver.bench.territories import main, region


def test_it_tells_of_each_rule_and_of_the_bound(capsys: pytest.CaptureFixture[str]) -> None:
    """A region of two reps."""
    assert main(["2x40"]) == 0
    told = capsys.readouterr().out
    assert [line.split("|")[1].strip() for line in told.splitlines()[2:-1]] == ["nearest", "greedy", "ours"]
    assert told.splitlines()[-1].startswith("No division costs less than")


def test_the_same_numbers_give_the_same_region() -> None:
    """And another seed another one."""
    assert (region(2, 20).load_s == region(2, 20).load_s).all()
    assert (region(2, 20).load_s != region(2, 20, seed=2).load_s).any()
