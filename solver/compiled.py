"""Machine code where numba is installed, the same functions as plain Python where it is not."""

import hashlib
import os
import re
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

_ROOT = Path(__file__).parents[1]
_OURS = re.compile(r"^from (solver\.[\w.]+) import", re.MULTILINE)

F = TypeVar("F", bound=Callable[..., Any])

_compile: Callable[[Any], Any] | None
try:
    import numba

    _compile = numba.njit(cache=True, nogil=True)
except ImportError:  # the package works without it, only slower
    _compile = None

HAS_COMPILER = _compile is not None


@cache
def _base_of_machine_code() -> Path:
    """The first folder that can be written to; `NUMBA_CACHE_DIR` goes before our own choice."""
    bases = [Path(__file__).parent / "__pycache__", Path.home() / ".cache" / "kproute", Path(tempfile.gettempdir())]
    if named := os.environ.get("NUMBA_CACHE_DIR"):
        bases.insert(0, Path(named))
    return next((base for base in bases if _writable(base)), bases[-1])


def _writable(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(folder, os.W_OK)


@cache
def _sources(file: Path) -> frozenset[Path]:
    """The file and all files of ours that it imports."""
    found = {file}
    for module in _OURS.findall(file.read_text(encoding="utf-8")):
        found |= _sources(_ROOT.joinpath(*module.split(".")).with_suffix(".py"))
    return frozenset(found)


def _folder_for(function: Callable[..., Any]) -> str:
    """A folder for each state of a function's sources.

    Numba looks only at the file of the function itself: code that was compiled with an older callee would live on.
    """
    digest = hashlib.sha256()
    for source in sorted(_sources(Path(function.__code__.co_filename))):
        digest.update(source.read_bytes())
    return str(_base_of_machine_code() / f"machine-code-{digest.hexdigest()[:12]}")


def compiled(function: F) -> F:
    """Compile a function of numbers and arrays once and keep it on disk; it runs without holding the interpreter."""
    if _compile is None:
        return function
    numba.config.CACHE_DIR = _folder_for(function)  # type: ignore[attr-defined]
    return cast(F, _compile(function))
