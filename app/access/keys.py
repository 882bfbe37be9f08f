"""API keys for programs: a secret with a checksum, shown once, kept as a SHA-256 sum."""

import secrets
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.access.audit import note_deed
from app.access.identity import SHELL, Identity
from app.access.roles import ALL_SCOPES, Scope
from app.access.tokens import sha256_of
from app.ids import new_id
from app.models import ApiKeyRecord

KEY_PREFIX = "kproute_"
_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_SECRET_LENGTH = 43  # 62^43 is above 2^256
_CHECKSUM_LENGTH = 6


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key as it is told once, and the id by which it is known afterwards."""

    id: str
    text: str = field(repr=False)


def _checksum(secret: str) -> str:
    rest, digits = zlib.crc32(secret.encode()), []
    for _ in range(_CHECKSUM_LENGTH):
        rest, digit = divmod(rest, 62)
        digits.append(_DIGITS[digit])
    return "".join(reversed(digits))


def create_key(
    session: Session,
    name: str,
    now: datetime,
    scopes: Iterable[Scope] = ALL_SCOPES,
    *,
    expires_at: datetime | None = None,
    by: Identity = SHELL,
) -> NewKey:
    """A new API key. Its checksum lets a scanner tell a leaked key from a random word."""
    secret = "".join(secrets.choice(_DIGITS) for _ in range(_SECRET_LENGTH))
    made = NewKey(new_id("key"), KEY_PREFIX + secret + _checksum(secret))
    session.add(
        ApiKeyRecord(
            id=made.id,
            name=name,
            prefix=made.text[: len(KEY_PREFIX) + 4],
            key_sha256=sha256_of(made.text),
            scopes=sorted(scopes),
            created_at=now,
            created_by=by.actor_id,
            expires_at=expires_at,
        )
    )
    session.flush()
    note_deed(session, by, "key.created", made.id, now, ["expires_at", "name", "scopes"])
    return made


def identify_key(session: Session, key: str, now: datetime) -> Identity | None:
    """A program's identity; None where the key is damaged, unknown, revoked or over."""
    secret, checksum = key[len(KEY_PREFIX) : -_CHECKSUM_LENGTH], key[-_CHECKSUM_LENGTH:]
    if not key.startswith(KEY_PREFIX) or not key.isascii() or _checksum(secret) != checksum:
        return None
    known = session.execute(
        select(ApiKeyRecord.id, ApiKeyRecord.scopes).where(
            ApiKeyRecord.key_sha256 == sha256_of(key),
            ApiKeyRecord.revoked_at.is_(None),
            or_(ApiKeyRecord.expires_at.is_(None), ApiKeyRecord.expires_at > now),
        )
    ).first()
    if known is None:
        return None
    return Identity("key", actor_id=known.id, scopes=frozenset(Scope(scope) for scope in known.scopes))
