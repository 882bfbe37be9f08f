"""A traceback in the log says where and what kind, and repeats no value."""

import sqlite3

import pytest

from app.safe_traceback import safe_traceback
from app.unusable import UnusableDatabase


def raised(error: Exception, behind: Exception | None = None) -> BaseException:
    try:
        try:
            raise behind or error
        except Exception as first:
            if behind is not None:
                raise error from first
            raise
    except Exception as caught:
        return caught


@pytest.mark.parametrize(
    ("error", "last"),
    [
        (ValueError("王芳 13912345678"), "ValueError"),
        (KeyError("王芳"), "KeyError"),
        (FileNotFoundError(2, "No such file or directory", "/home/王芳"), "FileNotFoundError: [Errno 2] No such file"),
        (OSError(28, "No space left on device"), "OSError: [Errno 28] No space left on device"),
        (sqlite3.OperationalError("database or disk is full"), "sqlite3.OperationalError: database or disk is full"),
        (UnusableDatabase("Make room."), "app.unusable.UnusableDatabase: Make room."),
    ],
)
def test_only_harmless_words_are_repeated(error: Exception, last: str) -> None:
    """What the machine lacks is said; what a person sent is not."""
    told = safe_traceback(raised(error))
    assert told.splitlines()[-1].startswith(last)
    assert "in raised" in told
    assert "王芳" not in told


def test_what_is_behind_is_told_first() -> None:
    """The cause, then what it led to."""
    told = safe_traceback(raised(RuntimeError("王芳"), behind=KeyError("王芳"))).splitlines()
    assert told.index("KeyError") < told.index("then:") < told.index("RuntimeError")
