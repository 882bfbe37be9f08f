"""Tracebacks for a log: where it happened and what kind it was, without the values that exceptions like to quote."""

import sqlite3
import traceback
from collections.abc import Iterator

from app.unusable import Unusable


def safe_traceback(error: BaseException) -> str:
    """The frames of an exception and of those behind it, oldest first.

    Messages may quote a customer's name, a body or a password; they stand here only where they cannot.
    """
    parts = []
    for number, one in enumerate(_chain(error)):
        if number:
            parts.append("then:\n")
        parts += traceback.format_tb(one.__traceback__)
        parts.append(f"{_kind(one)}{_harmless_words(one)}\n")
    return "".join(parts).rstrip()


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The exception behind which there is none, and so on up to this one."""
    behind: list[BaseException] = []
    one: BaseException | None = error
    while one is not None and one not in behind:
        behind.append(one)
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
    return reversed(behind)


def _kind(error: BaseException) -> str:
    return f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")


def _harmless_words(error: BaseException) -> str:
    if isinstance(error, OSError) and error.strerror:
        return f": [Errno {error.errno}] {error.strerror}"  # no file names
    if isinstance(error, Unusable | sqlite3.Error):
        return f": {error}"  # our own sentence; SQLite names tables and columns, never values
    return ""
