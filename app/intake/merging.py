"""Duplicates of a list that waits: proposed with both accounts, and merged where somebody said that they are one."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.identity import SHELL, Identity
from app.access.scope import accounts_seen_by
from app.errors import AppError
from app.intake.account_changes import stored_accounts
from app.intake.accounts import AccountList, ListedRow
from app.intake.aliases import known_aliases
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
    """Which accounts of the list are probably one, or known already: under another id, or from another source."""
    listed = under_known_ids(session, without_erased(listed, Barred.of(session), source), source)
    rows = {row.account.external_id: row for row in listed.rows if row.account is not None}
    known = list(known_candidates(session, identity, source))
    decided = {one.external_id for one in known if not one.source or one.external_id in rows}
    of_list = [_candidate(row, row.account, decided) for row in rows.values() if row.account is not None]
    unlisted = [one for one in known if one.external_id not in rows]
    return Proposals(listed, tuple(find_duplicates([*of_list, *unlisted])))


def under_known_ids(session: Session, listed: AccountList, source: str) -> AccountList:
    """The list with those rows merged of which it was said before, of an earlier list, whose account they are."""
    return _merged(session, SHELL, listed, known_aliases(session, source))


def merge(session: Session, identity: Identity, proposals: Proposals, merges: Merges) -> AccountList:
    """The list with the accepted proposals done: of each group one account, and every other row names its line.

    The account that is kept has its own id and facts, what only the others know, and the people of all. One that is
    known and not in the list comes in with the first row that is merged into it.
    """
    return _merged(session, identity, proposals.listed, ends(proposals.accepted(merges)))


def ends(accepted: Iterable[Duplicate]) -> Merges:
    """Which account each of the merged ones comes to in the end, where one leads to the next."""
    into = {one.new.external_id: one.kept.external_id for one in accepted}
    return {external_id: _end_of(external_id, into) for external_id in into}


def _merged(session: Session, identity: Identity, listed: AccountList, kept_ids: Merges) -> AccountList:
    rows = {row.account.external_id: row for row in listed.rows if row.account is not None}
    kept_ids = {external_id: kept_id for external_id, kept_id in kept_ids.items() if external_id in rows}
    if not kept_ids:
        return listed
    unlisted = sorted(set(kept_ids.values()) - rows.keys())
    known = stored_accounts(session, identity, unlisted)
    kept: dict[str, ListedRow] = {}  # by the external id of the account
    done: dict[int, ListedRow] = {}  # by line
    found: list[Fault] = []
    for row in listed.rows:
        if row.account is None or row.external_id not in kept_ids:
            continue
        kept_id = kept_ids[row.external_id]
        before = kept.get(kept_id) or rows.get(kept_id)
        if before is not None and before.account is not None:
            kept[kept_id] = replace(before, account=united(before.account, row.account, same_phone_as))
            fault = error(row.line, None, "DUPLICATE_OF", line=before.line)
            done[row.line] = ListedRow(row.line, row.external_id, row.name, None, fault)
        else:
            account = united(known[kept_id].account, row.account, same_phone_as)
            kept[kept_id] = ListedRow(row.line, kept_id, account.name, account, None, known[kept_id].source)
            fault = warning(row.line, None, "MERGED_INTO", external_id=quoted(kept_id), name=quoted(account.name))
        found.append(fault)
    done |= {row.line: row for row in kept.values()}
    return _with(listed, done, found)


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


def known_candidates(session: Session, identity: Identity, source: str = "") -> Iterable[Candidate]:
    """The accounts that are seen, as they are compared; read without objects: there may be a hundred thousand."""
    ours = (AccountRecord.deleted_at.is_(None), accounts_seen_by(identity))
    phones: dict[str, list[str]] = {}
    told = select(ContactRecord.account_id, ContactRecord.phone).join(AccountRecord).where(*ours)
    for account_id, phone in session.execute(told.where(ContactRecord.phone != "").order_by(ContactRecord.position)):
        phones.setdefault(account_id, []).append(phone)
    account = AccountRecord
    columns = (account.id, account.source, account.external_id, account.name, account.address, account.lat, account.lon)
    for account_id, told_by, external_id, name, address, lat, lon in session.execute(select(*columns).where(*ours)):
        at = None if lat is None or lon is None else (lat, lon)
        other = "" if told_by == source else told_by
        theirs = tuple(phones.get(account_id, ()))
        yield Candidate(external_id, name, theirs, at, is_known=True, address=address, source=other)
