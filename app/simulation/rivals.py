"""Two other ways to choose whom to see, in the same hours, with the same travel: street sweeping, and grade first.

Neither has a gate. A rep goes to the next account from where he is, as long as it fits into his day and he is in time
for what is promised; the independent checker looks at every day.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from app.method.account import Account
from app.method.rep import Rep
from app.method.settings import MethodSettings
from app.planning.build import RepWeek, build_week
from app.planning.candidates import Candidate, shared_out
from app.planning.options import PlanOptions
from app.planning.routes import planned_routes
from app.planning.verify import PlanRefused
from app.planning.week_plan import PlannedRoute
from solver import Solution, check
from solver.insertion import try_insertions
from solver.schedule import Order, Timetable

MOST_WAIT_S = 3600  # at a closed door, while another one is open
MONTH_DAYS = 30
NEVER_SEEN_MONTHS = 10_000

Rank = Callable[[Account, date], tuple[object, ...]]  # what comes first, before the nearest does


def street_sweeping(account: Account, as_of: date) -> tuple[object, ...]:
    """盲目扫街: all are alike, the nearest is next."""
    return ()


def grade_first(account: Account, as_of: date) -> tuple[object, ...]:
    """A before B before C, of these who was not seen for most months."""
    last_on = account.last_visit_on
    months = NEVER_SEEN_MONTHS if last_on is None else (as_of - last_on).days // MONTH_DAYS
    return account.grade, -months


@dataclass(frozen=True, slots=True)
class Rival:
    """Plans a week by one rank. Who was seen in the quarter comes after those who were not, and once a week at most."""

    rank: Rank
    reps: Sequence[Rep]
    settings: MethodSettings

    def __call__(
        self, accounts: Sequence[Account], seen: Mapping[str, int], options: PlanOptions
    ) -> tuple[PlannedRoute, ...]:
        """The week's days. Raises PlanRefused where one breaks a rule, which would be a fault of ours."""
        candidates = [
            Candidate.of(account, self.settings, options.planned_days)
            for account in accounts
            if account.active and not account.do_not_visit and account.location is not None
        ]
        by_rep, _ = shared_out(candidates, self.reps, self.settings, options, {}, {})
        weeks = (build_week(rep, by_rep[rep.external_id], self.settings, options, {}, visits={}) for rep in self.reps)
        return tuple(route for week in weeks for route in self._routes(week, seen, options))

    def _routes(self, week: RepWeek, seen: Mapping[str, int], options: PlanOptions) -> Iterator[PlannedRoute]:
        accounts = [week.candidates[visit.id].account for visit in week.problem.visits]
        first = [
            (not account.must_visit, seen.get(account.external_id, 0), *self.rank(account, options.as_of))
            for account in accounts
        ]
        timetable = Timetable(week.problem.part(week.problem.visits))
        left = set(range(len(accounts)))
        routes = []
        for shift, one in enumerate(timetable.shifts):
            on = week.days[one.id]
            promised = sorted(
                (account.appointment.start_s, v)
                for v, account in enumerate(accounts)
                if account.appointment is not None and account.appointment.on == on
            )
            order = walked_day(timetable, shift, left, [v for _, v in promised], first)
            left -= set(order)
            routes.append(timetable.route(shift, order))
        solution = Solution(tuple(routes))
        part = week.problem.part([visit for visit in week.problem.visits if visit.id in solution.served])
        if violations := check(part, solution):
            raise PlanRefused(" ".join(f"{one.rule} {one.subject}: {one.message}" for one in violations))
        yield from planned_routes(week, part, solution, self.settings, options)


def walked_day(
    timetable: Timetable, shift: int, left: set[int], promised: Sequence[int], first: Sequence[tuple[object, ...]]
) -> Order:
    """One day, stop by stop: of those that fit, the one that `first` puts first, and of equals the nearest."""
    done: Order = []
    ahead: Order = []
    for v in promised:
        if timetable.return_of(shift, [*ahead, v]) is not None:
            ahead.append(v)
    open_to_all = sorted(left - set(promised))
    while True:
        fits = try_insertions(timetable, shift, [*done, *ahead], visits=np.array(open_to_all, dtype=np.int64)).fits
        here = timetable.places_of(shift, done)[-2]
        fitting = sorted(
            (first[v], timetable.travel.item(here, timetable.place.item(v)), v)
            for v, fits_here in zip(open_to_all, fits[:, len(done)], strict=True)
            if fits_here
        )
        if fitting:
            at_once = (v for _, drive_s, v in fitting if _wait_s(timetable, shift, done, v, drive_s) <= MOST_WAIT_S)
            v = next(at_once, fitting[0][-1])
            open_to_all.remove(v)
            done.append(v)
        elif ahead:
            done.append(ahead.pop(0))
        else:
            return done


def _wait_s(timetable: Timetable, shift: int, done: Order, visit: int, drive_s: int) -> int:
    """How long he waits at that door, a lunch that he takes meanwhile included."""
    free_s = min(timetable.departures(shift, done)[-1])
    return min(timetable.departures(shift, [*done, visit])[-1]) - timetable.service_s.item(visit) - free_s - drive_s
