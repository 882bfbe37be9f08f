"""Who is asked for addresses: chosen by a director who agrees that they are sent there. Nobody is asked before."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from app.access.audit import note_deed
from app.access.identity import Identity
from app.errors import InvalidInput
from app.geocoding.words import Provider, Trouble
from app.models import GeocoderRecord

SUBJECT = "geocoder"  # what the audit log calls it
THE_ONE = 1


@dataclass(frozen=True, slots=True)
class Choice:
    """The provider, or none; the key itself is not told, only whether there is one."""

    provider: Provider | None = None
    has_key: bool = False
    agreed_at: datetime | None = None
    trouble: Trouble | None = None
    next_ask_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """What a director chooses; an empty key keeps the one that there is for the same provider."""

    provider: Provider | None
    key: str = field(default="", repr=False)
    agrees: bool = False


def chosen(session: Session) -> Choice:
    """Who is asked now."""
    record = session.get(GeocoderRecord, THE_ONE)
    if record is None or record.provider is None:
        return Choice()
    return Choice(
        Provider(record.provider),
        bool(record.key),
        record.agreed_at,
        None if record.trouble is None else Trouble(record.trouble),
        record.next_ask_at,
    )


def choose(session: Session, actor: Identity, wish: Wish, at: datetime) -> None:
    """Ask another provider from now on, or nobody; raises InvalidInput without a key or without consent."""
    record = session.get(GeocoderRecord, THE_ONE)
    if record is None:
        record = GeocoderRecord(id=THE_ONE, key="", failures=0, next_ask_at=at)
        session.add(record)
    key = wish.key or (record.key if record.provider == wish.provider else "")
    if wish.provider is None:
        record.provider, record.key, record.agreed_at, record.agreed_by = None, "", None, None
    else:
        _require(wish, key)
        record.provider, record.key, record.agreed_at, record.agreed_by = (
            wish.provider.value,
            key if wish.provider.needs_key else "",
            at,
            actor.actor_id,
        )
    record.failures, record.trouble, record.next_ask_at = 0, None, at
    session.flush()
    note_deed(session, actor, "geocoder.chosen", SUBJECT, at, ["provider", *(["key"] if wish.key else [])])


def _require(wish: Wish, key: str) -> None:
    if not wish.agrees:
        raise InvalidInput(
            "geocoder.consent", "Agree that addresses are sent to the provider, or choose to ask nobody."
        )
    if wish.provider is not None and wish.provider.needs_key and not key:
        raise InvalidInput("geocoder.key", "Enter the key that the provider gave you.")
