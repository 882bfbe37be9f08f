"""Who is asking: one-time sign-in links, sessions and API keys, known to us only by their SHA-256 sums."""

import hashlib
import secrets
import zlib
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from fastapi import Request
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.access.identity import Identity
from app.config import Settings
from app.errors import CrossSite, NotFound
from app.ids import new_id
from app.models import ApiKeyRecord, RepRecord, SessionRecord, SignInLinkRecord

LINK_LIVES = timedelta(minutes=15)
SESSION_LIVES = timedelta(days=30)
KEY_PREFIX = "kproute_"
_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_SECRET_LENGTH = 43  # 62^43 is above 2^256
_CHECKSUM_LENGTH = 6
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def _sha256(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def _rep_record_id(session: Session, rep_id: str) -> str:
    record_id = session.scalar(select(RepRecord.id).where(RepRecord.external_id == rep_id))
    if record_id is None:
        raise NotFound("rep.unknown", "There is no rep of this id. Import the list of reps first.")
    return record_id


def create_link(session: Session, kind: str, rep_id: str | None, now: datetime) -> str:
    """The token of a new sign-in link that works once, within 15 minutes. Raises NotFound for a rep nobody knows."""
    token = secrets.token_urlsafe(32)
    session.add(
        SignInLinkRecord(
            token_sha256=_sha256(token),
            kind=kind,
            rep_id=None if rep_id is None else _rep_record_id(session, rep_id),
            expires_at=now + LINK_LIVES,
        )
    )
    session.flush()
    return token


def peek_link(session: Session, token: str, now: datetime) -> Identity | None:
    """Whom the link would sign in, without using it up; None where it is unknown, used or too old."""
    found = session.execute(
        select(SignInLinkRecord.kind, RepRecord.external_id)
        .outerjoin(RepRecord, SignInLinkRecord.rep_id == RepRecord.id)
        .where(
            SignInLinkRecord.token_sha256 == _sha256(token),
            SignInLinkRecord.used_at.is_(None),
            SignInLinkRecord.expires_at > now,
        )
    ).first()
    return None if found is None else Identity(*found)


def redeem_link(session: Session, token: str, now: datetime) -> str | None:
    """Use the link up and return the token of a new session; None where it is unknown, used or too old.

    Of any number of callers at the same time exactly one gets the session.
    """
    link = session.execute(
        update(SignInLinkRecord)
        .where(
            SignInLinkRecord.token_sha256 == _sha256(token),
            SignInLinkRecord.used_at.is_(None),
            SignInLinkRecord.expires_at > now,
        )
        .values(used_at=now)
        .returning(SignInLinkRecord.kind, SignInLinkRecord.rep_id)
    ).first()
    if link is None:
        return None
    session_token = secrets.token_urlsafe(32)
    session.add(
        SessionRecord(
            token_sha256=_sha256(session_token),
            kind=link.kind,
            rep_id=link.rep_id,
            created_at=now,
            expires_at=now + SESSION_LIVES,
        )
    )
    session.flush()
    return session_token


def identify(session: Session, session_token: str, now: datetime) -> Identity | None:
    """Who holds the session; None where it is unknown or over."""
    found = session.execute(
        select(SessionRecord.kind, RepRecord.external_id)
        .outerjoin(RepRecord, SessionRecord.rep_id == RepRecord.id)
        .where(SessionRecord.token_sha256 == _sha256(session_token), SessionRecord.expires_at > now)
    ).first()
    return None if found is None else Identity(*found)


def end_session(session: Session, session_token: str) -> None:
    """Sign out: the token is worth nothing from now on."""
    session.execute(delete(SessionRecord).where(SessionRecord.token_sha256 == _sha256(session_token)))


def _checksum(secret: str) -> str:
    rest, digits = zlib.crc32(secret.encode()), []
    for _ in range(_CHECKSUM_LENGTH):
        rest, digit = divmod(rest, 62)
        digits.append(_DIGITS[digit])
    return "".join(reversed(digits))


def create_key(session: Session, name: str, now: datetime) -> str:
    """A new API key, shown this once. Its checksum lets a scanner tell a leaked key from a random word."""
    secret = "".join(secrets.choice(_DIGITS) for _ in range(_SECRET_LENGTH))
    key = KEY_PREFIX + secret + _checksum(secret)
    prefix = key[: len(KEY_PREFIX) + 4]
    session.add(ApiKeyRecord(id=new_id("key"), name=name, prefix=prefix, key_sha256=_sha256(key), created_at=now))
    session.flush()
    return key


def identify_key(session: Session, key: str) -> Identity | None:
    """A program's identity; None where the key is damaged, unknown or revoked."""
    secret, checksum = key[len(KEY_PREFIX) : -_CHECKSUM_LENGTH], key[-_CHECKSUM_LENGTH:]
    if not key.startswith(KEY_PREFIX) or not key.isascii() or _checksum(secret) != checksum:
        return None
    known = select(ApiKeyRecord.id).where(ApiKeyRecord.key_sha256 == _sha256(key), ApiKeyRecord.revoked_at.is_(None))
    return None if session.scalar(known) is None else Identity("key")


def cookie_name(settings: Settings) -> str:
    """`__Host-` ties the cookie to this host and to https; a plain http installation cannot have it."""
    return "__Host-kproute_session" if settings.is_https else "kproute_session"


def refuse_cross_site(request: Request) -> None:
    """Raise CrossSite where a browser sends an unsafe request that did not begin on a page of ours.

    A program that names its key is no browser; neither is one that sends no cookie to the API.
    """
    if request.method in _SAFE_METHODS or "authorization" in request.headers:
        return
    if request.url.path.startswith("/api/") and "cookie" not in request.headers:
        return
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        if site == "same-origin":
            return
        raise CrossSite
    origin = urlsplit(request.headers.get("origin", "")).netloc
    if not origin or origin != request.headers.get("host"):
        raise CrossSite
