"""The markets that accounts are in, as their lists call them."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.access.identity import Identity
from app.access.scope import accounts_seen_by
from app.models import AccountRecord

MOST_MARKETS = 100


def seen_markets(session: Session, identity: Identity) -> list[str]:
    """The names of the markets with the most accounts, of those that this identity sees; at most a hundred."""
    rows = (
        select(AccountRecord.market)
        .where(accounts_seen_by(identity), AccountRecord.deleted_at.is_(None), AccountRecord.market != "")
        .group_by(AccountRecord.market)
        .order_by(func.count().desc(), AccountRecord.market)
        .limit(MOST_MARKETS)
    )
    return list(session.scalars(rows))
