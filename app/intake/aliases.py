"""Ids under which lists tell of accounts that are known by another one: what was said once is not asked again."""

from collections.abc import Mapping

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased

from app.models import AccountAliasRecord, AccountRecord


def known_aliases(session: Session, source: str) -> Mapping[str, str]:
    """Other id -> the id of the account that is meant, of those that are still there.

    An id that has become an account of its own since is that account's.
    """
    own = aliased(AccountRecord)
    taken = exists().where(own.external_id == AccountAliasRecord.external_id, own.deleted_at.is_(None))
    query = (
        select(AccountAliasRecord.external_id, AccountRecord.external_id)
        .join(AccountRecord, AccountRecord.id == AccountAliasRecord.account_id)
        .where(
            AccountAliasRecord.source == source,
            AccountRecord.deleted_at.is_(None),
            ~taken,
        )
    )
    return dict(session.execute(query).all())


def keep_aliases(session: Session, source: str, ids: Mapping[str, str], import_id: str) -> None:
    """Keep which other ids of a source's lists mean which account, as an import has settled it."""
    these = select(AccountRecord.external_id, AccountRecord.id).where(AccountRecord.external_id.in_(set(ids.values())))
    account_ids = dict(session.execute(these).all())
    for external_id, kept_id in ids.items():
        session.merge(
            AccountAliasRecord(
                source=source, external_id=external_id, account_id=account_ids[kept_id], import_id=import_id
            )
        )
