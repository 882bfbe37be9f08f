"""Changes of single accounts by people and programs; each leaves its entry in the audit log."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.access.audit import Deed, note_deed, note_deeds
from app.access.identity import Identity
from app.access.scope import accounts_seen_by, refuse_foreign_owner
from app.errors import AppError
from app.intake.account_rows import as_account, by_account
from app.intake.account_store import Origin, Outcome, ids_of_other_sources, keep_accounts
from app.intake.erased_rows import AccountErased
from app.method.account import Account
from app.models import AccountRecord, BookingRecord, ContactRecord
from app.models.base import stored_now
from app.privacy.fingerprints import Barred


class IdOfAnotherSource(AppError):
    CODE = "account.id_of_another_source"
    DETAIL = "An account of another source has this external id. Name that source, or choose another id."

    def __init__(self) -> None:
        super().__init__(409, self.CODE, "The id is taken", self.DETAIL)


class IdTaken(AppError):
    CODE = "account.id_taken"
    DETAIL = "The external id is in use already. Choose another one."

    def __init__(self) -> None:
        super().__init__(409, self.CODE, "The id is taken", self.DETAIL)


@dataclass(frozen=True, slots=True)
class Stored:
    """An account as its row says, without what was booked; `is_deleted` where only its tombstone is left."""

    account: Account
    id: str
    source: str
    version: int
    is_deleted: bool


def stored_accounts(session: Session, identity: Identity, external_ids: Sequence[str]) -> dict[str, Stored]:
    """The rows of these external ids that the identity may see."""
    records = session.scalars(
        select(AccountRecord).where(accounts_seen_by(identity), AccountRecord.external_id.in_(external_ids))
    ).all()
    contacts = by_account(
        session.scalars(
            select(ContactRecord)
            .where(ContactRecord.account_id.in_([record.id for record in records]))
            .order_by(ContactRecord.account_id, ContactRecord.position)
        )
    )
    return {
        record.external_id: Stored(
            as_account(record, contacts.get(record.id, ())),
            record.id,
            record.source,
            record.version,
            record.deleted_at is not None,
        )
        for record in records
    }


def hidden_ids(session: Session, identity: Identity, external_ids: Sequence[str]) -> set[str]:
    """Those of these external ids under which there is an account that the identity does not see."""
    if identity.sees_everything:
        return set()
    there = set(session.scalars(select(AccountRecord.external_id).where(AccountRecord.external_id.in_(external_ids))))
    return there - stored_accounts(session, identity, external_ids).keys()


def goes_to_another(before: Stored | None, owner: str | None) -> bool:
    """Whether this owner is another one than the account has now."""
    return before is None or before.is_deleted or before.account.owner != owner


def tell_accounts(
    session: Session, identity: Identity, source: str, accounts: Sequence[Account], at: datetime
) -> dict[str, Outcome]:
    """Keep accounts of one source as they are told; what became of each.

    Raises IdTaken for an account that is not seen, IdOfAnotherSource, AccountErased, and InvalidInput for an owner who
    is not seen.
    """
    ids = [account.external_id for account in accounts]
    if hidden_ids(session, identity, ids):
        raise IdTaken
    if ids_of_other_sources(session, set(ids), source):
        raise IdOfAnotherSource
    barred = Barred.of(session)
    if any(barred.account(source, account) for account in accounts):
        raise AccountErased
    before = stored_accounts(session, identity, ids)
    others = {account.owner for account in accounts if goes_to_another(before.get(account.external_id), account.owner)}
    for owner in others:
        refuse_foreign_owner(session, identity, owner)
    outcomes = keep_accounts(session, [(Origin(source), account) for account in accounts])
    after = stored_accounts(session, identity, ids)
    deeds = []
    for account in accounts:
        outcome = outcomes[account.external_id]
        if outcome is not Outcome.UNCHANGED:
            now, then = after[account.external_id], before.get(account.external_id)
            changed = _changed(None if then is None or then.is_deleted else then.account, now.account)
            deeds.append(Deed(f"account.{outcome}", now.id, changed))
    note_deeds(session, identity, deeds, at)
    return outcomes


def delete_account(session: Session, identity: Identity, record: AccountRecord, at: datetime) -> None:
    """Take an account out of lists and plans; its tombstone stays, and telling of it again brings it back."""
    session.execute(delete(BookingRecord).where(BookingRecord.account_id == record.id))
    record.deleted_at = stored_now()
    record.appointment_on = record.appointment_start_s = None
    session.flush()
    note_deed(session, identity, "account.deleted", record.id, at)


def _changed(before: Account | None, after: Account) -> list[str]:
    names = [fact.name for fact in fields(Account)]
    return [name for name in names if before is None or getattr(before, name) != getattr(after, name)]
