"""The published day of a rep as it stands: today's facts of its accounts, and what was told of its visits."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.identity import Identity
from app.access.scope import accounts_seen_by
from app.errors import AppError, NotFound
from app.intake.known_accounts import accounts_of, known_accounts
from app.intake.rep_lists import find_stored_rep
from app.method.account import DAY_S, Account
from app.method.gate import assumed_qualified, verdict
from app.models import AccountRecord
from app.planning.in_force import plan_bases
from app.visits.event_facts import VisitState
from app.visits.rest_of_day import DayInHand, Settled
from app.visits.today import PublishedRoute, published_route
from app.visits.visit_states import VisitStanding, visit_standings


class DayOver(AppError):
    def __init__(self) -> None:
        super().__init__(
            409, "replan.day_over", "The day is over", "This day is over, so nothing of it can be planned any more."
        )


@dataclass(frozen=True, slots=True)
class Told:
    """What whoever asks knows beside us: where the rep is, when he can go on, and events that are not sent yet."""

    position: tuple[float, float] | None = None
    free_at: datetime | None = None
    standings: Mapping[str, VisitStanding] = field(default_factory=dict)


def seen_route(session: Session, identity: Identity, rep_id: str, on: date) -> PublishedRoute:
    """The published route of a rep whom the identity sees; raises NotFound."""
    seen = find_stored_rep(session, identity, rep_id) is not None
    found = published_route(session, rep_id, on) if seen else None
    if found is None:
        raise NotFound("route.none", "No route is published for this rep and day.")
    return found


def day_in_hand(
    session: Session,
    identity: Identity,
    rep_id: str,
    on: date,
    now: datetime,
    told: Told,
    others: Collection[str] = (),
) -> DayInHand:
    """The day with the facts of its accounts and of these `others` (external ids); raises NotFound or DayOver."""
    found = seen_route(session, identity, rep_id, on)
    stored = find_stored_rep(session, identity, rep_id)
    assert stored is not None
    zone = ZoneInfo(stored.rep.timezone)
    local = now.astimezone(zone)
    if local.date() > on:
        raise DayOver
    standings = {**visit_standings(session, [stop.visit_id for stop in found.route.stops]), **told.standings}
    names = {stop.external_id for stop in found.route.stops} | set(others)
    return DayInHand(
        rep=stored.rep,
        basis=plan_bases(session, [found.plan_id])[found.plan_id],
        plan_number=found.plan_number,
        route=found.route,
        accounts=accounts_of(session, names),
        settled={
            visit_id: Settled(one.state, seconds_of_day(one.at, on, zone))
            for visit_id, one in standings.items()
            if one.state is not VisitState.PLANNED
        },
        now_s=seconds_of_day(now, on, zone),
        free_s=0 if told.free_at is None else seconds_of_day(told.free_at, on, zone),
        position=told.position,
    )


def own_accounts(
    session: Session, rep_id: str, names: Collection[str] | None = None, said: str = ""
) -> dict[str, Account]:
    """The accounts of this rep by external id: those named (None: all), and of them those whose name has the text."""
    query = select(AccountRecord).where(accounts_seen_by(Identity("rep", rep_id)))
    query = query if names is None else query.where(AccountRecord.external_id.in_(names))
    query = query if not said else query.where(AccountRecord.name.icontains(said, autoescape=True))
    return {account.external_id: account for _, account in known_accounts(session, query)}


def may_be_visited(day: DayInHand, account: Account) -> bool:
    """Whether the gate lets the account through on this day, as lenient as the plan was, and it is promised to no
    other day."""
    on, options = day.route.on, day.basis.options
    if account.appointment is not None and account.appointment.on > on:
        return False
    judged = assumed_qualified(account) if options.assume_qualified else account
    return verdict(judged, day.basis.settings, horizon=[on]).may_be_routed


def seconds_of_day(at: datetime, on: date, zone: ZoneInfo) -> int:
    """Seconds after midnight of that day by the rep's clock, cut to the day."""
    local = at.astimezone(zone)
    if local.date() != on:
        return 0 if local.date() < on else DAY_S
    return local.hour * 3600 + local.minute * 60 + local.second
