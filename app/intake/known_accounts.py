"""Accounts as they stand: the facts of their list, the people there, and above both what was booked and done."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import Select, delete, func, or_, select
from sqlalchemy.orm import Session

from app.intake.account_rows import Booked, as_account, by_account
from app.method.account import Account, Appointment
from app.models import AccountRecord, BookingRecord, ContactRecord, RepRecord, VisitEventRecord, VisitRecord


def known_accounts(session: Session, query: Select[AccountRecord]) -> list[tuple[AccountRecord, Account]]:
    """The accounts that a query of their rows names, in its order; those that were deleted are not there."""
    query = query.where(AccountRecord.deleted_at.is_(None))
    asked = query.with_only_columns(AccountRecord.id)
    contacts = by_account(
        session.scalars(
            select(ContactRecord)
            .where(ContactRecord.account_id.in_(asked))
            .order_by(ContactRecord.account_id, ContactRecord.position)
        )
    )
    booked = {
        record.account_id: Booked(Appointment(record.on_day, record.start_s, record.service_s), rep_id)
        for record, rep_id in session.execute(
            select(BookingRecord, RepRecord.external_id)
            .outerjoin(RepRecord, BookingRecord.rep_id == RepRecord.id)
            .where(BookingRecord.account_id.in_(asked))
        )
    }
    done = done_days(session, asked)
    return [
        (
            record,
            _with_visits(
                as_account(record, contacts.get(record.id, ()), booked.get(record.id)), done.get(record.id, ())
            ),
        )
        for record in session.scalars(query)
    ]


def done_days(session: Session, asked: Select[str] | None = None) -> Mapping[str, Sequence[date]]:
    """For each of the accounts (None: for all) the days on which a visit was reported as done, one for each visit."""
    visits = (
        select(VisitRecord.account_id, func.min(VisitEventRecord.on_day))
        .join(VisitEventRecord, VisitEventRecord.visit_id == VisitRecord.id)
        .where(VisitEventRecord.kind == "done")
        .group_by(VisitRecord.id, VisitRecord.account_id)
    )
    days: dict[str, list[date]] = defaultdict(list)
    for account_id, on_day in session.execute(
        visits if asked is None else visits.where(VisitRecord.account_id.in_(asked))
    ):
        days[account_id].append(on_day)
    return days


def later_visits(told_on: date | None, done_on: Iterable[date]) -> list[date]:
    """The days of the visits that a list does not know of yet: those after the last one it tells of."""
    return [day for day in done_on if told_on is None or day > told_on]


def _with_visits(account: Account, done_on: Iterable[date]) -> Account:
    later = later_visits(account.last_visit_on, done_on)
    return replace(account, last_visit_on=max(later), visits=account.visits + len(later)) if later else account


def accounts_of(session: Session, external_ids: Collection[str]) -> dict[str, Account]:
    """The accounts of these external ids; one that is not stored is missing."""
    query = select(AccountRecord).where(AccountRecord.external_id.in_(external_ids))
    return {account.external_id: account for _, account in known_accounts(session, query)}


def promised_accounts(session: Session, from_on: date, to_on: date) -> list[Account]:
    """Every account with an appointment between the two days, both included."""
    booked = select(BookingRecord.account_id).where(BookingRecord.on_day.between(from_on, to_on))
    either = or_(AccountRecord.appointment_on.between(from_on, to_on), AccountRecord.id.in_(booked))
    accounts = (account for _, account in known_accounts(session, select(AccountRecord).where(either)))
    return [a for a in accounts if a.appointment is not None and from_on <= a.appointment.on <= to_on]


def forget_bookings_before(session: Session, day: date) -> None:
    """Drop the bookings of days that are over."""
    session.execute(delete(BookingRecord).where(BookingRecord.on_day < day))
