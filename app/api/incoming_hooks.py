"""What other systems tell us by webhook: verified over the bytes that came, taken in once, applied at once."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request
from pydantic import Field, ValidationError

from app.access.identity import Identity
from app.access.roles import Scope
from app.api.account_batches import AccountBatch, BatchAnswer, batch_answer
from app.api.strict_json import strict_json
from app.api.values import Answer, Id, Order, as_request_fault
from app.deps import ClockDep, DatabaseDep
from app.errors import Fault, InvalidInput
from app.hooks.sources import is_first, verified
from app.intake.account_batches import upsert_accounts

router = APIRouter(tags=["webhooks"])

UPSERTED = "account.upserted"
_TEXT = {"type": "string"}
_HEADERS = [
    {"name": name, "in": "header", "required": True, "schema": _TEXT}
    for name in ("webhook-id", "webhook-timestamp", "webhook-signature")
]
_BODY = {
    "required": True,
    "content": {
        "application/json": {
            "schema": {
                "type": "object",
                "required": ["type", "data"],
                "properties": {
                    "type": {"type": "string", "description": f"`{UPSERTED}`; other types change nothing."},
                    "timestamp": {"type": "string", "description": "When it happened; not used."},
                    "data": {"type": "object", "description": "The body of accounts:batchUpsert."},
                },
            }
        }
    },
}
_DESCRIBED: dict[str, Any] = {"parameters": _HEADERS, "requestBody": _BODY, "security": []}


class UpsertedMessage(Order):
    type: Literal["account.upserted"]
    data: AccountBatch


class IncomingAnswer(Answer):
    result: Literal["applied", "duplicate", "ignored"] = Field(
        description="`duplicate`: it came before, within 7 days; `ignored`: of a type that changes nothing here."
    )
    accounts: BatchAnswer | None = Field(description="What became of each account, where it was applied.")


async def _bytes_of(request: Request) -> bytes:
    return await request.body()


@router.post("/hooks/{source}", status_code=202, openapi_extra=_DESCRIBED)
def take_in(
    source: Id, request: Request, body: Annotated[bytes, Depends(_bytes_of)], database: DatabaseDep, clock: ClockDep
) -> IncomingAnswer:
    """Take in a message of Standard Webhooks: `account.upserted` with the items of accounts:batchUpsert.

    The signature is checked over the bytes of the body, within 5 minutes of its timestamp. The accounts and the note
    that the message was taken in are one transaction, so that sent again it has no second effect.
    """
    now = clock()
    with database.read() as session:  # who cannot sign does not get a turn to write
        message = verified(session, source, request.headers, body, now)
    told = strict_json(body)
    if not isinstance(told, dict) or not isinstance(told.get("type"), str):
        fault = Fault("/body/type", "hook.type", "Name the type of the message, such as account.upserted.")
        raise InvalidInput("hook.type", "The message has no type.", [fault])
    batch = _batch(told) if told["type"] == UPSERTED else None
    source_itself = Identity("key", actor_id=message.source_id, scopes=frozenset({Scope.LISTS_WRITE}))
    with database.write() as session:
        if not is_first(session, message, now):
            return IncomingAnswer(result="duplicate", accounts=None)
        if batch is None:
            return IncomingAnswer(result="ignored", accounts=None)
        results = upsert_accounts(
            session, source_itself, batch.told(), now, atomic=batch.atomic, pointer="/body/data/items"
        )
    return IncomingAnswer(result="applied", accounts=batch_answer(results))


def _batch(told: dict[str, Any]) -> AccountBatch:
    """The accounts that are told of; what else a sender puts beside type and data is overlooked."""
    known = {name: told[name] for name in ("type", "data") if name in told}
    try:
        return UpsertedMessage.model_validate(known).data
    except ValidationError as error:
        raise as_request_fault(error, "body") from error
