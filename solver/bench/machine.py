"""Where and with what a row was measured."""

import platform
import resource
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

from solver.bench.engine import cores

PACKAGES = ("numpy", "numba", "ortools", "pyvroom", "pyvrp")


@dataclass(frozen=True, slots=True)
class Machine:
    """The date of the run, the commit, the processor and the versions of what searches."""

    date: str
    commit: str | None
    cpu: str
    versions: Mapping[str, str]


def this_machine() -> Machine:
    return Machine(datetime.now(UTC).date().isoformat(), _commit(), _cpu(), _versions())


def peak_mb() -> float:
    """Most memory so far: this process and, for each core, a child as large as the largest that has ended.

    It never falls, so the figure of one engine is its own only where nothing larger ran before it in this process.
    """
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return round((own + cores() * child) / 1024, 1)


def _commit() -> str | None:
    """The commit this file stands in, with a plus where there are changes beside it; None outside a repository."""
    git = shutil.which("git")
    if git is None:
        return None
    here = Path(__file__).parent
    asked = (["rev-parse", "--short", "HEAD"], ["status", "--porcelain", "--untracked-files=no"])
    heard = [
        subprocess.run([git, *words], cwd=here, capture_output=True, text=True, check=False)  # noqa: S603  fixed words
        for words in asked
    ]
    if any(answer.returncode for answer in heard):
        return None
    return heard[0].stdout.strip() + ("+" if heard[1].stdout.strip() else "")


def _cpu() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    models = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return f"{next(models, platform.processor() or platform.machine())}, {cores()} cores"


def _versions() -> dict[str, str]:
    found = {"python": platform.python_version()}
    for package in PACKAGES:
        try:
            found[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            continue
    return found
