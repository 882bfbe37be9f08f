"""Visits that came out otherwise than planned, and appointments that nobody keeps: somebody has to find them a day."""

from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.identity import Identity
from app.access.scope import accounts_seen_by, reps_seen_by
from app.attention.matters import Attention, Case, Matter
from app.models import AccountRecord, BookingRecord, RepRecord, VisitEventRecord, VisitRecord
from app.planning.in_force import stops_in_force
from app.visits.appointments import agreed_starts
from app.visits.event_facts import EventKind, VisitState, state_of

CONFLICTS_LAST = timedelta(days=28)
LOOK_BACK = timedelta(days=14)
LOOK_AHEAD = timedelta(days=7)
MOST_APPOINTMENTS = 1000
_GIVEN_UP = (VisitState.SKIPPED, VisitState.CANCELLED)


def conflicts(session: Session, identity: Identity, now: datetime) -> list[Attention]:
    """Reports of the last four weeks that contradict what was known of the visit and are not settled, newest first."""
    rows = session.execute(
        select(AccountRecord.name, RepRecord.external_id, VisitEventRecord.on_day, VisitRecord.id)
        .select_from(VisitEventRecord)
        .join(VisitRecord, VisitEventRecord.visit_id == VisitRecord.id)
        .join(AccountRecord, VisitRecord.account_id == AccountRecord.id)
        .join(RepRecord, VisitEventRecord.rep_id == RepRecord.id)
        .where(
            VisitEventRecord.flag.is_not(None),
            VisitEventRecord.settled_at.is_(None),
            VisitEventRecord.received_at >= now - CONFLICTS_LAST,
            reps_seen_by(identity),
            RepRecord.deleted_at.is_(None),
        )
        .order_by(VisitEventRecord.received_at.desc(), VisitEventRecord.id)
    )
    cases = [Case(rep_id, name, on=on, visit_id=visit_id) for name, rep_id, on, visit_id in rows]
    return Attention.of(Matter.CONFLICT, cases)


def visits_without_new_date(session: Session, identity: Identity, today: date) -> list[Attention]:
    """Accounts whose last visit was skipped or called off, and who are neither planned again nor promised a day."""
    kinds: dict[str, list[EventKind]] = {}
    last: dict[str, tuple[date, str, str]] = {}  # by account: the day, the visit and the account's name
    rows = session.execute(
        select(
            AccountRecord.external_id,
            AccountRecord.name,
            VisitEventRecord.visit_id,
            VisitEventRecord.on_day,
            VisitEventRecord.kind,
            VisitEventRecord.facts["next_on"].as_string(),
        )
        .select_from(VisitEventRecord)
        .join(VisitRecord, VisitEventRecord.visit_id == VisitRecord.id)
        .join(AccountRecord, VisitRecord.account_id == AccountRecord.id)
        .where(
            VisitEventRecord.on_day >= today - LOOK_BACK,
            accounts_seen_by(identity),
            AccountRecord.deleted_at.is_(None),
            AccountRecord.active,
            ~AccountRecord.do_not_visit,
        )
        .order_by(VisitEventRecord.on_day, VisitEventRecord.visit_id, VisitEventRecord.number)
    )
    promised = _promised(session, identity, today)
    for account_id, name, visit_id, on, kind, next_on in rows:
        kinds.setdefault(visit_id, []).append(EventKind(kind))
        if next_on is not None and date.fromisoformat(next_on) >= today:
            promised.add(account_id)
        last[account_id] = (on, visit_id, name)
    planned: dict[str, date] = {}
    for stop in stops_in_force(session, today, None):
        planned[stop.external_id] = max(stop.on, planned.get(stop.external_id, stop.on))
    cases = [
        Case(account_id, name, on=on)
        for account_id, (on, visit_id, name) in last.items()
        if state_of(kinds[visit_id]) in _GIVEN_UP and planned.get(account_id, on) <= on and account_id not in promised
    ]
    return Attention.of(Matter.NEEDS_DATE, sorted(cases, key=lambda case: (case.on, case.id)))


def unheld_appointments(session: Session, identity: Identity, today: date) -> list[Attention]:
    """Appointments of the coming week that no published route keeps."""
    until = today + LOOK_AHEAD
    kept = {(stop.external_id, stop.on, stop.start_s) for stop in stops_in_force(session, today, until)}
    agreed = agreed_starts(session, identity, today, until, "", MOST_APPOINTMENTS)
    cases = [
        Case(one.account_id, one.account_name, on=one.on, start_s=one.start_s)
        for one in agreed
        if (one.account_id, one.on, one.start_s) not in kept
    ]
    return Attention.of(
        Matter.UNHELD_APPOINTMENT, sorted(cases, key=lambda case: (case.on, case.start_s or 0, case.id))
    )


def _promised(session: Session, identity: Identity, today: date) -> set[str]:
    """The external ids of accounts that have an appointment or an agreed next step from today on."""
    listed = select(AccountRecord.external_id).where(accounts_seen_by(identity))
    booked = listed.join(BookingRecord, BookingRecord.account_id == AccountRecord.id)
    return {
        *session.scalars(booked.where(BookingRecord.on_day >= today)),
        *session.scalars(listed.where(AccountRecord.appointment_on >= today)),
        *session.scalars(listed.where(AccountRecord.next_step_on >= today)),
    }
