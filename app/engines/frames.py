"""Values between a service and its solver children, on a socket: a length, then a pickle.

Both ends are our own processes, so pickle carries nothing foreign.
"""

import pickle
import socket
import struct
from typing import Any


def read_frame(connection: socket.socket) -> Any:
    """The next value; raises EOFError when the other end is gone."""
    (length,) = struct.unpack("<Q", _read(connection, 8))
    return pickle.loads(_read(connection, length))  # noqa: S301  written by our own parent or child


def _read(connection: socket.socket, size: int) -> bytes:
    parts = []
    while size:
        part = connection.recv(min(size, 1 << 20))
        if not part:
            raise EOFError
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def write_frame(connection: socket.socket, value: object) -> None:
    """Send a value; raises BrokenPipeError when the other end is gone."""
    body = pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)
    connection.sendall(struct.pack("<Q", len(body)) + body)
