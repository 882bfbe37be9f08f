"""Systems that tell us something: names and secrets, what they signed, what came before. Who calls commits."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.access.audit import note_deed
from app.access.identity import Identity
from app.errors import AppError, NotFound
from app.hooks.signing import TOLERANCE, is_signed, live_secrets, new_secret, rotate
from app.ids import new_id
from app.models import WebhookReceivedRecord, WebhookSourceRecord

REMEMBERED = timedelta(days=7)
LONGEST_ID = 255


class SourceKnown(AppError):
    def __init__(self) -> None:
        super().__init__(
            409, "hook.source_known", "The source is there already", "Choose another name, or rotate that one's secret."
        )


class NotSigned(AppError):
    def __init__(self) -> None:
        super().__init__(
            401,
            "hook.not_signed",
            "Not signed by this source",
            "Sign the bytes of the body as Standard Webhooks says, with the secret of this source: webhook-id,"
            " webhook-timestamp and webhook-signature. Nothing was changed.",
        )


class Stale(AppError):
    def __init__(self) -> None:
        super().__init__(
            401,
            "hook.stale",
            "Too old or from the future",
            "The message's webhook-timestamp is more than 5 minutes from our clock. Set your clock, and sign each"
            " attempt with its own time. Nothing was changed.",
        )


@dataclass(frozen=True, slots=True)
class Source:
    """A system that tells us of accounts, as it may be shown: without its secrets."""

    id: str
    name: str
    old_secret_until: datetime | None
    created_at: datetime
    version: int


@dataclass(frozen=True, slots=True)
class Message:
    """What was signed: the source's row, the message's id, and the body as text."""

    source_id: str
    id: str
    body: str


def sources(session: Session, after: str = "", limit: int | None = None) -> list[Source]:
    """The sources in the order of their names, from the one behind `after` on."""
    query = select(WebhookSourceRecord).where(WebhookSourceRecord.name > after).order_by(WebhookSourceRecord.name)
    return [_view(record) for record in session.scalars(query.limit(limit))]


def find_source(session: Session, name: str) -> Source:
    """Raises NotFound."""
    return _view(_record(session, name))


def create_source(session: Session, actor: Identity, name: str, secret: str | None, at: datetime) -> tuple[Source, str]:
    """Keep a new source with the secret that its system made, else with one of ours. Raises SourceKnown."""
    if session.scalar(select(WebhookSourceRecord.id).where(WebhookSourceRecord.name == name)) is not None:
        raise SourceKnown
    record = WebhookSourceRecord(id=new_id("whs"), name=name, secret=secret or new_secret(), created_at=at, version=1)
    session.add(record)
    session.flush()
    note_deed(session, actor, "hook_source.created", record.id, at)
    return _view(record), record.secret


def rotate_source(session: Session, actor: Identity, name: str, secret: str | None, at: datetime) -> tuple[Source, str]:
    """A new secret; the one before it is accepted for 24 hours more. Raises NotFound."""
    record = _record(session, name)
    rotate(record, secret or new_secret(), at)
    record.version += 1
    session.flush()
    note_deed(session, actor, "hook_source.secret_rotated", record.id, at)
    return _view(record), record.secret


def delete_source(session: Session, actor: Identity, name: str, at: datetime) -> None:
    """Take in nothing more from it; the accounts that it told of stay. Raises NotFound."""
    record = _record(session, name)
    session.delete(record)
    session.flush()
    note_deed(session, actor, "hook_source.deleted", record.id, at)


def verified(session: Session, name: str, headers: Mapping[str, str], body: bytes, now: datetime) -> Message:
    """The message, if the source signed it within five minutes of now; raises NotFound, NotSigned and Stale.

    `headers` are by their lower-case names. The signature is checked over the bytes as they came.
    """
    record = _record(session, name)
    message_id, stamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not 0 < len(message_id) <= LONGEST_ID or not (message_id.isascii() and message_id.isprintable()):
        raise NotSigned
    if not stamp.isascii() or not stamp.isdigit() or len(stamp) > 12:
        raise NotSigned
    if abs(now.timestamp() - int(stamp)) > TOLERANCE.total_seconds():
        raise Stale
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        raise NotSigned from error
    if not is_signed(live_secrets(record, now), message_id, int(stamp), headers.get("webhook-signature", ""), text):
        raise NotSigned
    return Message(record.id, message_id, text)


def is_first(session: Session, message: Message, now: datetime) -> bool:
    """Note that the message was taken in; False where it was already, within the last seven days."""
    old = WebhookReceivedRecord.received_at <= now - REMEMBERED
    session.execute(delete(WebhookReceivedRecord).where(old))
    key = (message.source_id, message.id)
    if session.get(WebhookReceivedRecord, key) is not None:
        return False
    session.add(WebhookReceivedRecord(source_id=message.source_id, message_id=message.id, received_at=now))
    session.flush()
    return True


def _record(session: Session, name: str) -> WebhookSourceRecord:
    record = session.scalar(select(WebhookSourceRecord).where(WebhookSourceRecord.name == name))
    if record is None:
        raise NotFound(
            "hook.unknown_source", "There is no source of this name. A manager adds it on the page Webhooks."
        )
    return record


def _view(record: WebhookSourceRecord) -> Source:
    return Source(record.id, record.name, record.old_secret_until, record.created_at, record.version)
