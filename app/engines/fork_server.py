"""Where solver children come from: one process that has loaded what they need, of which each is forked.

Loading OR-Tools and the machine code takes four seconds of a core; a fork of a process that has them is ready at once,
and shares their memory.
"""

import atexit
import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass
from typing import IO

PROGRAM = "app.engines.forking"
WORDS_BYTES = 300  # of what a process said, its end, for the message to whoever asked
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1"}  # a process with one thread can be forked safely


@dataclass(frozen=True, slots=True)
class Line:
    """Our end of a child's connection, and the file that holds what it says beside its answers."""

    connection: socket.socket
    words: IO[bytes]


@dataclass(frozen=True, slots=True)
class _Running:
    """The process, the socket on which it is asked for children, and the file that holds what it says."""

    process: subprocess.Popen[bytes]
    asks: socket.socket
    words: IO[bytes]


class ForkServer:
    """Starts its process when a child is first asked for, and again where it has died; the process ends with ours."""

    def __init__(self, program: str = PROGRAM) -> None:
        self._program = program
        self._lock = threading.Lock()
        self._running: _Running | None = None

    def fork(self, niceness: int) -> Line:
        """A child on its way; it is asked for without waiting for the loading."""
        ours, theirs = socket.socketpair()
        words = tempfile.TemporaryFile()  # noqa: SIM115  lives as long as the child
        try:
            with self._lock, theirs:
                self._ask(niceness, theirs, words)
        except OSError:  # no process can be started
            ours.close()
            words.close()
            raise
        return Line(ours, words)

    def last_words(self) -> str:
        """The end of what the process itself has said, such as why it could not load."""
        with self._lock:
            return "" if self._running is None else end_of(self._running.words)

    def close(self) -> None:
        """End the process and its children, and wait for it; whoever asks later has it started again."""
        with self._lock:
            self._end()

    def _ask(self, niceness: int, connection: socket.socket, words: IO[bytes]) -> None:
        asked, files = [bytes([niceness])], [connection.fileno(), words.fileno()]
        try:
            socket.send_fds(self._asks(), asked, files)
        except BrokenPipeError:  # it died a moment ago
            self._end()
            with contextlib.suppress(BrokenPipeError):  # and again: whoever asks the child will hear why
                socket.send_fds(self._asks(), asked, files)

    def _asks(self) -> socket.socket:
        if self._running is not None and self._running.process.poll() is not None:
            self._end()
        if self._running is None:
            self._running = self._started()
        return self._running.asks

    def _started(self) -> _Running:
        ours, theirs = socket.socketpair()
        words = tempfile.TemporaryFile()  # noqa: SIM115  lives as long as the process
        with theirs:
            process = subprocess.Popen(  # noqa: S603  a module of ours
                [sys.executable, "-m", self._program],
                stdin=theirs.fileno(),
                stdout=words,
                stderr=words,
                env={**os.environ, **ONE_THREAD},
            )
        return _Running(process, ours, words)

    def _end(self) -> None:
        if self._running is not None:
            self._running.asks.close()
            self._running.words.close()
            self._running.process.wait()
            self._running = None


def end_of(words: IO[bytes]) -> str:
    """The last words of a process whose file this is; read without moving where it writes."""
    size = os.fstat(words.fileno()).st_size
    return os.pread(words.fileno(), WORDS_BYTES, max(0, size - WORDS_BYTES)).decode(errors="replace").strip()


FORK_SERVER = ForkServer()  # one for all engines of this process
atexit.register(FORK_SERVER.close)
