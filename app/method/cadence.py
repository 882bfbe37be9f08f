"""How often an account wants to be seen, and what the calendar alone does to a relationship (method, section 3)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from enum import StrEnum
from math import ceil, floor

from app.method.account import Account, Category, ContactRole
from app.method.settings import MethodSettings

MONTH_DAYS = 365.25 / 12


class DueState(StrEnum):
    OVERDUE = "overdue"  # red
    DUE = "due"  # yellow
    NOT_DUE = "not_due"  # green
    NO_INTERVAL = "no_interval"  # grey


def interval_days(account: Account, settings: MethodSettings) -> float | None:
    """The account's own interval before the table's; None for a prospect without one."""
    if account.interval_days is not None:
        return account.interval_days
    table = settings.interval_days.get(account.category)
    return table[account.grade] if table else None


def visits_a_month(account: Account, settings: MethodSettings) -> float:
    """How often an account is to be seen in a mean month; a prospect without an interval up to the cap, in a half-year.

    One that is not active, or not to be visited, is not to be seen.
    """
    if not account.active or account.do_not_visit:
        return 0.0
    interval = interval_days(account, settings)
    if interval is None:
        return settings.visit_cap * MONTH_DAYS / settings.look_again_days
    return MONTH_DAYS / interval


def days_since_visit(account: Account, as_of: date) -> int | None:
    """Whole days since the last face-to-face visit, not below 0; None where none is known."""
    return None if account.last_visit_on is None else max(0, (as_of - account.last_visit_on).days)


def due_state(account: Account, settings: MethodSettings, as_of: date) -> DueState:
    """Red above the whole interval, yellow from 70 % of it, green below, grey without one.

    A prospect without an interval of its own is due at its next-step date, else at once: yellow from that day on,
    and red once the promised day has passed.
    """
    interval = interval_days(account, settings)
    if interval is None:
        if account.category is not Category.PROSPECT:
            return DueState.NO_INTERVAL
        if account.next_step_on is None or account.next_step_on == as_of:
            return DueState.DUE
        return DueState.OVERDUE if account.next_step_on < as_of else DueState.NOT_DUE
    since = days_since_visit(account, as_of)
    if since is None or since > interval:
        return DueState.OVERDUE
    return DueState.DUE if since >= settings.due_from_share * interval else DueState.NOT_DUE


def gap_days(account: Account, settings: MethodSettings) -> int:
    """How many days at least lie between two visits: by then the account is due again (yellow); a prospect: 1."""
    return max(1, ceil(settings.due_from_share * (interval_days(account, settings) or 0)))


def due_visits(account: Account, settings: MethodSettings, days: Sequence[date]) -> tuple[date, ...]:
    """The first day on which each visit that the cadence asks for on these days may be made; always one.

    The first may be made at once, due or not. Each further one falls due a whole interval after the one before fell
    due, or after the first of the days, and may be made as soon as the account is yellow again.
    """
    interval = max(1.0, interval_days(account, settings) or len(days))
    since = days_since_visit(account, days[0])
    due = 0.0 if since is None else max(0.0, interval - since)  # days after the first one
    last = (days[-1] - days[0]).days
    early = (1 - settings.due_from_share) * interval
    further: list[date] = []
    while (due := due + interval) <= last:
        further.append(days[0] + timedelta(days=ceil(due - early)))
    return (days[0], *further)


def due_again(account: Account, settings: MethodSettings, as_of: date, visits: int) -> Account:
    """The account as it will stand after so many more visits, when it is due again: what was promised is kept by then.

    It reads as on `as_of`, one interval after the last of them.
    """
    interval = timedelta(days=floor(interval_days(account, settings) or 0))
    return replace(account, visits=account.visits + visits, last_visit_on=as_of - interval, next_step_on=None)


def relationship_level(account: Account, settings: MethodSettings, as_of: date) -> int:
    """The best KP's level after decay: one lower after 180 days without a visit, 1 after a year; 0 without a KP."""
    levels = [c.level for c in account.contacts if c.role in (ContactRole.FIRST_KP, ContactRole.KP)]
    level = max(levels, default=0)
    since = days_since_visit(account, as_of)
    if since is None or since <= settings.level_falls_after_days:
        return level
    if since > settings.level_is_one_after_days:
        return min(level, 1)
    return max(level - 1, 0)
