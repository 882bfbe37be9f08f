"""The life of a disposable solver process: say that it is ready, do one task, answer, end.

OR-Tools ends the whole process on some inputs; here that hurts nobody.
"""

import os
import resource
import socket
import threading
from typing import Any

from app.engines.frames import read_frame, write_frame
from app.engines.tasks import CentreTask, CertifyTask, ChildTask, DivideTask, OnIncumbent
from solver.centre import best_centre
from solver.certify import certify
from solver.divide import divided
from solver.limits import Halted
from solver.solve_wide import solve_wide


def serve_one_task(connection: socket.socket) -> None:
    """Read a memory limit and a task, and answer with what is made of it; better plans are told on the way."""
    write_frame(connection, ("ready", None))
    try:
        memory_bytes, task = read_frame(connection)
    except EOFError:
        return  # the service ended without needing this one
    halted = threading.Event()
    threading.Thread(target=_listen, args=(connection, halted), daemon=True).start()
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    try:
        result = _carried_out(task, lambda found: write_frame(connection, ("incumbent", found)), halted.is_set)
        write_frame(connection, ("result", result))
    except MemoryError:
        write_frame(connection, ("refused", "out of memory"))


def _carried_out(task: ChildTask, report: OnIncumbent, halted: Halted) -> Any:
    if isinstance(task, DivideTask):
        return divided(task.problem)
    if isinstance(task, CentreTask):
        return best_centre(task.work, task.reps, task.joining)
    if isinstance(task, CertifyTask):
        return certify(task.problem, task.solution, task.value, task.time_s)
    return solve_wide(
        task.problem,
        task.limit,
        seed=task.seed,
        initial=task.initial,
        on_incumbent=report,
        cores=task.cores,
        halted=halted,
    )


def _listen(connection: socket.socket, halted: threading.Event) -> None:
    """Hear that the search is to end; where nobody is left to hear the answer, end at once."""
    try:
        while True:
            read_frame(connection)  # END_NOW is all there is to say
            halted.set()
    except (EOFError, OSError):
        os._exit(1)
