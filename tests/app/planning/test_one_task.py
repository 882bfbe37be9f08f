"""The solver's disposable processes end with whoever started them, whatever they are at."""

import subprocess
import sys

import pytest

from app.planning.child_process import ChildProcess
from app.planning.frames import read_frame

CHILDREN = ("app.planning.child", "app.planning.certify_child")


@pytest.mark.parametrize("module", CHILDREN)
def test_a_child_whose_parent_is_gone_does_not_even_get_ready(module: str) -> None:
    """It ends while it loads, instead of loading for seconds what nobody will use."""
    with subprocess.Popen([sys.executable, "-m", module], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        said, _ = child.communicate(timeout=120)
    assert (child.returncode, said) == (1, b"")


def test_a_child_that_nobody_feeds_says_why_it_cannot_start() -> None:
    """`</dev/null` is no parent that went: it gets ready and ends, as the advice of `/readyz` has it."""
    done = subprocess.run(
        [sys.executable, "-m", CHILDREN[0]], stdin=subprocess.DEVNULL, capture_output=True, timeout=120, check=True
    )
    assert done.stderr == b""
    assert done.stdout


def test_a_child_that_waits_for_its_task_ends_with_its_parent() -> None:
    child = ChildProcess(CHILDREN[0])
    try:
        assert read_frame(child._answers) == ("ready", None)
        child._tasks.close()
        assert child._process.wait(60) in (0, 1)  # it reads the end of its tasks, or hears of it
    finally:
        child.end()
