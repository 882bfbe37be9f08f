"""Plans: order one, watch it being made, read it, publish it."""

from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Response
from fastapi.responses import StreamingResponse
from pydantic import Field

from app.api.operation_events import operation_events
from app.api.plan_answers import (
    API,
    LedgerAnswer,
    OperationAnswer,
    PlanAnswer,
    PlansAnswer,
    PlanSummaryAnswer,
    ledger_row_answer,
    operation_answer,
    plan_answer,
)
from app.api.values import Cursor, Day, Id, Limit, Order, next_cursor, position_of
from app.db import Database
from app.deps import ClockDep, DatabaseDep, KeyOrManagerDep, RunsDep, SettingsDep
from app.errors import Fault, InvalidInput, NotFound
from app.planning.options import CERTIFY_S, PlanOptions, search_time_s
from app.planning.runs import RunView, lane_of, run_view
from app.planning.states import Lane
from app.planning.store import ledger_page, list_plans, load_plan, plan_exists, publish_plan, week_of_plan

router = APIRouter(tags=["plans"])


class PlanOrder(Order):
    week: Annotated[Day, Field(description="Any day of the week to plan.")]
    as_of: Annotated[Day | None, Field(description="The day whose facts count; the week's Monday unless said.")] = None
    time_limit_s: Annotated[float | None, Field(gt=0, le=600, description="Seconds of search for each rep.")] = None
    iterations: Annotated[int | None, Field(ge=1, le=1_000_000)] = None
    seed: Annotated[int, Field(ge=0, lt=2**31)] = 0
    assume_qualified: bool = False
    previous: Annotated[Id | None, Field(description="A plan of the week to change as little as possible.")] = None
    nearness_pct: Annotated[
        int | None, Field(ge=1, le=1000, description="What travel weighs, in per cent; 150 stays nearer together.")
    ] = None
    lane: Annotated[
        Literal["now", "batch"] | None,
        Field(description="`now` never waits behind a batch; orders that hold on to a plan are of it unless said."),
    ] = None
    certify_s: Annotated[
        float, Field(ge=0, le=600, description="Seconds to prove how good each rep's plan is, once it is there.")
    ] = CERTIFY_S


def _unknown_plan() -> NotFound:
    return NotFound("plan.unknown", "There is no plan of this id. Choose one from the list of plans.")


@router.post("/plans", status_code=202)
def order_plan(
    order: PlanOrder,
    response: Response,
    runs: RunsDep,
    database: DatabaseDep,
    settings: SettingsDep,
    identity: KeyOrManagerDep,
) -> OperationAnswer:
    """Order a plan of the week; the answer's Location says where to watch it being made."""
    try:
        options = PlanOptions.for_week_of(
            order.week,
            as_of=order.as_of,
            time_limit_s=search_time_s(order.time_limit_s, order.iterations, settings.plan_time_limit_s),
            iterations=order.iterations,
            seed=order.seed,
            assume_qualified=order.assume_qualified,
            previous=order.previous,
            nearness_pct=order.nearness_pct,
            certify_s=order.certify_s,
        )
    except ValueError as error:
        fault = Fault("/body", "plan.options", str(error))
        raise InvalidInput("plan.options", "This order cannot be planned.", [fault]) from error
    _known_to_this_week(order.previous, options.week_on, database)
    run_id = runs.start_run(options, lane_of(options) if order.lane is None else Lane(order.lane))
    response.headers["Location"] = f"{API}/operations/{run_id}"
    with database.read() as session:
        run = run_view(session, run_id)
    assert run is not None
    return operation_answer(run)


def _known_to_this_week(previous: str | None, week_on: date, database: Database) -> None:
    """Refuse to hold on to a plan that does not exist or is one of another week."""
    if previous is None:
        return
    with database.read() as session:
        planned_on = week_of_plan(session, previous)
    if planned_on != week_on:
        fault = Fault("/body/previous", "plan.previous", "Name a plan of the week to be planned, or leave it out.")
        raise InvalidInput("plan.previous", "There is no such plan of this week.", [fault])


@router.get("/operations/{run_id}")
def get_operation(run_id: Id, database: DatabaseDep, identity: KeyOrManagerDep) -> OperationAnswer:
    """How far a planning run is, and where its plan is once there is one."""
    return operation_answer(_known_run(run_id, database))


@router.post("/operations/{run_id}:cancel", status_code=202)
def cancel_operation(run_id: Id, database: DatabaseDep, runs: RunsDep, identity: KeyOrManagerDep) -> OperationAnswer:
    """End a planning run: at once where it waits; else within seconds, with the best plan found until then."""
    runs.cancel(run_id)
    return operation_answer(_known_run(run_id, database))


@router.get("/operations/{run_id}/events", response_class=StreamingResponse)
def watch_operation(run_id: Id, database: DatabaseDep, identity: KeyOrManagerDep) -> StreamingResponse:
    """The same as a stream of server-sent events: one for every change, until the run is over."""
    _known_run(run_id, database)
    return StreamingResponse(
        operation_events(run_id, database), media_type="text/event-stream", headers={"Cache-Control": "no-store"}
    )


def _known_run(run_id: str, database: Database) -> RunView:
    with database.read() as session:
        run = run_view(session, run_id)
    if run is None:
        raise NotFound("operation.unknown", "There is no operation of this id.")
    return run


@router.get("/plans")
def get_plans(database: DatabaseDep, identity: KeyOrManagerDep, limit: Limit = 20) -> PlansAnswer:
    """The newest plans, newest first."""
    with database.read() as session:
        plans = list_plans(session, limit)
    return PlansAnswer(data=[PlanSummaryAnswer.model_validate(plan) for plan in plans])


@router.get("/plans/{plan_id}")
def get_plan(plan_id: Id, database: DatabaseDep, identity: KeyOrManagerDep) -> PlanAnswer:
    """A plan with its routes and totals, and with the options and settings it was made from."""
    with database.read() as session:
        stored = load_plan(session, plan_id)
    if stored is None:
        raise _unknown_plan()
    return plan_answer(stored)


@router.get("/plans/{plan_id}/ledger")
def get_ledger(
    plan_id: Id,
    database: DatabaseDep,
    identity: KeyOrManagerDep,
    limit: Limit = 50,
    cursor: Cursor | None = None,
) -> LedgerAnswer:
    """What became of every row, in the order of the list, a page at a time."""
    after = position_of(cursor)
    with database.read() as session:
        if not plan_exists(session, plan_id):
            raise _unknown_plan()
        rows = ledger_page(session, plan_id, after=after, limit=limit + 1)
    more = len(rows) > limit
    return LedgerAnswer(
        data=[ledger_row_answer(row) for row in rows[:limit]],
        next_cursor=next_cursor(str(after + limit)) if more else None,
    )


@router.post("/plans/{plan_id}:publish")
def publish(plan_id: Id, database: DatabaseDep, clock: ClockDep, identity: KeyOrManagerDep) -> PlanAnswer:
    """Make the plan's routes the current ones of their reps and days."""
    with database.write() as session:
        publish_plan(session, plan_id, clock())
        stored = load_plan(session, plan_id)
    assert stored is not None
    return plan_answer(stored)
