"""Opportunities with which somebody asks for help and nobody has answered yet."""

from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.access.identity import Identity
from app.attention.matters import Attention, Case, Matter
from app.opportunities.known import OpportunityFilter, opportunities

MOST = 200


def help_asked(session: Session, identity: Identity, zone: ZoneInfo) -> list[Attention]:
    """The one that waits longest first."""
    waiting = opportunities(session, identity, OpportunityFilter(needs_help=True), "", MOST)
    cases = [
        (one.help.asked_at, Case(one.id, one.account_name, on=one.help.asked_at.astimezone(zone).date()))
        for one in waiting
        if one.help is not None
    ]
    return Attention.of(Matter.HELP_ASKED, [found for _, found in sorted(cases, key=lambda pair: pair[0])])
