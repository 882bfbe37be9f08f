"""Opportunities begun, changed and helped with; every change is kept with who made it and when."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.access.audit import note_deed
from app.access.identity import Identity
from app.errors import AppError
from app.ids import new_id
from app.intake.account_lists import account_record, unknown_account
from app.method.opportunity import UNKNOWN, Opportunity
from app.models import OpportunityChangeRecord, OpportunityRecord
from app.opportunities.known import KnownOpportunity, as_opportunity, find_opportunity

MOST_OF_AN_ACCOUNT = 50


class TooManyOpportunities(AppError):
    def __init__(self) -> None:
        super().__init__(
            409,
            "opportunities.full",
            "Enough",
            f"An account has at most {MOST_OF_AN_ACCOUNT} opportunities. Change one that is over.",
        )


class NoHelpAsked(AppError):
    def __init__(self) -> None:
        super().__init__(
            409,
            "opportunity.no_help_asked",
            "Nothing to answer",
            "Nobody asks for help with this opportunity, or it was answered already. Read it again.",
        )


class OpportunityMoved(AppError):
    def __init__(self) -> None:
        super().__init__(
            409,
            "opportunity.moved",
            "Changed meanwhile",
            "Somebody else changed the opportunity. Open it again, compare, then save.",
        )


def begin_opportunity(
    session: Session, identity: Identity, account: str, told: Opportunity, now: datetime
) -> KnownOpportunity:
    """A new opportunity of the account that is called so. Raises NotFound and TooManyOpportunities."""
    of = account_record(session, identity, account)
    if of is None or of.deleted_at is not None:
        raise unknown_account()
    others = select(func.count()).where(OpportunityRecord.account_id == of.id)
    if (session.scalar(others) or 0) >= MOST_OF_AN_ACCOUNT:
        raise TooManyOpportunities
    record = OpportunityRecord(id=new_id("opp"), account_id=of.id, help_answer="", created_at=now, **_columns(told))
    if told.help_wanted:
        record.help_asked_at, record.help_asked_by = now, identity.actor_id
    session.add(record)
    session.flush()
    _keep(session, identity, record.id, {name: (None, value) for name, value in _columns(told).items() if value}, now)
    note_deed(session, identity, "opportunity.created", record.id, now)
    return find_opportunity(session, identity, record.id)


def change_opportunity(
    session: Session, identity: Identity, opportunity_id: str, told: Opportunity, now: datetime
) -> KnownOpportunity:
    """Let these facts count from now on; another sentence that asks for help is a new question. Raises NotFound."""
    find_opportunity(session, identity, opportunity_id)
    record = session.get_one(OpportunityRecord, opportunity_id)
    before, after = _columns(as_opportunity(record)), _columns(told)
    changed = {name: (before[name], after[name]) for name in after if before[name] != after[name]}
    if not changed:
        return find_opportunity(session, identity, opportunity_id)
    for name, (_, value) in changed.items():
        setattr(record, name, value)
    if "help_wanted" in changed:
        is_asked = bool(told.help_wanted)
        record.help_asked_at = now if is_asked else None
        record.help_asked_by = identity.actor_id if is_asked else None
        record.help_answer, record.help_answered_at, record.help_answered_by = "", None, None
    session.flush()
    _keep(session, identity, opportunity_id, changed, now)
    note_deed(session, identity, "opportunity.updated", opportunity_id, now, changed)
    return find_opportunity(session, identity, opportunity_id)


def answer_help(
    session: Session, identity: Identity, opportunity_id: str, answer: str, now: datetime
) -> KnownOpportunity:
    """Answer who asks for help with it. Raises NotFound and NoHelpAsked."""
    if not find_opportunity(session, identity, opportunity_id).needs_help:
        raise NoHelpAsked
    record = session.get_one(OpportunityRecord, opportunity_id)
    record.help_answer, record.help_answered_at, record.help_answered_by = answer, now, identity.actor_id
    session.flush()
    _keep(session, identity, opportunity_id, {"help_answer": ("", answer)}, now)
    note_deed(session, identity, "opportunity.helped", opportunity_id, now)
    return find_opportunity(session, identity, opportunity_id)


def _columns(told: Opportunity) -> dict[str, Any]:
    """The facts as a row has them; what nobody knows of the criteria is left out."""
    return {
        "name": told.name,
        "stage": told.stage.value,
        "value": told.value,
        "close_on": told.close_on,
        "lost": told.lost,
        "findings": {
            criterion.value: [finding.answer.value, finding.note]
            for criterion, finding in sorted(told.findings.items())
            if finding != UNKNOWN
        },
        "help_wanted": told.help_wanted,
    }


def _keep(
    session: Session, identity: Identity, opportunity_id: str, changed: Mapping[str, tuple[Any, Any]], now: datetime
) -> None:
    last = select(func.max(OpportunityChangeRecord.number)).where(
        OpportunityChangeRecord.opportunity_id == opportunity_id
    )
    session.add(
        OpportunityChangeRecord(
            opportunity_id=opportunity_id,
            number=(session.scalar(last) or 0) + 1,
            at=now,
            by_kind=identity.kind,
            by_id=identity.actor_id,
            changed={name: [_told(before), _told(after)] for name, (before, after) in changed.items()},
        )
    )
    session.flush()


def _told(value: Any) -> Any:
    """A fact as JSON keeps it."""
    return value.isoformat() if hasattr(value, "isoformat") else value
