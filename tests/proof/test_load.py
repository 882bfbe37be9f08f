"""Phones are answered while a plan solves: the short form of `python -m tests.proof.load`."""

import math

from tests.proof.load import Answer, percentiles, prove


def test_phones_are_answered_while_a_plan_solves() -> None:
    """Every one, and the plan is still being solved afterwards; how quickly is measured where nothing else runs."""
    outcome = prove(reps=12, accounts=4, seconds=4, database="sqlite", server=None, goal_ms=math.inf)
    assert outcome.faults == []
    assert (outcome.facts["requests"], outcome.facts["errors"]) == (24, 0)


def test_slow_answers_show() -> None:
    """Of twenty answers the two slow ones decide what 95 % and 99 % mean."""
    told = percentiles([Answer("the page", 10.0, None)] * 18 + [Answer("the page", 500.0, None)] * 2)
    assert (told["p50_ms"], told["p95_ms"], told["max_ms"]) == (10.0, 500.0, 500.0)
