"""Taking an import back: for seven days it is kept what each account of the list was before.

Accounts that were changed since, by whomever, stay as they are: taking them back would lose somebody's work. Neither
are new accounts taken out that a promise or a report of a visit hangs on by now.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, cast

from sqlalchemy import Date, Table, bindparam, delete, exists, select, update
from sqlalchemy.orm import Session

from app.access.audit import note_deed
from app.access.identity import Identity
from app.errors import AppError, NotFound
from app.intake.account_store import Outcome, contacts_by_account, known_rows
from app.models import (
    AccountAliasRecord,
    AccountRecord,
    BookingRecord,
    ContactRecord,
    ImportRecord,
    ImportUndoRecord,
    VisitEventRecord,
    VisitRecord,
)
from app.models.base import Base, UtcInstant, stored_now
from app.models.bulk import insert_rows, update_rows

UNDO_FOR = timedelta(days=7)
AT_ONCE = 500

Before = Mapping[str, dict[str, Any]]  # external id -> the account's row and its contacts


class AlreadyUndone(AppError):
    def __init__(self) -> None:
        detail = "This import was taken back already. Import the list again if it is wanted after all."
        super().__init__(409, "import.undone", "Taken back already", detail)


class TooLateToUndo(AppError):
    def __init__(self) -> None:
        detail = f"An import can be taken back for {UNDO_FOR.days} days. Import a corrected list instead."
        super().__init__(409, "import.undo_over", "Too late", detail)


@dataclass(frozen=True, slots=True)
class Undo:
    """What taking an import back would do, or did: new accounts `removed`, others `restored`, and those that stay."""

    removed: int
    restored: int
    stay: tuple[str, ...]  # external ids of what was changed since


def before_import(session: Session, source: str, external_ids: Collection[str]) -> Before:
    """The accounts of these ids as they are before a list changes them."""
    known = known_rows(session, source, external_ids)
    contacts = contacts_by_account(session, [row["id"] for row in known.values()])
    return {
        external_id: {"row": _told({**row}), "contacts": contacts.get(row["id"], [])}
        for external_id, row in known.items()
    }


def remember(session: Session, import_id: str, before: Before, outcomes: Mapping[str, Outcome], at: datetime) -> None:
    """Keep what the accounts of an import were; of those that it did not change only where they stood in their list."""
    query = select(AccountRecord.id, AccountRecord.external_id, AccountRecord.version)
    rows = []
    for account_id, external_id, version in session.execute(query.where(AccountRecord.import_id == import_id)):
        kept = before.get(external_id)
        if kept is not None and outcomes[external_id] is Outcome.UNCHANGED:
            kept = {"row": {name: kept["row"][name] for name in ("import_id", "line", "version")}}
        rows.append(
            {"import_id": import_id, "account_id": account_id, "version": version, "before": kept, "kept_at": at}
        )
    insert_rows(session, ImportUndoRecord, rows)


def undo_of(session: Session, import_id: str, now: datetime) -> Undo | None:
    """What taking the import back would do; None where it cannot be any more."""
    record = session.get(ImportRecord, import_id)
    if record is None or record.undone_at is not None or record.created_at + UNDO_FOR <= now:
        return None
    ours, stay = _sorted_out(session, import_id)
    removed = sum(kept.before is None for kept, _ in ours)
    return Undo(removed, len(ours) - removed, stay)


def undo_import(session: Session, actor: Identity, import_id: str, now: datetime) -> Undo:
    """Take an import back: what nobody changed since is as it was before, to the letter; the rest stays.

    Raises NotFound, AlreadyUndone and TooLateToUndo.
    """
    record = session.get(ImportRecord, import_id)
    if record is None:
        raise NotFound("import.unknown", "There is no import of this id.")
    if record.undone_at is not None:
        raise AlreadyUndone
    if record.created_at + UNDO_FOR <= now:
        raise TooLateToUndo
    ours, stay = _sorted_out(session, import_id)
    new = [account for kept, account in ours if kept.before is None]
    known = [(kept.before, account) for kept, account in ours if kept.before is not None]
    changed = [(before, account) for before, account in known if "contacts" in before]
    moved = [(before, account) for before, account in known if "contacts" not in before]
    gone = {"deleted_at": stored_now(), "appointment_on": None, "appointment_start_s": None}
    update_rows(session, AccountRecord, [{"id": account.id, **gone} for account in new])
    put_back(session, [(account.id, before) for before, account in changed])
    update_rows(
        session,
        AccountRecord,
        [
            {
                "id": account.id,
                "import_id": before["row"]["import_id"],
                "line": before["row"]["line"],
                "version": account.version,
                "updated_at": account.updated_at,
            }
            for before, account in moved
        ],
    )
    _follow(session, [(account.id, before["row"]["version"], account.version + 1) for before, account in changed])
    session.execute(delete(ImportUndoRecord).where(ImportUndoRecord.import_id == import_id))
    session.execute(delete(AccountAliasRecord).where(AccountAliasRecord.import_id == import_id))
    record.undone_at = now
    session.flush()
    session.expire_all()  # the statements above went past the session
    note_deed(session, actor, "import.undone", import_id, now)
    return Undo(len(new), len(ours) - len(new), stay)


def put_back(session: Session, images: Sequence[tuple[str, Mapping[str, Any]]]) -> None:
    """Make these accounts (our ids) with their contacts what they were, as a change that whoever saw them can see."""
    rows = [_row(AccountRecord, image["row"]) for _, image in images]
    for row in rows:
        del row["version"], row["updated_at"]
    update_rows(session, AccountRecord, rows)
    ids = [account_id for account_id, _ in images]
    for first in range(0, len(ids), AT_ONCE):
        session.execute(delete(ContactRecord).where(ContactRecord.account_id.in_(ids[first : first + AT_ONCE])))
    insert_rows(session, ContactRecord, [contact for _, image in images for contact in image["contacts"]])


def _sorted_out(
    session: Session, import_id: str
) -> tuple[list[tuple[ImportUndoRecord, AccountRecord]], tuple[str, ...]]:
    """The accounts that are as the import left them, and the external ids of the others."""
    relied_on = exists().where(BookingRecord.account_id == AccountRecord.id) | exists().where(
        VisitRecord.account_id == AccountRecord.id, VisitEventRecord.visit_id == VisitRecord.id
    )
    query = (
        select(ImportUndoRecord, AccountRecord, relied_on)
        .join(AccountRecord, AccountRecord.id == ImportUndoRecord.account_id)
        .where(ImportUndoRecord.import_id == import_id)
        .order_by(AccountRecord.external_id)
    )
    ours, stay = [], []
    for kept, account, is_relied_on in session.execute(query):
        is_new = kept.before is None or (kept.before["row"].get("deleted_at") is not None)
        is_as_left = account.version == kept.version and account.import_id == import_id
        if is_as_left and not (is_new and is_relied_on):
            ours.append((kept, account))
        else:
            stay.append(account.external_id)
    return ours, tuple(stay)


def _follow(session: Session, versions: list[tuple[str, int, int]]) -> None:
    """An earlier import knows its accounts again under the version that they have now: it can be taken back next."""
    if versions:
        table = cast(Table, ImportUndoRecord.__table__)
        of_account = table.c.account_id == bindparam("of_account")
        known_under = table.c.version == bindparam("before_version")
        statement = update(table).where(of_account, known_under).values(version=bindparam("now_version"))
        session.execute(statement, [{"of_account": a, "before_version": b, "now_version": n} for a, b, n in versions])


def _told(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in row.items()}


def _row(record: type[Base], told: Mapping[str, Any]) -> dict[str, Any]:
    """The row as it was, from what JSON holds of it."""
    row = dict(told)
    for column in record.__table__.columns:
        if row.get(column.name) is not None:
            if isinstance(column.type, Date):
                row[column.name] = date.fromisoformat(row[column.name])
            elif isinstance(column.type, UtcInstant):
                row[column.name] = datetime.fromisoformat(row[column.name])
    return row
