"""What is left of deleted accounts and reps: enough to tell others that they are gone, for 90 days."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.errors import Fault, InvalidInput
from app.models import AccountRecord, RepRecord

TOLD_FOR = timedelta(days=90)
# How long before a walk began its successor has to look: what is written down at one moment may be seen only later, and
# the clocks of several machines are not quite one.
SLACK = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Tombstone:
    """A row that was deleted; `merged_into` is the external id of the account that it was merged into, if any."""

    id: str
    source: str
    external_id: str
    version: int
    deleted_at: datetime
    merged_into: str | None = None


def tombstone_of(record: AccountRecord | RepRecord, merged_into: str | None = None) -> Tombstone:
    assert record.deleted_at is not None
    return Tombstone(record.id, record.source, record.external_id, record.version, record.deleted_at, merged_into)


def refuse_forgotten(updated_since: datetime | None, now: datetime) -> None:
    """Raise InvalidInput for a moment of which not all deletions are known any more."""
    if updated_since is not None and updated_since < now - TOLD_FOR:
        detail = f"Deletions are told for {TOLD_FOR.days} days. Read the whole list once, without `updated_since`."
        fault = Fault("/query/updated_since", "updated_since.too_old", detail)
        raise InvalidInput("updated_since.too_old", "That is too long ago.", [fault])
