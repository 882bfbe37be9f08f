"""Planning a week: gate, share out, solve each rep's part in a child process, check, and account for every row."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, as_completed
from dataclasses import dataclass
from functools import partial

from app.method.account import Account
from app.method.field_days import field_days
from app.method.gate import assumed_qualified, verdict
from app.method.rep import Rep
from app.method.settings import MethodSettings
from app.planning.build import RepWeek, build_week
from app.planning.candidates import Candidate, shared_out
from app.planning.engine import LocalEngine, SolverFailed
from app.planning.ledger import gated_row, orphan_row, routed_rows, unserved_row
from app.planning.options import PlanOptions
from app.planning.routes import planned_routes
from app.planning.verify import PlanRefused, checked_part
from app.planning.week_plan import LedgerRow, Note, Outcome, PlannedRoute, WeekPlan
from app.wording import Translate, Wording, in_english
from solver import Incumbent, Limit, Result


@dataclass(frozen=True, slots=True)
class Listed:
    """An account with the line of the list it came from, where it came from one."""

    line: int | None
    account: Account


@dataclass(frozen=True, slots=True)
class Progress:
    """How far planning has come: `value_s` is the best found so far, over all reps."""

    phase: str  # "gate", "solve" or "done"
    reps_done: int
    reps: int
    value_s: float | None


REFUSALS: dict[str, Wording] = {
    "NO_REPS": Wording("There is no rep to plan for.", "Add reps first."),
    "NOWHERE_TO_START": Wording(
        "No account of the list has coordinates, so there is nowhere to start from.",
        "Add coordinates, or give a list of reps with --reps.",
    ),
    "NO_FIELD_DAY": Wording(
        "Nobody is in the field from {from_on} to {to_on}: weekends, holidays or leave.", "Choose another week."
    ),
    "SOLVER_FAILED": Wording("{said}"),
    "PLAN_REFUSED": Wording(
        "The independent checker refused the plan of {rep}: {said}",
        "Nothing was stored. This is a fault of the program; please report it with the list.",
    ),
}


class CannotPlan(Exception):
    """The order cannot be carried out; `code` and `params` say why and what to do instead."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code, self.params = code, params

    @property
    def is_ours(self) -> bool:
        """Whether the program is at fault, not the order."""
        return self.code in ("SOLVER_FAILED", "PLAN_REFUSED")

    def say(self, translate: Translate = in_english) -> str:
        wording = REFUSALS[self.code]
        return f"{wording.say(self.params, translate)} {wording.advise(self.params, translate)}".strip()

    def __str__(self) -> str:
        return self.say()


def plan_week(
    listed: Sequence[Listed],
    reps: Sequence[Rep],
    settings: MethodSettings,
    options: PlanOptions,
    engine: LocalEngine,
    *,
    rejected: Sequence[LedgerRow] = (),
    notes: Sequence[Note] = (),
    on_progress: Callable[[Progress], None] | None = None,
) -> WeekPlan:
    """Plan the week of every rep; the plan has passed the independent checker and its ledger has every row.

    Raises CannotPlan where nobody is in the field, or where the solver gave no answer.
    """
    tell = _Teller(len(reps), on_progress)
    if not reps:
        raise CannotPlan("NO_REPS")
    days = options.planned_days
    if not any(field_days(rep, days, settings.country) for rep in reps):
        first_on, last_on = options.horizon[0], options.horizon[-1]
        raise CannotPlan("NO_FIELD_DAY", from_on=max(first_on, options.as_of).isoformat(), to_on=last_on.isoformat())
    weeks, gated, lines = divided_weeks(listed, reps, settings, options)
    tell.phase("solve")
    results = _solved(weeks, options, engine, tell)
    routes: list[PlannedRoute] = []
    ledger = [*rejected, *gated]
    value = 0
    for week, result in zip(weeks, results, strict=True):
        try:
            part = checked_part(week.problem, result)
        except PlanRefused as refusal:
            raise CannotPlan("PLAN_REFUSED", rep=week.rep.name, said=str(refusal)) from None
        routes += planned_routes(week, part, result.solution, settings, options)
        ledger += [unserved_row(week, row, lines[row.visit]) for row in result.solution.unserved]
        value += result.value
    ledger += routed_rows(routes, lines)
    tell.phase("done")
    return WeekPlan(
        week_on=options.week_on,
        as_of=options.as_of,
        days=options.days,
        routes=tuple(sorted(routes, key=lambda route: (route.rep_id, route.on))),
        ledger=tuple(sorted(ledger, key=lambda row: (row.line is None, row.line or 0, row.external_id))),
        value_s=value / 100,
        notes=(*notes, *_notes(listed, gated)),
    )


