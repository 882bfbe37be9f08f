"""A published day in the middle of it: what is made stays, what is called off is out, and the rest is a problem.

The rest begins where the rep is and when he is free, and ends as the day does. Nothing here is solved or stored.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from app.method.account import DAY_S, Account, Location
from app.method.gate import assumed_qualified
from app.method.rep import Rep
from app.planning.build import RepWeek, build_week
from app.planning.by_hand import ByHand
from app.planning.candidates import Candidate
from app.planning.hand_rules import Held
from app.planning.in_force import PlanBasis
from app.planning.routes import planned_routes
from app.planning.week_plan import EarlierDay, PlannedRoute, PlannedStop
from app.travel.by_road import travel_model
from app.visits.event_facts import VisitState
from app.visits.open_week import emptied
from solver import Lunch, Shift, Solution, TimeWindow, Visit, WideProblem
from solver.schedule import arrival

MADE = (VisitState.DONE, VisitState.ARRIVED)
CALLED_OFF = (VisitState.SKIPPED, VisitState.CANCELLED)
ASKED_FOR_S = DAY_S  # what the rep's own wish to make a visit weighs beside its worth


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of a visit, and when in seconds after midnight of the rep's day."""

    state: VisitState
    at_s: int


@dataclass(frozen=True, slots=True)
class DayInHand:
    """A published day with today's facts and what is known of its visits (by visit id); accounts by external id.

    The rep can go on at `free_s`, and not before now. `position` is where he says he is (WGS-84); None: at his last
    visit, or where the day begins. `turns` says which of its account's visits a stop is that may come to the day's own.
    """

    rep: Rep
    basis: PlanBasis
    plan_number: int
    route: PlannedRoute
    accounts: Mapping[str, Account]
    settled: Mapping[str, Settled]
    now_s: int
    free_s: int = 0
    position: tuple[float, float] | None = None
    turns: Mapping[str, int] = field(default_factory=dict)

    @property
    def is_locked(self) -> bool:
        """Whether the day is locked as a whole, so that it takes nobody else."""
        return self.basis.hand.is_closed(self.route.rep_id, self.route.on)


class NoShift(Exception):
    """The rep does not work on that day any more."""


@dataclass(frozen=True, slots=True, eq=False)
class RestOfDay:
    """`made` are stops as they stay, `off` those called off, `lost` those whose account is gone, `ahead` the others.

    `problem` has the shift that is left and a visit for each of `ahead` and of the accounts added. `locked` are those
    ahead that somebody locked on this day by hand, with the moment in horizon seconds if there is one.
    """

    day: DayInHand
    made: tuple[PlannedStop, ...]
    off: tuple[PlannedStop, ...]
    lost: tuple[PlannedStop, ...]
    ahead: tuple[PlannedStop, ...]
    added: tuple[str, ...]
    week: RepWeek
    problem: WideProblem
    locked: Mapping[str, int | None]
    lunch_s: int | None  # of a lunch that is over or under way

    @property
    def shift(self) -> Shift:
        return self.problem.shifts[0]

    @property
    def midnight_s(self) -> int:
        """The beginning of the day in horizon seconds."""
        return (self.day.route.on - self.day.basis.options.week_on).days * DAY_S

    @property
    def promised(self) -> dict[str, int]:
        """When the accounts ahead that have an appointment expect us, in horizon seconds."""
        on = self.day.route.on
        appointments = ((name, self.week.candidates[name].account.appointment) for name in self.names)
        return {name: self.midnight_s + a.start_s for name, a in appointments if a is not None and a.on == on}

    @property
    def held(self) -> frozenset[str]:
        """The accounts ahead that no proposal may leave out: who is promised a moment, and who is locked by hand."""
        return frozenset(self.promised) | self.locked.keys()

    @property
    def names(self) -> tuple[str, ...]:
        """The external ids of the accounts that may still be visited, as planned and then as added."""
        return (*(stop.external_id for stop in self.ahead), *self.added)

    def reach_s(self, name: str) -> int:
        """The drive from where the rep is to this account."""
        visit = next(visit for visit in self.problem.visits if visit.id == name)
        return int(self.problem.travel.seconds(self.shift.start_place, np.array([visit.place]))[0, 0])

    def since_locked(self) -> dict[str, tuple[TimeWindow, ...]]:
        """Of stops that are locked to a moment their hours from then on, for it may be out of reach."""
        hours = {visit.id: _windows_on(visit, self.midnight_s) for visit in self.week.problem.visits}
        pinned = {name: at_s for name, at_s in self.locked.items() if at_s is not None and name not in self.promised}
        return {
            name: tuple(TimeWindow(max(w.start_s, at_s), w.end_s) for w in hours[name] if w.end_s >= at_s)
            for name, at_s in pinned.items()
        }

    def unlocked(self) -> "RestOfDay":
        """The same with nothing held but promises."""
        hours = {visit.id: _windows_on(visit, self.midnight_s) for visit in self.week.problem.visits}
        visits = (
            replace(v, windows=hours[v.id], required=v.id in self.promised) if v.id in self.locked else v
            for v in self.problem.visits
        )
        return replace(self, locked={}, problem=replace(self.problem, visits=tuple(visits)))

    def with_windows(self, windows: Mapping[str, Sequence[TimeWindow]]) -> WideProblem:
        """The problem with other windows for some of its visits."""
        visits = (replace(v, windows=tuple(windows.get(v.id, v.windows))) for v in self.problem.visits)
        return replace(self.problem, visits=tuple(visits))

    def route(self, solution: Solution) -> PlannedRoute:
        """The whole day: what is made as it stands, then the solution's stops with the visit ids they had."""
        old, settings, options = self.day.route, self.day.basis.settings, self.day.basis.options
        part = self.problem.part([visit for visit in self.problem.visits if visit.id in solution.served])
        (rest,) = planned_routes(self.week, part, solution, settings, options)
        ids = {stop.external_id: stop.visit_id for stop in old.stops}
        stops = (*self.made, *(replace(s, visit_id=ids.get(s.external_id, s.visit_id)) for s in rest.stops))
        if not stops:
            return emptied(old)
        lunch_s = self.lunch_s if rest.lunch_s is None else rest.lunch_s
        home = rest if rest.stops else self._way_home(rest)
        return replace(
            old,
            depart_s=old.depart_s if self.made else rest.depart_s,
            return_s=rest.return_s if rest.stops else self.shift.window.start_s - self.midnight_s + home.back_s,
            lunch_s=lunch_s,
            lunch_duration_s=0 if lunch_s is None or self.day.rep.lunch is None else self.day.rep.lunch.duration_s,
            stops=stops,
            back_s=home.back_s,
            back_m=home.back_m,
            back_is_estimated=home.back_is_estimated,
            travel_source=rest.travel_source,
            within_m=old.within_m if len(stops) == len(old.stops) and not self.added else None,
        )

    def _way_home(self, rest: PlannedRoute) -> PlannedRoute:
        """The day that is left with nobody to see in it, driven home from where the rep is."""
        ends = self.problem.travel.matrix(np.array([self.shift.start_place, self.shift.end_place]))
        leaves_s = self.shift.window.start_s
        return replace(
            rest,
            back_s=arrival(self.shift, leaves_s, int(ends.duration_s[0, 1])) - leaves_s,
            back_m=int(ends.distance_m[0, 1]),
            back_is_estimated=ends.is_estimated(0, 1),
        )


