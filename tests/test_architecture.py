"""Who may know whom: the direction of imports, the one clock, the one commit, and files that stay small."""

import ast
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[1]
ROOMS = ("solver", "app", "web")
MOST_LINES = 350
VAGUE_NAMES = {"utils", "helpers", "common", "core", "manager", "misc"}
NOW = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today"}
# A stored row says when it was stored; everybody else is told the time, so that tests can stop the clock.
# Leases are counted by the database's clock, which on SQLite is the machine's.
MAY_ASK_FOR_NOW = {
    "app/deps.py",
    "app/models/base.py",
    "app/runs/run_queue.py",
    "app/planning/store.py",
}
# The one watches for the end of its parent, the other says what cannot be served, before either loads for seconds. The
# third loads the libraries of an extra, where it is installed.
LOAD_LATE = {"app/engines/forking.py", "app/cli/serve.py", "app/intake/districts.py"}


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def name_of(path: Path) -> str:
    return path.relative_to(REPOSITORY).as_posix()


def files(*under: str) -> list[Path]:
    """The Python files of rooms ("solver") or single files ("app/db.py")."""
    found: list[Path] = []
    for name in under:
        path = REPOSITORY / name
        found += sorted(path.rglob("*.py")) if path.is_dir() else [path]
    assert found, under
    return found


def ours() -> list[Path]:
    return files(*ROOMS, "tests", "data")


def imports(path: Path) -> set[str]:
    """The modules a file imports; `from a import b` counts as a and as a.b."""
    found: set[str] = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found


def knows(path: Path, module: str) -> bool:
    return any(name == module or name.startswith(f"{module}.") for name in imports(path))


def who_knows(module: str, *under: str) -> set[str]:
    """The files under these rooms that import the module or a part of it."""
    return {name_of(path) for path in files(*under) if knows(path, module)}


def strangers(room: str, *allowed: str) -> set[str]:
    """The packages that a room imports beside the standard library and those allowed."""
    roots = {name.split(".")[0] for path in files(room) for name in imports(path)}
    return {root for root in roots if root not in sys.stdlib_module_names and root not in allowed}


def calls(path: Path) -> Iterator[str]:
    """The dotted names that a file calls or mentions: `session.commit`, `time.monotonic`."""
    return (ast.unparse(node) for node in ast.walk(tree(path)) if isinstance(node, ast.Attribute))


def test_the_solver_knows_numbers_only() -> None:
    """The standard library, numpy, numba, OR-Tools and itself."""
    assert strangers("solver", "solver", "numpy", "numba", "ortools") == set()


@pytest.mark.parametrize(
    ("engine", "only"),
    [
        ("ortools.constraint_solver", "solver/search/routing.py"),
        ("ortools.sat", "solver/search/recombine.py"),
    ],
)
def test_each_engine_of_ortools_has_one_door(engine: str, only: str) -> None:
    """Whoever wants to replace it has one file to read; the benchmark races them on its own account."""
    assert {name for name in who_knows(engine, *ROOMS) if not name.startswith("solver/bench/")} == {only}


def test_linear_programs_have_three_uses() -> None:
    """The bound keeps one that grows, the recombination makes one anew, and territories are shared out by one."""
    known = {"solver/search/bound.py", "solver/search/relaxation.py", "solver/search/shares.py"}
    assert who_knows("ortools.linear_solver", *ROOMS) == known


def test_nobody_needs_the_benchmark() -> None:
    """It measures the solver and is no part of it."""
    assert {name for name in who_knows("solver.bench", *ROOMS) if not name.startswith("solver/bench/")} == set()


def test_the_method_is_pure() -> None:
    """It knows the calendar and itself, nothing of files, databases or pages."""
    assert strangers("app/method", "app", "holidays") == set()
    others = {name for path in files("app/method") for name in imports(path) if name.startswith(("app.", "web"))}
    assert {name for name in others if not name.startswith("app.method.")} == set()


