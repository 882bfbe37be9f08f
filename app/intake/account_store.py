"""Accounts being kept, whoever tells of them: a list, or a program through the API. Told once more is not changed."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import RowMapping, delete, select
from sqlalchemy.orm import Session

from app.ids import new_id
from app.intake.account_rows import account_row, contact_rows
from app.intake.erased_rows import without_erased_contacts
from app.method.account import Account
from app.models import AccountRecord, ContactRecord
from app.models.bulk import insert_rows, update_rows
from app.privacy.fingerprints import Barred

MOST_ASKED_BY_NAME = 1_000  # a statement takes no more names; of a longer list, all of its source are read

_Contacts = dict[str, list[dict[str, Any]]]


class Outcome(StrEnum):
    CREATED = "created"  # or brought back
    UPDATED = "updated"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an account was told: its source, and the import and line of a list."""

    source: str
    import_id: str | None = None
    line: int | None = None


def ids_of_other_sources(session: Session, external_ids: Collection[str], source: str) -> set[str]:
    """Those of these ids that accounts of another source have, deleted ones included."""
    taken = select(AccountRecord.external_id).where(AccountRecord.source != source)
    if len(external_ids) <= MOST_ASKED_BY_NAME:
        taken = taken.where(AccountRecord.external_id.in_(external_ids))
    return set(external_ids) & set(session.scalars(taken))


def keep_accounts(session: Session, told: Sequence[tuple[Origin, Account]]) -> dict[str, Outcome]:
    """Add accounts, or replace what was known under their source and id; what became of each, by external id.

    All are of one source, and each is told once. A row gets a new version where a fact of it or of its contacts is
    another, or where it had been deleted. An origin without an import leaves the import that it came from. Contacts who
    were erased are left out.
    """
    if not told:
        return {}
    barred = Barred.of(session)
    told = [(origin, without_erased_contacts(barred, origin.source, account)) for origin, account in told]
    rows = {account.external_id: account_row(account) for _, account in told}
    known = known_rows(session, told[0][0].source, rows)
    contacts = contacts_by_account(session, [row["id"] for row in known.values()])
    outcomes: dict[str, Outcome] = {}
    created: list[dict[str, Any]] = []
    changed: list[dict[str, Any]] = []
    retold: list[dict[str, Any]] = []
    people: list[dict[str, Any]] = []
    of_changed: list[str] = []
    for origin, account in told:
        before = known.get(account.external_id)
        account_id = new_id("acc") if before is None else before["id"]
        had = contacts.get(account_id, [])
        now_there = contact_rows(account.contacts, account_id, _ids_by_name(had))
        row = {"id": account_id, **_place_in_list(origin, before), **rows[account.external_id], "deleted_at": None}
        if before is None:
            created.append({**row, "source": origin.source})
        elif _differs(row, before) or _people(had) != _people(now_there):
            changed.append(row)
            of_changed.append(account_id)
        else:
            # Only its place in the list moved, which is no new version.
            retold.append({**row, "version": before["version"], "updated_at": before["updated_at"]})
            now_there = []
        outcomes[account.external_id] = _outcome(before, changed[-1:] == [row])
        people += now_there
    insert_rows(session, AccountRecord, created)
    update_rows(session, AccountRecord, changed)
    update_rows(session, AccountRecord, retold)
    for chunk in _chunks(of_changed):
        session.execute(delete(ContactRecord).where(ContactRecord.account_id.in_(chunk)))
    insert_rows(session, ContactRecord, people)
    session.expire_all()  # the statements above went past the session
    return outcomes


def known_rows(session: Session, source: str, external_ids: Collection[str]) -> dict[str, RowMapping]:
    """The rows of the source that have one of these ids, deleted ones included."""
    columns = AccountRecord.__table__.c
    query = select(*columns).where(AccountRecord.source == source)
    if len(external_ids) <= MOST_ASKED_BY_NAME:
        query = query.where(AccountRecord.external_id.in_(external_ids))
    return {row["external_id"]: row for row in session.execute(query).mappings() if row["external_id"] in external_ids}


def contacts_by_account(session: Session, account_ids: Sequence[str]) -> _Contacts:
    """The rows of these accounts' contacts, each account's in their order."""
    columns = ContactRecord.__table__.c
    found: _Contacts = {}
    for chunk in _chunks(account_ids):
        query = select(*columns).where(ContactRecord.account_id.in_(chunk)).order_by(ContactRecord.position)
        for row in session.execute(query).mappings():
            found.setdefault(row["account_id"], []).append({**row})
    return found


def _chunks(ids: Sequence[str]) -> Iterable[Sequence[str]]:
    return (ids[first : first + MOST_ASKED_BY_NAME] for first in range(0, len(ids), MOST_ASKED_BY_NAME))


def _place_in_list(origin: Origin, before: RowMapping | None) -> dict[str, Any]:
    if origin.import_id is None and before is not None:
        return {"import_id": before["import_id"], "line": before["line"]}
    return {"import_id": origin.import_id, "line": origin.line}


def _differs(row: Mapping[str, Any], before: RowMapping) -> bool:
    return any(before[name] != value for name, value in row.items() if name not in ("import_id", "line"))


def _ids_by_name(contacts: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Who is told of again under the same name keeps his id."""
    return {contact["name"]: contact["id"] for contact in contacts if contact["name"]}


def _people(contacts: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [{name: value for name, value in contact.items() if name != "id"} for contact in contacts]


def _outcome(before: RowMapping | None, changed: bool) -> Outcome:
    if before is None or before["deleted_at"] is not None:
        return Outcome.CREATED
    return Outcome.UPDATED if changed else Outcome.UNCHANGED