def rest_of_day(day: DayInHand, added: Collection[str] = ()) -> RestOfDay:
    """Part the day at now; `added` names accounts (external ids, among `day.accounts`) to be visited as well.

    Raises NoShift.
    """
    states = {stop.visit_id: day.settled.get(stop.visit_id) for stop in day.route.stops}
    made = _as_made(day, states)
    off = tuple(s for s in day.route.stops if (one := states[s.visit_id]) is not None and one.state in CALLED_OFF)
    others = [stop for stop in day.route.stops if states[stop.visit_id] is None]
    ahead = tuple(stop for stop in others if _is_known(day, stop.external_id))
    names = [*(stop.external_id for stop in ahead), *added]
    week = _week(day, names, {stop.external_id: (EarlierDay(day.rep.external_id, day.route.on),) for stop in ahead})
    shift = next((shift for shift in week.problem.shifts if week.days[shift.id] == day.route.on), None)
    if shift is None:
        raise NoShift
    lunch_s = _lunch_begun_s(day, made)
    locked = _locked(day, [stop.external_id for stop in ahead], shift.day * DAY_S)
    places = [(c.location.lat, c.location.lon) for c in week.candidates.values()]
    home, end, here = day.rep.home, day.rep.end or day.rep.home, _here(day, made)
    points = [*places, (home.lat, home.lon), (end.lat, end.lon), here]
    travel = travel_model(points, day.rep.travel_mode, by_road=day.basis.options.roads is not None)
    problem = WideProblem(
        visits=tuple(_on_this_day(visit, shift, added, locked) for visit in week.problem.visits),
        shifts=(replace(_what_is_left(day, shift, made, lunch_s), start_place=len(places) + 2),),
        travel=travel,
        weights=week.problem.weights,
    )
    return RestOfDay(
        day,
        made,
        off,
        tuple(stop for stop in others if not _is_known(day, stop.external_id)),
        ahead,
        tuple(added),
        week,
        problem,
        locked,
        lunch_s,
    )


def _is_known(day: DayInHand, name: str) -> bool:
    account = day.accounts.get(name)
    return account is not None and account.location is not None


