"""Runs engines on instances, one after the other, and records a row of each as soon as it is judged."""

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from solver.bench import ours
from solver.bench.engine import Engine
from solver.bench.instance import Instance, Kind, Orders
from solver.bench.judge import judged, laid_out
from solver.bench.machine import Machine, peak_mb
from solver.bench.record import Key, Row, append_row, read_rows
from solver.certify import certify
from solver.limits import Stopwatch
from solver.wide import WideProblem

Bound = tuple[float | None, float | None, str | None]  # in points, seconds it took, why there is none


@dataclass(frozen=True, slots=True)
class Course:
    """What to run: engines on instances at time limits, with seeds; `bound_s` None asks for no bounds.

    `load` gives an instance by name and number of routes.
    """

    kind: Kind
    names: Sequence[str]
    ms: Sequence[int | None]
    engines: Sequence[Engine]
    times_s: Sequence[float]
    seeds: int
    bound_s: float | None
    load: Callable[[str, int | None], Instance]

    def runs(self, engine: Engine) -> Iterator[tuple[float | None, int | None]]:
        """The limits and seeds of an engine; None where it heeds none."""
        for time_s in self.times_s if engine.keeps_time else (None,):
            for seed in range(self.seeds) if engine.draws_lots else (None,):
                yield time_s, seed


def run(course: Course, out: Path, machine: Machine, say: Callable[[str], None]) -> None:
    """Measure what `out` does not hold yet, and append it there."""
    rows = read_rows(out)
    done: set[Key] = {row.key for row in rows}
    bounded = {(row.kind, row.instance, row.m) for row in rows if row.bound_source == "certified"}
    warm = False
    for name, m in itertools.product(course.names, course.ms):
        todo = [
            (engine, time_s, seed)
            for engine in course.engines
            for time_s, seed in course.runs(engine)
            if not {(course.kind, name, m, seed, engine.name, time_s), (course.kind, name, m, *_out(engine))} & done
        ]
        if not todo:
            continue
        instance = course.load(name, m)
        for engine, time_s, seed in todo:
            reason = engine.sits_out(instance.problem)
            if reason is not None:
                row = _row(instance, engine, machine, note=reason)
                if row.key in done:
                    continue
            else:
                if not warm:
                    say(f"Warmed up on {ours.warm_up(instance.problem)} of {name}.")
                    warm = True
                best_ours = engine.name == "ours" and (time_s, seed) == (max(course.times_s), 0)
                wanted = best_ours and (course.kind, name, m) not in bounded
                row = _measured(instance, engine, time_s, seed, machine, course.bound_s if wanted else None)
            append_row(out, row)
            done.add(row.key)
            say(_told(row))
            if row.bound_source == "certified":
                bounded.add((course.kind, name, m))


def _out(engine: Engine) -> tuple[None, str, None]:
    """How the row of an engine that sits out ends its key: of no seed and no limit."""
    return None, engine.name, None


def _measured(
    instance: Instance, engine: Engine, time_s: float | None, seed: int | None, machine: Machine, bound_s: float | None
) -> Row:
    watch = Stopwatch()
    orders = engine.planned(instance.problem, time_s or 0.0, seed or 0)
    wall_s, peak = round(watch.elapsed_s, 3), peak_mb()
    verdict = judged(instance, orders)
    faults = "; ".join(f"{found.rule} {found.subject}: {found.message}" for found in verdict.violations[:3])
    row = replace(
        _row(instance, engine, machine, note=faults or None),
        time_limit_s=time_s,
        seed=seed,
        value=instance.points(verdict.value),
        score=verdict.score,
        wall_s=wall_s,
        violations=len(verdict.violations),
        fixed_missed=verdict.fixed_missed,
        unserved=verdict.unserved,
        peak_mb=peak,
    )
    if bound_s is None:
        return row
    bound, took_s, why_not = _bound(instance, orders, verdict.value, bound_s)
    if bound is None:
        return replace(row, bound_s=took_s, note=row.note or f"no bound: {why_not}")
    return replace(row, bound_s=took_s, bound=bound, bound_source="certified")


def _row(instance: Instance, engine: Engine, machine: Machine, *, note: str | None) -> Row:
    """A row of nothing measured yet."""
    return Row(
        kind=instance.kind,
        instance=instance.name,
        m=instance.m,
        engine=engine.name,
        best_known=instance.best_known,
        bound=instance.bound_known,
        bound_source=None if instance.bound_known is None else "known",
        note=note,
        **asdict(machine),
    )


def _bound(instance: Instance, orders: Orders, value: int, time_s: float) -> Bound:
    if isinstance(instance.problem, WideProblem):
        return None, None, "teams are not certified"
    watch = Stopwatch()
    certificate = certify(instance.problem, laid_out(instance.problem, orders), value, time_s)
    bound = None if certificate.bound is None else instance.points(certificate.bound)
    return bound, round(watch.elapsed_s, 3), certificate.why_not


def _told(row: Row) -> str:
    """One line for whoever watches."""
    run_as = " ".join(
        part
        for part in (
            row.instance,
            f"m={row.m}" if row.m else "",
            row.engine,
            f"{row.time_limit_s:g} s" if row.time_limit_s else "",
            f"seed {row.seed}" if row.seed is not None else "",
        )
        if part
    )
    if row.value is None:
        return f"{run_as}: sits out, {row.note}"
    faults = f", {row.violations} VIOLATIONS ({row.note})" if row.violations else ""
    bound = f", bound {row.bound:.1f} in {row.bound_s:.1f} s" if row.bound_source == "certified" else ""
    return f"{run_as}: value {row.value:.1f}, score {row.score}, {row.wall_s:.2f} s{bound}{faults}"
