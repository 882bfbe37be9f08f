"""What was sent to whom, what came of it, and sending it again."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from sqlalchemy.orm import Session

from app.api.conditions import IfNoneMatch, shown
from app.api.cursors import PagesDep
from app.api.once import Made, OnceDep
from app.api.strict_json import StrictRoute
from app.api.values import Id
from app.api.webhook_answers import DeliveriesAnswer, DeliveryAnswer, DeliveryLogAnswer, delivery_log_answer
from app.deps import ClockDep, DatabaseDep, IdentityDep
from app.hooks.deliveries import attempts_at, deliveries, find_delivery, redeliver
from app.hooks.words import DeliveryState

router = APIRouter(tags=["webhooks"], route_class=StrictRoute)


@router.get("/webhook-deliveries")
def get_deliveries(
    pages: PagesDep,
    database: DatabaseDep,
    identity: IdentityDep,
    endpoint_id: Annotated[Id | None, Query(description="Only those to this endpoint.")] = None,
    state: DeliveryState | None = None,
) -> DeliveriesAnswer:
    """The deliveries of the last 30 days, the newest first."""
    with database.read() as session:
        walk = pages.of(session, "webhook deliveries", endpoint_id, state)
        found = deliveries(session, endpoint_id=endpoint_id, state=state, before=walk.after, limit=walk.limit + 1)
    page = walk.slice(found, lambda one: one.id)
    return DeliveriesAnswer(
        data=[DeliveryAnswer.model_validate(one) for one in page.rows], next_cursor=page.next_cursor
    )


@router.get("/webhook-deliveries/{delivery_id}", response_model=DeliveryLogAnswer)
def get_delivery(
    delivery_id: Id, database: DatabaseDep, identity: IdentityDep, if_none_match: IfNoneMatch = None
) -> Response:
    """One delivery with its attempts."""
    with database.read() as session:
        found, log = find_delivery(session, delivery_id), attempts_at(session, delivery_id)
    return shown(delivery_log_answer(found, list(log)), if_none_match)


@router.post("/webhook-deliveries/{delivery_id}:redeliver", status_code=202, response_model=DeliveryAnswer)
def redeliver_one(delivery_id: Id, once: OnceDep, clock: ClockDep, identity: IdentityDep) -> Response:
    """Send it again, under the same id, whatever came of it before; 409 while it is under way."""

    def again(session: Session) -> Made:
        return Made(202, DeliveryAnswer.model_validate(redeliver(session, identity, delivery_id, clock())))

    return once.do(again)