def _as_made(day: DayInHand, states: Mapping[str, Settled | None]) -> tuple[PlannedStop, ...]:
    """The stops that are done, in the order of the plan, and last the one that the rep is at.

    They keep their planned moments as far as those lie in the past: nobody is still to come from where he has been.
    """
    at = [(stop, one) for stop in day.route.stops if (one := states[stop.visit_id]) and one.state in MADE]
    at.sort(key=lambda pair: pair[1].state is VisitState.ARRIVED)
    made: list[PlannedStop] = []
    for stop, one in at:
        departure_s = min(stop.departure_s, day.now_s)
        start_s = min(stop.start_s, departure_s)
        if one.state is VisitState.ARRIVED:
            earliest_s = made[-1].departure_s if made else 0
            start_s = min(max(one.at_s, earliest_s), day.now_s)
            if stop.is_appointment:
                start_s = max(start_s, stop.start_s)  # who is early waits
            departure_s = max(start_s + stop.departure_s - stop.start_s, day.now_s)
        arrival_s = min(stop.arrival_s, start_s)
        made.append(replace(stop, arrival_s=arrival_s, start_s=start_s, departure_s=departure_s))
    return tuple(made)


def _lunch_begun_s(day: DayInHand, made: Sequence[PlannedStop]) -> int | None:
    """When lunch began, if it has: as planned, unless the rep was elsewhere or says he was not free then."""
    lunch_s = day.route.lunch_s
    if lunch_s is None or lunch_s > day.now_s:
        return None
    reached = {stop.visit_id for stop in made}
    if any(stop.start_s > lunch_s for stop in day.route.stops if stop.visit_id in reached):
        return lunch_s
    freed_s = max([day.free_s, *(stop.departure_s for stop in made)])
    return None if freed_s > lunch_s else lunch_s


def _here(day: DayInHand, made: Sequence[PlannedStop]) -> tuple[float, float]:
    if day.position is not None:
        return day.position
    home: Location = day.rep.home
    return (made[-1].lat, made[-1].lon) if made else (home.lat, home.lon)


def _week(day: DayInHand, names: Collection[str], earlier: Mapping[str, tuple[EarlierDay, ...]]) -> RepWeek:
    """Each account once, for a day has no more of its visits."""
    options, settings = day.basis.options, day.basis.settings
    accounts = [day.accounts[name] for name in names]
    if options.assume_qualified:
        accounts = [assumed_qualified(account) for account in accounts]
    turns = {stop.external_id: stop.turn for stop in day.route.stops} | dict(day.turns)
    candidates = [
        replace(Candidate.of(a, settings, options.planned_days), made_before=turns.get(a.external_id, 1) - 1)
        for a in accounts
    ]
    kept = Held(kept=day.basis.hand.kept)  # locks are told apart: one that is out of reach must not end all planning
    steering = day.basis.steering_of(day.rep.external_id)
    return kept.bound(build_week(day.rep, candidates, settings, options, earlier, steering, visits={}))


def _what_is_left(day: DayInHand, shift: Shift, made: Sequence[PlannedStop], lunch_s: int | None) -> Shift:
    """The shift from the moment the rep is free; lunch is still to come where it has not begun and can begin."""
    midnight_s = shift.day * DAY_S
    free_s = max([day.now_s, day.free_s, *(stop.departure_s for stop in made)]) + midnight_s
    lunch = None
    if shift.lunch is not None and lunch_s is not None:
        free_s = max(free_s, midnight_s + lunch_s + shift.lunch.duration_s)
    free_s = max(free_s, shift.window.start_s)
    if shift.lunch is not None and lunch_s is None and free_s <= shift.lunch.window.end_s:
        window = TimeWindow(max(shift.lunch.window.start_s, free_s), shift.lunch.window.end_s)
        lunch = Lunch(shift.lunch.duration_s, window)
    end_s = max(free_s, shift.window.end_s)
    overtime_s = max(0, shift.latest_end_s - end_s)
    most = max(0, shift.max_visits - len(made))
    return replace(shift, window=TimeWindow(free_s, end_s), lunch=lunch, overtime_s=overtime_s, max_visits=most)


def _locked(day: DayInHand, names: Collection[str], midnight_s: int) -> dict[str, int | None]:
    """Which of these stops are locked by hand, alone or with their day, and to which moment."""
    held = Held.of(ByHand(day.basis.hand.locks), [day.route]).stops
    moments = {name: held[name][0].start_s for name in names if name in held}
    return {name: None if start_s is None else midnight_s + start_s for name, start_s in moments.items()}


def _windows_on(visit: Visit, midnight_s: int) -> tuple[TimeWindow, ...]:
    return tuple(w for w in visit.windows if midnight_s <= w.start_s < midnight_s + DAY_S)


def _on_this_day(visit: Visit, shift: Shift, added: Collection[str], locked: Mapping[str, int | None]) -> Visit:
    """The visit on this day only; promises and locks must be kept, and what the rep adds comes next."""
    windows = _windows_on(visit, shift.day * DAY_S)
    promised = len(windows) == 1 and windows[0].start_s == windows[0].end_s and visit.required
    at_s = locked.get(visit.id)
    if at_s is not None and not promised:
        windows = (TimeWindow(at_s, at_s),)
    prize = visit.prize + (ASKED_FOR_S if visit.id in added else 0)
    return replace(visit, windows=windows, required=promised or visit.id in locked, prize=prize)
