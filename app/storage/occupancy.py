"""Who has a SQLite file open: many programs share it, and whoever replaces it needs it alone.

SQLite's own locks come and go with each transaction, so that a server at rest holds none; this one is held as long as
a program may use the file. It is the kernel's (flock), so that it ends with the program, however that ends.
"""

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.unusable import UnusableBackup, UnusableDatabase


class Occupancy:
    """This program's share of one database file."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._held: int | None = None
        self._lock = threading.Lock()

    def share(self) -> None:
        """Hold the file open for use until `release`; raises UnusableDatabase while somebody replaces it."""
        with self._lock:
            if self._held is None:
                self._held = _shared(self._file)

    def release(self) -> None:
        """Give up this program's share; the next connection takes it again."""
        with self._lock:
            if self._held is not None:
                os.close(self._held)
                self._held = None


def _shared(file: Path) -> int:
    try:
        held = _lock_file(file)
    except OSError as error:
        raise UnusableDatabase(
            f"The folder {file.parent} cannot be written: {error.strerror}. Check that the path is right and that this"
            " user may write there, or set KPROUTE_DATABASE_URL to a file in another one."
        ) from error
    try:
        fcntl.flock(held, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(held)
        raise UnusableDatabase(f"{file} is being restored at this moment. Try again when it is done.") from None
    return held


@contextmanager
def alone_with(file: Path) -> Iterator[None]:
    """Nobody else opens the file during the block; raises UnusableBackup where somebody has it open."""
    held = _lock_file(file)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise UnusableBackup(f"{file} is in use. Stop every KPRoute that serves or works on it first.") from None
    finally:
        os.close(held)


def _lock_file(file: Path) -> int:
    return os.open(file.with_name(f"{file.name}.in-use"), os.O_RDWR | os.O_CREAT, 0o600)
