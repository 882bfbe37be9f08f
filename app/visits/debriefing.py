"""What a debrief changes: the account's answers, category and next step, a contact's level, the stage of a deal.

A later debrief of the same visit corrects the earlier one: what only the earlier one said is taken back, unless
somebody has changed it since. Both stay as they were told.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.audit import note_deed
from app.access.identity import Identity
from app.errors import Fault, InvalidInput
from app.method.account import Category, ContactRole
from app.method.debrief import Debrief, debrief_of
from app.method.opportunity import WON, Stage
from app.models import AccountRecord, ContactRecord, VisitEventRecord
from app.models.base import stored_now
from app.opportunities.changes import change_opportunity
from app.opportunities.known import OpportunityFilter, opportunities
from app.visits.event_facts import EventKind, VisitFact

_KEY_ROLES = (ContactRole.FIRST_KP, ContactRole.KP, ContactRole.USER, ContactRole.UNKNOWN)
LEGS_TOLD = ("need", "ability_to_pay", "authority")
_MOST_DEALS = 50
CLOCKS_DIFFER = timedelta(days=1)  # by zone, and where a phone's clock runs ahead
Changed = dict[str, list[Any]]  # each fact as it was and as it became


def refuse_wrong_days(fact: VisitFact, now: datetime) -> None:
    """Raise InvalidInput for a debrief of what has not been yet, and for a next step that is over already."""
    if fact.at > now + CLOCKS_DIFFER:
        raise _refused("at", "This is still to come. Tell of a visit when it is over, and check the device's clock.")
    if fact.next_on is not None and fact.next_on < (fact.at - CLOCKS_DIFFER).date():
        raise _refused("next_on", "The next step lies before the visit. Give it a day that is still to come.")


def apply_debrief(
    session: Session, identity: Identity, account_id: str, record: VisitEventRecord, fact: VisitFact, now: datetime
) -> None:
    """Let what the debrief says count, and keep with it what it changed."""
    account = session.get_one(AccountRecord, account_id)
    contact = _key_contact(session, account_id)
    before = _facts(account, contact)
    start = dict(before)
    for name, (was, became) in _earlier(session, record).items():
        if start[name] == became:
            start[name] = was
    told = debrief_of(fact.outcome)
    wanted = {**start, **_told(told, fact.next_on, start)}
    record.changed = {name: [start[name], wanted[name]] for name in wanted if start[name] != wanted[name]}
    moved = [name for name in wanted if before[name] != wanted[name]]
    if moved:
        _put(account, contact, wanted)
        session.flush()
        note_deed(session, identity, "account.updated", account_id, now, moved)
    _move_stage(session, identity, account, told, now)


def _facts(account: AccountRecord, contact: ContactRecord | None) -> dict[str, Any]:
    """What a debrief may change, as JSON keeps it."""
    return {
        "need": account.need,
        "ability_to_pay": account.ability_to_pay,
        "authority": account.authority,
        "category": account.category,
        "next_step_on": None if account.next_step_on is None else account.next_step_on.isoformat(),
        "level": None if contact is None else contact.level,
    }


def _put(account: AccountRecord, contact: ContactRecord | None, facts: Mapping[str, Any]) -> None:
    next_on = facts["next_step_on"]
    account.need, account.ability_to_pay, account.authority = (facts[name] for name in LEGS_TOLD)
    account.category = facts["category"]
    account.next_step_on = None if next_on is None else date.fromisoformat(next_on)
    account.updated_at = stored_now()  # also where only the level of a contact is another
    if contact is not None:
        contact.level = facts["level"]


def _told(told: Debrief, next_on: date | None, start: Mapping[str, Any]) -> dict[str, Any]:
    """The facts that the debrief says, and those that follow from it: who was met is met, who signed has signed."""
    said: dict[str, Any] = {
        "need": None if told.need is None else told.need.value,
        "ability_to_pay": None if told.ability_to_pay is None else told.ability_to_pay.value,
        "authority": None if told.authority is None else told.authority.value,
        "category": Category.SIGNED.value if told.signed else None,
        "next_step_on": None if next_on is None else next_on.isoformat(),
    }
    if start["level"] is not None:
        said["level"] = max(start["level"], told.level_at_least) if told.level is None else told.level
    return {name: value for name, value in said.items() if value is not None}


def _earlier(session: Session, record: VisitEventRecord) -> Changed:
    """What the debrief before this one of the same visit changed."""
    before = (
        select(VisitEventRecord)
        .where(
            VisitEventRecord.visit_id == record.visit_id,
            VisitEventRecord.kind == EventKind.DEBRIEF,
            VisitEventRecord.number < record.number,
        )
        .order_by(VisitEventRecord.number.desc())
        .limit(1)
    )
    found = session.scalars(before).first()
    return {} if found is None else dict(found.changed or {})


def _key_contact(session: Session, account_id: str) -> ContactRecord | None:
    """Whose level it is: the first KP before any other."""
    contacts = session.scalars(
        select(ContactRecord).where(ContactRecord.account_id == account_id).order_by(ContactRecord.position)
    ).all()
    return min(contacts, key=lambda one: _KEY_ROLES.index(ContactRole(one.role)), default=None)


def _move_stage(session: Session, identity: Identity, account: AccountRecord, told: Debrief, now: datetime) -> None:
    """Move the deal that is named, or the only one that is open; where that is not clear, nothing is guessed."""
    stage = Stage.SIGNED if told.stage is None and told.signed else told.stage
    if stage is None:
        return
    of_account = OpportunityFilter(account.external_id, lost=False)
    deals = opportunities(session, identity, of_account, "", _MOST_DEALS)
    named = [deal for deal in deals if deal.id == told.opportunity_id]
    meant = named if told.opportunity_id else [deal for deal in deals if deal.opportunity.stage not in WON]
    if len(meant) == 1:
        (deal,) = meant
        change_opportunity(session, identity, deal.id, replace(deal.opportunity, stage=stage), now)


def _refused(field: str, remedy: str) -> InvalidInput:
    return InvalidInput("visit_event.day", remedy, [Fault(f"/body/{field}", "visit_event.day", remedy)])
