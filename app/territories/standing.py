"""Accounts by owner as they stand: who has which, what may change hands, and what is left aside."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.identity import Identity
from app.access.scope import accounts_seen_by, reps_seen_by
from app.intake.known_accounts import known_accounts
from app.intake.rep_rows import as_rep
from app.method.account import Account, Location
from app.method.cadence import visits_a_month
from app.method.rep import Rep
from app.method.settings import MethodSettings
from app.models import AccountRecord, RepRecord
from app.planning.candidates import Candidate, reps_by_name


class Aside(StrEnum):
    """Why an account is not divided; its owner stays."""

    NO_LOCATION = "no_location"
    NOT_VISITED = "not_visited"  # not active, or marked as not to be visited


@dataclass(frozen=True, slots=True)
class Holding:
    """An account to divide, with the rep who has it (None: nobody, or nobody who is there)."""

    account: Account
    location: Location
    id: str
    version: int
    rep_id: str | None
    visits_a_month: float
    service_s: int
    is_promised: bool  # an appointment lies ahead: it stays with whom it has

    @property
    def external_id(self) -> str:
        return self.account.external_id


@dataclass(frozen=True, slots=True)
class Standing:
    """The reps and accounts that are seen, in the order of their external ids, and how many are left aside why."""

    reps: tuple[Rep, ...]
    holdings: tuple[Holding, ...]
    aside: Mapping[Aside, int]


def standing(session: Session, identity: Identity, settings: MethodSettings, today: date) -> Standing:
    """How the accounts that the identity sees lie with the reps whom it sees."""
    reps = tuple(as_rep(record) for record in _reps(session, identity))
    known = reps_by_name(reps)
    holdings: list[Holding] = []
    aside: Counter[Aside] = Counter()
    query = select(AccountRecord).where(accounts_seen_by(identity)).order_by(AccountRecord.external_id)
    for record, account in known_accounts(session, query):
        visits = visits_a_month(account, settings)
        if account.location is None:
            aside[Aside.NO_LOCATION] += 1
        elif not visits:
            aside[Aside.NOT_VISITED] += 1
        else:
            service_s = Candidate.of(account, settings).service_s
            promised = account.appointment is not None and account.appointment.on >= today
            rep_id = known.get(account.owner or "")
            holdings.append(
                Holding(account, account.location, record.id, record.version, rep_id, visits, service_s, promised)
            )
    return Standing(reps, tuple(holdings), aside)


def _reps(session: Session, identity: Identity) -> Sequence[RepRecord]:
    seen = select(RepRecord).where(reps_seen_by(identity), RepRecord.deleted_at.is_(None))
    return session.scalars(seen.order_by(RepRecord.external_id)).all()
