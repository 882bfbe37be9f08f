"""What happened with one account, newest first: lists, past visits, planned stops, reports, appointment, changes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.audit import entries
from app.access.identity import Identity
from app.access.roles import Role
from app.access.scope import reps_seen_by
from app.intake.overview import local_zone
from app.models import (
    AccountRecord,
    BookingRecord,
    ImportRecord,
    PastVisitRecord,
    PlanRecord,
    PublicationRecord,
    RepRecord,
    RouteRecord,
    SeminarInvitationRecord,
    SeminarRecord,
    ShiftRecord,
    StopRecord,
    VisitEventRecord,
    VisitRecord,
)

MOST_ENTRIES = 200


class What(StrEnum):
    IMPORTED = "imported"
    VISITED = "visited"  # before our plans, as a list of visits tells; of the moment only the day is known
    PLANNED = "planned"
    REPORTED = "reported"
    BOOKED = "booked"
    SEMINAR = "seminar"  # asked to one; whoever came was met, but not visited: it is no visit of the cap's
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One thing that happened, or is planned; `rep_name` is empty where nobody, or nobody who is seen, did it."""

    at: datetime
    what: What
    kind: str = ""  # of the event, of the deed, or the outcome of a past visit
    rep_name: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


def account_history(session: Session, identity: Identity, record: AccountRecord) -> list[HistoryEntry]:
    """The newest entries; changes only for directors, who may read the audit log."""
    zone = local_zone(session)
    found = [
        *_import(session, record),
        *_past_visits(session, identity, record, zone),
        *_stops(session, identity, record, zone),
        *_events(session, identity, record),
        *_booking(session, identity, record),
        *_seminars(session, record),
    ]
    if identity.role is Role.DIRECTOR:
        deeds = entries(session, record.id, None, None, MOST_ENTRIES)
        found += [
            HistoryEntry(one.at, What.CHANGED, one.action, facts={"fields": one.fields, "by": one.actor_kind})
            for one in deeds
        ]
    return sorted(found, key=lambda entry: entry.at, reverse=True)[:MOST_ENTRIES]


def _import(session: Session, record: AccountRecord) -> Iterator[HistoryEntry]:
    batch = None if record.import_id is None else session.get(ImportRecord, record.import_id)
    if batch is not None:
        facts = {"file_name": batch.file_name, "line": record.line, "import_id": batch.id}
        yield HistoryEntry(batch.created_at, What.IMPORTED, facts=facts)


def _past_visits(session: Session, identity: Identity, record: AccountRecord, zone: ZoneInfo) -> Iterator[HistoryEntry]:
    rows = session.execute(
        select(PastVisitRecord, RepRecord.name)
        .outerjoin(RepRecord, (PastVisitRecord.rep_id == RepRecord.id) & reps_seen_by(identity))
        .where(PastVisitRecord.account_id == record.id)
        .order_by(PastVisitRecord.on_day.desc())
        .limit(MOST_ENTRIES)
    )
    for visit, rep_name in rows:
        at = datetime.combine(visit.on_day, time(), zone)
        yield HistoryEntry(at, What.VISITED, visit.outcome, rep_name or "", {"text": visit.note})


def _stops(session: Session, identity: Identity, record: AccountRecord, zone: ZoneInfo) -> Iterator[HistoryEntry]:
    """The stops of routes that are current for their day, past and to come."""
    rows = session.execute(
        select(ShiftRecord.on_day, StopRecord.start_s, PlanRecord.number, RepRecord.name, reps_seen_by(identity))
        .select_from(StopRecord)
        .join(VisitRecord, StopRecord.visit_id == VisitRecord.id)
        .join(RouteRecord, StopRecord.route_id == RouteRecord.id)
        .join(PublicationRecord, PublicationRecord.route_id == RouteRecord.id)
        .join(PlanRecord, RouteRecord.plan_id == PlanRecord.id)
        .join(ShiftRecord, RouteRecord.shift_id == ShiftRecord.id)
        .join(RepRecord, ShiftRecord.rep_id == RepRecord.id)
        .where(VisitRecord.account_id == record.id)
    )
    for on, start_s, number, rep_name, is_seen in rows:
        at = datetime.combine(on, time(start_s // 3600 % 24, start_s // 60 % 60), zone)
        yield HistoryEntry(at, What.PLANNED, rep_name=rep_name if is_seen else "", facts={"plan": number})


def _events(session: Session, identity: Identity, record: AccountRecord) -> Iterator[HistoryEntry]:
    rows = session.execute(
        select(VisitEventRecord, RepRecord.name)
        .join(VisitRecord, VisitEventRecord.visit_id == VisitRecord.id)
        .outerjoin(RepRecord, (VisitEventRecord.rep_id == RepRecord.id) & reps_seen_by(identity))
        .where(VisitRecord.account_id == record.id)
        .order_by(VisitEventRecord.received_at.desc())
        .limit(MOST_ENTRIES)
    )
    for event, rep_name in rows:
        yield HistoryEntry(event.at, What.REPORTED, event.kind, rep_name or "", {"text": event.text, **event.facts})


def _booking(session: Session, identity: Identity, record: AccountRecord) -> Iterator[HistoryEntry]:
    row = session.execute(
        select(BookingRecord, RepRecord.name)
        .outerjoin(RepRecord, (BookingRecord.rep_id == RepRecord.id) & reps_seen_by(identity))
        .where(BookingRecord.account_id == record.id)
    ).first()
    if row is not None:
        booking, rep_name = row
        facts = {"on": booking.on_day, "start_s": booking.start_s}
        yield HistoryEntry(booking.booked_at, What.BOOKED, rep_name=rep_name or "", facts=facts)


def _seminars(session: Session, record: AccountRecord) -> Iterator[HistoryEntry]:
    rows = session.execute(
        select(SeminarInvitationRecord, SeminarRecord)
        .join(SeminarRecord, SeminarRecord.id == SeminarInvitationRecord.seminar_id)
        .where(SeminarInvitationRecord.account_id == record.id, SeminarInvitationRecord.state != "taken_out")
    )
    for invitation, seminar in rows:
        facts = {"on": seminar.on_day, "place": seminar.place}
        yield HistoryEntry(invitation.changed_at, What.SEMINAR, invitation.state, facts=facts)
