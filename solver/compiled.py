"""Machine code where numba is installed, the same functions as plain Python where it is not."""

from collections.abc import Callable
from typing import Any, TypeVar

try:
    import numba
except ImportError:  # the package works without it, only slower
    numba = None

F = TypeVar("F", bound=Callable[..., Any])

HAS_COMPILER = numba is not None


def compiled(function: F) -> F:
    """Compile a function of numbers and arrays once and keep it on disk; it runs without holding the interpreter."""
    if numba is None:
        return function
    machine_code: F = numba.njit(cache=True, nogil=True)(function)
    return machine_code
