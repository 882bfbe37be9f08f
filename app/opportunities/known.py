"""Opportunities as they are known, for whoever may see their accounts."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from app.access.identity import Identity
from app.access.scope import accounts_seen_by, reps_seen_by
from app.errors import NotFound
from app.method.account import Answer
from app.method.opportunity import Criterion, Finding, Opportunity, Stage
from app.models import (
    AccountRecord,
    OpportunityChangeRecord,
    OpportunityRecord,
    PersonRecord,
    RepRecord,
)


@dataclass(frozen=True, slots=True)
class Help:
    """Help that was asked for, and the answer; names are empty where it was a program, or nobody who is seen."""

    asked_at: datetime
    asked_by: str
    answer: str
    answered_at: datetime | None
    answered_by: str


@dataclass(frozen=True, slots=True)
class KnownOpportunity:
    """An opportunity with its account (external id), and the help that it asks for (None: none)."""

    id: str
    account_id: str
    account_name: str
    owner: str | None
    opportunity: Opportunity
    help: Help | None
    version: int
    created_at: datetime
    updated_at: datetime

    @property
    def needs_help(self) -> bool:
        return self.help is not None and self.help.answered_at is None and not self.opportunity.lost


@dataclass(frozen=True, slots=True)
class OpportunityChange:
    """One change: who made it when, and each fact as it was and as it became."""

    at: datetime
    by_kind: str
    by_name: str
    changed: Mapping[str, tuple[Any, Any]]


@dataclass(frozen=True, slots=True)
class OpportunityFilter:
    """Which opportunities are asked for; None leaves a fact open. `rep_id` owns the account (external id)."""

    account_id: str | None = None
    stage: Stage | None = None
    rep_id: str | None = None
    needs_help: bool | None = None
    lost: bool | None = None


IS_WAITING = and_(
    OpportunityRecord.help_asked_at.is_not(None),
    OpportunityRecord.help_answered_at.is_(None),
    ~OpportunityRecord.lost,
)
_NEWEST = date(9999, 12, 31)


def opportunities(
    session: Session, identity: Identity, asked: OpportunityFilter, after: str, limit: int
) -> list[KnownOpportunity]:
    """Those that match, in the order of their ids, from the first one behind `after` on."""
    query = _matching(identity, asked).where(OpportunityRecord.id > after).order_by(OpportunityRecord.id).limit(limit)
    return _known(session, identity, session.execute(query))


def pressing_opportunities(
    session: Session, identity: Identity, asked: OpportunityFilter, limit: int
) -> list[KnownOpportunity]:
    """Those that match: who waits for help first, lost ones last, in between by the day they are expected to close."""
    order = (
        case((IS_WAITING, 0), (OpportunityRecord.lost, 2), else_=1),
        func.coalesce(OpportunityRecord.close_on, _NEWEST),
        OpportunityRecord.id,
    )
    return _known(session, identity, session.execute(_matching(identity, asked).order_by(*order).limit(limit)))


def stage_counts(session: Session, identity: Identity, asked: OpportunityFilter) -> Counter[Stage]:
    """How many of those that match are in each stage."""
    matching = _matching(identity, asked).with_only_columns(OpportunityRecord.stage, func.count())
    rows = session.execute(matching.group_by(OpportunityRecord.stage))
    return Counter({Stage(stage): count for stage, count in rows})


def find_opportunity(session: Session, identity: Identity, opportunity_id: str) -> KnownOpportunity:
    """The opportunity of this id; raises NotFound."""
    rows = session.execute(_matching(identity, OpportunityFilter()).where(OpportunityRecord.id == opportunity_id))
    known = _known(session, identity, rows)
    if not known:
        raise unknown_opportunity()
    return known[0]


def unknown_opportunity() -> NotFound:
    return NotFound("opportunity.unknown", "There is no opportunity of this id.")


def opportunity_changes(session: Session, identity: Identity, opportunity_id: str) -> list[OpportunityChange]:
    """Every change of one that is seen, the newest first; raises NotFound."""
    find_opportunity(session, identity, opportunity_id)
    records = session.scalars(
        select(OpportunityChangeRecord)
        .where(OpportunityChangeRecord.opportunity_id == opportunity_id)
        .order_by(OpportunityChangeRecord.number.desc())
    ).all()
    names = _names(session, identity, [record.by_id for record in records])
    return [
        OpportunityChange(
            record.at,
            record.by_kind,
            names.get(record.by_id or "", ""),
            {name: (before, now) for name, (before, now) in record.changed.items()},
        )
        for record in records
    ]


def as_opportunity(record: OpportunityRecord) -> Opportunity:
    """The facts of a row."""
    return Opportunity(
        name=record.name,
        stage=Stage(record.stage),
        value=record.value,
        close_on=record.close_on,
        lost=record.lost,
        findings={
            Criterion(criterion): Finding(Answer(answer), note) for criterion, (answer, note) in record.findings.items()
        },
        help_wanted=record.help_wanted,
    )


def _matching(identity: Identity, asked: OpportunityFilter) -> Select[OpportunityRecord, str, str, str | None]:
    conditions: list[ColumnElement[bool]] = [accounts_seen_by(identity), AccountRecord.deleted_at.is_(None)]
    if asked.account_id is not None:
        conditions.append(AccountRecord.external_id == asked.account_id)
    if asked.stage is not None:
        conditions.append(OpportunityRecord.stage == asked.stage)
    if asked.lost is not None:
        conditions.append(OpportunityRecord.lost == asked.lost)
    if asked.needs_help is not None:
        conditions.append(IS_WAITING if asked.needs_help else ~IS_WAITING)
    if asked.rep_id is not None:
        called = select(RepRecord.name).where(reps_seen_by(identity), RepRecord.external_id == asked.rep_id)
        conditions.append(or_(AccountRecord.owner == asked.rep_id, AccountRecord.owner.in_(called)))
    return (
        select(OpportunityRecord, AccountRecord.external_id, AccountRecord.name, AccountRecord.owner)
        .join(AccountRecord, OpportunityRecord.account_id == AccountRecord.id)
        .where(*conditions)
    )


def _known(
    session: Session, identity: Identity, rows: Iterable[Row[OpportunityRecord, str, str, str | None]]
) -> list[KnownOpportunity]:
    found = list(rows)
    helpers = [who for record, *_ in found for who in (record.help_asked_by, record.help_answered_by)]
    names = _names(session, identity, helpers)
    return [
        KnownOpportunity(
            id=record.id,
            account_id=account_id,
            account_name=account_name,
            owner=owner,
            opportunity=as_opportunity(record),
            help=_help(record, names),
            version=record.version,
            created_at=record.created_at,
            updated_at=record.updated_at,
        )
        for record, account_id, account_name, owner in found
    ]


def _help(record: OpportunityRecord, names: Mapping[str, str]) -> Help | None:
    if record.help_asked_at is None:
        return None
    return Help(
        asked_at=record.help_asked_at,
        asked_by=names.get(record.help_asked_by or "", ""),
        answer=record.help_answer,
        answered_at=record.help_answered_at,
        answered_by=names.get(record.help_answered_by or "", ""),
    )


def _names(session: Session, identity: Identity, ids: Iterable[str | None]) -> dict[str, str]:
    """What the people of these ids are called: managers, and the reps who are seen."""
    wanted = {who for who in ids if who is not None}
    reps = select(RepRecord.id, RepRecord.name).where(RepRecord.id.in_(wanted), reps_seen_by(identity))
    people = select(PersonRecord.id, PersonRecord.name).where(PersonRecord.id.in_(wanted))
    return {who: name for query in (reps, people) for who, name in session.execute(query)}
