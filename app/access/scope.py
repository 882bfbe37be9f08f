"""The one door to rows: what an identity may see of each table. A row behind the door does not exist for who asks."""

from sqlalchemy import ColumnElement, true

from app.access.identity import Identity
from app.models import AccountRecord, RepRecord


def reps_seen_by(identity: Identity) -> ColumnElement[bool]:
    """A condition on the reps' table: a rep sees himself, everybody else sees all."""
    return true() if identity.rep_id is None else RepRecord.external_id == identity.rep_id


def accounts_seen_by(identity: Identity) -> ColumnElement[bool]:
    """A condition on the accounts' table: a rep sees those he owns, everybody else sees all."""
    return true() if identity.rep_id is None else AccountRecord.owner == identity.rep_id
