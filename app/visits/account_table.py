"""The table of accounts: those that are asked for, sorted, with the next visit of each."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.identity import Identity
from app.access.scope import accounts_seen_by
from app.intake.account_lists import AccountFilter
from app.intake.overview import local_today
from app.intake.standings import Standing, standings
from app.method.account import Category, Grade
from app.method.cadence import DueState
from app.models import AccountRecord
from app.planning.in_force import stops_in_force
from app.visits.account_groups import Group, groups_of, routed_this_week

ROUTABLE = "ROUTABLE"  # stands for the verdict that has no code
NOBODY = "-"  # stands for the owner of what nobody owns

Moment = tuple[date, int]  # a day and seconds after its midnight


@dataclass(frozen=True, slots=True)
class AccountWish:
    """Which accounts are wanted, and in which order (a `-` in front turns it round); an empty field wants all."""

    text: str = ""
    category: str = ""
    grade: str = ""
    owner: str = ""
    market: str = ""
    due: str = ""
    verdict: str = ""
    group: str = ""  # of the funnel
    sort: str = "name"

    def __post_init__(self) -> None:
        if self.sort.removeprefix("-") not in SORTS:
            raise ValueError("Accounts are sorted by one of the columns.")

    def wants(self, one: Standing) -> bool:
        text = self.text.strip().casefold()
        return (
            self.due in ("", one.due)
            and self.verdict in ("", one.verdict.code or ROUTABLE)
            and (self.owner != NOBODY or one.owner is None)
            and any(text in where.casefold() for where in (one.name, one.external_id, one.address))
        )


@dataclass(frozen=True, slots=True)
class AccountTable:
    """The wanted accounts in their order, the next visit of those that have one, and how many are how due."""

    rows: Sequence[Standing]
    next_visits: Mapping[str, Moment]  # by external id
    dues: Mapping[str, int]


def account_table(session: Session, identity: Identity, wish: AccountWish, now: datetime) -> AccountTable:
    """The accounts that are seen and wanted, as they stand now."""
    following = {
        stop.external_id: (stop.on, stop.start_s)
        for stop in reversed(stops_in_force(session, local_today(session, now), None))
    }
    rows = wanted_accounts(session, identity, wish, now)
    next_visits = {one.external_id: found for one in rows if (found := _next(one, following, now.date()))}
    key, is_turned = SORTS[wish.sort.removeprefix("-")], wish.sort.startswith("-")
    keys = {one.id: key(one, next_visits) for one in rows}
    known = sorted((one for one in rows if keys[one.id] is not None), key=lambda one: keys[one.id], reverse=is_turned)
    return AccountTable(
        [*known, *(one for one in rows if keys[one.id] is None)],
        next_visits,
        Counter(one.due.value for one in rows),
    )


def wanted_accounts(session: Session, identity: Identity, wish: AccountWish, now: datetime) -> list[Standing]:
    """The accounts that are seen and wanted, in the order of their ids."""
    if wish.category not in ("", *Category) or wish.grade not in ("", *Grade) or wish.group not in ("", *Group):
        return []
    asked = AccountFilter(
        owner=None if wish.owner == NOBODY else wish.owner or None,
        market=wish.market or None,
        category=Category(wish.category) if wish.category else None,
        grade=Grade(wish.grade) if wish.grade else None,
    )
    rows = [one for one in standings(session, identity, asked, now) if wish.wants(one)]
    if not wish.group:
        return rows
    routed = routed_this_week(session, local_today(session, now)) if wish.group == Group.ROUTED else ()
    return [one for one in rows if wish.group in groups_of(one, routed)]


def owners_and_markets(session: Session, identity: Identity) -> tuple[list[str], list[str]]:
    """Whom the accounts that are seen belong to, and the markets they are in."""
    seen = (accounts_seen_by(identity), AccountRecord.deleted_at.is_(None))
    owners = session.scalars(select(AccountRecord.owner).where(*seen, AccountRecord.owner.is_not(None)).distinct())
    markets = session.scalars(select(AccountRecord.market).where(*seen, AccountRecord.market != "").distinct())
    return sorted(owner for owner in owners if owner), sorted(markets)


def _next(one: Standing, following: Mapping[str, Moment], today: date) -> Moment | None:
    planned = following.get(one.external_id)
    if planned is not None:
        return planned
    return one.promised if one.promised is not None and one.promised[0] >= today else None


_DUE_ORDER = {due: number for number, due in enumerate(DueState)}
_Key = Callable[[Standing, Mapping[str, Moment]], Any]
# What each column is sorted by; None comes last either way.
SORTS: Mapping[str, _Key] = {
    "name": lambda one, _: (one.name.casefold(), one.external_id),
    "category": lambda one, _: (one.category, one.grade, one.name.casefold()),
    "grade": lambda one, _: (one.grade, one.name.casefold()),
    "owner": lambda one, _: one.owner,
    "market": lambda one, _: one.market or None,
    "due": lambda one, _: (_DUE_ORDER[one.due], one.name.casefold()),
    "verdict": lambda one, _: one.verdict.code or "",
    "last": lambda one, _: one.last_visit_on,
    "next": lambda one, following: following.get(one.external_id),
}
