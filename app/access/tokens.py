"""Random tokens, and the sum by which we know one again without keeping it."""

import hashlib
import secrets


def new_token() -> str:
    """256 random bits that fit into an address."""
    return secrets.token_urlsafe(32)


def sha256_of(secret: str) -> str:
    """The sum that is kept in the secret's place; whatever a stranger sends has one."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
