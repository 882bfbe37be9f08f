"""Planning the rest of a day anew: a proposal that the checker has passed, with what it changes and what it drops."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from app.engines.child_process import SolverFailed
from app.engines.engine import PlanningEngine
from app.engines.tasks import SolveTask
from app.errors import AppError
from app.planning.ledger import unserved_row
from app.planning.verify import PlanRefused, checked_part
from app.planning.week_plan import LedgerRow, Outcome, PlannedRoute
from app.visits.rest_of_day import RestOfDay
from solver import Limit, Problem, Result, Route, Solution, Stop, TimeWindow, WideProblem, check, retimed
from solver.limits import never

SEARCH = Limit(0.4)  # a few stops on one day
SLACK_S = 900  # a promise that cannot be kept to the minute is kept as soon as can be
Solve = Callable[[WideProblem, Solution], Result]


class PromiseLost(AppError):
    def __init__(self, names: Sequence[str]) -> None:
        detail = (
            f"This appointment cannot be kept any more today: {', '.join(names)}. Call them, mark it as cancelled, then"
            " re-plan."
        )
        more = {"names": list(names)}
        super().__init__(409, "replan.promise_lost", "An appointment is lost", detail, more=more)


class LockLost(AppError):
    def __init__(self, names: Sequence[str]) -> None:
        detail = (
            f"This visit is locked by the office and cannot be made any more today: {', '.join(names)}. Ask the office"
            " to unlock it, or mark it as skipped, then re-plan."
        )
        super().__init__(409, "replan.lock_lost", "A locked visit is lost", detail, more={"names": list(names)})


class CannotReplan(AppError):
    def __init__(self) -> None:
        detail = "The rest of the day could not be planned anew, so it stays as it is. Try again in a moment."
        super().__init__(503, "replan.failed", "Not planned", detail)


@dataclass(frozen=True, slots=True)
class Proposal:
    """`route` is the whole day as proposed; `order` are the external ids of what is ahead in it.

    `late` are promises kept, but not to the minute; `dropped` says of each stop that is no longer made why.
    """

    route: PlannedRoute
    order: tuple[str, ...]
    late: tuple[str, ...]
    dropped: tuple[LedgerRow, ...]


def solve_at(engine: PlanningEngine) -> Solve:
    """A solve of the rest of a day at this engine, which does not wait for batches."""
    seat = engine.seat(urgent=True, halted=never)

    def solve(problem: WideProblem, initial: Solution) -> Result:
        try:
            return seat.submit(SolveTask(problem, SEARCH, initial=initial)).result()
        except SolverFailed as failure:
            raise CannotReplan from failure

    return solve


def propose(rest: RestOfDay, solve: Solve) -> Proposal:
    """The best rest of the day that keeps every promise and lock and changes no more than it gains.

    What is out of reach to the minute is kept as soon as possible after it. Raises PromiseLost and LockLost.
    """
    promised, since_locked = rest.promised, rest.since_locked()
    windows = {name: _soon(rest, name) for name, at_s in promised.items() if _reached_s(rest, name) > at_s}
    windows |= {name: w for name, w in since_locked.items() if _reached_s(rest, name) > (rest.locked[name] or 0)}
    result, problem = _solved(rest, windows, solve)
    for widen in (_soon, _any_time):
        missing = rest.held - result.solution.served
        if not missing:
            break
        windows |= {name: widen(rest, name) for name in promised if name in missing or name in windows}
        result, problem = _solved(rest, windows | since_locked, solve)
    if missing := rest.held - result.solution.served:
        raise _lost(rest, missing, windows, solve)
    try:
        checked_part(problem, result)
    except PlanRefused as refusal:
        raise CannotReplan from refusal
    stops = _stops(result.solution)
    late = tuple(stop.visit for stop in stops if stop.visit in promised and stop.start_s > promised[stop.visit])
    unserved = [unserved_row(rest.week, row, None) for row in result.solution.unserved]
    return Proposal(
        rest.route(result.solution), tuple(stop.visit for stop in stops), late, (*dropped_before(rest), *unserved)
    )


def _lost(
    rest: RestOfDay, missing: frozenset[str], windows: Mapping[str, tuple[TimeWindow, ...]], solve: Solve
) -> PromiseLost | LockLost:
    """Whose fault it is that these cannot be kept: a lock's, where every promise could be kept without the locks."""
    promised, lost = set(missing & rest.promised.keys()), set(missing)
    if promised and rest.locked:
        served = _solved(rest.unlocked(), windows, solve)[0].solution.served
        promised = rest.promised.keys() - served
        lost = rest.locked.keys() - served or lost
    names = sorted(rest.week.candidates[name].account.name for name in promised or lost)
    return PromiseLost(names) if promised else LockLost(names)


def dropped_before(rest: RestOfDay) -> tuple[LedgerRow, ...]:
    """What is out of the day before anything is solved: stops called off, and those whose account is gone."""
    whose: dict[str, object] = {"rep": rest.day.rep.name, "rep_id": rest.day.rep.external_id}
    off = (LedgerRow(None, s.external_id, s.name, Outcome.UNSERVED, "CALLED_OFF", whose) for s in rest.off)
    lost = (LedgerRow(None, s.external_id, s.name, Outcome.GATED, "INACTIVE", {}) for s in rest.lost)
    return (*off, *lost)


def as_proposed(rest: RestOfDay, order: tuple[str, ...], late: tuple[str, ...]) -> PlannedRoute | None:
    """The whole day in this order, timed and checked anew; None where it does not hold any more."""
    if not rest.held <= set(order) <= set(rest.names):
        return None
    windows = {name: _any_time(rest, name) for name in late if name in rest.promised}
    wide = rest.with_windows(windows | rest.since_locked())
    part = _part(wide, order)
    route = retimed(part, {rest.shift.id: order})[rest.shift.id]
    solution = Solution(() if route is None or not route.stops else (route,))
    if route is None or check(part, solution):
        return None
    return rest.route(solution)


def _part(problem: WideProblem, order: tuple[str, ...]) -> Problem:
    return problem.part([visit for visit in problem.visits if visit.id in order])


def _solved(rest: RestOfDay, windows: Mapping[str, tuple[TimeWindow, ...]], solve: Solve) -> tuple[Result, WideProblem]:
    problem = rest.with_windows(windows)
    return solve(problem, _as_planned(rest)), problem


def _as_planned(rest: RestOfDay) -> Solution:
    """What is ahead in the order it had; of a plan to start from only the orders count."""
    at_s = rest.shift.window.start_s
    stops = tuple(Stop(stop.external_id, at_s, at_s, at_s) for stop in rest.ahead)
    return Solution((Route(rest.shift.id, at_s, at_s, stops),) if stops else ())


def _stops(solution: Solution) -> tuple[Stop, ...]:
    return tuple(stop for route in solution.routes for stop in route.stops)


def _reached_s(rest: RestOfDay, name: str) -> int:
    return rest.shift.window.start_s + rest.reach_s(name)


def _soon(rest: RestOfDay, name: str) -> tuple[TimeWindow, ...]:
    at_s = rest.promised[name]
    return (TimeWindow(at_s, max(at_s, _reached_s(rest, name)) + SLACK_S),)


def _any_time(rest: RestOfDay, name: str) -> tuple[TimeWindow, ...]:
    at_s = rest.promised[name]
    return (TimeWindow(at_s, max(at_s, rest.shift.latest_end_s)),)
