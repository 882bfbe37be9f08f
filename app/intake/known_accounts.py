"""Accounts as they stand: the facts of their list, the people there, and above both what was booked, done and found."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from sqlalchemy import Select, delete, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.intake.account_rows import Booked, as_account, by_account
from app.intake.known_places import KnownPlace, known_places
from app.method.account import Account, Appointment
from app.method.past_visit import PastOutcome
from app.models import (
    AccountRecord,
    BookingRecord,
    ContactRecord,
    PastVisitRecord,
    RepRecord,
    VisitEventRecord,
    VisitRecord,
)


class PastVisits(NamedTuple):
    """The visits of before our plans that lists of visits tell of: those that the account's own list may know of (up
    to the last one it tells of, all where it tells of none), and those after."""

    known: int
    later: int
    last_on: date | None


NO_PAST = PastVisits(0, 0, None)


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
    done, past = done_days(session, asked), past_visits(session, asked)
    places = known_places(session, asked)

    def standing(record: AccountRecord) -> Account:
        account = as_account(record, contacts.get(record.id, ()), booked.get(record.id))
        visited = _with_visits(account, done.get(record.id, ()), past.get(record.id, NO_PAST))
        return _placed(visited, places.get(record.id))

    return [(record, standing(record)) for record in session.scalars(query)]


def done_days(session: Session, asked: Select[str] | None = None) -> Mapping[str, Sequence[date]]:
    """For each of the accounts (None: for all) the days on which a visit was reported as done, one for each visit.

    A day that is among the past visits as well is left to them.
    """
    query = (
        select(VisitRecord.account_id, func.min(VisitEventRecord.on_day).label("on_day"))
        .join(VisitEventRecord, VisitEventRecord.visit_id == VisitRecord.id)
        .where(VisitEventRecord.kind == "done")
        .group_by(VisitRecord.id, VisitRecord.account_id)
    )
    visits = (query if asked is None else query.where(VisitRecord.account_id.in_(asked))).subquery()
    is_past = exists().where(
        PastVisitRecord.account_id == visits.c.account_id,
        PastVisitRecord.outcome == PastOutcome.DONE,
        PastVisitRecord.on_day == visits.c.on_day,
    )
    days: dict[str, list[date]] = defaultdict(list)
    for account_id, on_day in session.execute(select(visits).where(~is_past)):
        days[account_id].append(on_day)
    return days


def past_visits(session: Session, asked: Select[str] | None = None) -> Mapping[str, PastVisits]:
    """For each of the accounts (None: for all) that have such the visits that were made before our plans."""
    account = aliased(AccountRecord)
    made = (PastVisitRecord.account_id == account.id, PastVisitRecord.outcome == PastOutcome.DONE)
    # Each of the three is found in the index of the primary key: a company has a hundred thousand such visits.
    count = select(func.count(PastVisitRecord.on_day)).where(*made).scalar_subquery()
    later = (
        select(func.count(PastVisitRecord.on_day))
        .where(*made, PastVisitRecord.on_day > account.last_visit_on)
        .scalar_subquery()
    )
    last_on = select(func.max(PastVisitRecord.on_day)).where(*made).scalar_subquery()
    query = select(account.id, count, later, last_on)
    rows = session.execute(query if asked is None else query.where(account.id.in_(asked)))
    return {id_: PastVisits(all_ - since, since, last) for id_, all_, since, last in rows if all_}


def visits_so_far(
    told_on: date | None, told: int, done_on: Iterable[date], past: PastVisits
) -> tuple[date | None, int]:
    """The day of the last visit and how many there were: what a list tells, and whatever it does not know of."""
    later = later_visits(told_on, done_on)
    days = [day for day in (told_on, past.last_on, *later) if day is not None]
    return max(days, default=None), max(told, past.known) + past.later + len(later)


def later_visits(told_on: date | None, done_on: Iterable[date]) -> list[date]:
    """The days of the visits that a list does not know of yet: those after the last one it tells of."""
    return [day for day in done_on if told_on is None or day > told_on]


def _with_visits(account: Account, done_on: Iterable[date], past: PastVisits) -> Account:
    last_on, visits = visits_so_far(account.last_visit_on, account.visits, done_on, past)
    is_told = (last_on, visits) == (account.last_visit_on, account.visits)
    return account if is_told else replace(account, last_visit_on=last_on, visits=visits)


def _placed(account: Account, known: KnownPlace | None) -> Account:
    if known is None:
        return account
    return replace(account, location=known.location, place_is_rough=known.location is None)


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
