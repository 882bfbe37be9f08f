"""The accounts of a board, each with its answers in a period, from what was told of visits."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.access.identity import Identity
from app.access.scope import reps_seen_by
from app.board.deals import decided_deals
from app.intake.account_lists import AccountFilter
from app.intake.method_settings import settings_in_force
from app.intake.overview import local_today
from app.intake.standings import Standing, standings
from app.method.account import Account, Category, Contact, ContactRole, Grade
from app.method.board import Case, Measure
from app.method.cadence import DueState, relationship_level
from app.method.debrief import Debrief, debrief_of
from app.method.past_visit import PastOutcome
from app.models import ContactRecord, PastVisitRecord, RepRecord, StopRecord, VisitEventRecord, VisitRecord
from app.visits.event_facts import EventKind

KPS = (ContactRole.FIRST_KP, ContactRole.KP)


def cases(session: Session, identity: Identity, from_on: date, to_on: date, now: datetime) -> list[Case]:
    """Every account that is seen, with what the days between the two, both included, say of it.

    Its category, level and cadence are those of today.
    """
    settings, today = settings_in_force(session), local_today(session, now)
    reps = _reps(session, identity)
    levels = _kp_levels(session)
    seen, as_prospects = _visited(session, from_on, to_on), _seen_as_prospects(session, from_on, to_on)
    told, deals = _last_debriefs(session, from_on, to_on), decided_deals(session, from_on, to_on)

    @cache
    def level(best: int, last_on: date | None) -> int:
        kp = Contact("", ContactRole.KP, best)
        return relationship_level(Account("any", "", contacts=(kp,), last_visit_on=last_on), settings, today)

    def answers(one: Standing) -> dict[Measure, bool]:
        found: dict[Measure, bool] = {}
        if one.id in as_prospects:
            found[Measure.CONVERSION] = one.category == Category.SIGNED
        if one.id in levels:
            was_seen = one.last_visit_on is not None and from_on <= one.last_visit_on <= to_on
            found[Measure.COVERAGE] = was_seen or one.id in seen
        if one.category != Category.PROSPECT and one.due is not DueState.NO_INTERVAL:
            found[Measure.CADENCE] = one.due is not DueState.OVERDUE
        if one.id in told:
            found[Measure.REFUSED] = told[one.id].refusal is not None
        return found

    return [
        Case(
            one.external_id,
            one.name,
            one.market,
            Category(one.category),
            Grade(one.grade),
            level(levels[one.id], one.last_visit_on) if one.id in levels else 0,
            *reps.get(one.owner or "", ("", "")),
            answers(one),
            (told[one.id].refusal or "") if one.id in told else "",
            deals.get(one.id, ()),
        )
        for one in standings(session, identity, AccountFilter(), now)
    ]


def _reps(session: Session, identity: Identity) -> dict[str, tuple[str, str]]:
    """Id and name of each rep who is seen, by each name under which a list may call him."""
    query = select(RepRecord.external_id, RepRecord.name).where(reps_seen_by(identity), RepRecord.deleted_at.is_(None))
    return {called: (rep_id, name) for rep_id, name in session.execute(query) for called in (name, rep_id)}


def _kp_levels(session: Session) -> Mapping[str, int]:
    """The level of the best KP of each account that has one, as it was recorded."""
    best = select(ContactRecord.account_id, func.max(ContactRecord.level)).where(ContactRecord.role.in_(KPS))
    return dict(list(session.execute(best.group_by(ContactRecord.account_id))))


def _visited(session: Session, from_on: date, to_on: date) -> set[str]:
    """The accounts that were visited, as reps report or lists of past visits tell."""
    done = (
        select(VisitRecord.account_id)
        .join(VisitEventRecord, VisitEventRecord.visit_id == VisitRecord.id)
        .where(VisitEventRecord.kind == EventKind.DONE, VisitEventRecord.on_day.between(from_on, to_on))
    )
    past = select(PastVisitRecord.account_id).where(
        PastVisitRecord.outcome == PastOutcome.DONE, PastVisitRecord.on_day.between(from_on, to_on)
    )
    return set(session.scalars(done.distinct())) | set(session.scalars(past.distinct()))


def _seen_as_prospects(session: Session, from_on: date, to_on: date) -> set[str]:
    """The accounts with a visit that was made while they were prospects."""
    query = (
        select(VisitRecord.account_id)
        .join(VisitEventRecord, VisitEventRecord.visit_id == VisitRecord.id)
        .join(StopRecord, StopRecord.visit_id == VisitRecord.id)
        .where(
            VisitEventRecord.kind == EventKind.DONE,
            VisitEventRecord.on_day.between(from_on, to_on),
            StopRecord.category == Category.PROSPECT,
        )
    )
    return set(session.scalars(query.distinct()))


def _last_debriefs(session: Session, from_on: date, to_on: date) -> dict[str, Debrief]:
    """The last debrief of each account that has one."""
    query = (
        select(VisitRecord.account_id, VisitEventRecord.facts)
        .join(VisitEventRecord, VisitEventRecord.visit_id == VisitRecord.id)
        .where(VisitEventRecord.kind == EventKind.DEBRIEF, VisitEventRecord.on_day.between(from_on, to_on))
        .order_by(VisitEventRecord.on_day, VisitEventRecord.received_at, VisitEventRecord.number)
    )
    return {account_id: debrief_of(facts.get("outcome", {})) for account_id, facts in session.execute(query)}
