"""Changing a plan by hand: what a change would bring, and the new version of the plan that has it.

An account is put on a rep's day, or taken out of the plan: that is moving, adding and dropping in one. What is shown
before saving is the plan that would be saved.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import pairwise

from sqlalchemy.orm import Session

from app.access.identity import Identity
from app.by_hand.open_days import OpenDays, open_plan
from app.by_hand.timing import Blocked, HandDay
from app.by_hand.week import HandWeek
from app.by_hand.words import ChangeRefused, broken_rule
from app.errors import AppError
from app.intake.account_lists import account_record, unknown_account
from app.intake.known_accounts import accounts_of
from app.intake.rep_lists import seen_reps
from app.method.account import Account
from app.method.cadence import gap_days
from app.method.gate import assumed_qualified, verdict
from app.method.rep import Rep
from app.planning.by_hand import ByHand, HandLock, KeptAnyway, SoftRule
from app.planning.compare import Comparison, compare
from app.planning.in_force import stops_in_force
from app.planning.revision import revise_plan, revised
from app.planning.states import PlanStatus
from app.planning.store import StoredPlan
from app.planning.week_plan import LedgerRow, Note, Outcome, PlannedRoute, WeekPlan
from app.wording import clock


@dataclass(frozen=True, slots=True)
class Spot:
    """A rep's day; `position` (from 0) in its order and `start_s`, when service begins, are ours to choose if None."""

    rep_id: str
    on: date
    position: int | None = None
    start_s: int | None = None
    locked: bool = True  # whether the next plan must leave it there


@dataclass(frozen=True, slots=True)
class Change:
    """Put this account (external id) there, wherever it is now; None: nowhere.

    `from_on` says which of its visits is meant where the plan has several.
    """

    account_id: str
    to: Spot | None
    from_on: date | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """The plan as it would be; `asked` are the rules it breaks that nobody has chosen to break yet."""

    base: StoredPlan
    plan: WeekPlan
    changed: tuple[PlannedRoute, ...]
    aside: tuple[LedgerRow, ...]
    asked: tuple[KeptAnyway, ...]
    comparison: Comparison

    @property
    def value_s(self) -> float:
        """What the plan gains."""
        return self.plan.value_s - self.base.plan.value_s


class RulesBroken(AppError):
    """The change breaks rules that its sender has not chosen to break."""

    def __init__(self, preview: Preview) -> None:
        said = " ".join(broken_rule(kept, preview.plan.route(kept.rep_id, kept.on)) for kept in preview.asked)
        detail = f"{said} Send the keys of these rules in `keep` to keep the change anyway."
        more = {"keep": [kept.key for kept in preview.asked]}
        super().__init__(409, "change.rules_broken", "Not changed", detail, more=more)


def preview_change(session: Session, identity: Identity, plan_id: str, change: Change, now: datetime) -> Preview:
    """What the change would make of the plan; raises NotFound and ChangeRefused."""
    base = open_plan(session, identity, plan_id)
    reps = {rep.external_id: rep for rep in seen_reps(session, identity)}
    return _Changing(session, identity, base, reps, now).preview(change)


def change_plan(
    session: Session, identity: Identity, plan_id: str, change: Change, keep: Collection[str], now: datetime
) -> str:
    """Make the change a new version of the plan, in force wherever this one is; returns its id.

    `keep` has the keys of the rules to break on purpose; raises RulesBroken where one is missing, and as the preview.
    """
    seen = preview_change(session, identity, plan_id, change, now)
    if seen.comparison.is_empty and seen.plan.hand == seen.base.plan.hand:
        raise ChangeRefused("SAME_PLACE")
    if any(kept.key not in keep for kept in seen.asked):
        raise RulesBroken(seen)
    by = identity.actor_id or identity.kind
    hand = seen.plan.hand
    signed = tuple(replace(kept, by=by, at=now) if kept in seen.asked else kept for kept in hand.kept)
    return revise_plan(session, plan_id, seen.changed, seen.aside, noted(seen.base), now, replace(hand, kept=signed))


def changes_by_hand(base: StoredPlan) -> int:
    """How often the plan was changed by hand until it became this version."""
    return next((int(str(n.params["changes"])) for n in base.plan.notes if n.code == "BY_HAND"), 0)


def noted(base: StoredPlan) -> Note:
    """What the next version says of the changes by hand."""
    return Note("BY_HAND", {"changes": changes_by_hand(base) + 1})


