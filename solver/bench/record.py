"""The rows of a benchmark: one JSON object a line, appended as they are measured, so that a stopped run goes on."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path

Key = tuple[str, str, int | None, int | None, str, float | None]


@dataclass(frozen=True, slots=True)
class Row:
    """One engine on one instance. Values, bounds and best known are in the instance's own points.

    A limit or seed is None for an engine that heeds none; `value` is None where it sat out and `note` says why. `bound`
    is an upper bound, `bound_source` says whether it was certified in this run ("certified") or before it ("known").
    """

    kind: str
    instance: str
    m: int | None
    engine: str
    date: str
    commit: str | None
    cpu: str
    versions: Mapping[str, str]
    time_limit_s: float | None = None
    seed: int | None = None
    value: float | None = None
    score: int | None = None
    best_known: float | None = None
    bound: float | None = None
    bound_source: str | None = None
    bound_s: float | None = None
    wall_s: float | None = None
    violations: int | None = None
    fixed_missed: int | None = None
    unserved: int | None = None
    peak_mb: float | None = None
    note: str | None = None

    @property
    def key(self) -> Key:
        """What a row is of: measured once, it is not measured again."""
        return self.kind, self.instance, self.m, self.seed, self.engine, self.time_limit_s


def read_rows(path: Path) -> list[Row]:
    """The rows so far; none where there is no file. ValueError for a line that is no row."""
    if not path.exists():
        return []
    names = {field.name for field in fields(Row)}
    rows = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        found = json.loads(line)
        if set(found) != names:
            raise ValueError(f"Line {number} of {path} is not a row of this benchmark.")
        rows.append(Row(**found))
    return rows


def append_row(path: Path, row: Row) -> None:
    with path.open("a", encoding="utf-8") as lines:
        lines.write(json.dumps(asdict(row)) + "\n")
