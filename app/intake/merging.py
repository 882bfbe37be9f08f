"""Duplicates of a list that waits: proposed with both accounts, and merged where somebody said that they are one."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.identity import Identity
from app.access.scope import accounts_seen_by
from app.errors import AppError
from app.intake.account_changes import stored_accounts
from app.intake.accounts import AccountList, ListedRow
from app.intake.duplicates import Candidate, Duplicate, find_duplicates, same_phone_as
from app.intake.erased_rows import without_erased
from app.intake.faults import Fault, error, quoted, warning
from app.method.account import Account
from app.method.union import united
from app.models import AccountRecord, ContactRecord
from app.privacy.fingerprints import Barred

Merges = Mapping[str, str]  # external id of what is new -> that of the account that is kept


class DuplicatesChanged(AppError):
    def __init__(self) -> None:
        super().__init__(
            409,
            "import.duplicates_changed",
            "Duplicates have changed",
            "The list or the accounts have changed since the duplicates were looked at. Nothing was imported; look at"
            " the duplicates again.",
        )


@dataclass(frozen=True, slots=True)
class Proposals:
    """A list as it would come in without any merging, and which of its accounts are probably others."""

    listed: AccountList
    duplicates: tuple[Duplicate, ...]

    def accepted(self, merges: Merges) -> list[Duplicate]:
        """The proposals that were accepted; raises DuplicatesChanged where one is not made any more."""
        accepted = [one for one in self.duplicates if merges.get(one.new.external_id) == one.kept.external_id]
        if len(accepted) < len(merges):
            raise DuplicatesChanged
        return accepted


def propose(session: Session, identity: Identity, listed: AccountList, source: str) -> Proposals:
    """Which accounts of the list are probably one, or known already under another id."""
    listed = without_erased(listed, Barred.of(session), source)
    rows = {row.account.external_id: row for row in listed.rows if row.account is not None}
    known = {one.external_id: one for one in _known(session, identity, source)}
    of_list = [_candidate(row, row.account, known.keys()) for row in rows.values() if row.account is not None]
    unlisted = [one for external_id, one in known.items() if external_id not in rows]
    return Proposals(listed, tuple(find_duplicates([*of_list, *unlisted])))


def merge(session: Session, identity: Identity, proposals: Proposals, merges: Merges) -> AccountList:
    """The list with the accepted proposals done: of each group one account, and every other row names its line.

    The account that is kept has its own id and facts, what only the others know, and the people of all. One that is
    known and not in the list comes in with the first row that is merged into it.
    """
    accepted = proposals.accepted(merges)
    into = {one.new.external_id: one.kept.external_id for one in accepted}
    kept_ids = {one.new.external_id: _end_of(one.new.external_id, into) for one in accepted}
    rows = {row.account.external_id: row for row in proposals.listed.rows if row.account is not None}
    unlisted = sorted(set(kept_ids.values()) - rows.keys())
    known = {id_: stored.account for id_, stored in stored_accounts(session, identity, unlisted).items()}
    kept: dict[str, ListedRow] = {}  # by the external id of the account
    done: dict[int, ListedRow] = {}  # by line
    found: list[Fault] = []
    for row in proposals.listed.rows:
        if row.account is None or row.external_id not in kept_ids:
            continue
        kept_id = kept_ids[row.external_id]
        before = kept.get(kept_id) or rows.get(kept_id)
        if before is not None and before.account is not None:
            kept[kept_id] = replace(before, account=united(before.account, row.account, same_phone_as))
            fault = error(row.line, None, "DUPLICATE_OF", line=before.line)
            done[row.line] = ListedRow(row.line, row.external_id, row.name, None, fault)
        else:
            account = united(known[kept_id], row.account, same_phone_as)
            kept[kept_id] = ListedRow(row.line, kept_id, account.name, account, None)
            fault = warning(row.line, None, "MERGED_INTO", external_id=quoted(kept_id), name=quoted(account.name))
        found.append(fault)
    done |= {row.line: row for row in kept.values()}
    return _with(proposals.listed, done, found)


def _with(listed: AccountList, done: Mapping[int, ListedRow], found: Sequence[Fault]) -> AccountList:
    rejected = {line for line, row in done.items() if row.rejection is not None}
    faults = [fault for fault in listed.faults if fault.line not in rejected]
    return replace(
        listed,
        rows=tuple(done.get(row.line, row) for row in listed.rows),
        faults=tuple(sorted([*faults, *found], key=lambda fault: fault.line or 0)),
    )


def _end_of(external_id: str, into: Merges) -> str:
    while external_id in into:
        external_id = into[external_id]
    return external_id


def _candidate(row: ListedRow, account: Account, known: Collection[str]) -> Candidate:
    at = account.location
    return Candidate(
        account.external_id,
        account.name,
        tuple(contact.phone for contact in account.contacts if contact.phone),
        None if at is None else (at.lat, at.lon),
        row.line,
        account.external_id in known,
        account.address,
    )


def _known(session: Session, identity: Identity, source: str) -> Iterable[Candidate]:
    """The accounts of the source as they are compared, read without objects: there may be a hundred thousand."""
    ours = (AccountRecord.source == source, AccountRecord.deleted_at.is_(None), accounts_seen_by(identity))
    phones: dict[str, list[str]] = {}
    told = select(ContactRecord.account_id, ContactRecord.phone).join(AccountRecord).where(*ours)
    for account_id, phone in session.execute(told.where(ContactRecord.phone != "").order_by(ContactRecord.position)):
        phones.setdefault(account_id, []).append(phone)
    account = AccountRecord
    columns = (account.id, account.external_id, account.name, account.address, account.lat, account.lon)
    for account_id, external_id, name, address, lat, lon in session.execute(select(*columns).where(*ours)):
        at = None if lat is None or lon is None else (lat, lon)
        yield Candidate(external_id, name, tuple(phones.get(account_id, ())), at, is_known=True, address=address)
