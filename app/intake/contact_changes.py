"""The people at an account, one by one. Every change of them is a new version of their account."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from app.access.audit import note_deed
from app.access.identity import Identity
from app.errors import AppError
from app.intake.account_rows import contact_rows
from app.intake.erased_rows import ContactErased
from app.method.account import Contact, ContactRole
from app.models import AccountRecord, ContactRecord
from app.models.base import stored_now
from app.models.bulk import insert_rows
from app.privacy.fingerprints import Barred

MOST_CONTACTS = 50  # of one account


class ContactsFull(AppError):
    def __init__(self) -> None:
        super().__init__(409, "contacts.full", "Enough", f"An account has at most {MOST_CONTACTS} contacts.")


@dataclass(frozen=True, slots=True)
class StoredContact:
    """A contact under the id that it keeps as long as it is told of by the same name."""

    id: str
    contact: Contact


def contacts_of(session: Session, account_id: str) -> Sequence[StoredContact]:
    """The contacts of the account with this id of ours, in their order."""
    records = session.scalars(
        select(ContactRecord).where(ContactRecord.account_id == account_id).order_by(ContactRecord.position)
    )
    return [
        StoredContact(c.id, Contact(c.name, ContactRole(c.role), c.level, c.phone, c.mail, c.wechat)) for c in records
    ]


def find_contact(session: Session, account_id: str, contact_id: str) -> StoredContact | None:
    return next((stored for stored in contacts_of(session, account_id) if stored.id == contact_id), None)


def add_contact(session: Session, actor: Identity, account_id: str, contact: Contact, at: datetime) -> StoredContact:
    """Add a contact behind the others; raises ContactsFull, and ContactErased for somebody who was erased."""
    if len(contacts_of(session, account_id)) >= MOST_CONTACTS:
        raise ContactsFull
    _refuse_erased(session, account_id, contact)
    last = select(func.coalesce(func.max(ContactRecord.position), 0)).where(ContactRecord.account_id == account_id)
    (row,) = contact_rows([contact], account_id)
    insert_rows(session, ContactRecord, [{**row, "position": session.execute(last).scalar_one() + 1}])
    _touch(session, actor, account_id, at)
    return StoredContact(row["id"], contact)


def change_contact(
    session: Session, actor: Identity, account_id: str, contact_id: str, contact: Contact, at: datetime
) -> StoredContact:
    """Replace what is known of a contact that is there; raises ContactErased where it would be somebody erased."""
    _refuse_erased(session, account_id, contact)
    (row,) = contact_rows([contact], account_id)
    facts = {name: value for name, value in row.items() if name not in ("id", "account_id", "position")}
    session.execute(update(ContactRecord).where(ContactRecord.id == contact_id).values(**facts))
    _touch(session, actor, account_id, at)
    return StoredContact(contact_id, contact)


def remove_contact(session: Session, actor: Identity, account_id: str, contact_id: str, at: datetime) -> None:
    session.execute(delete(ContactRecord).where(ContactRecord.id == contact_id))
    _touch(session, actor, account_id, at)


def _refuse_erased(session: Session, account_id: str, contact: Contact) -> None:
    account = session.get_one(AccountRecord, account_id)
    if Barred.of(session).contact(account.source, account.external_id, contact):
        raise ContactErased


def _touch(session: Session, actor: Identity, account_id: str, at: datetime) -> None:
    session.execute(update(AccountRecord).where(AccountRecord.id == account_id).values(updated_at=stored_now()))
    session.expire_all()
    note_deed(session, actor, "account.updated", account_id, at, ["contacts"])
