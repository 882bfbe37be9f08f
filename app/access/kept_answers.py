"""Answers kept under an idempotency key, in the transaction of what they answer to."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.models import KeptAnswerRecord

KEPT_FOR = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Attempt:
    """A request that may be sent again: who sends what to where under which key, and a hash of what it carries."""

    credential: str
    method: str
    path: str
    key: str
    body_sha256: str

    @property
    def request_sha256(self) -> str:
        told = json.dumps([self.credential, self.method, self.path, self.key])
        return hashlib.sha256(told.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """What was answered: status, headers of our own, and the body as it was sent."""

    status: int
    headers: Mapping[str, str]
    body: str


class OtherBody(Exception):
    """The key was used before, for something else."""


def kept_answer(session: Session, attempt: Attempt, now: datetime) -> KeptAnswer | None:
    """The answer to an earlier attempt of the last seven days; raises OtherBody where that one asked for another thing.

    In a session that writes, nobody else can be answering it meanwhile.
    """
    record = session.get(KeptAnswerRecord, attempt.request_sha256)
    if record is None or record.kept_at <= now - KEPT_FOR:
        return None
    if record.body_sha256 != attempt.body_sha256:
        raise OtherBody
    return KeptAnswer(record.status, record.headers, record.body)


def keep_answer(session: Session, attempt: Attempt, answer: KeptAnswer, now: datetime) -> None:
    """Keep the answer for seven days, and let go of older ones."""
    session.execute(delete(KeptAnswerRecord).where(KeptAnswerRecord.kept_at <= now - KEPT_FOR))
    session.add(
        KeptAnswerRecord(
            request_sha256=attempt.request_sha256,
            body_sha256=attempt.body_sha256,
            status=answer.status,
            headers=dict(answer.headers),
            body=answer.body,
            kept_at=now,
        )
    )
    session.flush()
