"""Finding accounts for a request: one by its name, or a page of those that match; always behind the door of scope."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.access.identity import Identity
from app.access.scope import accounts_seen_by
from app.errors import NotFound
from app.intake.overview import JudgedAccount, judged_accounts
from app.intake.redirects import kept_for, kept_record
from app.intake.tombstones import Tombstone, tombstone_of
from app.method.account import Category, Grade
from app.models import AccountRecord

OUR_IDS = "acc_"  # no external id of the API begins like this


@dataclass(frozen=True, slots=True)
class AccountFilter:
    """Which accounts are asked for; None leaves a fact open. With `updated_since` deleted ones are told too."""

    source: str | None = None
    owner: str | None = None
    market: str | None = None
    category: Category | None = None
    grade: Grade | None = None
    updated_since: datetime | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        wanted = {
            AccountRecord.source: self.source,
            AccountRecord.owner: self.owner,
            AccountRecord.market: self.market,
            AccountRecord.category: self.category,
            AccountRecord.grade: self.grade,
        }
        conditions = [column == value for column, value in wanted.items() if value is not None]
        if self.updated_since is not None:
            return [*conditions, AccountRecord.updated_at >= self.updated_since]
        return [*conditions, AccountRecord.deleted_at.is_(None)]


@dataclass(frozen=True, slots=True)
class AccountPage:
    """Accounts and tombstones of a stretch of the list, each in the order of their external ids."""

    accounts: Sequence[JudgedAccount]
    deleted: Sequence[Tombstone]


def account_ids(session: Session, asked: AccountFilter, identity: Identity, after: str, limit: int) -> list[str]:
    """The external ids of a page, from the first one behind `after` on."""
    query = select(AccountRecord.external_id).where(
        accounts_seen_by(identity), AccountRecord.external_id > after, *asked.conditions()
    )
    return list(session.scalars(query.order_by(AccountRecord.external_id).limit(limit)))


def seen_ids(session: Session, identity: Identity, external_ids: Collection[str]) -> set[str]:
    """Those of these external ids under which there is an account that the identity sees."""
    query = select(AccountRecord.external_id).where(
        accounts_seen_by(identity), AccountRecord.external_id.in_(external_ids), AccountRecord.deleted_at.is_(None)
    )
    return set(session.scalars(query))


def account_page(session: Session, external_ids: Sequence[str], now: datetime) -> AccountPage:
    """Those accounts, each with its standing, and what is left of those among them that were deleted."""
    these = select(AccountRecord).where(AccountRecord.external_id.in_(external_ids)).order_by(AccountRecord.external_id)
    gone = session.scalars(these.where(AccountRecord.deleted_at.is_not(None)))
    merged = kept_for(session, external_ids)
    tombstones = [
        tombstone_of(record, merged[record.external_id].external_id if record.external_id in merged else None)
        for record in gone
    ]
    return AccountPage(judged_accounts(session, these, now), tombstones)


def account_record(session: Session, identity: Identity, name: str) -> AccountRecord | None:
    """The row, deleted or not, of the account that is called so: by its external id, or by ours (`acc_...`).

    One that was merged into another account is that account.
    """
    record = record_called(session, identity, name)
    if record is not None and record.deleted_at is None:
        return record
    return kept_record(session, identity, name, ours=name.startswith(OUR_IDS)) or record


def record_called(session: Session, identity: Identity, name: str) -> AccountRecord | None:
    """The row that is called so itself, whatever it was merged into."""
    column = AccountRecord.id if name.startswith(OUR_IDS) else AccountRecord.external_id
    return session.scalar(select(AccountRecord).where(accounts_seen_by(identity), column == name))


def find_account(session: Session, identity: Identity, name: str, now: datetime) -> JudgedAccount | None:
    """The account that is called so, with its standing; None where there is none, or not any more."""
    record = account_record(session, identity, name)
    if record is None:
        return None
    return next(iter(judged_accounts(session, select(AccountRecord).where(AccountRecord.id == record.id), now)), None)


def unknown_account() -> NotFound:
    return NotFound("account.unknown", "There is no account of this id. Import it first.")


def external_id_of(session: Session, identity: Identity, name: str) -> str:
    """The external id of the account that is called so; raises NotFound where there is none, or not any more."""
    record = account_record(session, identity, name)
    if record is None or record.deleted_at is not None:
        raise unknown_account()
    return record.external_id
