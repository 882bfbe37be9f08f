"""Many accounts told at once, each added or brought up to date, with a result for each. Who calls commits."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.access.identity import Identity
from app.access.scope import FOREIGN_OWNER, owner_is_seen
from app.errors import Fault, InvalidInput
from app.intake.account_changes import (
    IdOfAnotherSource,
    IdTaken,
    goes_to_another,
    hidden_ids,
    stored_accounts,
    tell_accounts,
)
from app.intake.account_store import ids_of_other_sources
from app.intake.erased_rows import AccountErased
from app.method.account import Account
from app.privacy.fingerprints import Barred

REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Told:
    """An account of a source; `account` makes it of what is told now and what was there before."""

    source: str
    external_id: str
    owner: str | None
    account: Callable[[str, Account | None], Account]


@dataclass(frozen=True, slots=True)
class Unusable:
    """An item that is no account; pointers begin at the item."""

    faults: Sequence[Fault]


@dataclass(frozen=True, slots=True)
class ItemResult:
    """What became of an item: created, updated, unchanged, or refused for these faults."""

    external_id: str | None
    result: str
    id: str | None
    version: int | None
    errors: Sequence[Fault] = ()


def upsert_accounts(
    session: Session,
    identity: Identity,
    items: Sequence[Told | Unusable],
    now: datetime,
    *,
    atomic: bool,
    pointer: str,
) -> list[ItemResult]:
    """Keep each account that can be kept; a result for each item, in their order.

    `pointer` is where the items stand in the request. Raises InvalidInput where one cannot be used and `atomic` is on.
    """
    refusals = _refusals(session, identity, items, pointer)
    if atomic and refusals:
        faults = [fault for found in refusals.values() for fault in found]
        raise InvalidInput("accounts.refused", "Some items cannot be used, so none was.", faults)
    told = [item for n, item in enumerate(items) if isinstance(item, Told) and n not in refusals]
    ids = [item.external_id for item in told]
    before = stored_accounts(session, identity, ids)
    outcomes: dict[str, str] = {}
    for source in sorted({item.source for item in told}):
        accounts = [
            item.account(item.external_id, known.account if known is not None and not known.is_deleted else None)
            for item in told
            if item.source == source
            for known in [before.get(item.external_id)]
        ]
        outcomes |= tell_accounts(session, identity, source, accounts, now)
    after = stored_accounts(session, identity, ids)
    results = []
    for n, item in enumerate(items):
        if n in refusals or isinstance(item, Unusable):
            named = None if isinstance(item, Unusable) else item.external_id
            results.append(ItemResult(named, REFUSED, None, None, refusals[n]))
        else:
            stored = after[item.external_id]
            results.append(ItemResult(item.external_id, outcomes[item.external_id], stored.id, stored.version))
    return results


def _refusals(
    session: Session, identity: Identity, items: Sequence[Told | Unusable], pointer: str
) -> dict[int, list[Fault]]:
    """The items that cannot be used, by their place, and why."""
    told = {n: item for n, item in enumerate(items) if isinstance(item, Told)}
    taken = {
        source: ids_of_other_sources(session, {o.external_id for o in told.values() if o.source == source}, source)
        for source in {item.source for item in told.values()}
    }
    refusals = {
        n: [Fault(f"{pointer}/{n}{fault.pointer}", fault.code, fault.detail) for fault in item.faults]
        for n, item in enumerate(items)
        if isinstance(item, Unusable)
    }
    ids = [item.external_id for item in told.values()]
    hidden, before = hidden_ids(session, identity, ids), stored_accounts(session, identity, ids)
    barred = Barred.of(session)
    seen: set[str] = set()
    barred = Barred.of(session)
    for n, item in told.items():
        where = f"{pointer}/{n}/external_id"
        if item.external_id in seen:
            detail = "An earlier item has the same id; send an account once."
            refusals[n] = [Fault(where, "account.named_twice", detail)]
        elif item.external_id in hidden:
            refusals[n] = [Fault(where, IdTaken.CODE, IdTaken.DETAIL)]
        elif goes_to_another(before.get(item.external_id), item.owner) and not owner_is_seen(
            session, identity, item.owner
        ):
            refusals[n] = [Fault(f"{pointer}/{n}/owner", "account.owner", FOREIGN_OWNER)]
        elif item.external_id in taken[item.source]:
            refusals[n] = [Fault(where, IdOfAnotherSource.CODE, IdOfAnotherSource.DETAIL)]
        elif barred.account(item.source, item.account(item.external_id, None)):
            refusals[n] = [Fault(where, AccountErased.CODE, AccountErased.DETAIL)]
        seen.add(item.external_id)
    return refusals
