"""The disposable solver process: reads one task, answers, ends. Started by `app.planning.engine`, never imported.

OR-Tools ends the whole process on some inputs and holds the interpreter while it runs; here that hurts nobody.
"""

import os
import resource

from app.planning.frames import read_frame, write_frame
from solver import Incumbent, WideProblem
from solver.solve_wide import solve_wide


def main() -> None:
    """Say that the imports are done, then do one task under the memory limit that comes with it."""
    tasks = os.fdopen(os.dup(0), "rb", buffering=0)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not mix with our frames
    write_frame(answers, ("ready", None))
    try:
        memory_bytes, problem, limit, seed = read_frame(tasks)
    except EOFError:
        return  # the service ended without needing this one
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    assert isinstance(problem, WideProblem)

    def report(incumbent: Incumbent) -> None:
        write_frame(answers, ("incumbent", incumbent))

    try:
        write_frame(answers, ("result", solve_wide(problem, limit, seed=seed, on_incumbent=report)))
    except MemoryError:
        write_frame(answers, ("refused", "out of memory"))


if __name__ == "__main__":
    main()
