"""Accounts worth a stop in a gap: the rep's own that nobody has planned, near to what is left of his day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

import numpy as np
from sqlalchemy.orm import Session

from app.access.identity import Identity
from app.method.account import Account
from app.method.worth import WorthPart
from app.planning.in_force import stops_in_force
from app.visits.day_in_hand import Told, day_in_hand, may_be_visited, own_accounts
from app.visits.replans import parted
from app.visits.rest_of_day import DayInHand, RestOfDay
from solver.insertion import try_insertions
from solver.schedule import NEVER, Timetable

MOST = 10
LOOKED_AT = 40  # the nearest by the straight line; each of them is tried at every place of the day


@dataclass(frozen=True, slots=True)
class Nearby:
    """An account that could be seen on the way: after which stop (external id; None: first), and for how much detour.

    `drives_s` are the estimated drives between it and where the rep is, each stop ahead, and where the day ends.
    `fits` is false where no gap takes it; then `detour_s` is the least drive that it would take more.
    """

    account: Account
    service_s: int
    worth: tuple[WorthPart, ...]
    fits: bool
    after: str | None
    detour_s: int
    detour_m: int
    drives_s: tuple[int, ...]

    @property
    def worth_s(self) -> int:
        return sum(part.worth_s for part in self.worth)


@dataclass(frozen=True, slots=True)
class NearbyAccounts:
    """`visit_ids` are those of the stops ahead by external id, in the order of each account's `drives_s`."""

    visit_ids: Mapping[str, str]
    accounts: Sequence[Nearby]


def nearby(
    session: Session, identity: Identity, rep_id: str, on: date, now: datetime, said: str = ""
) -> NearbyAccounts:
    """Up to ten accounts, those first that bring most beyond their detour; with `said` those whose name has it.

    Without `said` only accounts that fit and are worth it; on a locked day nobody. Raises NotFound, DayOver,
    NotInTheField.
    """
    day = day_in_hand(session, identity, rep_id, on, now, Told())
    planned = {stop.external_id for stop in stops_in_force(session, on, None)}
    free = {
        name: account
        for name, account in own_accounts(session, rep_id, said=said).items()
        if not (day.is_locked or name in planned or account.last_visit_on == on) and may_be_visited(day, account)
    }
    nearest = _nearest(day, free)
    day = replace(day, accounts={**day.accounts, **{name: free[name] for name in nearest}})
    rest = parted(day, nearest)
    found = _tried(rest, nearest)
    worthwhile = (one for one in found if said or (one.fits and one.worth_s > one.detour_s))
    best = sorted(worthwhile, key=lambda one: (not one.fits, one.detour_s - one.worth_s, one.account.external_id))
    return NearbyAccounts({stop.external_id: stop.visit_id for stop in rest.ahead}, best[:MOST])


def _nearest(day: DayInHand, accounts: Mapping[str, Account]) -> list[str]:
    """Those nearest to any stop of the day or to the rep's home, as the crow flies."""
    names = [name for name, account in accounts.items() if account.location is not None]
    if not names:
        return []
    around = [(stop.lat, stop.lon) for stop in day.route.stops] or [(day.rep.home.lat, day.rep.home.lon)]
    places = np.radians([(a.location.lat, a.location.lon) for a in map(accounts.__getitem__, names) if a.location])
    here = np.radians(around)
    north = places[:, None, 0] - here[None, :, 0]
    east = (places[:, None, 1] - here[None, :, 1]) * np.cos(here[None, :, 0])
    away = np.hypot(north, east).min(axis=1)
    return [names[n] for n in np.argsort(away, kind="stable")[:LOOKED_AT]]


def _tried(rest: RestOfDay, names: Sequence[str]) -> list[Nearby]:
    """Each account at its best place between what is ahead, where one more visit is made."""
    ahead = [stop.external_id for stop in rest.ahead]
    visits = {visit.id: visit for visit in rest.problem.visits}
    part = rest.problem.part([visits[name] for name in (*ahead, *names)])
    timetable = Timetable(part)
    order = list(range(len(ahead)))
    if timetable.return_of(0, order) is None:
        order = []  # the day does not hold as it is: nothing fits, and the detours are from where the rep is
    tries = try_insertions(timetable, 0, order, visits=np.arange(len(ahead), len(ahead) + len(names)))
    fits = tries.fits if len(order) == len(ahead) else np.zeros_like(tries.fits)
    positions = (tries.detour_s + np.where(fits, 0, NEVER)).argmin(axis=1)
    places = timetable.places_of(0, list(range(len(ahead))))
    found = []
    for n, name in enumerate(names):
        candidate, position = rest.week.candidates[name], int(positions[n])
        own = timetable.place.item(len(ahead) + n)
        around = timetable.places_of(0, order)[position : position + 2]
        metres = part.travel.distance_m
        found.append(
            Nearby(
                account=candidate.account,
                service_s=candidate.service_s,
                worth=rest.week.worth[name],
                fits=bool(fits[n, position]),
                after=ahead[position - 1] if order and position else None,
                detour_s=int(tries.detour_s[n, position]),
                detour_m=int(metres[around[0], own] + metres[own, around[1]] - metres[around[0], around[1]]),
                drives_s=tuple(timetable.travel.item(own, place) for place in places),
            )
        )
    return found
