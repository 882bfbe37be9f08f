"""What operators copy keeps up with the program: settings that exist, commands that are there, times that fit."""

import re
from pathlib import Path

import pytest

from app.cli.server import REQUESTS_S
from app.config import PREFIX, Settings
from app.health import router

ROOT = Path(__file__).resolve().parents[1]
COPIED = (*sorted((ROOT / "deploy").iterdir()), ROOT / "docs" / "operations.md")
KNOWN = {PREFIX + name.upper() for name in Settings.model_fields}
STOP_S = REQUESTS_S + Settings.model_fields["stop_grace_s"].default
LOCKED = re.compile(r"^([\w.-]+)==", re.MULTILINE)


def text(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


@pytest.mark.parametrize("path", COPIED, ids=lambda path: path.name)
def test_every_variable_is_a_setting(path: Path) -> None:
    """The program refuses to start with one it does not know."""
    named = set(re.findall(rf"\b{PREFIX}[A-Z_]*[A-Z]\b", path.read_text(encoding="utf-8")))
    assert named <= KNOWN


def test_operators_find_every_setting() -> None:
    """In the guide, by its name."""
    assert {name for name in KNOWN if f"`{name}`" not in text("docs/operations.md")} == set()


def test_the_container_gets_what_was_locked() -> None:
    """The same versions with the same hashes, and nothing that only developers need."""
    whole, part = text("requirements.lock"), text("deploy/requirements.lock")
    assert set(part.splitlines()) <= set(whole.splitlines())
    names = set(LOCKED.findall(part))
    assert {"ortools", "numba", "psycopg", "uvicorn", "uv-build"} <= names
    assert names.isdisjoint({"pytest", "mypy", "playwright", "ruff"})


def test_the_container_gets_every_file_it_copies() -> None:
    """What is ignored cannot be copied."""
    sources = re.findall(r"^COPY (?!--)(.+) \S+$", text("deploy/Containerfile"), re.MULTILINE)
    copied = {source for line in sources for source in line.split()}
    assert {f"!{source}" for source in copied} <= set(text(".dockerignore").splitlines())
    assert {source for source in copied if not (ROOT / source).exists()} == set()


@pytest.mark.parametrize(
    ("path", "pattern"),
    [("deploy/kproute.service", r"TimeoutStopSec=(\d+)$"), ("deploy/compose.yaml", r"stop_grace_period: (\d+)s")],
)
def test_nobody_kills_what_still_has_time(path: str, pattern: str) -> None:
    """Whoever stops the service waits for the requests and for the plan under way."""
    patience_s = [int(found) for found in re.findall(pattern, text(path), re.MULTILINE)]
    assert patience_s
    assert min(patience_s) > STOP_S


def test_probes_exist() -> None:
    """The addresses that containers, proxies and guides ask."""
    served = {route.path for route in router.routes}  # type: ignore[attr-defined]
    for path in COPIED:
        asked = set(re.findall(r"/(?:healthz|readyz|metrics)\b", path.read_text(encoding="utf-8")))
        assert asked <= served
