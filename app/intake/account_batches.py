"""Many accounts told at once, each added or brought up to date, with a result for each. Who calls commits."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.access.identity import Identity
from app.access.scope import FOREIGN_OWNER, owner_is_seen
from app.errors import Fault, InvalidInput
from app.intake.account_changes import (
    IdOfAnotherSource,
    IdTaken,
    Stored,
    goes_to_another,
    hidden_ids,
    stored_accounts,
    tell_accounts,
)
from app.intake.account_store import ids_of_other_sources
from app.intake.duplicates import same_phone_as
from app.intake.erased_rows import AccountErased
from app.intake.redirects import kept_for
from app.method.account import Account
from app.method.union import united
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
    kept = kept_for(session, {item.external_id for item in told})
    ids = [*{kept[item.external_id].external_id if item.external_id in kept else item.external_id for item in told}]
    before = stored_accounts(session, identity, ids)
    accounts: dict[str, dict[str, Account]] = {}  # by source and external id
    # Whoever tells of a merged account by its other id adds what is not known, as a list does; its own id comes first.
    for one in sorted(told, key=lambda one: one.external_id in kept):
        meant = kept.get(one.external_id)
        source, name = (one.source, one.external_id) if meant is None else (meant.source, meant.external_id)
        known = before.get(name)
        there = None if known is None or known.is_deleted else known.account
        of_source = accounts.setdefault(source, {})
        if meant is None or there is None:
            of_source[name] = one.account(name, there)
        else:
            of_source[name] = united(of_source.get(name, there), one.account(name, None), same_phone_as)
    outcomes: dict[str, str] = {}
    for source in sorted(accounts):
        outcomes |= tell_accounts(session, identity, source, [*accounts[source].values()], now)
    after = stored_accounts(session, identity, ids)
    results = []
    for n, item in enumerate(items):
        if n in refusals or isinstance(item, Unusable):
            named = None if isinstance(item, Unusable) else item.external_id
            results.append(ItemResult(named, REFUSED, None, None, refusals[n]))
        else:
            name = kept[item.external_id].external_id if item.external_id in kept else item.external_id
            results.append(ItemResult(item.external_id, outcomes[name], after[name].id, after[name].version))
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
    kept = kept_for(session, ids)
    its_ids = {name: kept[name].external_id if name in kept else name for name in ids}
    hidden, before = (
        hidden_ids(session, identity, [*its_ids.values()]),
        stored_accounts(session, identity, [*its_ids.values()]),
    )
    seen: set[str] = set()
    barred = Barred.of(session)
    for n, item in told.items():
        where = f"{pointer}/{n}/external_id"
        if item.external_id in seen:
            detail = "An earlier item has the same id; send an account once."
            refusals[n] = [Fault(where, "account.named_twice", detail)]
        elif its_ids[item.external_id] in hidden:
            refusals[n] = [Fault(where, IdTaken.CODE, IdTaken.DETAIL)]
        elif item.external_id not in kept and _goes_to_a_stranger(session, identity, before, item):
            refusals[n] = [Fault(f"{pointer}/{n}/owner", "account.owner", FOREIGN_OWNER)]
        elif item.external_id in taken[item.source]:
            refusals[n] = [Fault(where, IdOfAnotherSource.CODE, IdOfAnotherSource.DETAIL)]
        elif barred.account(item.source, item.account(item.external_id, None)):
            refusals[n] = [Fault(where, AccountErased.CODE, AccountErased.DETAIL)]
        seen.add(item.external_id)
    return refusals


def _goes_to_a_stranger(session: Session, identity: Identity, before: Mapping[str, Stored], item: Told) -> bool:
    is_another = goes_to_another(before.get(item.external_id), item.owner)
    return is_another and not owner_is_seen(session, identity, item.owner)
