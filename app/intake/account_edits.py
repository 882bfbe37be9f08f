"""Facts of one account, or of many at once, changed by hand: checked against what was seen, kept as everybody tells."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.access.identity import Identity
from app.access.roles import Role
from app.errors import AppError, Fault
from app.intake.account_changes import Stored, stored_accounts, tell_accounts
from app.intake.account_lists import unknown_account
from app.method.account import Account

MOST_AT_ONCE = 500  # in one statement; a transaction has as many of them as it takes
ASSISTANT_FACTS = frozenset({"name", "address", "opening", "next_step_on"})


class AccountMoved(AppError):
    """The account is another one than was seen; `now` is how it is."""

    def __init__(self, now: Stored) -> None:
        super().__init__(
            409, "account.moved", "Changed meanwhile", "Somebody else changed the account. Compare, then save again."
        )
        self.now = now


class BeyondAssistant(AppError):
    """Facts that are not an assistant's to change, each with its fault."""

    CODE = "account.beyond_assistant"
    DETAIL = "Not an assistant's to change. Hand the account over to its rep, with a note that says what is new."

    def __init__(self, names: Collection[str]) -> None:
        faults = [Fault(f"/body/{name}", self.CODE, self.DETAIL) for name in sorted(names)]
        super().__init__(403, self.CODE, "Not allowed", self.DETAIL, faults)


def refuse_beyond_work(identity: Identity, names: Collection[str]) -> None:
    """Raise BeyondAssistant where an assistant would change more than his telephone can tell him.

    Owners, categories, grades and intervals say who goes where, and the three answers want their grounds.
    """
    if identity.role is Role.ASSISTANT and (beyond := set(names) - ASSISTANT_FACTS):
        raise BeyondAssistant(beyond)


def edit_account(
    session: Session, identity: Identity, external_id: str, version: int, facts: Mapping[str, Any], at: datetime
) -> None:
    """Give the account these facts; raises AccountMoved where it is not of this version any more.

    Raises NotFound for one that is not seen, and as `tell_accounts` does.
    """
    stored = stored_accounts(session, identity, [external_id]).get(external_id)
    if stored is None or stored.is_deleted:
        raise unknown_account()
    if stored.version != version:
        raise AccountMoved(stored)
    tell_accounts(session, identity, stored.source, [replace(stored.account, **facts)], at)


def changed_by(
    session: Session, identity: Identity, external_ids: Sequence[str], facts: Mapping[str, Any]
) -> list[tuple[Stored, Account]]:
    """Those of the accounts that these facts would change, as they are and as they would be, by their ids."""
    changed = []
    for first in range(0, len(external_ids), MOST_AT_ONCE):
        found = stored_accounts(session, identity, external_ids[first : first + MOST_AT_ONCE])
        for stored in found.values():
            after = replace(stored.account, **facts)
            if not stored.is_deleted and after != stored.account:
                changed.append((stored, after))
    return sorted(changed, key=lambda pair: pair[1].external_id)


def edit_accounts(
    session: Session, identity: Identity, changes: Sequence[tuple[Stored, Account]], at: datetime
) -> None:
    """Make of all these accounts what they would be, in the transaction that saw them. Raises as `tell_accounts`."""
    by_source: dict[str, list[Account]] = defaultdict(list)
    for stored, after in changes:
        by_source[stored.source].append(after)
    for source, accounts in by_source.items():
        for first in range(0, len(accounts), MOST_AT_ONCE):
            tell_accounts(session, identity, source, accounts[first : first + MOST_AT_ONCE], at)
