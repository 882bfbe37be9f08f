"""Machine code on disk: kept apart for every state of the sources it was made from."""

import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
NAMES = "import solver.search.rounds as r; print(r.make_rounds._cache.cache_path)"


def folder_of(checkout: Path, cache: Path) -> str:
    """Where the machine code of the rounds is kept for this checkout."""
    told = subprocess.run(
        [sys.executable, "-c", NAMES],
        cwd=checkout,
        env={"NUMBA_CACHE_DIR": str(cache), "PYTHONPATH": str(checkout), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=True,
    )
    return told.stdout.strip()


def copied(target: Path) -> Path:
    """The solver's sources, to be changed."""
    for source in (REPOSITORY / "solver").rglob("*.py"):
        copy = target / source.relative_to(REPOSITORY)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(source.read_bytes())
    return target


def test_code_made_from_an_older_callee_is_not_used(tmp_path: Path) -> None:
    """A change in a file that the rounds call, not their own, gives them another folder; no change gives the same."""
    checkout, cache = copied(tmp_path / "checkout"), tmp_path / "cache"
    before = folder_of(checkout, cache)
    assert before.startswith(str(cache))
    assert folder_of(checkout, cache) == before
    callee = checkout / "solver/search/moves.py"
    callee.write_text(callee.read_text(encoding="utf-8") + "\nCHANGED = True\n", encoding="utf-8")
    assert folder_of(checkout, cache) != before


def test_a_file_that_is_not_called_changes_nothing(tmp_path: Path) -> None:
    """The explanations may be rewritten without compiling the search anew."""
    checkout, cache = copied(tmp_path / "checkout"), tmp_path / "cache"
    before = folder_of(checkout, cache)
    other = checkout / "solver/explain.py"
    other.write_text(other.read_text(encoding="utf-8") + "\nCHANGED = True\n", encoding="utf-8")
    assert folder_of(checkout, cache) == before
