"""Progress adds up, never falls, and says nothing that is not the plan's."""

import threading

from app.planning.progress import LatestTold, Progress, RepProgress, RepState, Teller
from solver import Incumbent
from tests.waiting import until


def found(value: int) -> Incumbent:
    return Incumbent(0.1, value, "test")


def test_the_best_of_all_reps_is_told() -> None:
    """A rep who is planned again begins below what he has; that is not told as a loss."""
    told: list[Progress] = []
    teller = Teller(["wang", "li"], told.append)
    teller.phase("solve")
    for rep_id, value in (("wang", 100), ("li", 200), ("wang", 300), ("wang", 250)):
        teller.best(rep_id, found(value))
    assert [progress.value_s for progress in told] == [None, 1.0, 3.0, 5.0, 5.0]


def test_no_more_reps_are_done_than_there_are() -> None:
    """A second wave plans some of them again."""
    told: list[Progress] = []
    teller = Teller(["wang"], told.append)
    teller.rep_done("wang")
    teller.rep_done("wang")
    assert [(progress.reps_done, progress.reps) for progress in told] == [(1, 1), (1, 1)]


def test_each_rep_has_a_progress_of_his_own() -> None:
    """Whose turn has not come waits; a second wave makes nobody undone, and lowers nobody's best."""
    told: list[Progress] = []
    teller = Teller(["wang", "li", "zhao"], told.append)
    teller.best("wang", found(300))
    teller.rep_done("wang")
    teller.best("li", found(200))
    teller.best("wang", found(250))
    assert told[-1].of_reps == (
        RepProgress("wang", RepState.DONE, 3.0),
        RepProgress("li", RepState.SEARCHED, 2.0),
        RepProgress("zhao", RepState.WAITS, None),
    )


def test_what_keeping_is_worth_is_not_told_as_value() -> None:
    """While an earlier plan is held on to, only the finished plan has a value."""
    told: list[Progress] = []
    teller = Teller(["wang"], told.append, tells_values=False)
    teller.best("wang", found(100))
    teller.done(0.5)
    assert [(progress.phase, progress.value_s) for progress in told] == [("gate", None), ("done", 0.5)]
    assert told[0].of_reps == (RepProgress("wang", RepState.SEARCHED, None),)


def test_the_last_word_before_a_silence_is_told() -> None:
    """Of many in a moment the first and the latest; nothing is held back until there is more to say."""
    told: list[float | None] = []
    with LatestTold(lambda progress: told.append(progress.value_s)) as tell:
        for value in range(100):
            tell(Progress("solve", (), value))
        until(lambda: told[-1:] == [99])
    assert len(told) <= 3


def test_whoever_tells_waits_for_nobody() -> None:
    """A database that is busy holds up no search; what is latest when the block ends is told, and then nothing more."""
    free, told = threading.Event(), []

    def slowly(progress: Progress) -> None:
        free.wait()
        told.append(progress.value_s)

    with LatestTold(slowly) as tell:
        tell(Progress("solve", (), 1))
        tell(Progress("solve", (), 2))
        free.set()
    tell(Progress("solve", (), 3))
    assert told[-1] == 2
