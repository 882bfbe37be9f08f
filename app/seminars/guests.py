"""Who could come to a seminar, and why he would be asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from geopy.distance import great_circle
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.identity import Identity
from app.access.scope import accounts_seen_by
from app.intake.known_accounts import known_accounts
from app.intake.method_settings import settings_in_force
from app.intake.overview import HORIZON_DAYS, local_today
from app.intake.rep_lists import seen_reps
from app.method.account import Account, Category
from app.method.gate import verdict, visits_left
from app.method.invitation_states import COMING
from app.method.market import area_of
from app.method.rep import Half, Rep
from app.method.seminar_seats import Guest, WhyAsked
from app.method.settings import Area, MethodSettings
from app.method.working_hours import halves_of
from app.method.worth import expected_result
from app.models import AccountRecord, LedgerRecord, SeminarInvitationRecord, SeminarRecord
from app.planning.in_force import stops_in_force
from app.planning.seen_plans import newest_seen_plan
from app.planning.week_plan import Outcome
from solver import Reason

COSTS_TOO_MUCH = {Reason.TOO_FAR, Reason.WORTH_LESS_THAN_COST}


@dataclass(frozen=True, slots=True)
class Candidates:
    """Who could be asked (by the id of the account's row), and what each area weighs when seats are split."""

    guests: tuple[Guest, ...]
    shares: Mapping[str, float]


def candidates(
    session: Session, identity: Identity, on: date, half: Half, seminar_id: str, now: datetime
) -> Candidates:
    """The accounts that are seen, may be met, and have nothing else in that half-day."""
    settings, today = settings_in_force(session), local_today(session, now)
    left_out, busy = _left_out(session, identity), busy_accounts(session, on, half, seminar_id)
    reps = seen_reps(session, identity)
    guests = []
    for record, account in known_accounts(session, select(AccountRecord).where(accounts_seen_by(identity))):
        if account.external_id in busy or is_promised(account, settings, on, half):
            continue
        guest = as_guest(record.id, account, settings, today, reps, left_out.get(account.external_id))
        if guest is not None:
            guests.append(guest)
    return Candidates(tuple(guests), settings.market_share)


def as_guest(
    record_id: str,
    account: Account,
    settings: MethodSettings,
    today: date,
    reps: Sequence[Rep],
    left_out: str | None,
    by_hand: bool = False,
) -> Guest | None:
    """The account as one that could come; None where it is no business of a seminar's and nobody adds it by hand."""
    area = _area(account, settings, reps)
    why = WhyAsked.BY_HAND if by_hand else _why(account, settings, today, left_out, area)
    return (
        None if why is None else Guest(record_id, area, account.grade, why, expected_result(account, settings, today))
    )


def _area(account: Account, settings: MethodSettings, reps: Sequence[Rep]) -> Area:
    """Where it lies for its rep, and for the nearest one where it has none; home where nobody knows the place."""
    homes = [rep.home for rep in reps if account.owner in (rep.external_id, rep.name)] or [rep.home for rep in reps]
    at = account.location
    away_km = [] if at is None else [great_circle((home.lat, home.lon), (at.lat, at.lon)).km for home in homes]
    return area_of(account, min(away_km, default=0.0), settings)


def busy_accounts(session: Session, on: date, half: Half, seminar_id: str) -> set[str]:
    """The external ids of accounts with a stop of the plan in force, or a seat in another seminar, in that half-day."""
    visited = {
        stop.external_id
        for stop in stops_in_force(session, on, on)
        if half in halves_of(stop.start_s, stop.departure_s)
    }
    elsewhere = (
        select(AccountRecord.external_id)
        .join(SeminarInvitationRecord, SeminarInvitationRecord.account_id == AccountRecord.id)
        .join(SeminarRecord, SeminarRecord.id == SeminarInvitationRecord.seminar_id)
        .where(
            SeminarRecord.on_day == on,
            SeminarRecord.half == half,
            SeminarRecord.deleted_at.is_(None),
            SeminarRecord.id != seminar_id,
            SeminarInvitationRecord.state.in_(COMING),
        )
    )
    return visited | set(session.scalars(elsewhere))


def is_promised(account: Account, settings: MethodSettings, on: date, half: Half) -> bool:
    """Whether the account has an appointment in that half-day."""
    promised = account.appointment
    if promised is None or promised.on != on:
        return False
    usual_s = account.service_s if account.service_s is not None else settings.visit_minutes[account.category] * 60
    lasts_s = usual_s if promised.service_s is None else promised.service_s
    return half in halves_of(promised.start_s, promised.start_s + lasts_s)


def _why(account: Account, settings: MethodSettings, today: date, left_out: str | None, area: Area) -> WhyAsked | None:
    """Why the account would be asked; None where it is no business of a seminar's."""
    if not account.active or account.do_not_visit:
        return None
    if account.category is Category.PROSPECT and not visits_left(account, settings):
        return WhyAsked.CAPPED
    horizon = [today + timedelta(days=n) for n in range(HORIZON_DAYS)]
    if not verdict(account, settings, horizon=horizon).may_be_routed:
        return None
    if area is Area.REMOTE or left_out in COSTS_TOO_MUCH:
        return WhyAsked.FAR
    return WhyAsked.SEAT_LEFT if left_out is None else WhyAsked.UNSERVED


def _left_out(session: Session, identity: Identity) -> Mapping[str, str]:
    """The reason of each account that the newest published plan left out, by external id."""
    plan = newest_seen_plan(session, identity)
    if plan is None:
        return {}
    rows = select(LedgerRecord.external_id, LedgerRecord.code).where(
        LedgerRecord.plan_id == plan.id, LedgerRecord.outcome == Outcome.UNSERVED
    )
    return dict(list(session.execute(rows)))
