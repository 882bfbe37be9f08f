"""Accounts that were merged into others: whoever names the one means the other, as long as that one is there."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from app.access.identity import Identity
from app.access.scope import accounts_seen_by
from app.models import AccountRecord, AccountRedirectRecord


class Kept(NamedTuple):
    """The account that is meant by the external id of one that was merged into it."""

    id: str
    external_id: str
    source: str
    merged_source: str  # of the one that was merged


def kept_record(session: Session, identity: Identity, name: str, *, ours: bool) -> AccountRecord | None:
    """The account into which the one of this name was merged: our id (`ours`) or an external id; None: into none."""
    merged = aliased(AccountRecord)
    called = merged.id if ours else merged.external_id
    query = (
        select(AccountRecord)
        .join(AccountRedirectRecord, AccountRedirectRecord.kept_id == AccountRecord.id)
        .join(merged, merged.id == AccountRedirectRecord.account_id)
        .where(
            called == name,
            merged.deleted_at.is_not(None),
            AccountRecord.deleted_at.is_(None),
            accounts_seen_by(identity),
        )
    )
    return session.scalar(query)


def kept_for(session: Session, external_ids: Collection[str] | None = None) -> Mapping[str, Kept]:
    """By the external ids of those (None: all) that were merged into others that are there: whom each means."""
    merged = aliased(AccountRecord)
    query = (
        select(merged.external_id, AccountRecord.id, AccountRecord.external_id, AccountRecord.source, merged.source)
        .join(AccountRedirectRecord, AccountRedirectRecord.account_id == merged.id)
        .join(AccountRecord, AccountRecord.id == AccountRedirectRecord.kept_id)
        .where(merged.deleted_at.is_not(None), AccountRecord.deleted_at.is_(None))
    )
    if external_ids is not None:
        query = query.where(merged.external_id.in_(external_ids))
    return {row[0]: Kept(*row[1:]) for row in session.execute(query)}
