"""A proxy that cuts answers off: what it forwards of an answer ends after a random byte, the connection with it."""

import random
import socket
import threading
from types import TracebackType
from typing import Self

CHUNK = 65_536


class CuttingProxy:
    """Listens on a port of loopback and forwards one request for each connection, whole; of the answer it lets
    through nothing, a part or all, as `random` has it. `cut` counts the answers that lost something. Its port may be
    given, so that whoever knows its address finds it there again.
    """

    def __init__(self, server_port: int, seed: str, share: float, port: int = 0) -> None:
        self._server_port, self.share = server_port, share
        self._random, self._lock = random.Random(seed), threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", port), backlog=512)
        self.port = int(self._listener.getsockname()[1])
        self.cut = self.whole = 0

    def __enter__(self) -> Self:
        threading.Thread(target=self._listen, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)  # who waits in accept would take one more
        self._listener.close()

    def _listen(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return  # closed
            threading.Thread(target=self._carry, args=(client,), daemon=True).start()

    def _carry(self, client: socket.socket) -> None:
        """The whole request to the server, and of its answer (it closes after it) the first so many bytes back."""
        with client, socket.create_connection(("127.0.0.1", self._server_port)) as server:
            forward = threading.Thread(target=_pour, args=(client, server), daemon=True)
            forward.start()
            answer = _answer_of(server)
            kept = self._kept(len(answer))
            try:
                client.sendall(answer[:kept])
                client.shutdown(socket.SHUT_RDWR)
            except OSError:
                return  # the client went first

    def _kept(self, length: int) -> int:
        with self._lock:
            kept = self._random.randint(0, length) if self._random.random() < self.share else length
            self.cut, self.whole = self.cut + (kept < length), self.whole + (kept == length)
            return kept


def _answer_of(server: socket.socket) -> bytes:
    """All that it says; where it was killed, as far as it came."""
    said = b""
    try:
        while chunk := server.recv(CHUNK):
            said += chunk
    except ConnectionResetError:
        return said
    return said


def _pour(source: socket.socket, target: socket.socket) -> None:
    try:
        while chunk := source.recv(CHUNK):
            target.sendall(chunk)
    except OSError:
        return  # one end was closed after the answer