@pytest.mark.parametrize(
    ("rooms", "never"),
    [
        (("app/models",), ("app.api", "web", "fastapi", "starlette", "app.intake", "app.visits")),
        (("app/storage",), ("fastapi", "starlette", "app.api", "web", "app.db", "app.planning", "app.intake")),
        (
            ("app/planning", "app/by_hand", "app/runs", "app/intake", "app/visits", "app/territories", "app/travel"),
            ("fastapi", "starlette", "app.api", "web"),
        ),
        (("app/geocoding",), ("fastapi", "starlette", "app.api", "web", "app.planning.store", "app.visits")),
        (("app/planning",), ("app.by_hand", "app.runs", "app.visits", "app.territories", "app.attention")),
        (("app/simulation",), ("app.models", "app.db", "app.intake", "sqlalchemy", "fastapi", "web")),
        (("app/roads",), ("app.models", "app.planning", "app.travel", "sqlalchemy", "fastapi", "web")),
        (("app/engines",), ("app.models", "app.planning", "app.runs", "sqlalchemy", "fastapi", "web")),
        (("app/api",), ("web", "solver", "app.models", "app.cli")),
        (("web",), ("app.api", "solver", "app.models", "app.cli")),
        (("app",), ("tests",)),
        (("web",), ("tests",)),
        (("solver",), ("tests", "app", "web")),
    ],
)
def test_imports_run_one_way(rooms: tuple[str, ...], never: tuple[str, ...]) -> None:
    """Pages and API above, services below them, models and method at the bottom; nobody looks up."""
    assert {module: found for module in never if (found := who_knows(module, *rooms))} == {}


def test_pages_hold_no_query() -> None:
    """Pages may name the session they pass on, and nothing else of the database."""
    told = {name for path in files("web") for name in imports(path) if name.startswith("sqlalchemy")}
    assert told <= {"sqlalchemy.orm", "sqlalchemy.orm.Session"}


def test_only_the_front_door_knows_the_pages() -> None:
    """`web` is wired up by the application and by the command line."""
    assert {name for name in who_knows("web", "app") if not name.startswith("app/cli/")} == {"app/main.py"}


def test_one_place_commits() -> None:
    """A transaction ends where it began."""
    assert {name_of(p) for p in files(*ROOMS) if any(c.endswith(".commit") for c in calls(p))} == {"app/db.py"}


def test_the_clock_is_read_by_few() -> None:
    """The command line, the requests, the moment a row is stored, and whoever measures."""
    asking = {name_of(path) for path in files(*ROOMS) if NOW & set(calls(path))}
    assert {name for name in asking if not name.startswith(("app/cli/", "solver/bench/"))} == MAY_ASK_FOR_NOW


def test_the_solver_has_one_clock() -> None:
    """Searches end by the stopwatch of limits.py."""
    assert who_knows("time", "solver") == {"solver/limits.py"}
    assert {name_of(p) for p in files("solver") if "time.monotonic" in set(calls(p))} == {"solver/limits.py"}


def test_imports_stand_at_the_top_and_are_spelled_out() -> None:
    """No relative import, none inside a function, no star."""
    for path in ours():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{name_of(path)} imports relatively"
                assert all(alias.name != "*" for alias in node.names), f"{name_of(path)} imports a star"
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                inside = [n for n in ast.walk(node) if isinstance(n, ast.Import | ast.ImportFrom)]
                assert not inside or name_of(path) in LOAD_LATE, f"{name_of(path)}: {node.name} imports inside"


def test_files_are_small_and_named_for_what_they_do() -> None:
    """One promise in each file."""
    too_long = {name_of(p): n for p in ours() if (n := len(p.read_text(encoding="utf-8").splitlines())) > MOST_LINES}
    assert too_long == {}
    assert {name_of(path) for path in ours() if path.stem in VAGUE_NAMES} == set()


def test_the_rules_see_what_they_forbid() -> None:
    """A rule that could never fail would prove nothing: each finds what is there."""
    assert knows(REPOSITORY / "app/main.py", "web")
    assert who_knows("numpy", "solver") > {"solver/model.py"}
    assert "session.commit" in set(calls(REPOSITORY / "app/db.py"))
    assert strangers("app/travel", "app", "solver") == {"numpy"}
