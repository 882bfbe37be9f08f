"""python -m app.engines.forking: load what solves and proofs need, and fork a child for each that is asked for.

Standard input is a socket. Each byte on it asks for a child of that niceness and comes with two files: the child's
connection, and where its words go. A child whose other end hangs up is killed, whatever it is at: OR-Tools holds the
interpreter while it runs. The process ends, and takes its children along, when nobody is left to ask.
"""

import contextlib
import gc
import os
import select
import signal
import socket
import threading
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NoReturn

STDIN, STDOUT, STDERR = 0, 1, 2
HUNG_UP = select.POLLRDHUP
LOOKED_EVERY_MS = 100


@dataclass(frozen=True, slots=True)
class Child:
    """A process that was forked; its files are held open here too, until it is buried."""

    pid: int
    connection: int
    words: int


class Children:
    """The children that live, by their connections."""

    def __init__(self, asked: socket.socket) -> None:
        self._asked = asked
        self._woken, self._wake = socket.socketpair()  # the one can be read when a child has ended
        self._wake.setblocking(False)
        self._living: dict[int, Child] = {}
        self._poll = select.poll()
        for readable in (self._asked, self._woken):
            self._poll.register(readable, select.POLLIN)

    def serve(self) -> None:
        """Fork, kill and bury until nobody is left to ask."""
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self._wake.fileno(), warn_on_full_buffer=False)
        while True:
            told = {file for file, _ in self._poll.poll()}
            for connection in told & self._living.keys():  # first of all: a number that is let go of comes again
                self._kill(connection)
            if self._woken.fileno() in told:
                self._woken.recv(4096)
                self._bury()
            if self._asked.fileno() in told and not self._fork():
                return

    def end(self) -> None:
        """Kill those that live."""
        for child in self._living.values():
            os.kill(child.pid, signal.SIGKILL)

    def _fork(self) -> bool:
        """One child more; False where nobody asks any more."""
        asked, files, _, _ = socket.recv_fds(self._asked, 1, 2)
        if not asked:
            return False
        connection, words = files
        pid = os.fork()
        if pid == 0:
            self._become(asked[0], connection, words)
        self._living[connection] = Child(pid, connection, words)
        self._poll.register(connection, HUNG_UP)
        return True

    def _become(self, niceness: int, connection: int, words: int) -> NoReturn:
        """In the child: let go of what is not its own, do the one task, and end."""
        code = 1
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            os.dup2(os.open(os.devnull, os.O_RDONLY), STDIN)  # in the place of `asked`
            os.dup2(words, STDOUT)
            os.dup2(words, STDERR)
            for other in self._living.values():
                os.close(other.connection)  # or nobody would hear of its end
            os.nice(niceness)
            from app.engines.one_task import serve_one_task

            serve_one_task(socket.socket(fileno=connection))
            code = 0
        except BaseException:
            traceback.print_exc()  # `os._exit` says nothing
        finally:
            os._exit(code)

    def _kill(self, connection: int) -> None:
        """The other end has hung up; once the child is buried, that end can read so."""
        self._poll.unregister(connection)
        os.kill(self._living[connection].pid, signal.SIGKILL)

    def _bury(self) -> None:
        """Let go of who has ended, and note how in his words, before his connection closes."""
        for child in list(self._living.values()):
            pid, status = os.waitpid(child.pid, os.WNOHANG)
            if not pid:
                continue
            code = os.waitstatus_to_exitcode(status)
            cause = signal.Signals(-code).name if code < 0 else f"exit code {code}"
            os.write(child.words, f"\n{cause}".encode())
            with contextlib.suppress(KeyError):  # it was killed
                self._poll.unregister(child.connection)
            os.close(child.words)
            os.close(child.connection)
            del self._living[child.connection]


@contextlib.contextmanager
def only_while_asked(asked: socket.socket) -> Iterator[None]:
    """End at once where nobody is left to ask: loading takes seconds of a core. No thread is left afterwards."""
    loaded = threading.Event()

    def watch() -> None:
        poll = select.poll()
        poll.register(asked, HUNG_UP)
        while not loaded.is_set():
            if poll.poll(LOOKED_EVERY_MS):
                os._exit(1)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield
    finally:
        loaded.set()
        watcher.join()


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the program that asks
    asked = socket.socket(fileno=STDIN)
    with only_while_asked(asked):
        import app.engines.one_task  # noqa: F401  with all that a task needs
        from solver.warm import warm_up

        warm_up()
    gc.freeze()
    children = Children(asked)
    try:
        children.serve()
    finally:
        children.end()


if __name__ == "__main__":
    main()
