"""How the stops of a day can be moved from its page: which of them, and to which other days and reps."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from app.planning.states import PlanStatus
from app.planning.store import StoredPlan
from app.planning.week_plan import PlannedRoute
from web import formats
from web.hand_view import move_href, page_href
from web.i18n import Translator


@dataclass(frozen=True, slots=True)
class OtherRep:
    """A rep who is in the field on the same day."""

    rep_id: str
    name: str
    href: str


@dataclass(frozen=True, slots=True)
class DayMoves:
    """`accounts` has the account of each visit, `hrefs` where those are moved that may be; both by the visit's id."""

    rep_id: str
    on: date
    told: str
    accounts: Mapping[str, str]
    hrefs: Mapping[str, str]
    reps: tuple[OtherRep, ...]
    days: frozenset[date]  # that the rep will be in the field on


def day_moves(stored: StoredPlan, route: PlannedRoute, now: datetime, t: Translator) -> DayMoves:
    """No promise is moved, nothing of a plan that a newer one replaced, and nothing of a locked or begun day."""
    plan, rep_id, back = stored.plan, route.rep_id, route.on.isoformat()
    is_open = stored.status is not PlanStatus.SUPERSEDED and not plan.hand.is_closed(rep_id, route.on)
    is_open = is_open and not route.has_begun(now)
    return DayMoves(
        rep_id=rep_id,
        on=route.on,
        told=formats.day(route.on, t),
        accounts={stop.visit_id: stop.external_id for stop in route.stops},
        hrefs={
            stop.visit_id: move_href(stored.id, route, stop, back)
            for stop in route.stops
            if is_open and not stop.is_appointment
        },
        reps=tuple(
            OtherRep(other.rep_id, other.rep_name, page_href(back, stored.id, other.rep_id))
            for other in plan.routes
            if other.on == route.on
        ),
        days=frozenset(other.on for other in plan.routes if other.rep_id == rep_id and not other.has_begun(now)),
    )
