"""Accounts that look like one and are two: what somebody said of a pair is kept, and it is not proposed again."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.identity import Identity
from app.models import AccountRecord, AccountsApartRecord

AT_ONCE = 500


def in_order(one_id: str, other_id: str) -> tuple[str, str]:
    """Our ids of a pair as they are kept."""
    return (one_id, other_id) if one_id < other_id else (other_id, one_id)


def keep_apart(session: Session, identity: Identity, pairs: Iterable[tuple[str, str]], at: datetime) -> None:
    """Keep that these accounts (pairs of external ids) are two; those that are not there are passed over."""
    wanted = list(pairs)
    told = {"decided_at": at, "by_kind": identity.kind, "by_id": identity.actor_id}
    for first in range(0, len(wanted), AT_ONCE):
        part = wanted[first : first + AT_ONCE]
        query = select(AccountRecord.external_id, AccountRecord.id)
        named = query.where(AccountRecord.external_id.in_({name for pair in part for name in pair}))
        ids = dict(session.execute(named).all())
        for one, other in part:
            if one in ids and other in ids:
                one_id, other_id = in_order(ids[one], ids[other])
                session.merge(AccountsApartRecord(one_id=one_id, other_id=other_id, **told))
    session.flush()