class _Changing:
    """A plan and the facts of today's lists, for one change."""

    def __init__(
        self, session: Session, identity: Identity, base: StoredPlan, reps: Mapping[str, Rep], now: datetime
    ) -> None:
        self.session, self.identity, self.base, self.reps = session, identity, base, reps
        self.days = OpenDays(base, reps, now)

    def preview(self, change: Change) -> Preview:
        where, others, to = *self._places_of(change), change.to
        if where is None and to is None:
            raise ChangeRefused("NOT_PLANNED")
        self._refuse_beside(change.account_id, others, to)
        for rep_id, on in dict.fromkeys((spot.rep_id, spot.on) for spot in (where, to) if spot is not None):
            self.days.refuse(rep_id, on)
        rep_ids = [spot.rep_id for spot in (where, to) if spot is not None]
        weeks = self._weeks(change.account_id, rep_ids, None if where is None else where.on)
        account = self._account(change.account_id, weeks, is_new=where is None)
        if where is None:
            self._refuse_elsewhere(account)
        self._refuse_promised(account, where, to)
        days: dict[str, dict[date, HandDay]] = {rep_id: {} for rep_id in weeks}
        if where is not None and (to is None or (to.rep_id, to.on) != (where.rep_id, where.on)):
            week = weeks[where.rep_id]
            rest = _without(week.order(where.on), change.account_id)
            days[where.rep_id][where.on] = _fit(week, where.on, rest, change.account_id, None)
        if to is not None:
            days[to.rep_id][to.on] = _placed(weeks[to.rep_id], to, change.account_id)
        changed = tuple(route for rep_id, week in weeks.items() for route in week.told(days[rep_id]))
        hand, asked = self._hand(change, where, self._too_near(account, others, to), days)
        aside: tuple[LedgerRow, ...] = ()
        if to is None and where is not None:
            aside = (dropped_row(account.external_id, account.name, where.rep_id, self.reps[where.rep_id].name),)
        plan = revised(self.base, changed, aside, noted(self.base), hand)
        return Preview(self.base, plan, changed, aside, asked, compare(self.base.plan, plan))

    def _places_of(self, change: Change) -> tuple[Spot | None, tuple[Spot, ...]]:
        """Where the plan has the visit that is meant, and the account's others; raises ChangeRefused."""
        found = [
            Spot(route.rep_id, route.on)
            for route in sorted(self.base.plan.routes, key=lambda route: route.on)
            for stop in route.stops
            if stop.external_id == change.account_id
        ]
        if change.from_on is not None:
            meant = [spot for spot in found if spot.on == change.from_on]
            if not meant:
                raise ChangeRefused("NOT_PLANNED")
        else:
            meant = [spot for spot in found if not self.days.has_begun(spot.rep_id, spot.on)]
            if len(meant) > 1:
                raise ChangeRefused("SEVERAL", days=", ".join(spot.on.isoformat() for spot in meant))
        where = next(iter(meant or found), None)
        return where, tuple(spot for spot in found if spot != where)

    def _refuse_beside(self, account_id: str, others: Sequence[Spot], to: Spot | None) -> None:
        """An account has one rep in a plan, and one visit a day."""
        if to is None:
            return
        for spot in others:
            route = self.base.plan.route(spot.rep_id, spot.on)
            rep = spot.rep_id if route is None else route.rep_name
            if spot.on == to.on:
                raise ChangeRefused("SAME_DAY", rep=rep, on=spot.on.isoformat())
            if spot.rep_id != to.rep_id:
                raise ChangeRefused("ONE_REP", rep=rep, on=spot.on.isoformat())

    def _too_near(self, account: Account, others: Sequence[Spot], to: Spot | None) -> tuple[KeptAnyway, ...]:
        """The visits of the account that then come sooner after the one before than its cadence has them."""
        spots = sorted([*others, *(() if to is None else (to,))], key=lambda spot: spot.on)
        apart = [(later, (later.on - sooner.on).days) for sooner, later in pairwise(spots)]
        return tuple(
            KeptAnyway(SoftRule.GAP, later.rep_id, later.on, account.external_id, days)
            for later, days in apart
            if days < gap_days(account, self.base.settings.of(later.rep_id))
        )

    def _weeks(self, account_id: str, rep_ids: Collection[str], from_on: date | None) -> dict[str, HandWeek]:
        """The weeks of these reps, each with the account among those it may visit."""
        routes = [route for route in self.base.plan.routes if route.rep_id in rep_ids]
        names = {account_id, *(stop.external_id for route in routes for stop in route.stops)}
        accounts = accounts_of(self.session, names)
        return {
            rep_id: HandWeek.of(self.base, self.reps[rep_id], accounts, [account_id], from_on)
            for rep_id in dict.fromkeys(rep_ids)
        }

    def _account(self, account_id: str, weeks: Mapping[str, HandWeek], *, is_new: bool) -> Account:
        """Today's facts of the account; one that is not in the plan yet must be seen, and pass the gate."""
        account = next(iter(accounts_of(self.session, [account_id]).values()), None)
        if account is None and not is_new:
            raise ChangeRefused("OUTDATED", account=account_id)
        if account is None or (is_new and account_record(self.session, self.identity, account_id) is None):
            raise unknown_account()
        if is_new:
            options = self.base.options
            judged = assumed_qualified(account) if options.assume_qualified else account
            found = verdict(judged, self.base.settings, horizon=options.planned_days)
            if found.code is not None:
                row = LedgerRow(None, account_id, account.name, Outcome.GATED, found.code, found.params)
                raise ChangeRefused("GATED", account=account.name, row=row)
        return account

    def _refuse_elsewhere(self, account: Account) -> None:
        """Nobody is visited twice: what a published day visits is not added where that day stays as it is."""
        base, days = self.base, self.base.options.planned_days
        replaces = base.options.is_of if base.status is PlanStatus.DRAFT else lambda rep_id: False
        for stop in stops_in_force(self.session, days[0], days[-1], account.external_id):
            if not replaces(stop.rep_id):
                is_seen = stop.rep_id in self.reps
                rep = {"rep": stop.rep_name} if is_seen else {}
                reason = "ELSEWHERE" if is_seen else "OTHER_TEAMS"
                raise ChangeRefused(reason, account=account.name, on=stop.on.isoformat(), **rep)

    def _refuse_promised(self, account: Account, where: Spot | None, to: Spot | None) -> None:
        """A promise is moved by booking another start, and never by hand."""
        promised = account.appointment
        if promised is None or promised.on not in self.base.options.planned_days:
            return
        is_at_it = where is not None and where.on == promised.on and self._is_moved(account.external_id, to)
        if is_at_it or (to is not None and to.on != promised.on):
            start = clock(promised.start_s)
            raise ChangeRefused("PROMISED", account=account.name, on=promised.on.isoformat(), start=start)

    def _is_moved(self, account_id: str, to: Spot | None) -> bool:
        """Whether the account would not be on the same day at the same place of its order."""
        route = None if to is None else self.base.plan.route(to.rep_id, to.on)
        order = [] if route is None else [stop.external_id for stop in route.stops]
        return account_id not in order or to is None or to.position != order.index(account_id) or to.start_s is not None

    def _hand(
        self,
        change: Change,
        where: Spot | None,
        too_near: Collection[KeptAnyway],
        days: Mapping[str, Mapping[date, HandDay]],
    ) -> tuple[ByHand, tuple[KeptAnyway, ...]]:
        """What is settled by hand afterwards, and which of the broken rules nobody has chosen to break yet."""
        hand, to = self.base.plan.hand, change.to
        timed = {(rep_id, on): day for rep_id, of_rep in days.items() for on, day in of_rep.items()}
        kept: list[KeptAnyway] = []
        for one in hand.kept:
            is_gap = one.rule is SoftRule.GAP
            if one.external_id != change.account_id if is_gap else (one.rep_id, one.on) not in timed:
                kept.append(one)
        asked: list[KeptAnyway] = []
        for one in (*(one for day in timed.values() for one in day.kept), *too_near):
            chosen = next((before for before in hand.kept if before.covers(one)), None)
            kept.append(one if chosen is None else replace(chosen, allowed=one.allowed))
            asked += [one] if chosen is None else []
        locks = hand.locks
        if where is not None:  # a day may be locked for the account's other visits
            locks = tuple(o for o in locks if (o.external_id, o.on) != (change.account_id, where.on))
        settled = ByHand(locks, tuple(kept))
        if to is not None and to.locked:
            settled = settled.with_lock(HandLock(to.rep_id, to.on, change.account_id, to.start_s))
        return settled, tuple(asked)


