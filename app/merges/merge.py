"""Two stored accounts that are one customer become one account, in one transaction; the other leads to it from then on.

Nothing is lost: what the kept account would have twice stays with the tombstone of the other. For seven days it is kept
what both were, and which rows went over (`app.merges.undo`).
"""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.access.audit import Deed, note_deeds
from app.access.identity import Identity
from app.errors import AppError, Fault, InvalidInput
from app.intake.account_changes import stored_accounts
from app.intake.account_store import Origin, keep_accounts
from app.intake.duplicates import same_phone_as
from app.intake.overview import local_today
from app.intake.undo import before_import
from app.merges.goes_over import GOES_OVER, Move
from app.merges.going import (
    exchange,
    more_telling_invitations,
    move_apart,
    move_contacts,
    move_rows,
    move_visits,
    place_is_the_others,
    rename_in_plans,
    take_out_left,
)
from app.merges.pairs import PairChanged, two_accounts
from app.method.account import Account
from app.method.union import CHOOSABLE, chosen
from app.models import (
    AccountAliasRecord,
    AccountRecord,
    AccountRedirectRecord,
    BookingRecord,
    MergeUndoRecord,
)
from app.models.base import stored_now


class BothPromised(AppError):
    def __init__(self) -> None:
        super().__init__(
            409,
            "merge.both_promised",
            "Both have an agreed start",
            "A start is agreed with each of the two accounts, and one of them would be forgotten. Cancel the"
            " appointment that is not meant, then merge them.",
        )


@dataclass(frozen=True, slots=True)
class MergeOrder:
    """Which account is kept, which one is merged into it, as whoever orders it saw them (versions), and which facts of
    the other one count (names of an account's facts)."""

    kept: str
    other: str
    kept_version: int
    other_version: int
    from_other: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        unknown = sorted(self.from_other - set(CHOOSABLE))
        if unknown:
            detail = (
                f"These are no facts that can be chosen: {', '.join(unknown)}. Choose among {', '.join(CHOOSABLE)}."
            )
            raise InvalidInput("merge.fact", detail, [Fault("/body/from_other", "merge.fact", detail)])


@dataclass(frozen=True, slots=True)
class Merged:
    """What was merged into what: our ids, and the external id of the account that is there."""

    kept_id: str
    kept_external_id: str
    merged_id: str


def merge_accounts(session: Session, identity: Identity, order: MergeOrder, at: datetime) -> Merged:
    """Merge one account into another. Raises NotFound, InvalidInput, PairChanged and BothPromised."""
    two = two_accounts(session, identity, order.kept, order.other)
    if (two.kept.version, two.other.version) != (order.kept_version, order.other_version):
        raise PairChanged
    kept_id, kept_name, other_id, other_name = (
        two.kept.id,
        two.kept.external_id,
        two.other.id,
        two.other.external_id,
    )
    kept_source, other_source = two.kept.source, two.other.source
    promised = select(func.count()).select_from(BookingRecord)
    if session.execute(promised.where(BookingRecord.account_id.in_((kept_id, other_id)))).scalar_one() > 1:
        raise BothPromised
    images = {
        kept_id: before_import(session, kept_source, [kept_name])[kept_name],
        other_id: before_import(session, other_source, [other_name])[other_name],
    }
    stored = stored_accounts(session, identity, [kept_name, other_name])
    before = stored[kept_name].account
    united = chosen(before, stored[other_name].account, order.from_other, same_phone_as)
    move_contacts(session, other_id, kept_id)
    keep_accounts(session, [(Origin(kept_source), united)])
    moved = _move(session, kept_id, other_id)
    visit_ids = [visit_id for visit_id, _ in moved["visit"]]
    rename_in_plans(session, visit_ids, other_name, kept_name, local_today(session, at))
    session.execute(
        update(AccountRecord)
        .where(AccountRecord.id == other_id)
        .values(deleted_at=stored_now(), appointment_on=None, appointment_start_s=None)
    )
    # Whoever reads changes has to read it again: its visits are others now.
    session.execute(update(AccountRecord).where(AccountRecord.id == kept_id).values(updated_at=stored_now()))
    session.expire_all()
    session.merge(AccountRedirectRecord(account_id=other_id, kept_id=kept_id, merged_at=at))
    session.merge(AccountAliasRecord(source=other_source, external_id=other_name, account_id=kept_id, import_id=None))
    session.merge(
        MergeUndoRecord(
            account_id=other_id,
            kept_id=kept_id,
            version=session.get_one(AccountRecord, kept_id).version,
            before=images,
            moved=moved,
            merged_at=at,
            by_kind=identity.kind,
            by_id=identity.actor_id,
        )
    )
    session.flush()
    deeds = [
        Deed("account.merged", kept_id, _changed(before, united)),
        Deed("account.merged_away", other_id, [kept_id]),
    ]
    note_deeds(session, identity, deeds, at)
    return Merged(kept_id, kept_name, other_id)


def _move(session: Session, kept_id: str, other_id: str) -> dict[str, Any]:
    """Give over every row that goes; what undoing has to know."""
    moved: dict[str, Any] = {
        name: move_rows(session, name, decision.column, other_id, kept_id)
        for name, decision in GOES_OVER.items()
        if decision.move is Move.OVER
    }
    moved["visit"] = move_visits(session, other_id, kept_id)
    moved["accounts_apart"] = move_apart(session, other_id, kept_id)
    exchanged = more_telling_invitations(session, kept_id, other_id)
    for seminar_id in exchanged:
        exchange(session, "seminar_invitation", kept_id, other_id, seminar_id=seminar_id)
    moved["exchanged_invitation"] = exchanged
    moved["seminar_invitation"] = move_rows(session, "seminar_invitation", "account_id", other_id, kept_id)
    moved["left_invitation"] = take_out_left(session, other_id)
    moved["account_place"] = place_is_the_others(session, kept_id, other_id)
    if moved["account_place"]:
        exchange(session, "account_place", kept_id, other_id)
    return moved


def _changed(before: Account, after: Account) -> list[str]:
    return [fact.name for fact in fields(Account) if getattr(before, fact.name) != getattr(after, fact.name)]
