"""Signatures with a secret of this installation, made with its tables and the same for all of its processes."""

import hashlib
import hmac

from sqlalchemy.orm import Session

from app.models import SigningSecretRecord


class Signer:
    """Signs texts for one purpose, and knows its own signatures again."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    @classmethod
    def of(cls, session: Session, purpose: str) -> "Signer":
        """The signer for a purpose; the step that made the tables made its secret."""
        return cls(bytes.fromhex(session.get_one(SigningSecretRecord, purpose).secret))

    def sign(self, text: bytes) -> bytes:
        """HMAC-SHA-256, cut to its first 128 bits."""
        return hmac.digest(self._secret, text, hashlib.sha256)[:16]

    def knows(self, text: bytes, signature: bytes) -> bool:
        return hmac.compare_digest(self.sign(text), signature)
