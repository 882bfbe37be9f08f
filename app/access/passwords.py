"""Passwords of managers: what may be one, and Argon2id, by which we know it again without keeping it.

Length counts, the kinds of characters do not, and the commonest are refused (NIST SP 800-63B, 5.1.1.2).
"""

import threading
import unicodedata
from itertools import pairwise
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from app.errors import InvalidInput

LEAST_CHARACTERS, MOST_CHARACTERS = 12, 200

# 19 MiB, two passes, one lane (OWASP, Password Storage): some 30 ms.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# Each needs its memory and a core: a crowd of strangers waits in a row instead of taking the machine.
_AT_ONCE = threading.BoundedSemaphore(2)
# Nobody's: the hash of a random text that was thrown away. Checked where a login is unknown, so that it takes as long.
NOBODYS_HASH = "$argon2id$v=19$m=19456,t=2,p=1$kJ4UHGzGFfFoeAztKqDqLA$8xzppLJXvbtxNo1MXfHDOEhyxs//S3tqwYJOYnl+YeM"

# Of twelve and more characters, as published lists of leaked passwords have them; shorter ones are refused anyway.
_COMMON = frozenset((Path(__file__).parent / "common_passwords.txt").read_text(encoding="utf-8").split())


def _plain(password: str) -> str:
    """The same text for the same characters, however a keyboard composes them."""
    return unicodedata.normalize("NFKC", password)


def check_password(password: str, login: str) -> None:
    """Raises InvalidInput where this cannot be the password of this login."""
    if not LEAST_CHARACTERS <= len(_plain(password)) <= MOST_CHARACTERS:
        raise InvalidInput("password.length", "Choose a password of 12 to 200 characters. Four or five words do well.")
    lower = _plain(password).lower()
    if lower in _COMMON or len(set(lower)) < 4 or _is_run(lower) or not lower.replace(login.lower(), ""):
        raise InvalidInput(
            "password.common", "This password is one of the first that anybody would try. Choose another."
        )


def _is_run(text: str) -> bool:
    """Whether every character follows the one before, as in abcdef or 987654."""
    steps = {ord(after) - ord(before) for before, after in pairwise(text)}
    return steps in ({1}, {-1})


def hash_password(password: str) -> str:
    """What is kept of a password. Takes some 30 ms, so never while others wait for their turn to write."""
    with _AT_ONCE:
        return _HASHER.hash(_plain(password))


def is_password(password_hash: str | None, password: str) -> bool:
    """Whether this is the password; as long in coming where there is none."""
    with _AT_ONCE:
        try:
            _HASHER.verify(password_hash or NOBODYS_HASH, _plain(password))
        except VerifyMismatchError:
            return False
    return password_hash is not None
