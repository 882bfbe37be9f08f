"""The tree of processes, read from /proc: who is whose child, and what it runs."""

import os
import signal
from pathlib import Path

FORK_SERVER = "app.engines.forking"


def children(pid: int) -> list[int]:
    """The processes that this one has started and that still run, the oldest first."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        state = _state(int(entry.name))
        if state is not None and state[0] != "Z" and int(state[1]) == pid:
            found.append(int(entry.name))
    return sorted(found)


def descendants(pid: int) -> list[int]:
    """All processes below this one."""
    return [found for child in children(pid) for found in (child, *descendants(child))]


def fork_servers(pid: int) -> list[int]:
    """Those of them that solver children are forked of."""
    return [child for child in children(pid) if FORK_SERVER in words_of(child)]


def solver_children(pid: int) -> list[int]:
    """The processes that solve and prove for this one, or stand ready to."""
    return [child for server in fork_servers(pid) for child in children(server)]


def niceness(pid: int) -> int:
    return os.getpriority(os.PRIO_PROCESS, pid)


def words_of(pid: int) -> list[str]:
    """The command line of a process; nothing where it is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split("\0")
    except (FileNotFoundError, ProcessLookupError):
        return []


def runs(pid: int) -> bool:
    state = _state(pid)
    return state is not None and state[0] != "Z"


def kill(pid: int) -> bool:
    """Kill -9 this one process; False where it was gone already."""
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


def _state(pid: int) -> list[str] | None:
    """The fields of /proc/PID/stat from the state on; None where the process is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
