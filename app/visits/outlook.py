"""What is in force around an account: the weeks of the reps who could come, laid out with the account free to move."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.intake.account_lists import unknown_account
from app.intake.known_accounts import accounts_of, promised_accounts
from app.intake.method_settings import settings_in_force
from app.intake.overview import local_today
from app.intake.store import all_reps
from app.method.account import Account, Location
from app.method.cadence import gap_days
from app.method.gate import Verdict, assumed_qualified, verdict
from app.method.rep import Rep
from app.method.settings import MethodSettings
from app.planning.in_force import (
    DayInForce,
    PlanBasis,
    StopInForce,
    days_in_force,
    given_up_promises,
    plan_bases,
    stops_in_force,
)
from app.planning.nearness import seconds_to_reps
from app.planning.options import monday_of
from app.visits.open_week import Moment, OpenWeek, open_week

NOTICE = timedelta(hours=2)  # nobody is offered a start sooner than that
WEEKS = 2  # the current one and the next
NEAREST_REPS = 3  # who is asked for an account that nobody owns


@dataclass(frozen=True, slots=True)
class Why:
    """Why there are not two starts: a code of the ledger or of `SLOT_REASONS`, with its numbers."""

    code: str
    params: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for: days (both included; None: from today, to the end of the last week) and a length."""

    from_on: date | None = None
    to_on: date | None = None
    weeks: int = WEEKS
    service_s: int | None = None

    def days(self, today: date) -> tuple[date, date]:
        from_on = max(today, self.from_on or today)
        return from_on, self.to_on or monday_of(from_on) + timedelta(days=7 * self.weeks - 1)


@dataclass(frozen=True, slots=True)
class Outlook:
    """The weeks with the days that may be offered, of the reps (external ids) who may come; `why` where nobody may.

    `stops` are the account's own in the plan in force that have not begun, the earliest first; where a plan has several
    they lie `gap_days` apart.
    """

    account: Account
    service_s: int
    days: frozenset[date]
    stops: tuple[StopInForce, ...]
    rep_ids: frozenset[str] = frozenset()
    weeks: tuple[OpenWeek, ...] = ()
    why: Why | None = None
    gap_days: int = 1

    @property
    def offered(self) -> tuple[OpenWeek, ...]:
        """The weeks of those who may come; the others only hold a stop of the account."""
        return tuple(week for week in self.weeks if week.rep.external_id in self.rep_ids)

    def given_up(self, plan_id: str, on: date) -> list[StopInForce]:
        """What the account gives up for a start of this plan on this day: its next stop, those before, those there.

        Where it has several stops in the plan, those there are the ones too near to the day.
        """
        several = sum(stop.plan_id == plan_id for stop in self.stops) > 1
        return [
            stop
            for stop in self.stops
            if stop == self.stops[0]
            or stop.on < on
            or (stop.plan_id == plan_id and not (several and (stop.on - on).days >= self.gap_days))
        ]

    def holding(self, stop: StopInForce) -> OpenWeek | None:
        """The week that a stop can be taken out of; None where its day does not hold."""
        held = (w for w in self.weeks if (w.basis.id, w.rep.external_id) == (stop.plan_id, stop.rep_id))
        return next((week for week in held if stop.on in week.sound), None)

    def open_days(self, week: OpenWeek) -> frozenset[date]:
        """The days of a week on which a start can be offered and booked."""
        return frozenset(
            on
            for on in (week.sound - week.unplanned) & self.days
            if all(self.holding(stop) is not None for stop in self.given_up(week.basis.id, on))
        )


def look_ahead(session: Session, account_id: str, wish: Wish, now: datetime) -> Outlook:
    """The weeks in which the account (external id) could be visited; raises NotFound."""
    account = known_account(session, account_id)
    today = local_today(session, now)
    from_on, to_on = wish.days(today)
    reps = all_reps(session)
    settled_before = local_moment(now + NOTICE, reps)
    own = stops_in_force(session, today, None, account_id)
    begun = {stop.on for stop in own if (stop.on, stop.start_s) < (settled_before.on, settled_before.s)}
    settings = settings_in_force(session)
    account, service_s = _with_length(account, wish.service_s, today, settings)
    days = frozenset(from_on + timedelta(days=n) for n in range((to_on - from_on).days + 1))
    seen = Outlook(account, service_s, days - begun, tuple(stop for stop in own if stop.on not in begun))
    asked = _asked(session, account, reps, seen.stops, from_on, to_on)
    around = [rep for rep in reps if rep in asked or rep.external_id in {stop.rep_id for stop in seen.stops}]
    first_on = monday_of(min([from_on, *(stop.on for stop in seen.stops)]))
    last_on = monday_of(max([to_on, *(stop.on for stop in seen.stops[:1])])) + timedelta(days=6)
    in_force = days_in_force(session, [rep.external_id for rep in around], first_on, last_on)
    bases = plan_bases(session, {day.plan_id for day in in_force})
    found = _gate(account, bases, sorted(days) or [from_on], settings)
    if found.code is not None:
        return replace(seen, why=Why(found.code, found.params))
    if not asked:
        return replace(seen, why=Why("NO_ALLOWED_REP", {}))
    rep_ids = frozenset(rep.external_id for rep in asked)
    if not any(day.route.on in days and day.route.rep_id in rep_ids for day in in_force):
        return replace(seen, why=Why("NO_PLAN_IN_FORCE", {}))
    gap = gap_days(account, settings)
    return replace(seen, rep_ids=rep_ids, gap_days=gap, weeks=laid_out(session, account, around, in_force, bases, now))


