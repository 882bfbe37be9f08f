"""`python -m solver.bench`: measure our search beside its rivals, and print what was measured."""

import argparse
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from solver.bench import generated, ortools, ours, pyvrp, vroom
from solver.bench.engine import Engine, MissingRival
from solver.bench.instance import READ_FROM_FILES, Instance, Kind
from solver.bench.machine import this_machine
from solver.bench.readers import names_in, read_instance
from solver.bench.record import read_rows
from solver.bench.run import Course, run
from solver.bench.table import tables
from solver.bench.weekly import plan_week_after_week

PEERS: dict[str, Callable[[], Engine]] = {"vroom": vroom.engine, "pyvrp": pyvrp.engine, "ortools": ortools.engine}
OURS = Engine("ours", ours.plan, ours.plan_team)
WEEK_AFTER_WEEK = Engine("week after week", plan_week_after_week)


class Wrong(ValueError):
    """What was asked for cannot be run; the sentence says what to ask instead."""


def main(argv: Sequence[str] | None = None) -> int:
    """0 when everything asked for has been measured, 2 when it could not be begun."""
    asked = _parser().parse_args(argv)
    try:
        if asked.table is not None:
            rows = [row for row in read_rows(asked.table) if asked.kind in (None, row.kind)]
            if not rows:
                raise Wrong(f"{asked.table} holds no rows of this kind.")
            _say(tables(rows))
            return 0
        course = _course(asked)
    except (Wrong, MissingRival) as wrong:
        sys.stderr.write(f"{wrong}\n")
        return 2
    run(course, asked.json, this_machine(), _say)
    kept = [row for row in read_rows(asked.json) if row.kind == course.kind and row.instance in course.names]
    _say(tables(kept))
    return 0


def _course(asked: argparse.Namespace) -> Course:
    if asked.kind is None or asked.json is None:
        raise Wrong("Say which kind of work to run and with --json where its rows go, or --table with a file of rows.")
    kind: Kind = asked.kind
    load: Callable[[str, int | None], Instance]
    if kind in READ_FROM_FILES:
        if asked.folder is None or not asked.folder.is_dir():
            raise Wrong(f"The instances of {kind} are read from a folder: python -m solver.bench {kind} FOLDER ...")
        known = names_in(kind, asked.folder)
        names = asked.only or known
        unknown = sorted(set(names) - set(known))
        if unknown or not names:
            raise Wrong(f"{asked.folder} does not hold {', '.join(unknown) or f'any instance of {kind}'}.")
        load = partial(read_instance, kind, asked.folder)
    else:
        names = asked.only or list(generated.NAMES[kind])
        load = partial(_generated, kind)
        unknown = [name for name in names if not generated.is_name(kind, name)]
        if unknown:
            raise Wrong(f"{', '.join(unknown)}: names of {kind} look like {', '.join(generated.NAMES[kind])}.")
    engines = [OURS, *([WEEK_AFTER_WEEK] if kind is Kind.MONTHS else []), *(PEERS[peer]() for peer in asked.peers)]
    ms: Sequence[int | None] = asked.m if kind is Kind.TOPTW else [None]
    return Course(kind, names, ms, engines, asked.time, asked.seeds, asked.bound_time if asked.bound else None, load)


def _generated(kind: Kind, name: str, m: int | None) -> Instance:
    return generated.month(name) if kind is Kind.MONTHS else generated.team(name)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m solver.bench", description=__doc__)
    parser.add_argument("kind", nargs="?", type=Kind, choices=list(Kind), help="the kind of work")
    parser.add_argument("folder", nargs="?", type=Path, help="where the files of weeks, toptw and ttdp are")
    parser.add_argument("--only", type=_words, metavar="NAME,...", help="these instances instead of all")
    parser.add_argument("--m", type=_counts, default=[1, 2, 3, 4], metavar="M,...", help="toptw: numbers of routes")
    parser.add_argument("--time", type=_seconds, default=[10.0], metavar="S,...", help="time limits in seconds")
    parser.add_argument("--seeds", type=int, default=1, metavar="K", help="runs of each that draws lots")
    parser.add_argument("--peers", type=_peers, default=[], metavar="NAME,...", help=f"rivals: {','.join(PEERS)}")
    parser.add_argument("--bound", action="store_true", help="certify our first plan of each instance by a bound")
    parser.add_argument("--bound-time", type=float, default=120.0, metavar="S", help="seconds for a bound")
    parser.add_argument("--json", type=Path, metavar="OUT", help="rows go there; what is there is not run again")
    parser.add_argument("--table", type=Path, metavar="OUT", help="only print the rows that are there")
    return parser


def _words(text: str) -> list[str]:
    return [word for word in text.split(",") if word]


def _counts(text: str) -> list[int]:
    return [int(word) for word in _words(text)]


def _seconds(text: str) -> list[float]:
    return [float(word) for word in _words(text)]


def _peers(text: str) -> list[str]:
    strangers = sorted(set(_words(text)) - set(PEERS))
    if strangers:
        raise argparse.ArgumentTypeError(f"no such rival: {', '.join(strangers)}")
    return _words(text)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
