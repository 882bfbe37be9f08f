"""Taking a proposal, or a part of it: owners change in one transaction, or not at all."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.identity import Identity
from app.access.scope import reps_seen_by
from app.errors import AppError, Fault, InvalidInput
from app.intake.account_changes import Stored, stored_accounts, tell_accounts
from app.method.account import Account
from app.models import RepRecord

MOST_TOLD = 100  # accounts that a refusal names


@dataclass(frozen=True, slots=True)
class Move:
    """An account (external id) as it was when it was proposed to this rep."""

    external_id: str
    version: int
    rep_id: str


class ChangedMeanwhile(AppError):
    def __init__(self, faults: Sequence[Fault]) -> None:
        detail = (
            f"{len(faults)} accounts have changed since this was proposed, so nothing was taken. Propose again, or"
            " leave them out."
        )
        super().__init__(409, "territories.changed", "Changed meanwhile", detail, faults[:MOST_TOLD])


class RepGone(AppError):
    def __init__(self, faults: Sequence[Fault]) -> None:
        detail = "Somebody who was proposed is no rep of yours. Add him to the reps, then propose again."
        super().__init__(409, "territories.rep_unknown", "No such rep", detail, faults[:MOST_TOLD])


def accept(session: Session, identity: Identity, moves: Sequence[Move], at: datetime) -> int:
    """Give these accounts to these reps; how many changed hands.

    Raises InvalidInput for an account that is named twice, RepGone and ChangedMeanwhile.
    """
    if len({move.external_id for move in moves}) < len(moves):
        detail = "Name each account once."
        raise InvalidInput("territories.twice", detail, [Fault("/body/moves", "territories.twice", detail)])
    known = set(
        session.scalars(select(RepRecord.external_id).where(reps_seen_by(identity), RepRecord.deleted_at.is_(None)))
    )
    detail = "This is no rep of yours; name one by his external id."
    gone = [
        Fault(f"/body/moves/{n}/rep_id", "territories.rep_unknown", detail)
        for n, move in enumerate(moves)
        if move.rep_id not in known
    ]
    if gone:
        raise RepGone(gone)
    stored = stored_accounts(session, identity, [move.external_id for move in moves])
    changed = [
        Fault(f"/body/moves/{n}/account_id", "territories.changed", "It has changed, or is not there any more.")
        for n, move in enumerate(moves)
        if not _is_as_proposed(stored.get(move.external_id), move)
    ]
    if changed:
        raise ChangedMeanwhile(changed)
    told: dict[str, list[Account]] = defaultdict(list)
    for move in moves:
        one = stored[move.external_id]
        if one.account.owner != move.rep_id:
            told[one.source].append(replace(one.account, owner=move.rep_id))
    for source, accounts in sorted(told.items()):
        tell_accounts(session, identity, source, accounts, at)
    return sum(len(accounts) for accounts in told.values())


def _is_as_proposed(stored: Stored | None, move: Move) -> bool:
    return stored is not None and not stored.is_deleted and stored.version == move.version
