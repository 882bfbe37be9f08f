"""Two plans side by side: what became of every visit, and the numbers of each rep and of all of them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from itertools import zip_longest

from app.planning.week_plan import PlannedRoute, WeekPlan


class Change(StrEnum):
    ADDED = "added"
    DROPPED = "dropped"
    MOVED = "moved"  # to another rep or day
    RETIMED = "retimed"  # with the same rep on the same day


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a plan has a visit: with whom, on which day, and when service begins."""

    rep_id: str  # the rep's external id
    rep_name: str = field(compare=False)
    on: date
    start_s: int

    @property
    def day(self) -> tuple[str, date]:
        return self.rep_id, self.on


@dataclass(frozen=True, slots=True)
class VisitChange:
    """A visit that the two plans do not have in the same place; None where one of them does not make it."""

    external_id: str
    name: str
    before: Placement | None
    after: Placement | None

    def __post_init__(self) -> None:
        if self.before == self.after:
            raise ValueError("A change has a visit in two different places.")

    @property
    def kind(self) -> Change:
        if self.before is None:
            return Change.ADDED
        if self.after is None:
            return Change.DROPPED
        return Change.RETIMED if self.before.day == self.after.day else Change.MOVED


@dataclass(frozen=True, slots=True)
class Totals:
    """What routes sum up to; `days` counts those with stops, `shift_s` all of them."""

    visits: int = 0
    days: int = 0
    worth_s: int = 0
    travel_s: int = 0
    travel_m: int = 0
    service_s: int = 0
    overtime_s: int = 0
    shift_s: int = 0

    @classmethod
    def of(cls, routes: Iterable[PlannedRoute]) -> "Totals":
        every = tuple(routes)
        driven = [route for route in every if route.stops]
        return cls(
            visits=sum(len(route.stops) for route in driven),
            days=len(driven),
            worth_s=sum(stop.prize_s for route in driven for stop in route.stops),
            travel_s=sum(route.travel_s for route in driven),
            travel_m=sum(route.travel_m for route in driven),
            service_s=sum(route.service_s for route in driven),
            overtime_s=sum(route.overtime_s for route in driven),
            shift_s=sum(route.shift_end_s - route.shift_start_s for route in every),
        )

    @property
    def used_s(self) -> int:
        """Time at customers and on the road."""
        return self.travel_s + self.service_s


@dataclass(frozen=True, slots=True)
class RepTotals:
    """One rep's numbers in both plans; zeros where a plan does not know him."""

    rep_id: str
    rep_name: str
    before: Totals
    after: Totals

    @property
    def is_changed(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class Comparison:
    """How one plan differs from another: the visits that changed, in the order of their accounts' ids, and all reps."""

    changes: tuple[VisitChange, ...]
    reps: tuple[RepTotals, ...]
    before: Totals
    after: Totals

    @property
    def is_empty(self) -> bool:
        """Whether nobody would notice the difference."""
        return not self.changes and not any(rep.is_changed for rep in self.reps)

    def of_kind(self, kind: Change) -> tuple[VisitChange, ...]:
        return tuple(change for change in self.changes if change.kind is kind)


def compare(before: WeekPlan, after: WeekPlan) -> Comparison:
    """What would change for accounts and reps if `after` took the place of `before`."""
    return Comparison(
        changes=_changes(before.routes, after.routes),
        reps=_reps(before.routes, after.routes),
        before=Totals.of(before.routes),
        after=Totals.of(after.routes),
    )


def _changes(before: Sequence[PlannedRoute], after: Sequence[PlannedRoute]) -> tuple[VisitChange, ...]:
    names = {stop.external_id: stop.name for route in (*before, *after) for stop in route.stops}
    was, now = _placements(before), _placements(after)
    return tuple(
        VisitChange(account, names[account], one, other)
        for account in sorted(names)
        for one, other in _paired(was[account], now[account])
    )


def _placements(routes: Iterable[PlannedRoute]) -> defaultdict[str, list[Placement]]:
    """Every visit of each account, in the order of the week."""
    found: defaultdict[str, list[Placement]] = defaultdict(list)
    for route in sorted(routes, key=lambda route: route.on):
        for stop in route.stops:
            place = Placement(route.rep_id, route.rep_name, route.on, stop.start_s)
            found[stop.external_id].append(place)
    return found


def _paired(was: Sequence[Placement], now: Sequence[Placement]) -> Iterator[tuple[Placement | None, Placement | None]]:
    """The visits of one account that are not where they were, in the order of the week."""
    gone = [place for place in was if place not in now]
    new = [place for place in now if place not in was]
    return zip_longest(gone, new)


def _reps(before: Sequence[PlannedRoute], after: Sequence[PlannedRoute]) -> tuple[RepTotals, ...]:
    names = {route.rep_id: route.rep_name for route in (*before, *after)}
    return tuple(
        RepTotals(
            rep_id,
            names[rep_id],
            Totals.of(route for route in before if route.rep_id == rep_id),
            Totals.of(route for route in after if route.rep_id == rep_id),
        )
        for rep_id in sorted(names)
    )
