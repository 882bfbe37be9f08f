"""Bookings by people and programs: behind the door of scope, and with their entry in the audit log."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from app.access.audit import note_deed
from app.access.identity import Identity
from app.intake.account_lists import account_record, unknown_account
from app.models import AccountRecord
from app.visits.bookings import Booking, book_slot, cancel_booking


def book_seen_slot(
    session: Session,
    identity: Identity,
    account_name: str,
    rep_id: str,
    on: date,
    start_s: int,
    service_s: int | None,
    now: datetime,
) -> Booking:
    """Book a start for the account that is called so; raises NotFound where it is not seen, and as `book_slot` does."""
    record = _seen(session, identity, account_name)
    booked = book_slot(session, record.external_id, rep_id, on, start_s, service_s, now)
    if booked.fresh:
        note_deed(session, identity, "appointment.booked", record.id, now)
    return booked


def cancel_seen_booking(session: Session, identity: Identity, account_name: str, now: datetime) -> bool:
    """Take an account's appointment back; raises NotFound where it is not seen, and as `cancel_booking` does."""
    record = _seen(session, identity, account_name)
    cancelled = cancel_booking(session, record.external_id, now)
    if cancelled:
        note_deed(session, identity, "appointment.cancelled", record.id, now)
    return cancelled


def _seen(session: Session, identity: Identity, account_name: str) -> AccountRecord:
    record = account_record(session, identity, account_name)
    if record is None or record.deleted_at is not None:
        raise unknown_account()
    return record
