"""Secrets that two sides know, and signatures with them (Standard Webhooks 1.0, symmetric)."""

import base64
import binascii
import hmac
import secrets
from datetime import UTC, datetime, timedelta
from typing import Protocol

from standardwebhooks import Webhook

SECRET_PREFIX = "whsec_"  # noqa: S105  what every secret begins with is none
FEWEST_BYTES, MOST_BYTES = 24, 64
OLD_SECRET_LIVES = timedelta(hours=24)
TOLERANCE = timedelta(minutes=5)  # between the sender's clock and ours


class HasSecrets(Protocol):
    """A row with a secret, and the one before it as long as that lives."""

    secret: str
    old_secret: str | None
    old_secret_until: datetime | None


def new_secret() -> str:
    """32 random bytes."""
    return SECRET_PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def is_secret(text: str) -> bool:
    """Whether a text is a secret as the standard wants it: `whsec_` and 24 to 64 bytes in base64."""
    try:
        held = base64.b64decode(text.removeprefix(SECRET_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        return False
    return text.startswith(SECRET_PREFIX) and FEWEST_BYTES <= len(held) <= MOST_BYTES


def rotate(row: HasSecrets, fresh: str, at: datetime) -> None:
    """Sign with a new secret from now on; the one before it is good for another day."""
    row.old_secret, row.old_secret_until, row.secret = row.secret, at + OLD_SECRET_LIVES, fresh


def live_secrets(row: HasSecrets, at: datetime) -> tuple[str, ...]:
    """The newest secret, and the one before it within a day of the rotation."""
    if row.old_secret is None or row.old_secret_until is None or row.old_secret_until <= at:
        return (row.secret,)
    return (row.secret, row.old_secret)


def signed_headers(held: tuple[str, ...], message_id: str, body: str, at: datetime) -> dict[str, str]:
    """The three headers of a message, with a signature for each secret."""
    moment = at.astimezone(UTC)
    signatures = [Webhook(secret).sign(message_id, moment, body) for secret in held]
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": " ".join(signatures),
    }


def is_signed(held: tuple[str, ...], message_id: str, timestamp_s: int, signatures: str, body: str) -> bool:
    """Whether one of the signatures is of one of the secrets; how old the message is, is not asked."""
    moment = datetime.fromtimestamp(timestamp_s, UTC)
    shown = signatures.encode("utf-8", "replace").split()
    expected = [Webhook(secret).sign(message_id, moment, body).encode() for secret in held]
    return any(hmac.compare_digest(one, wanted) for one in shown for wanted in expected)
