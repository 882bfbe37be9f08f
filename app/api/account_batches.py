"""The main call of a CRM: a thousand accounts at once, each added or brought up to date, with a result for each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Response
from pydantic import Field, ValidationError, ValidatorFunctionWrapHandler, WrapValidator
from sqlalchemy.orm import Session

from app.access.identity import Identity
from app.api.account_orders import AccountOrder
from app.api.once import Made, OnceDep
from app.api.strict_json import StrictRoute
from app.api.values import Answer, Order, as_request_fault
from app.deps import ClockDep, IdentityDep
from app.errors import Fault, InvalidInput, request_faults
from app.intake.account_changes import IdOfAnotherSource, stored_accounts, tell_accounts
from app.intake.account_store import ids_of_other_sources
from app.intake.erased_rows import AccountErased
from app.privacy.fingerprints import Barred

router = APIRouter(tags=["accounts"], route_class=StrictRoute)

MOST_ITEMS = 1_000


@dataclass(frozen=True, slots=True)
class Refused:
    """An item that is no account; pointers begin at the item."""

    faults: Sequence[Fault]


def _or_refused(value: object, read: ValidatorFunctionWrapHandler) -> object:
    """One item that cannot be used leaves the others alone."""
    try:
        return read(value)
    except ValidationError as error:
        return Refused(request_faults(as_request_fault(error)))


class AccountBatch(Order):
    items: Annotated[
        list[Annotated[AccountOrder, WrapValidator(_or_refused)]], Field(min_length=1, max_length=MOST_ITEMS)
    ]
    atomic: Annotated[bool, Field(description="All of them or none: one that cannot be used refuses the request.")] = (
        False
    )


class ItemFaultAnswer(Answer):
    pointer: str = Field(description="Into the request's body.")
    code: str
    detail: str


class ItemAnswer(Answer):
    external_id: str | None
    result: Literal["created", "updated", "unchanged", "refused"]
    id: str | None
    version: int | None
    errors: list[ItemFaultAnswer]


class BatchAnswer(Answer):
    created: int
    updated: int
    unchanged: int
    refused: int
    items: list[ItemAnswer] = Field(description="One for each item that was sent, in their order.")


@router.post("/accounts:batchUpsert", response_model=BatchAnswer)
def upsert_accounts(batch: AccountBatch, once: OnceDep, clock: ClockDep, identity: IdentityDep) -> Response:
    """Add up to 1,000 accounts, or replace what is known of them under their (source, external_id).

    What is left out of an item is what it is when nobody says; only contacts and appointments stay. Items that cannot
    be used are refused one by one, and all together with `atomic`.
    """
    return once.do(lambda session: Made(200, _upsert(session, identity, batch, clock())))


def _upsert(session: Session, identity: Identity, batch: AccountBatch, now: datetime) -> BatchAnswer:
    refusals = _refusals(session, batch.items)
    if batch.atomic and refusals:
        faults = [fault for found in refusals.values() for fault in found]
        raise InvalidInput("accounts.refused", "Some items cannot be used, so none was.", faults)
    told: dict[int, AccountOrder] = {n: item for n, item in enumerate(batch.items) if n not in refusals}
    ids = [order.external_id for order in told.values()]
    before = stored_accounts(session, identity, ids)
    outcomes: dict[str, str] = {}
    for source in sorted({order.source for order in told.values()}):
        of_source = [order for order in told.values() if order.source == source]
        accounts = [
            order.account(order.external_id, known.account if known is not None and not known.is_deleted else None)
            for order in of_source
            for known in [before.get(order.external_id)]
        ]
        outcomes |= tell_accounts(session, identity, source, accounts, now)
    after = stored_accounts(session, identity, ids)
    items = []
    for n, item in enumerate(batch.items):
        if n in refusals:
            named = None if isinstance(item, Refused) else item.external_id
            errors = [ItemFaultAnswer.model_validate(fault) for fault in refusals[n]]
            items.append(ItemAnswer(external_id=named, result="refused", id=None, version=None, errors=errors))
        else:
            stored = after[item.external_id]
            result = ItemAnswer.model_validate(
                {
                    "external_id": item.external_id,
                    "result": outcomes[item.external_id],
                    "id": stored.id,
                    "version": stored.version,
                    "errors": [],
                }
            )
            items.append(result)
    counts = {result: sum(item.result == result for item in items) for result in _RESULTS}
    return BatchAnswer(**counts, items=items)


_RESULTS = ("created", "updated", "unchanged", "refused")


def _refusals(session: Session, items: Sequence[AccountOrder | Refused]) -> dict[int, list[Fault]]:
    """The items that cannot be used, by their place, and why."""
    orders = {n: item for n, item in enumerate(items) if isinstance(item, AccountOrder)}
    taken = {
        source: ids_of_other_sources(session, {o.external_id for o in orders.values() if o.source == source}, source)
        for source in {order.source for order in orders.values()}
    }
    refusals = {
        n: [Fault(f"/body/items/{n}{fault.pointer}", fault.code, fault.detail) for fault in item.faults]
        for n, item in enumerate(items)
        if isinstance(item, Refused)
    }
    seen: set[str] = set()
    barred = Barred.of(session)
    for n, order in orders.items():
        pointer = f"/body/items/{n}/external_id"
        if order.external_id in seen:
            detail = "An earlier item has the same id; send an account once."
            refusals[n] = [Fault(pointer, "account.named_twice", detail)]
        elif order.external_id in taken[order.source]:
            refusals[n] = [Fault(pointer, IdOfAnotherSource.CODE, IdOfAnotherSource.DETAIL)]
        elif barred.account(order.source, order.account(order.external_id)):
            refusals[n] = [Fault(pointer, AccountErased.CODE, AccountErased.DETAIL)]
        seen.add(order.external_id)
    return refusals