def dropped_row(external_id: str, name: str, rep_id: str, rep_name: str) -> LedgerRow:
    """What the ledger says of an account that was taken out of this rep's days by hand."""
    whose: dict[str, object] = {"rep": rep_name, "rep_id": rep_id}
    return LedgerRow(None, external_id, name, Outcome.UNSERVED, "DROPPED_BY_HAND", whose)


def _without(order: Sequence[str], account_id: str) -> list[str]:
    return [name for name in order if name != account_id]


def _fit(week: HandWeek, on: date, order: Sequence[str], account_id: str, start_s: int | None) -> HandDay:
    """The day in this order; raises ChangeRefused."""
    try:
        return week.timed(on, order, account_id, start_s)
    except Blocked as blocked:
        raise ChangeRefused(blocked.code, **blocked.params) from blocked


def _placed(week: HandWeek, to: Spot, account_id: str) -> HandDay:
    """The day with the account at its position, or where that breaks fewest rules and then takes least travel."""
    others = _without(week.order(to.on), account_id)
    positions = range(len(others) + 1) if to.position is None else [min(to.position, len(others))]
    best: tuple[int, int, HandDay] | None = None
    refused: ChangeRefused | None = None
    for position in positions:
        order = [*others[:position], account_id, *others[position:]]
        try:
            day = _fit(week, to.on, order, account_id, to.start_s)
        except ChangeRefused as refusal:
            refused = refused or refusal
            continue
        found = (len(day.kept), week.travel_s(day), day)
        best = found if best is None or found[:2] < best[:2] else best
    if best is None:
        assert refused is not None
        raise refused
    return best[2]
