"""Solver children are forked of one process that has loaded everything, and end with whoever asked for them."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.engines.child_process import WITHOUT_A_WORD, ChildDied, ChildProcess
from app.engines.fork_server import PROGRAM, ForkServer
from app.engines.local_engine import MEMORY_BYTES
from app.engines.tasks import SolveTask
from solver import Limit
from tests.processes import children, descendants, fork_servers, niceness, runs, solver_children
from tests.waiting import until
from tests.worlds.abstract import line_problem

ASKER = """
from app.engines.child_process import ChildProcess
from app.engines.fork_server import ForkServer
from app.engines.tasks import SolveTask
from solver import Limit
from tests.worlds.abstract import line_problem
child = ChildProcess(ForkServer())
print("asked", flush=True)
child.ask(SolveTask(line_problem(60), Limit(600)), 4 << 30, 600, None)
"""


@pytest.fixture
def server() -> Iterator[ForkServer]:
    """A fork server of the test's own."""
    server = ForkServer()
    yield server
    server.close()


@contextlib.contextmanager
def child_of(server: ForkServer, **options: int) -> Iterator[ChildProcess]:
    child = ChildProcess(server, **options)
    try:
        yield child
    finally:
        child.end()


def solve(child: ChildProcess) -> int:
    """How many of three visits it serves."""
    task = SolveTask(line_problem(3), Limit(60, iterations=2))
    return len(child.ask(task, MEMORY_BYTES, 60, None).solution.served)


def servers() -> set[int]:
    return set(fork_servers(os.getpid()))


def test_all_children_come_of_one_process(server: ForkServer) -> None:
    """It has one thread, so that a fork is a whole one; whoever is done or is not needed is gone at once."""
    before = servers()
    with child_of(server) as first, child_of(server) as second:
        until(lambda: first.is_ready and second.is_ready)
        (of,) = servers() - before
        assert len(list(Path(f"/proc/{of}/task").iterdir())) == 1
        assert len(children(of)) == 2
        assert solve(first) == 3
        assert len(children(of)) == 1
        second.end()
        assert children(of) == []


def test_many_that_come_and_go_at_once_are_told_apart(server: ForkServer) -> None:
    """Some are killed, some hang up, some answer: everybody who asks gets his answer."""
    with ThreadPoolExecutor(8) as threads:

        def come_and_go(number: int) -> int:
            with child_of(server) as child:
                if number % 3 == 0:
                    child.kill()
                    return 3
                return solve(child) if number % 3 == 1 else 3

        assert list(threads.map(come_and_go, range(60))) == [3] * 60


def test_a_child_is_as_urgent_as_was_asked(server: ForkServer) -> None:
    """Beside one that is as urgent as we are."""
    before = set(solver_children(os.getpid()))
    with child_of(server) as urgent, child_of(server, niceness=19) as other:
        until(lambda: urgent.is_ready and other.is_ready)
        ours = niceness(os.getpid())
        assert sorted(niceness(pid) for pid in set(solver_children(os.getpid())) - before) == [ours, 19]


def test_how_a_child_ended_is_told(server: ForkServer) -> None:
    """In the words of whoever asks next; other children go on."""
    before = set(solver_children(os.getpid()))
    with child_of(server) as child:
        until(lambda: child.is_ready)
        with child_of(server) as other:
            until(lambda: other.is_ready)
            (pid, _) = sorted(set(solver_children(os.getpid())) - before)
            os.kill(pid, signal.SIGABRT)
            until(lambda: child.has_ended)
            with pytest.raises(ChildDied, match="SIGABRT"):
                solve(child)
            assert solve(other) == 3


def test_a_fork_server_that_was_killed_is_replaced(server: ForkServer) -> None:
    """Its children finish what they are at."""
    before = servers()
    with child_of(server) as child:
        until(lambda: child.is_ready)
        (of,) = servers() - before
        os.kill(of, signal.SIGKILL)
        until(lambda: not runs(of))
        assert solve(child) == 3
    with child_of(server) as child:
        assert solve(child) == 3
        assert of not in servers()


def test_a_child_that_nobody_saw_end_is_told_too(server: ForkServer) -> None:
    """Asked for when what it is forked of was killed: there is nobody left to say how."""
    before = servers()
    with child_of(server) as child:
        until(lambda: child.is_ready)
        (of,) = servers() - before
    os.kill(of, signal.SIGSTOP)
    with child_of(server) as child:
        os.kill(of, signal.SIGKILL)
        with pytest.raises(ChildDied, match=WITHOUT_A_WORD):
            solve(child)


def test_what_cannot_be_loaded_is_told(server: ForkServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the end of what was said; a mended installation serves the next child."""
    (tmp_path / "ortools.py").write_text("raise ImportError('libsomething.so is missing')")
    with monkeypatch.context() as broken:
        broken.setenv("PYTHONPATH", str(tmp_path))
        with child_of(server) as child:
            until(lambda: child.has_ended)
            with pytest.raises(ChildDied, match=r"libsomething\.so is missing"):
                solve(child)
    with child_of(server) as child:
        assert solve(child) == 3


def test_nobody_loads_for_a_program_that_is_gone() -> None:
    """It ends while it loads, instead of loading for seconds what nobody will use."""
    ours, theirs = socket.socketpair()
    with theirs:
        loading = subprocess.Popen([sys.executable, "-m", PROGRAM], stdin=theirs.fileno())
    ours.close()
    assert loading.wait(120) == 1


def test_a_program_that_is_killed_takes_its_children_along() -> None:
    """Those at work too, although they answer to another process."""
    with subprocess.Popen([sys.executable, "-c", ASKER], stdout=subprocess.PIPE) as asker:
        assert asker.stdout is not None
        assert asker.stdout.readline() == b"asked\n"
        until(lambda: solver_children(asker.pid))
        below = descendants(asker.pid)
        asker.kill()
    until(lambda: not any(runs(pid) for pid in below))


def test_ctrl_c_is_not_for_the_children(server: ForkServer) -> None:
    """The terminal tells everybody; the program that asked decides what ends."""
    before = servers()
    with child_of(server) as child:
        until(lambda: child.is_ready)
        (of,) = servers() - before
        for pid in (of, *children(of)):
            os.kill(pid, signal.SIGINT)
        assert solve(child) == 3
