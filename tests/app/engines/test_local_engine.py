"""Solves run in children that may die: the answer still comes, or a sentence, and no process is left behind."""

import os
import signal
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.engines import local_engine as engine_module
from app.engines.child_process import SolverFailed
from app.engines.local_engine import LocalEngine, cores_each
from app.engines.tasks import SolveTask
from solver import Incumbent, Limit, Status, check
from tests.processes import solver_children
from tests.waiting import until
from tests.worlds.abstract import line_problem

PATIENCE_S = 60.0
COUNTED = Limit(60, iterations=2)


@pytest.fixture
def engine() -> Iterator[LocalEngine]:
    """One worker that starts a child when it needs one."""
    engine = LocalEngine(1, stands_back=False)
    yield engine
    engine.close()


def children() -> set[int]:
    """The solver processes of this process that still run."""
    return set(solver_children(os.getpid()))


def processor_s(pid: int) -> float:
    """The processor time a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def test_a_solve_gives_a_checked_answer(engine: LocalEngine) -> None:
    """As it would in this process, with every better plan told on the way."""
    problem = line_problem(5)
    told: list[Incumbent] = []
    result = engine.submit(SolveTask(problem, COUNTED, seed=3), on_incumbent=told.append).result(PATIENCE_S)
    part = problem.part(problem.visits)
    assert (result.status, check(part, result.solution, value=result.value)) == (Status.COMPLETE, [])
    assert [better.value for better in told] == [better.value for better in result.trace]


@pytest.mark.parametrize(("cores", "solves", "each"), [(8, 1, 8), (8, 3, 2), (2, 10, 1), (1, 1, 1), (4, 0, 4)])
def test_cores_are_shared_by_the_solves_there_are(cores: int, solves: int, each: int) -> None:
    """All of them for one, one for each of many, never none."""
    assert cores_each(cores, solves) == each


def test_a_solve_can_go_on_from_a_plan(engine: LocalEngine) -> None:
    """What it finds is worth no less."""
    problem = line_problem(5)
    first = engine.submit(SolveTask(problem, COUNTED, seed=3)).result(PATIENCE_S)
    further = SolveTask(problem, Limit(60, iterations=1), seed=4, initial=first.solution)
    again = engine.submit(further).result(PATIENCE_S)
    assert again.value >= first.value


def test_two_solves_run_side_by_side() -> None:
    """Two workers, two children at once, and each answer goes to whoever asked for it."""
    at_once: set[int] = set()
    engine = LocalEngine(2, stands_back=False)
    try:
        watch = lambda _: at_once.update([len(children())])  # noqa: E731
        small, large = (engine.submit(SolveTask(line_problem(n), Limit(2.0)), on_incumbent=watch) for n in (2, 6))
        assert len(small.result(PATIENCE_S).solution.served) == 2
        assert len(large.result(PATIENCE_S).solution.served) == 6
    finally:
        engine.close()
    assert max(at_once) == 2
    assert children() == set()


def test_a_child_that_is_killed_is_replaced(engine: LocalEngine) -> None:
    """Killed in the middle of its search, the answer still comes, from another child."""
    killed: list[int] = []

    def kill_once(_: Incumbent) -> None:
        if not killed:
            killed.extend(children())
            os.kill(killed[0], signal.SIGKILL)

    result = engine.submit(SolveTask(line_problem(5), Limit(1.0)), on_incumbent=kill_once).result(PATIENCE_S)
    assert len(result.solution.served) == 5
    assert len(killed) == 1


def test_an_input_that_kills_three_children_is_given_up(engine: LocalEngine) -> None:
    """No fourth try; the sentence says how they died."""
    killed: set[int] = set()

    def kill(_: Incumbent) -> None:
        for pid in children() - killed:
            killed.add(pid)
            os.kill(pid, signal.SIGKILL)

    with pytest.raises(SolverFailed, match=r"died 3 times on this input \(SIGKILL"):
        engine.submit(SolveTask(line_problem(5), Limit(5.0)), on_incumbent=kill).result(PATIENCE_S)
    assert len(killed) == 3


def test_a_child_that_wants_too_much_memory_is_stopped(engine: LocalEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Twelve thousand promises want a matrix of a gigabyte; the machine lives, and whoever asked is told."""
    monkeypatch.setattr(engine_module, "MEMORY_BYTES", 3 * 2**29)
    wide = line_problem(12_000)
    promised = replace(wide, visits=tuple(replace(visit, required=True) for visit in wide.visits))
    with pytest.raises(SolverFailed, match="gave up: out of memory"):
        engine.submit(SolveTask(promised, COUNTED)).result(PATIENCE_S)
    monkeypatch.undo()
    assert len(engine.submit(SolveTask(line_problem(2), COUNTED)).result(PATIENCE_S).solution.served) == 2


def test_a_child_that_overruns_is_killed(engine: LocalEngine) -> None:
    """Stopped in its search, and the sentence says what to do."""
    child = engine._child()
    started_s = time.monotonic()
    with pytest.raises(SolverFailed, match="overran its time and was stopped"):
        child.ask(SolveTask(line_problem(8), Limit(30.0)), engine_module.MEMORY_BYTES, 0.5, None)
    assert time.monotonic() - started_s < 25
    assert children() == set()


def test_a_warm_child_waits_without_work() -> None:
    """Using no processor; close() ends it."""
    engine = LocalEngine(2)
    try:
        engine.warm()
        until(lambda: engine.trouble() is None)
        (warm,) = children()
        before_s = processor_s(warm)
        time.sleep(1)
        assert processor_s(warm) == before_s
        engine.warm()
        assert children() == {warm}
    finally:
        engine.close()
    assert children() == set()


def test_a_closed_engine_takes_nothing_and_leaves_nothing() -> None:
    """No work is accepted, and warming it starts nobody."""
    engine = LocalEngine(1)
    engine.close()
    engine.warm()
    assert children() == set()
    with pytest.raises(RuntimeError):
        engine.submit(SolveTask(line_problem(1), COUNTED))
