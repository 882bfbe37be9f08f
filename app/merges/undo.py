"""Taking a merge back: both accounts are there again, and each row is whose it was.

What was written down since stays with the account that was kept; its facts stay as well where somebody changed them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session, aliased

from app.access.audit import Deed, note_deeds
from app.access.identity import Identity
from app.access.scope import accounts_seen_by
from app.errors import AppError, NotFound
from app.intake.account_rows import account_row
from app.intake.overview import local_today
from app.intake.undo import put_back
from app.merges.goes_over import GOES_OVER, Move
from app.merges.going import exchange, give_visits_back, move_apart, move_rows, put_in_again, rename_in_plans
from app.method.account import Account
from app.models import (
    AccountAliasRecord,
    AccountRecord,
    AccountRedirectRecord,
    Base,
    ContactRecord,
    MergeUndoRecord,
)
from app.models.base import stored_now

UNDO_FOR = timedelta(days=7)


class LaterMerge(AppError):
    def __init__(self) -> None:
        super().__init__(
            409,
            "merge.kept_is_gone",
            "The account that was kept is gone",
            "The account that was kept was deleted or merged into another one since. Take that back first.",
        )


@dataclass(frozen=True, slots=True)
class RecentMerge:
    """A merge that can be taken back; `stays` says that the kept account's facts stay as they are, having been changed
    since."""

    merged_id: str
    merged_name: str
    kept_external_id: str
    kept_name: str
    merged_at: datetime
    stays: bool


def recent_merges(session: Session, identity: Identity, now: datetime) -> Sequence[RecentMerge]:
    """The merges of the last seven days that may be taken back, the newest first."""
    merged = aliased(AccountRecord)
    query = (
        select(MergeUndoRecord, merged.name, AccountRecord)
        .join(merged, merged.id == MergeUndoRecord.account_id)
        .join(AccountRecord, AccountRecord.id == MergeUndoRecord.kept_id)
        .where(
            MergeUndoRecord.merged_at > now - UNDO_FOR, AccountRecord.deleted_at.is_(None), accounts_seen_by(identity)
        )
        .order_by(MergeUndoRecord.merged_at.desc(), MergeUndoRecord.account_id)
    )
    return [
        RecentMerge(undo.account_id, name, kept.external_id, kept.name, undo.merged_at, kept.version != undo.version)
        for undo, name, kept in session.execute(query)
    ]


def undo_merge(session: Session, identity: Identity, merged_id: str, now: datetime) -> str:
    """Take the merge of this account (our id) back; its external id. Raises NotFound and LaterMerge."""
    kept = session.execute(
        select(AccountRecord, MergeUndoRecord)
        .join(MergeUndoRecord, MergeUndoRecord.kept_id == AccountRecord.id)
        .where(
            MergeUndoRecord.account_id == merged_id,
            MergeUndoRecord.merged_at > now - UNDO_FOR,
            accounts_seen_by(identity),
        )
    ).first()
    if kept is None:
        raise NotFound(
            "merge.unknown",
            f"There is no merge of this account that can be taken back. That is possible for {UNDO_FOR.days} days.",
        )
    record, undo = kept
    if record.deleted_at is not None:
        raise LaterMerge
    kept_id, kept_name, is_as_left = record.id, record.external_id, record.version == undo.version
    images, moved = undo.before, undo.moved
    other = images[merged_id]["row"]
    for name, decision in GOES_OVER.items():
        if decision.move is Move.OVER:
            move_rows(session, name, decision.column, kept_id, merged_id, moved[name])
    put_in_again(session, merged_id, moved["left_invitation"])
    move_rows(session, "seminar_invitation", "account_id", kept_id, merged_id, moved["seminar_invitation"])
    for seminar_id in moved["exchanged_invitation"]:
        exchange(session, "seminar_invitation", kept_id, merged_id, seminar_id=seminar_id)
    if moved["account_place"]:
        exchange(session, "account_place", kept_id, merged_id)
    move_apart(session, kept_id, merged_id, moved["accounts_apart"])
    give_visits_back(session, merged_id, moved["visit"])
    visit_ids = [visit_id for visit_id, _ in moved["visit"]]
    rename_in_plans(session, visit_ids, kept_name, other["external_id"], local_today(session, now))
    its_alias = (AccountAliasRecord.source == other["source"], AccountAliasRecord.external_id == other["external_id"])
    session.execute(delete(AccountAliasRecord).where(*its_alias, AccountAliasRecord.account_id == kept_id))
    session.execute(delete(AccountRedirectRecord).where(AccountRedirectRecord.account_id == merged_id))
    session.execute(delete(MergeUndoRecord).where(MergeUndoRecord.account_id == merged_id))
    _give_people_back(session, kept_id, merged_id, is_as_left, images)
    session.expire_all()  # the statements above went past the session
    deeds = [Deed("account.merge_undone", kept_id, [merged_id]), Deed("account.merge_undone", merged_id, [kept_id])]
    note_deeds(session, identity, deeds, now)
    return str(other["external_id"])


def empty_merged(session: Session, merged_id: str, external_id: str) -> None:
    """Let nothing of a merged account stay but its ids, which lead on; what it was cannot be put back any more."""
    now = select(AccountRecord.version, AccountRecord.updated_at).where(AccountRecord.id == merged_id)
    version, updated_at = session.execute(now).one()
    empty = {**account_row(Account(external_id=external_id, name="")), "version": version, "updated_at": updated_at}
    session.execute(update(AccountRecord).where(AccountRecord.id == merged_id).values(**empty))
    for name in GOES_OVER:
        here = Base.metadata.tables[name]
        if "account_id" in here.c and name != AccountRedirectRecord.__tablename__:
            session.execute(delete(here).where(here.c.account_id == merged_id))
    session.expire_all()


def _give_people_back(
    session: Session, kept_id: str, merged_id: str, is_as_left: bool, images: Mapping[str, Mapping[str, Any]]
) -> None:
    """Both as they were; where the kept account was changed since, only those who came with the other leave it."""
    if is_as_left:
        put_back(session, [(account_id, images[account_id]) for account_id in (kept_id, merged_id)])
        return
    came = [contact["id"] for contact in images[merged_id]["contacts"]]
    session.execute(delete(ContactRecord).where(ContactRecord.account_id == kept_id, ContactRecord.id.in_(came)))
    session.execute(update(AccountRecord).where(AccountRecord.id == kept_id).values(updated_at=stored_now()))
    put_back(session, [(merged_id, images[merged_id])])
