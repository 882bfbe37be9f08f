"""How often somebody may try to sign in: tries are counted in the database, so a restart forgets none.

Counted are hashes of logins and addresses. Whether there is such a login makes no difference, so that nobody learns it.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.access.tokens import sha256_of
from app.errors import AppError
from app.models import SignInTriesRecord


class TooManyTries(AppError):
    """No further try before `Retry-After` has passed."""

    def __init__(self, wait_s: int) -> None:
        super().__init__(
            429,
            "access.too_many_tries",
            "Too many tries",
            "There were too many wrong tries. Wait ten minutes, then try again; a sign-in link works meanwhile.",
            headers={"Retry-After": str(wait_s)},
        )


class CodesClosed(AppError):
    """Too many wrong codes, from one address or in all."""

    def __init__(self, wait_s: int) -> None:
        super().__init__(
            429,
            "access.codes_closed",
            "Codes are closed for now",
            "There were too many wrong codes, so none is taken for a while. Open the link instead: it goes on working.",
            headers={"Retry-After": str(wait_s)},
        )


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many tries within a span that begins with the first of them."""

    name: str
    most: int
    within: timedelta

    def of(self, whom: str) -> "Counted":
        return Counted(self, sha256_of(f"{self.name}:{whom}"))


@dataclass(frozen=True, slots=True)
class Counted:
    """A limit as it holds for one login or one address."""

    limit: Limit
    key_sha256: str


BY_LOGIN = Limit("login", 5, timedelta(minutes=10))
# A whole office may share one address.
BY_ADDRESS = Limit("address", 20, timedelta(minutes=10))
CODES_BY_ADDRESS = Limit("codes of an address", 5, timedelta(minutes=1))
CODES_IN_ALL = Limit("codes", 100, timedelta(hours=1))


def wait_s(session: Session, counted: Iterable[Counted], now: datetime) -> int:
    """Whole seconds until each of these may be tried again; 0: at once."""
    most = {one.key_sha256: one.limit.most for one in counted}
    rows = session.scalars(
        select(SignInTriesRecord).where(SignInTriesRecord.key_sha256.in_(most), SignInTriesRecord.ends_at > now)
    )
    return max((math.ceil((r.ends_at - now).total_seconds()) for r in rows if r.tries >= most[r.key_sha256]), default=0)


def count_try(session: Session, counted: Iterable[Counted], now: datetime) -> None:
    """Count one try of each; what has ended is forgotten."""
    session.execute(delete(SignInTriesRecord).where(SignInTriesRecord.ends_at <= now))
    for one in counted:
        row = session.get(SignInTriesRecord, one.key_sha256)
        if row is None:
            session.add(SignInTriesRecord(key_sha256=one.key_sha256, tries=1, ends_at=now + one.limit.within))
        else:
            row.tries += 1
    session.flush()


def take_back(session: Session, counted: Iterable[Counted]) -> None:
    """The try was right: it does not count."""
    keys = [one.key_sha256 for one in counted]
    session.execute(
        update(SignInTriesRecord)
        .where(SignInTriesRecord.key_sha256.in_(keys), SignInTriesRecord.tries > 0)
        .values(tries=SignInTriesRecord.tries - 1)
    )
