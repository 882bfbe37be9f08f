"""Stored accounts that are probably one customer, as far as somebody sees both; what was said to be two stays two."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, delete, func, select
from sqlalchemy.orm import Session, aliased

from app.access.audit import note_deed
from app.access.identity import Identity
from app.access.scope import accounts_seen_by, reps_seen_by
from app.errors import AppError, Fault, InvalidInput
from app.intake.account_lists import record_called, unknown_account
from app.intake.apart import in_order, keep_apart
from app.intake.duplicates import Candidate, Duplicate, find_pairs, same_phone_as
from app.intake.merging import known_candidates
from app.models import AccountRecord, AccountRedirectRecord, AccountsApartRecord, RepRecord

MOST_SHARING = 5  # a number of more accounts than this is a switchboard's or a colleague's, and tells nothing


# By the teams of who looks, for each database of this process: what was there when they were counted, and how many.
_Counts = dict[frozenset[str] | None, tuple[tuple[Any, ...], int]]
_COUNTED: WeakKeyDictionary[Engine | Connection, _Counts] = WeakKeyDictionary()


class PairChanged(AppError):
    def __init__(self) -> None:
        super().__init__(
            409,
            "merge.changed",
            "Changed meanwhile",
            "Somebody changed, merged or deleted one of the two accounts. Nothing was done; look at them again.",
        )


@dataclass(frozen=True, slots=True)
class Two:
    """Two accounts that are there and seen."""

    kept: AccountRecord
    other: AccountRecord


def proposed_pairs(session: Session, identity: Identity) -> list[Duplicate]:
    """Each account that is probably an earlier one, with that one, in the order of their external ids."""
    candidates = sorted(known_candidates(session, identity), key=lambda one: one.external_id)
    return find_pairs(_as_compared(candidates), _told_apart(session, identity))


def count_pairs(session: Session, identity: Identity) -> int:
    """How many pairs are proposed; found anew only where an account, a rep or a decision has changed since.

    The front page asks at every look, and comparing five thousand accounts takes a quarter of a second.
    """
    account, rep = AccountRecord, RepRecord
    seen = select(func.count(), func.max(account.updated_at)).where(
        accounts_seen_by(identity), account.deleted_at.is_(None)
    )
    decided = select(func.count(), func.max(AccountsApartRecord.decided_at))
    state = (
        *session.execute(seen).one(),
        *session.execute(decided).one(),
        session.scalar(select(func.max(rep.updated_at)).where(reps_seen_by(identity))),
    )
    counts = _COUNTED.setdefault(session.get_bind(), {})
    known = counts.get(identity.team_ids)
    if known is None or known[0] != state:
        known = counts[identity.team_ids] = (state, len(proposed_pairs(session, identity)))
    return known[1]


def tell_apart(session: Session, identity: Identity, one: str, other: str, at: datetime) -> None:
    """Keep that two accounts are two; told again it changes nothing. Raises NotFound, and InvalidInput for only one."""
    two = two_accounts(session, identity, one, other)
    if session.get(AccountsApartRecord, in_order(two.kept.id, two.other.id)) is not None:
        return
    keep_apart(session, identity, [(two.kept.external_id, two.other.external_id)], at)
    note_deed(session, identity, "account.told_apart", two.kept.id, at, [two.other.id])


def ask_again(session: Session, identity: Identity, one: str, other: str, at: datetime) -> None:
    """Forget that two accounts are two; where nobody said so it changes nothing. Raises as `tell_apart`."""
    two = two_accounts(session, identity, one, other)
    names = in_order(two.kept.id, two.other.id)
    here = (AccountsApartRecord.one_id == names[0], AccountsApartRecord.other_id == names[1])
    if session.scalars(delete(AccountsApartRecord).where(*here).returning(AccountsApartRecord.one_id)).all():
        note_deed(session, identity, "account.asked_again", two.kept.id, at, [two.other.id])


def two_accounts(session: Session, identity: Identity, kept: str, other: str) -> Two:
    """The accounts of these names (external ids or ours); raises NotFound, PairChanged where one was merged into
    another since, and InvalidInput for only one."""
    records = [record_called(session, identity, name) for name in (kept, other)]
    if records[0] is None or records[1] is None:
        raise unknown_account()
    gone = [record.id for record in records if record is not None and record.deleted_at is not None]
    if any(session.get(AccountRedirectRecord, account_id) is not None for account_id in gone):
        raise PairChanged
    if gone:
        raise unknown_account()
    if records[0] is records[1]:
        detail = "An account cannot be merged with itself, nor told apart from itself. Name two accounts."
        raise InvalidInput("merge.same", detail, [Fault("/body/other_id", "merge.same", detail)])
    return Two(records[0], records[1])


def _as_compared(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Ids are compared across sources, and numbers only where few accounts share them."""
    numbers = [frozenset(n for phone in one.phones for n in same_phone_as(phone)) for one in candidates]
    sharing = Counter(number for of_one in numbers for number in of_one)
    return [
        replace(one, source="", phones=tuple(sorted(n for n in of_one if sharing[n] <= MOST_SHARING)))
        for one, of_one in zip(candidates, numbers, strict=True)
    ]


def _told_apart(session: Session, identity: Identity) -> frozenset[frozenset[str]]:
    other = aliased(AccountRecord)
    query = (
        select(AccountRecord.external_id, other.external_id)
        .select_from(AccountsApartRecord)
        .join(AccountRecord, AccountRecord.id == AccountsApartRecord.one_id)
        .join(other, other.id == AccountsApartRecord.other_id)
        .where(accounts_seen_by(identity))
    )
    return frozenset(frozenset(row) for row in session.execute(query))
