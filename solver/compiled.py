"""Machine code where numba is installed, the same functions as plain Python where it is not."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

F = TypeVar("F", bound=Callable[..., Any])

_compile: Callable[[Any], Any] | None
try:
    import numba

    _compile = numba.njit(cache=True, nogil=True)
except ImportError:  # the package works without it, only slower
    _compile = None

HAS_COMPILER = _compile is not None


def compiled(function: F) -> F:
    """Compile a function of numbers and arrays once and keep it on disk; it runs without holding the interpreter."""
    return function if _compile is None else cast(F, _compile(function))
