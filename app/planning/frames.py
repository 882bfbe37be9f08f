"""Values on the pipes between a service and its solver children: a length, then a pickle.

Both ends are our own processes, so pickle carries nothing foreign.
"""

import pickle
import struct
from typing import IO, Any


def read_frame(stream: IO[bytes]) -> Any:
    """The next value on an unbuffered pipe; raises EOFError when the other end is gone."""
    (length,) = struct.unpack("<Q", _read(stream, 8))
    return pickle.loads(_read(stream, length))  # noqa: S301  written by our own parent or child


def _read(stream: IO[bytes], size: int) -> bytes:
    parts = []
    while size:
        part = stream.read(size)
        if not part:
            raise EOFError
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def write_frame(stream: IO[bytes], value: object) -> None:
    body = pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)
    stream.write(struct.pack("<Q", len(body)))
    stream.write(body)
    stream.flush()
