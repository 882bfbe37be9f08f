"""The groups of accounts that the funnel counts, each of which the table of accounts can show."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from app.intake.standings import Standing
from app.method.account import Category
from app.planning.in_force import stops_in_force
from app.planning.options import monday_of

NOT_REACHABLE = frozenset({"INACTIVE", "DO_NOT_VISIT", "NEEDS_LOCATION", "ROUGH_LOCATION"})


class Group(StrEnum):
    """From all that there are to those who signed, then the contradictions, then prospects by visits so far."""

    ALL = "all"
    REACHABLE = "reachable"  # located, active, and to be visited
    AUTHORITY = "authority"  # reachable, and this answer is yes, whatever the others are
    ABILITY_TO_PAY = "ability_to_pay"
    NEED = "need"
    PRECISE = "precise"  # reachable, and all three are yes
    ROUTED = "routed"  # in the week in force
    SIGNED = "signed"
    DECLARED_ONLY = "declared_only"  # the list says precise, the evidence does not
    DERIVED_ONLY = "derived_only"
    SEEN_ONCE = "seen_once"
    SEEN_TWICE = "seen_twice"
    SEEN_MORE = "seen_more"


FUNNEL = tuple(Group)[: tuple(Group).index(Group.DECLARED_ONLY)]
CONTRADICTIONS = (Group.DECLARED_ONLY, Group.DERIVED_ONLY)
VISIT_MIX: Mapping[Group, str] = {  # with the setting of each share
    Group.SEEN_ONCE: "once",
    Group.SEEN_TWICE: "twice",
    Group.SEEN_MORE: "more",
}


def groups_of(one: Standing, routed: Collection[str]) -> frozenset[Group]:
    """Every group that the account is in; `routed` are the external ids of the week in force."""
    found = {Group.ALL}
    if one.verdict.code not in NOT_REACHABLE:
        found |= {Group.REACHABLE, *(Group(leg) for leg in one.said_yes)}
        found |= {Group.PRECISE} if one.precise else set()
    if one.external_id in routed:
        found.add(Group.ROUTED)
    if one.category == Category.SIGNED:
        found.add(Group.SIGNED)
    if one.declared_otherwise:
        found.add(Group.DERIVED_ONLY if one.precise else Group.DECLARED_ONLY)
    if one.category == Category.PROSPECT and one.visits:
        found.add((Group.SEEN_ONCE, Group.SEEN_TWICE, Group.SEEN_MORE)[min(one.visits, 3) - 1])
    return frozenset(found)


def routed_this_week(session: Session, today: date) -> frozenset[str]:
    """The external ids of all accounts with a stop in force from Monday to Sunday."""
    monday = monday_of(today)
    return frozenset(stop.external_id for stop in stops_in_force(session, monday, monday + timedelta(days=6)))
