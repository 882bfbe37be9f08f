"""The life of a disposable solver process: load what it needs, say that it is ready, do one task, answer, end.

OR-Tools ends the whole process on some inputs and holds the interpreter while it runs; here that hurts nobody.
"""

import contextlib
import os
import resource
import select
import threading
from collections.abc import Callable
from typing import IO, Any

from app.planning.frames import read_frame, write_frame
from app.planning.tasks import END_NOW, OnIncumbent
from solver.limits import Halted

Do = Callable[[Any, OnIncumbent, Halted], object]


def serve_one_task(load: Callable[[], Do]) -> None:
    """Read a memory limit and a task from standard input and write what is made of it to standard output.

    What does that, and machine code, is loaded first, or made where there is none yet, so that no search pays for it
    out of its time. Whenever nobody is left to hear the answer, the process ends at once.
    """
    threading.Thread(target=_end_with_the_parent, daemon=True).start()
    do = load()
    from solver.warm import warm_up

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


def _end_with_the_parent() -> None:
    """End at once when the other end of standard input is gone: loading alone takes seconds of a core."""
    hangup = select.poll()
    hangup.register(0, 0)
    hangup.poll()
    os._exit(1)


def _listen(tasks: IO[bytes], halted: threading.Event) -> None:
    """Hear that the search is to end."""
    with contextlib.suppress(EOFError):
        while True:
            if read_frame(tasks) == END_NOW:
                halted.set()
