"""Waiting for what other threads and processes do, with an end to patience."""

import time
from collections.abc import Callable

PATIENCE_S = 120.0


def until(holds: Callable[[], object]) -> None:
    """Wait until it holds, and fail where it does not within the patience."""
    given_up_s = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < given_up_s, "it never came to hold"
        time.sleep(0.05)
