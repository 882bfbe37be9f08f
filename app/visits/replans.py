"""Re-planning a published day: asked for, it changes nothing; accepted, it is a new version of the plan in force."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from app.access.audit import note_deed
from app.access.identity import Identity
from app.db import Database
from app.errors import AppError, Fault, InvalidInput
from app.method.account import Account
from app.planning.in_force import hold_plans_in_force, stops_in_force
from app.planning.revision import revise_plan
from app.planning.week_plan import Note, PlannedRoute
from app.visits.bookings import forget_promise
from app.visits.day_in_hand import Told, day_in_hand, may_be_visited, own_accounts, seen_route
from app.visits.replan import Proposal, Solve, as_proposed, propose
from app.visits.replan_order import ReplanOrder, opened, sealed
from app.visits.rest_of_day import DayInHand, NoShift, RestOfDay, rest_of_day
from app.visits.visit_states import visit_standings
from app.wording import clock

PROPOSAL_LASTS = timedelta(minutes=30)


class ReplanOutdated(AppError):
    def __init__(self) -> None:
        super().__init__(
            409,
            "replan.outdated",
            "Changed meanwhile",
            "The day has changed since this was proposed, so nothing was changed by it. Re-plan the rest once more.",
        )


class NotInTheField(AppError):
    def __init__(self) -> None:
        super().__init__(
            409,
            "replan.no_shift",
            "No field day",
            "The rep is not in the field on this day any more. Plan the week again, and publish it.",
        )


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposal beside the day as it stands; `sealed` is what to send back to have it."""

    before: PlannedRoute
    rest: RestOfDay
    proposal: Proposal
    sealed: str


@dataclass(frozen=True, slots=True)
class Accepted:
    """The day as it is in force now."""

    plan_id: str
    plan_number: int
    route: PlannedRoute


def propose_rest(
    database: Database,
    identity: Identity,
    rep_id: str,
    on: date,
    now: datetime,
    told: Told,
    added: Sequence[str],
    solve: Solve,
) -> Proposed:
    """Plan what is left of the day; raises NotFound, InvalidInput, and conflicts that say what to do."""
    with database.read() as session:
        day = day_in_hand(session, identity, rep_id, on, now, told, added)
        _refuse_others(session, day, added)
    rest = parted(day, tuple(dict.fromkeys(added)))
    proposal = propose(rest, solve)
    before = {stop.external_id for stop in day.route.stops}
    dropped = tuple(row for row in proposal.dropped if row.external_id in before)
    order = ReplanOrder(rep_id, on, day.basis.id, now, told, rest.added, proposal.order, proposal.late, dropped)
    with database.read() as session:
        return Proposed(day.route, rest, proposal, sealed(session, order))


def accept_rest(session: Session, identity: Identity, rep_id: str, on: date, text: str, now: datetime) -> Accepted:
    """Put a proposal in force; raises NotFound, InvalidInput, or ReplanOutdated where it does not hold any more."""
    hold_plans_in_force(session)
    found = seen_route(session, identity, rep_id, on)
    order = opened(session, text)
    if (order.rep_id, order.on) != (rep_id, on):
        detail = "The proposal is one for another day. Ask for one for this day."
        raise InvalidInput("replan.other_day", detail, [Fault("/body/proposal", "replan.other_day", detail)])
    if found.plan_id != order.plan_id or now - order.at > PROPOSAL_LASTS:
        raise ReplanOutdated
    day = day_in_hand(session, identity, rep_id, on, order.at, order.told, order.added)
    rest = parted(day, order.added)
    happened = visit_standings(session, [stop.visit_id for stop in rest.ahead])
    route = as_proposed(rest, order.order, order.late)
    if happened or route is None or any(stops_in_force(session, on, None, name) for name in order.added):
        raise ReplanOutdated
    for stop in rest.off:
        account = day.accounts.get(stop.external_id)
        if account is not None and account.appointment is not None and account.appointment.on == on:
            forget_promise(session, stop.external_id)
    note = Note("REPLANNED", {"rep": day.rep.name, "on": on.isoformat(), "start": clock(day.now_s)})
    hand = day.basis.hand.following(rep_id, on, {stop.external_id: stop.start_s for stop in route.stops})
    plan_id = revise_plan(session, order.plan_id, [route], order.dropped, note, now, hand)
    note_deed(session, identity, "route.replanned", plan_id, now)
    in_force = seen_route(session, identity, rep_id, on)
    return Accepted(in_force.plan_id, in_force.plan_number, in_force.route)


def parted(day: DayInHand, added: Sequence[str] = ()) -> RestOfDay:
    """The day parted at now; raises NotInTheField."""
    try:
        return rest_of_day(day, added)
    except NoShift as fault:
        raise NotInTheField from fault


def _refuse_others(session: Session, day: DayInHand, names: Sequence[str]) -> None:
    """Raise InvalidInput where the rep may not visit all of these accounts on this day, naming each that he may not."""
    own = own_accounts(session, day.rep.external_id, names)
    faults = [
        Fault(f"/body/add/{n}", *why) for n, name in enumerate(names) if (why := _why_not(session, day, own.get(name)))
    ]
    if faults:
        raise InvalidInput("replan.add", "Some of these accounts cannot be added.", faults)


def _why_not(session: Session, day: DayInHand, account: Account | None) -> tuple[str, str] | None:
    if account is None:
        return "account.unknown", "The rep has no account of this id."
    if stops_in_force(session, day.route.on, None, account.external_id):
        return "replan.planned", "The account is planned already, on this day or later."
    if day.is_locked:
        return "replan.locked_day", "The office has locked this day, so nobody is added to it. Ask to have it unlocked."
    if not may_be_visited(day, account):
        return "replan.gated", "The account may not be visited on this day; its entry in the list of accounts says why."
    return None
