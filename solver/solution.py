"""What a search returns: routes with every moment in them, and a reason for each visit left out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Reason(StrEnum):
    """Why a visit is unserved; the first that is true, in this order, wins."""

    NO_ALLOWED_REP = "NO_ALLOWED_REP"
    CLOSED_THAT_DAY = "CLOSED_THAT_DAY"
    WINDOW_OUTSIDE_SHIFT = "WINDOW_OUTSIDE_SHIFT"
    TOO_FAR = "TOO_FAR"
    NOT_ITS_TURN = "NOT_ITS_TURN"
    APPOINTMENT_CLASH = "APPOINTMENT_CLASH"
    LOCKED_OUT = "LOCKED_OUT"
    WORTH_LESS_THAN_COST = "WORTH_LESS_THAN_COST"
    SEARCH_LIMIT = "SEARCH_LIMIT"
    MAX_VISITS = "MAX_VISITS"
    TOO_SOON = "TOO_SOON"
    DAY_FULL = "DAY_FULL"


@dataclass(frozen=True, slots=True)
class Stop:
    """A visit at its place in a route, in horizon seconds. The rep waits from `arrival_s` to `start_s`."""

    visit: str
    arrival_s: int
    start_s: int
    departure_s: int


@dataclass(frozen=True, slots=True)
class Route:
    """The stops of one shift in order. `lunch_s` is when lunch begins; a route without stops has no moments."""

    shift: str
    depart_s: int
    return_s: int
    stops: tuple[Stop, ...]
    lunch_s: int | None = None


@dataclass(frozen=True, slots=True)
class Unserved:
    """A visit left out, with the numbers of its reason (extra travel, what it would displace, ...)."""

    visit: str
    reason: Reason
    numbers: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Solution:
    """A route for each used shift, and every other visit with its reason."""

    routes: tuple[Route, ...]
    unserved: tuple[Unserved, ...] = ()

    @property
    def served(self) -> frozenset[str]:
        return frozenset(stop.visit for route in self.routes for stop in route.stops)
