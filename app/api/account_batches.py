"""The main call of a CRM: a thousand accounts at once, each added or brought up to date, with a result for each."""

from collections.abc import Sequence
from typing import Annotated, Literal

from fastapi import APIRouter, Response
from pydantic import Field, ValidationError, ValidatorFunctionWrapHandler, WrapValidator

from app.api.account_orders import AccountOrder
from app.api.once import Made, OnceDep
from app.api.strict_json import StrictRoute
from app.api.values import Answer, Order, as_request_fault
from app.deps import ClockDep, IdentityDep
from app.errors import request_faults
from app.intake.account_batches import ItemResult, Told, Unusable
from app.intake.account_batches import upsert_accounts as upsert

router = APIRouter(tags=["accounts"], route_class=StrictRoute)

MOST_ITEMS = 1_000


def _or_refused(value: object, read: ValidatorFunctionWrapHandler) -> object:
    """One item that cannot be used leaves the others alone."""
    try:
        return read(value)
    except ValidationError as error:
        return Unusable(request_faults(as_request_fault(error)))


class AccountBatch(Order):
    items: Annotated[
        list[Annotated[AccountOrder, WrapValidator(_or_refused)]], Field(min_length=1, max_length=MOST_ITEMS)
    ]
    atomic: Annotated[bool, Field(description="All of them or none: one that cannot be used refuses the request.")] = (
        False
    )

    def told(self) -> list[Told | Unusable]:
        """The items as the service takes them."""
        items: Sequence[AccountOrder | Unusable] = self.items
        return [
            item if isinstance(item, Unusable) else Told(item.source, item.external_id, item.owner, item.account)
            for item in items
        ]


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


def batch_answer(results: Sequence[ItemResult]) -> BatchAnswer:
    items = [ItemAnswer.model_validate(result) for result in results]
    counts = {name: sum(item.result == name for item in items) for name in _RESULTS}
    return BatchAnswer(**counts, items=items)


@router.post("/accounts:batchUpsert", response_model=BatchAnswer)
def upsert_accounts(batch: AccountBatch, once: OnceDep, clock: ClockDep, identity: IdentityDep) -> Response:
    """Add up to 1,000 accounts, or replace what is known of them under their (source, external_id).

    What is left out of an item is what it is when nobody says; only contacts and appointments stay. Items that cannot
    be used are refused one by one, and all together with `atomic`.
    """
    return once.do(
        lambda session: Made(
            200,
            batch_answer(upsert(session, identity, batch.told(), clock(), atomic=batch.atomic, pointer="/body/items")),
        )
    )


_RESULTS = ("created", "updated", "unchanged", "refused")
