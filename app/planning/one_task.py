"""The life of a disposable solver process: say that it is ready, do one task, answer, end.

OR-Tools ends the whole process on some inputs and holds the interpreter while it runs; here that hurts nobody.
"""

import os
import resource
import threading
from collections.abc import Callable
from typing import IO, Any

from app.planning.frames import read_frame, write_frame
from app.planning.tasks import END_NOW, OnIncumbent
from solver.limits import Halted
from solver.warm import warm_up


def serve_one_task(do: Callable[[Any, OnIncumbent, Halted], object]) -> None:
    """Read a memory limit and a task from standard input and write what `do` makes of it to standard output.

    Machine code is loaded first, or made where there is none yet, so that no search pays for it out of its time.
    """
    tasks = os.fdopen(os.dup(0), "rb", buffering=0)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not mix with our frames
    warm_up()
    write_frame(answers, ("ready", None))
    try:
        memory_bytes, task = read_frame(tasks)
    except EOFError:
        return  # the service ended without needing this one
    halted = threading.Event()
    threading.Thread(target=_listen, args=(tasks, halted), daemon=True).start()
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    try:
        result = do(task, lambda found: write_frame(answers, ("incumbent", found)), halted.is_set)
        write_frame(answers, ("result", result))
    except MemoryError:
        write_frame(answers, ("refused", "out of memory"))


def _listen(tasks: IO[bytes], halted: threading.Event) -> None:
    """Hear that the search is to end; and end at once where nobody is left to hear its answer."""
    try:
        while True:
            if read_frame(tasks) == END_NOW:
                halted.set()
    except EOFError:
        os._exit(1)
