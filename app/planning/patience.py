"""Writes of the background, which wait longer for their turn than a request may."""

import time
from collections.abc import Callable
from typing import TypeVar

from app.errors import DatabaseBusy

T = TypeVar("T")

LONGEST_WAIT_S = 120.0  # for a large import that holds the database
PAUSE_S = 0.5  # a server that is down refuses at once


def patiently(write: Callable[[], T]) -> T:
    """Try again while the database is busy: a plan that took minutes is not lost to an import that takes longer."""
    until_s = time.monotonic() + LONGEST_WAIT_S
    while True:
        try:
            return write()
        except DatabaseBusy:
            if time.monotonic() > until_s:
                raise
            time.sleep(PAUSE_S)