def laid_out(
    session: Session,
    account: Account,
    reps: Sequence[Rep],
    in_force: Sequence[DayInForce],
    bases: Mapping[str, PlanBasis],
    now: datetime,
) -> tuple[OpenWeek, ...]:
    """Each rep's part of each plan with the account free of its appointment."""
    free = replace(account, appointment=None)
    accounts = accounts_of(session, {stop.external_id for day in in_force for stop in day.route.stops})
    unplanned = _missing_promises(session, in_force, bases, account.external_id)
    weeks = []
    for rep in reps:
        of_rep = [day for day in in_force if day.route.rep_id == rep.external_id]
        for plan_id in sorted({day.plan_id for day in of_rep}):
            weeks.append(
                open_week(
                    rep,
                    bases[plan_id],
                    [day.route for day in of_rep if day.plan_id == plan_id],
                    free,
                    accounts,
                    unplanned={on for owner, on in unplanned if owner in (rep.external_id, rep.name)},
                    now=local_moment(now, [rep]),
                    settled_before=local_moment(now + NOTICE, [rep]),
                )
            )
    return tuple(weeks)


def known_account(session: Session, account_id: str) -> Account:
    """The account of this external id; raises NotFound."""
    account = accounts_of(session, [account_id]).get(account_id)
    if account is None:
        raise unknown_account()
    return account


def local_moment(at: datetime, reps: Sequence[Rep]) -> Moment:
    """A moment by the clock of the reps (of the first of them, if they are far apart)."""
    local = at.astimezone(ZoneInfo(reps[0].timezone)) if reps else at
    return Moment(local.date(), local.hour * 3600 + local.minute * 60 + local.second)


def _with_length(account: Account, asked_s: int | None, today: date, settings: MethodSettings) -> tuple[Account, int]:
    """The account with the length of this visit: as asked, else as agreed for its appointment, else as usual."""
    promised = account.appointment
    agreed_s = promised.service_s if promised is not None and promised.on >= today else None
    usual_s = settings.visit_minutes[account.category] * 60
    service_s = next(s for s in (asked_s, agreed_s, account.service_s, usual_s) if s is not None)
    return replace(account, service_s=service_s), service_s


def _missing_promises(
    session: Session, in_force: Sequence[DayInForce], bases: Mapping[str, PlanBasis], but: str
) -> set[tuple[str, date]]:
    """The (owner, day) pairs with a promise that the plan in force does not know, but for one account's own."""
    if not in_force:
        return set()
    settings = settings_in_force(session)
    kept = {(stop.external_id, day.route.on, stop.start_s) for day in in_force for stop in day.route.stops}
    first_on, last_on = min(day.route.on for day in in_force), max(day.route.on for day in in_force)
    missing = {
        (account.external_id, account.owner, account.appointment.on)
        for account in promised_accounts(session, first_on, last_on)
        if account.owner is not None
        and account.appointment is not None
        and account.external_id != but
        and (account.external_id, account.appointment.on, account.appointment.start_s) not in kept
        and _gate(account, bases, [account.appointment.on], settings).may_be_routed
    }
    clashes = given_up_promises(session, bases, {name for name, _, _ in missing}) if missing else set()
    return {(owner, on) for name, owner, on in missing if name not in clashes}


def _gate(account: Account, bases: Mapping[str, PlanBasis], days: Sequence[date], settings: MethodSettings) -> Verdict:
    """The gate's verdict, as lenient as the plans in force were."""
    qualified = any(basis.options.assume_qualified for basis in bases.values())
    return verdict(assumed_qualified(account) if qualified else account, settings, horizon=days)


def _asked(
    session: Session,
    account: Account,
    reps: Sequence[Rep],
    stops: Sequence[StopInForce],
    from_on: date,
    to_on: date,
) -> list[Rep]:
    """The owner; for an account nobody owns the nearest reps, and whoever has it in the plan now."""
    if account.owner is not None:
        return [rep for rep in reps if account.owner in (rep.external_id, rep.name)]
    if account.location is None or not reps:
        return list(reps)
    places: dict[str, list[Location]] = {rep.external_id: [] for rep in reps}
    for stop in stops_in_force(session, from_on, to_on):
        places[stop.rep_id].append(Location.wgs84(stop.lat, stop.lon))
    away_s = seconds_to_reps([account.location], [(rep, places[rep.external_id]) for rep in reps])[0]
    order = sorted(range(len(reps)), key=lambda n: (int(away_s[n]), reps[n].external_id))
    nearest = {reps[n].external_id for n in order[:NEAREST_REPS]} | {stop.rep_id for stop in stops}
    return [rep for rep in reps if rep.external_id in nearest]
