"""A kind of POST that takes an `Idempotency-Key`: who sends it, what is sent the n-th time, what counts its effects."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

import httpx
from sqlalchemy import Select, func, select

from app.access.sessions import open_session
from app.models import AuditRecord, RepRecord
from tests.proof.company import Company
from tests.proof.racing import Post
from tests.proof.sites import Site


class Sender(StrEnum):
    """Who may send it: the CRM's program by its key, people by a session."""

    PROGRAM = "program"
    DIRECTOR = "director"
    REP = "rep"


@dataclass(frozen=True, slots=True)
class Scene:
    """What the POSTs are about; `client` is the program and `director` a browser, both without the proxy."""

    client: httpx.Client
    director: httpx.Client
    company: Company
    week_on: date
    plan_id: str  # in force
    rng: random.Random


@dataclass(frozen=True, slots=True)
class Keyed:
    """`operation` is its address in the API's description; each POST makes `effects` one more, once.

    `first_only` names the field that a first answer tells and a repeated one does not.
    """

    operation: str
    status: tuple[int, ...]
    effects: Select[tuple[int]]
    post: Callable[[Scene, int], Post]
    then: Callable[[Scene, httpx.Response], object] = lambda scene, answer: None  # done after each, once
    sender: Sender = Sender.PROGRAM
    first_only: str | None = None
    is_kept: bool = True  # for a repetition; else every answer is a first one


def new_session(site: Site, sender: Sender, company: Company) -> str | None:
    """The token of somebody who has just shown who he is; None for the program, which has its key."""
    with site.database.write() as session:
        match sender:
            case Sender.PROGRAM:
                return None
            case Sender.DIRECTOR:
                return open_session(session, "manager", None, None, datetime.now(UTC), None)
            case Sender.REP:
                known = select(RepRecord.id).where(RepRecord.external_id == company.rep_ids[0])
                return open_session(session, "rep", session.scalars(known).one(), None, datetime.now(UTC), None)


def rows(record: Any) -> Select[tuple[int]]:
    return select(func.count()).select_from(record)


def deeds(action: str) -> Select[tuple[int]]:
    """Entries of the audit log, which are made with what they tell of."""
    return rows(AuditRecord).where(AuditRecord.action == action)


def as_json(path: str, body: dict[str, Any] | None = None) -> Post:
    return Post(path, {"json": body or {}}, {})
