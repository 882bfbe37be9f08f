"""The appointments that are agreed: those booked here and those that a list or a program told us of."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.access.identity import Identity
from app.access.scope import accounts_seen_by
from app.intake.known_accounts import known_accounts
from app.models import AccountRecord, BookingRecord, RepRecord


@dataclass(frozen=True, slots=True)
class AgreedStart:
    """When an account expects somebody; an account has one appointment at most.

    `rep_id` is the external id of who comes, as far as it was agreed; `service_s` None: the account's usual length.
    """

    account_id: str
    account_name: str
    rep_id: str | None
    on: date
    start_s: int
    service_s: int | None
    is_booked: bool


def agreed_starts(
    session: Session, identity: Identity, from_on: date | None, to_on: date | None, after: str, limit: int
) -> list[AgreedStart]:
    """Appointments between the two days, both included, in the order of the accounts' external ids."""
    on = func.coalesce(BookingRecord.on_day, AccountRecord.appointment_on)
    query = (
        select(AccountRecord)
        .outerjoin(BookingRecord, BookingRecord.account_id == AccountRecord.id)
        .where(accounts_seen_by(identity), AccountRecord.external_id > after, on.is_not(None))
        .order_by(AccountRecord.external_id)
        .limit(limit)
    )
    if from_on is not None:
        query = query.where(on >= from_on)
    if to_on is not None:
        query = query.where(on <= to_on)
    return _starts(session, query)


def agreed_start(session: Session, identity: Identity, external_id: str) -> AgreedStart | None:
    """The appointment of the account of this external id; None where it has none."""
    query = select(AccountRecord).where(accounts_seen_by(identity), AccountRecord.external_id == external_id)
    return next(iter(_starts(session, query)), None)


def _starts(session: Session, query: Select[AccountRecord]) -> list[AgreedStart]:
    found = known_accounts(session, query)
    booked = select(BookingRecord.account_id, RepRecord.external_id).outerjoin(
        RepRecord, BookingRecord.rep_id == RepRecord.id
    )
    these = BookingRecord.account_id.in_([record.id for record, _ in found])
    reps: dict[str, str | None] = dict(session.execute(booked.where(these)).all())
    return [
        AgreedStart(
            account.external_id,
            account.name,
            reps.get(record.id, account.owner),
            account.appointment.on,
            account.appointment.start_s,
            account.appointment.service_s,
            record.id in reps,
        )
        for record, account in found
        if account.appointment is not None
    ]
