"""Starts to offer to an account: real, cheap ones between what is planned already, and of them the two to name first.

A start is offered on days of a plan in force only. Nothing that is promised or under way moves for it, every other
stop keeps its day and its place in the order, and the account's own stop, if it has one, is taken out first.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from app.method.account import DAY_S, Account
from app.method.rep import Rep
from app.planning.in_force import StopInForce
from app.travel.by_road import STRAIGHT_LINE
from app.visits.open_week import Moment
from app.visits.outlook import Outlook, Why, Wish, look_ahead
from solver import Slot, two_choices

FURTHER = 6
STEPS_S = (1800, 900, 300)  # starts on the half hour; on finer steps where those give fewer than two
HALF_DAY_S = DAY_S // 2


@dataclass(frozen=True, slots=True)
class Start:
    """A start that can be offered, in local time of the rep, with what it takes more than the day without it."""

    rep_id: str
    rep_name: str
    on: date
    start_s: int
    timezone: str
    detour_s: int
    overtime_s: int

    @property
    def extra_s(self) -> int:
        return self.detour_s + self.overtime_s


@dataclass(frozen=True, slots=True)
class Offer:
    """Up to two starts on different half-days, least extra time first, and further ones; `why` where not two.

    `stop` is what the account has in the plan now, and gives up for the new start. Travel is estimated where a drive
    from or to the account may be.
    """

    account: Account
    service_s: int
    choices: tuple[Start, ...]
    further: tuple[Start, ...]
    stop: StopInForce | None
    why: Why | None
    travel_source: str = STRAIGHT_LINE
    travel_is_estimated: bool = True


def offer_slots(session: Session, account_id: str, wish: Wish, now: datetime, *, further: int = FURTHER) -> Offer:
    """The starts to offer to an account (external id) as things stand; raises NotFound where there is no such one."""
    seen = look_ahead(session, account_id, wish, now)
    stop = next(iter(seen.stops), None)
    offer = Offer(seen.account, seen.service_s, (), (), stop, seen.why)
    if seen.why is not None:
        return offer
    offer = replace(
        offer,
        travel_source=seen.offered[0].problem.travel.source,
        travel_is_estimated=any(week.may_estimate for week in seen.offered),
    )
    origin_on = min(week.basis.options.week_on for week in seen.offered)
    reps = {week.rep.external_id: week.rep for week in seen.offered}
    slots: dict[str, list[Slot]] = {rep_id: [] for rep_id in reps}
    promised = Moment(stop.on, stop.start_s) if stop is not None and stop.is_appointment else None
    for week in seen.offered:
        later_s = (week.basis.options.week_on - origin_on).days * DAY_S
        slots[week.rep.external_id] += [_later(slot, later_s) for slot in week.slots(seen.open_days(week), promised)]
    with_some = [rep_id for rep_id in sorted(slots) if slots[rep_id]]
    if not with_some:
        return replace(offer, why=_why_none(seen))
    cheapest = min(with_some, key=lambda rep_id: min(slot.extra_s(slot.first_s) for slot in slots[rep_id]))
    choices, others = _chosen(slots[cheapest], reps[cheapest], origin_on)
    if not choices:
        return replace(offer, why=_why_none(seen))
    why = None if len(choices) == 2 else Why("ONE_HALF_DAY", {})
    return replace(offer, choices=choices, further=others[:further], why=why)


def _later(slot: Slot, seconds: int) -> Slot:
    """The slot as counted from an earlier day."""
    first_s, last_s, level_until_s = (s + seconds for s in (slot.first_s, slot.last_s, slot.level_until_s))
    return replace(slot, first_s=first_s, last_s=last_s, level_until_s=level_until_s)


def _chosen(slots: Sequence[Slot], rep: Rep, origin_on: date) -> tuple[tuple[Start, ...], tuple[Start, ...]]:
    """The two to name first, and the others: the cheapest of every half-day before the second cheapest of any."""
    offers = ((two_choices(slots, step_s=step_s), step_s) for step_s in STEPS_S)
    # The first steps that give two, else those that give most.
    choices, step_s = max(offers, key=lambda offer: (len(offer[0]), offer[1]))
    cheapest: dict[int, Slot] = {}
    for slot in slots:
        for start_s in range(-(-slot.first_s // step_s) * step_s, slot.last_s + 1, step_s):
            best = cheapest.get(start_s)
            if best is None or slot.extra_s(start_s) < best.extra_s(start_s):
                cheapest[start_s] = slot
    ranks: dict[int, int] = {}
    ranked: list[tuple[int, int, int]] = []
    for extra_s, start_s in sorted((slot.extra_s(start_s), start_s) for start_s, slot in cheapest.items()):
        rank = ranks[start_s // HALF_DAY_S] = ranks.get(start_s // HALF_DAY_S, -1) + 1
        ranked.append((rank, extra_s, start_s))

    def told(start_s: int) -> Start:
        slot, (day, local_s) = cheapest[start_s], divmod(start_s, DAY_S)
        overtime_s = slot.overtime_s + max(0, start_s - slot.level_until_s)
        on = origin_on + timedelta(days=day)
        return Start(rep.external_id, rep.name, on, local_s, rep.timezone, slot.detour_s, overtime_s)

    first = [choice.start_s for choice in choices]
    others = [start_s for _, _, start_s in sorted(ranked) if start_s not in first]
    return tuple(told(start_s) for start_s in first), tuple(told(start_s) for start_s in others)


def _why_none(seen: Outlook) -> Why:
    """The first reason that is true, in the order of what can be done about it."""
    open_days = {week: seen.open_days(week) for week in seen.offered}
    if not any(open_days.values()):
        return Why("PLAN_OUTDATED", {})
    if not any(week.receives_on(days) for week, days in open_days.items()):
        return Why("CLOSED_THAT_DAY", {})
    return Why("NOTHING_FITS", {"service_s": seen.service_s})