def divided_weeks(
    listed: Sequence[Listed], reps: Sequence[Rep], settings: MethodSettings, options: PlanOptions
) -> tuple[list[RepWeek], list[LedgerRow], dict[str, int | None]]:
    """Each rep's problem, the ledger rows of accounts that no rep gets, and the line of each account."""
    if options.assume_qualified:
        listed = [Listed(row.line, assumed_qualified(row.account)) for row in listed]
    candidates: list[Candidate] = []
    aside: list[LedgerRow] = []
    for row in listed:
        found = verdict(row.account, settings, horizon=options.planned_days)
        if found.code is None:
            candidates.append(Candidate.of(row.account, settings))
        else:
            aside.append(gated_row(row.line, row.account, found.code, found.params))
    lines = {row.account.external_id: row.line for row in listed}
    by_rep, orphans = shared_out(candidates, reps, settings, options)
    aside += [orphan_row(candidate, lines[candidate.account.external_id]) for candidate in orphans]
    return [build_week(rep, by_rep[rep.external_id], settings, options) for rep in reps], aside, lines


def _solved(weeks: Sequence[RepWeek], options: PlanOptions, engine: LocalEngine, tell: "_Teller") -> list[Result]:
    """Every rep's part, side by side on all cores."""
    limit = Limit(options.time_limit_s, options.iterations)
    futures: dict[Future[Result], RepWeek] = {}
    for week in weeks:
        rep_id = week.rep.external_id
        future = engine.submit(week.problem, limit, seed=options.seed, on_incumbent=partial(tell.best, rep_id))
        futures[future] = week
    try:
        for future in as_completed(futures):
            future.result()
            tell.rep_done()
    except SolverFailed as failure:
        raise CannotPlan("SOLVER_FAILED", said=str(failure)) from None
    finally:
        for future in futures:
            future.cancel()
    return [future.result() for future in futures]


def _notes(listed: Sequence[Listed], gated: Sequence[LedgerRow]) -> tuple[Note, ...]:
    notes = [Note("ESTIMATED_TRAVEL")]
    if sum(row.outcome is Outcome.GATED for row in gated) == len(listed):
        notes.append(Note("NOBODY_QUALIFIES", {"accounts": len(listed)}))
    return tuple(notes)


class _Teller:
    """Adds up what the solver children report, for whoever watches."""

    def __init__(self, reps: int, on_progress: Callable[[Progress], None] | None) -> None:
        self._reps, self._on_progress = reps, on_progress
        self._phase, self._done = "gate", 0
        self._best: dict[str, int] = {}
        self._lock = threading.Lock()

    def phase(self, name: str) -> None:
        with self._lock:
            self._phase = name
            self._say()

    def best(self, rep_id: str, found: Incumbent) -> None:
        with self._lock:
            self._best[rep_id] = found.value
            self._say()

    def rep_done(self) -> None:
        with self._lock:
            self._done += 1
            self._say()

    def _say(self) -> None:
        if self._on_progress is not None:
            value_s = sum(self._best.values()) / 100 if self._best else None
            self._on_progress(Progress(self._phase, self._done, self._reps, value_s))
