"""The rows of a benchmark as tables in markdown: a line per instance or group, a column per engine and time limit."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean, median

from solver.bench.instance import COUNTED_BY_SCORE, Kind
from solver.bench.record import Row

Column = tuple[str, float | None]  # an engine and its time limit


@dataclass(frozen=True, slots=True)
class Cell:
    """One engine on one instance: medians over its seeds. `gap` is None where there is nothing to compare with."""

    points: float
    gap: float | None
    wall_s: float
    peak_mb: float
    violations: int


def tables(rows: Sequence[Row]) -> str:
    """One table for each kind of work that was measured."""
    parts = [_table(kind, [row for row in rows if row.kind == kind]) for kind in Kind]
    return "\n\n".join(part for part in parts if part)


def group_of(kind: str, instance: str) -> str:
    """What instances are averaged over: weeks of one size, the classes of the literature, else all of a kind."""
    if kind == Kind.WEEKS:
        return instance.rpartition("-")[0]
    if kind == Kind.TOPTW:
        found = re.match(r"pr|[a-z]+\d", instance)  # pr10 is of pr, c101 of c1
        return found.group() if found else instance
    return kind


def _table(kind: Kind, rows: list[Row]) -> str:
    if not rows:
        return ""
    columns = list(dict.fromkeys((row.engine, row.time_limit_s) for row in rows if row.value is not None))
    works = list(dict.fromkeys((row.instance, row.m) for row in rows))
    lines: list[list[str]] = []
    cells: dict[tuple[str, int | None], dict[Column, Cell]] = {}
    for instance, m in works:
        of_work = [row for row in rows if (row.instance, row.m) == (instance, m)]
        limit, said = _reference(kind, of_work)
        cells[instance, m] = _cells(kind, of_work, columns, limit)
        if kind is not Kind.TOPTW:  # too many for a line each
            found = cells[instance, m]
            lines.append(
                [instance, said, *(_one(kind, found[column]) if column in found else "-" for column in columns)]
            )
    groups: dict[str, list[dict[Column, Cell]]] = {}
    for (instance, _), found in cells.items():
        groups.setdefault(group_of(kind, instance), []).append(found)
    for group, found_in in groups.items():
        lines.append(
            [f"**{group}**", f"mean of {len(found_in)}", *(_mean(kind, found_in, column) for column in columns)]
        )
    heads = ["instance", "against", *(_headed(column) for column in columns)]
    sat_out = sorted({f"{row.engine} {row.note}" for row in rows if row.value is None})
    text = [f"### {kind}", "", _line(heads), _line(["---"] * len(heads)), *map(_line, lines)]
    return "\n".join([*text, *([] if not sat_out else ["", f"Sat out: {'; '.join(sat_out)}."])])


def _reference(kind: Kind, rows: list[Row]) -> tuple[float | None, str]:
    """What gaps are measured from: the least upper bound, else the best known value, else the best of these rows."""
    bounds = [(row.bound, row.bound_source) for row in rows if row.bound is not None]
    if bounds:
        bound, source = min(bounds, key=lambda pair: pair[0])
        return bound, f"{bound:.1f} bound ({source})"
    best = next((row.best_known for row in rows if row.best_known is not None), None)
    if best is not None:
        return best, f"{best:.1f} best known"
    found = [points for row in rows if (points := _points(kind, row)) is not None and not row.violations]
    return (max(found), f"{max(found):.1f} best here") if found else (None, "-")


def _points(kind: Kind, row: Row) -> float | None:
    return row.score if kind in COUNTED_BY_SCORE else row.value


def _cells(kind: Kind, rows: list[Row], columns: list[Column], limit: float | None) -> dict[Column, Cell]:
    cells = {}
    for engine, time_s in columns:
        its = [row for row in rows if (row.engine, row.time_limit_s) == (engine, time_s) and row.value is not None]
        if its:
            points = median(_points(kind, row) or 0.0 for row in its)
            gap = (limit - points) / limit if limit else None
            walls, peaks = [row.wall_s or 0.0 for row in its], [row.peak_mb or 0.0 for row in its]
            broken = sum(row.violations or 0 for row in its)
            cells[engine, time_s] = Cell(points, gap, median(walls), max(peaks), broken)
    return cells


def _one(kind: Kind, cell: Cell) -> str:
    parts = [f"{cell.points:.{0 if kind in COUNTED_BY_SCORE else 1}f}", _percent(cell.gap), f"{cell.wall_s:.1f} s"]
    if kind is Kind.TEAMS:
        parts.append(f"{cell.peak_mb:.0f} MB")
    return ", ".join(part for part in parts if part) + _broken(cell.violations)


def _mean(kind: Kind, found_in: list[dict[Column, Cell]], column: Column) -> str:
    """Mean gap and wall; where only rows of one run are compared, the worst gap and the total of points too."""
    cells = [found[column] for found in found_in if column in found]
    if not cells:
        return "-"
    gaps = [cell.gap for cell in cells if cell.gap is not None]
    parts = [f"**{_percent(fmean(gaps))}**"] if gaps else []
    if kind not in (Kind.WEEKS, Kind.TOPTW):
        parts += [f"worst {_percent(max(gaps))}"] if gaps else []
        parts.append(f"total {sum(cell.points for cell in cells):.0f}")
    parts.append(f"{fmean(cell.wall_s for cell in cells):.1f} s")
    if len(cells) < len(found_in):
        parts.append(f"of {len(cells)} only")
    return ", ".join(parts) + _broken(sum(cell.violations for cell in cells))


def _percent(gap: float | None) -> str:
    return "" if gap is None else f"{100 * gap:.2f} %"


def _broken(violations: int) -> str:
    return f", **{violations} violations**" if violations else ""


def _headed(column: Column) -> str:
    engine, time_s = column
    return engine if time_s is None else f"{engine} {time_s:g} s"


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
