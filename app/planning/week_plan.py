"""A planned week as people see it: routes with clock times, and one ledger row for every account.

These values are complete: maps, pages, files and tables are drawn from them without asking anybody else. Moments are
whole seconds after local midnight of the rep's day (`_s`), distances whole metres (`_m`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from app.method.account import Category, Grade
from app.method.cadence import DueState
from app.method.field_days import DayKind
from app.method.settings import Area
from app.method.steering import Steering
from app.method.worth import WorthPart
from app.planning.by_hand import NOTHING_BY_HAND, ByHand
from app.planning.certificate import NOT_ASKED, PlanCertificate


class Outcome(StrEnum):
    ROUTED = "routed"
    UNSERVED = "unserved"
    GATED = "gated"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Place:
    """A point on the map (WGS-84 degrees) with a name people know it by."""

    name: str
    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class PlannedStop:
    """One visit at its place in a route. `drive_*` is the leg that leads to it; wait is `start_s - arrival_s`.

    `detour_s` is the travel that leaving this stop out would save; `prize_s` is the sum of `worth`. `result` is what
    the visit is expected to bring, in whole CNY; plans of earlier versions of the program know neither it nor the area.
    `turn` says which of the account's visits in the plan it is, from 1.
    """

    visit_id: str
    external_id: str
    name: str
    address: str
    lat: float
    lon: float
    category: Category
    grade: Grade
    due: DueState
    is_appointment: bool
    contact_name: str
    contact_phone: str
    open_spans_s: tuple[tuple[int, int], ...]
    drive_s: int
    drive_m: int
    arrival_s: int
    start_s: int
    departure_s: int
    detour_s: int
    worth: tuple[WorthPart, ...]
    area: Area | None = None
    is_without_business: bool = False
    result: int | None = None
    drive_is_estimated: bool = True
    turn: int = 1

    @property
    def prize_s(self) -> int:
        return sum(part.worth_s for part in self.worth)


@dataclass(frozen=True, slots=True)
class PlannedRoute:
    """One rep on one day. `stops` may be empty: a field day with nobody worth the drive. `lunch_s` is its beginning."""

    rep_id: str  # the rep's external id
    rep_name: str
    on: date
    timezone: str
    shift_start_s: int
    shift_end_s: int
    start: Place
    end: Place
    depart_s: int
    return_s: int
    lunch_s: int | None
    lunch_duration_s: int
    stops: tuple[PlannedStop, ...]
    back_s: int  # the last leg, to `end`
    back_m: int
    travel_source: str  # "straight_line" or "roads", which may leave single drives to estimates
    within_m: int | None = None  # how far apart its stops lie, on average; None below two stops
    across_m: int | None = None  # how far from them the stops of the rep's other days lie
    kind: DayKind | None = None  # what the day is for the rep; None in plans of earlier versions of the program
    back_is_estimated: bool = True
    speed_pct: tuple[int, ...] = ()  # for each hour of the day, of the usual speed; empty: at any hour alike

    @property
    def travel_s(self) -> int:
        return sum(stop.drive_s for stop in self.stops) + self.back_s

    @property
    def travel_m(self) -> int:
        return sum(stop.drive_m for stop in self.stops) + self.back_m

    @property
    def drives(self) -> tuple[bool, ...]:
        """For each drive of the day, the way back included, whether it is estimated from the straight line."""
        return (*(stop.drive_is_estimated for stop in self.stops), self.back_is_estimated) if self.stops else ()

    @property
    def service_s(self) -> int:
        return sum(stop.departure_s - stop.start_s for stop in self.stops)

    @property
    def travel_share(self) -> float:
        """The part of the time from leaving to returning that is spent on the road."""
        return self.travel_s / max(1, self.return_s - self.depart_s) if self.stops else 0.0

    @property
    def overtime_s(self) -> int:
        return max(0, self.return_s - self.shift_end_s) if self.stops else 0

    def has_begun(self, now: datetime) -> bool:
        """Whether the rep is on his way already, or back."""
        return self.at(self.shift_start_s) <= now

    def at(self, moment_s: int) -> datetime:
        """The instant at which the rep's clock shows this moment of the day."""
        return datetime.combine(self.on, time(), ZoneInfo(self.timezone)) + timedelta(seconds=moment_s)


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """What became of one input row: its outcome, the code that says why, and the numbers of its sentence."""

    line: int | None  # line in the imported list, where it came from one
    external_id: str
    name: str
    outcome: Outcome
    code: str
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Note:
    """Something the planner says aloud about the whole plan, e.g. that it invented a rep."""

    code: str
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EarlierDay:
    """Where an earlier plan had a visit: with whom (external id) and on which day."""

    rep_id: str
    on: date


@dataclass(frozen=True, slots=True)
class WeekPlan:
    """Everything a planning run decided. Value = prizes - travel - 3 x overtime, in seconds of rep time.

    `earlier` says by external id where the plan it holds on to had an account's visits, day by day; what that is worth
    is not in the value.
    `steering` is what steered each rep's plan (by external id); the prizes have it in them.
    """

    week_on: date  # its Monday
    as_of: date  # the day whose facts it used; earlier days are not planned
    days: int
    routes: tuple[PlannedRoute, ...]
    ledger: tuple[LedgerRow, ...]
    value_s: float
    notes: tuple[Note, ...] = ()
    certificate: PlanCertificate = NOT_ASKED
    earlier: Mapping[str, tuple[EarlierDay, ...]] = field(default_factory=dict)
    hand: ByHand = NOTHING_BY_HAND
    steering: Mapping[str, Steering] = field(default_factory=dict)

    def route(self, rep_id: str, on: date) -> PlannedRoute | None:
        return next((r for r in self.routes if r.rep_id == rep_id and r.on == on), None)
