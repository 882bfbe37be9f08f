"""Plans: order one, watch it being made, read it, publish it."""

from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Response
from fastapi.responses import StreamingResponse
from pydantic import Field
from sqlalchemy.orm import Session

from app.access.admission import need_scope
from app.access.audit import note_deed
from app.access.identity import Identity
from app.access.roles import Scope
from app.api.conditions import IfNoneMatch, OptionalIfMatch, entity_tag, refuse_stale, shown, tagged
from app.api.cursors import PagesDep
from app.api.once import Made, OnceDep
from app.api.operation_events import operation_events
from app.api.plan_answers import (
    API,
    CertificateAnswer,
    LedgerAnswer,
    OperationAnswer,
    PlanAnswer,
    PlansAnswer,
    PlanSummaryAnswer,
    certificate_answer,
    ledger_row_answer,
    operation_answer,
    plan_answer,
)
from app.api.strict_json import StrictRoute
from app.api.values import Day, Id, Order
from app.db import Database
from app.deps import ClockDep, DatabaseDep, IdentityDep, RunsDep, SettingsDep
from app.errors import Fault, InvalidInput, NotFound
from app.planning.options import CERTIFY_S, PlanOptions, search_time_s
from app.planning.ordered_reps import ordered_reps
from app.planning.proving_again import ask_again, proofs_again
from app.planning.seen_plans import (
    list_seen_plans,
    load_seen_plan,
    refuse_other_teams,
    refuse_unseen,
    seen_ledger,
    seen_week_of,
)
from app.runs.run_queue import cancel_run, order_run
from app.runs.runs import RunView, lane_of, run_view, seen_run
from app.runs.states import Lane, RunKind
from app.visits.publishing import publish_under_way

router = APIRouter(tags=["plans"], route_class=StrictRoute)


MOST_REPS = 1000


class PlanOrder(Order):
    week: Annotated[Day, Field(description="Any day of the week to plan.")]
    weeks: Annotated[int, Field(ge=1, le=4, description="How many weeks to plan, from that one on.")] = 1
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
    reps: Annotated[
        list[Id], Field(default_factory=list, max_length=MOST_REPS, description="External ids of the reps to plan.")
    ]
    teams: Annotated[
        list[Id],
        Field(
            default_factory=list,
            max_length=MOST_REPS,
            description="Teams whose reps to plan. Where neither are named: all reps, of a manager his team's.",
        ),
    ]
    certify_s: Annotated[
        float, Field(ge=0, le=600, description="Seconds to prove how good each rep's plan is, once it is there.")
    ] = CERTIFY_S


def _unknown_plan() -> NotFound:
    return NotFound("plan.unknown", "There is no plan of this id. Choose one from the list of plans.")


@router.post("/plans", status_code=202, response_model=OperationAnswer)
def order_plan(
    order: PlanOrder,
    once: OnceDep,
    runs: RunsDep,
    database: DatabaseDep,
    settings: SettingsDep,
    clock: ClockDep,
    identity: IdentityDep,
) -> Response:
    """Order a plan of the week; the answer's Location says where to watch it being made."""
    with database.read() as session:
        reps = ordered_reps(session, identity, reps=order.reps, teams=order.teams)
    try:
        options = PlanOptions.for_week_of(
            order.week,
            as_of=order.as_of,
            days=7 * order.weeks,
            time_limit_s=search_time_s(order.time_limit_s, order.iterations, settings.plan_time_limit_s),
            iterations=order.iterations,
            seed=order.seed,
            assume_qualified=order.assume_qualified,
            previous=order.previous,
            nearness_pct=order.nearness_pct,
            certify_s=order.certify_s,
            reps=reps,
        )
    except ValueError as error:
        fault = Fault("/body", "plan.options", str(error))
        raise InvalidInput("plan.options", "This order cannot be planned.", [fault]) from error
    _known_to_this_week(order.previous, options.week_on, database, identity)
    lane = lane_of(options) if order.lane is None else Lane(order.lane)

    def queue(session: Session) -> Made:
        run_id = order_run(session, options, lane, clock())
        session.flush()
        note_deed(session, identity, "plan.ordered", run_id, clock())
        run = run_view(session, run_id)
        assert run is not None
        return Made(202, operation_answer(run), {"Location": f"{API}/operations/{run_id}"})

    answer = once.do(queue)
    runs.wake(lane)
    return answer


def _known_to_this_week(previous: str | None, week_on: date, database: Database, identity: Identity) -> None:
    """Refuse to hold on to a plan that does not exist or is one of another week."""
    if previous is None:
        return
    with database.read() as session:
        planned_on = seen_week_of(session, identity, previous)
    if planned_on != week_on:
        fault = Fault("/body/previous", "plan.previous", "Name a plan of the week to be planned, or leave it out.")
        raise InvalidInput("plan.previous", "There is no such plan of this week.", [fault])


@router.get("/operations/{run_id}", response_model=OperationAnswer)
def get_operation(
    run_id: Id, database: DatabaseDep, identity: IdentityDep, if_none_match: IfNoneMatch = None
) -> Response:
    """How far a planning run is, and where its plan is once there is one."""
    return shown(operation_answer(_known_run(run_id, database, identity)), if_none_match)


@router.post("/operations/{run_id}:cancel", status_code=202, response_model=OperationAnswer)
def cancel_operation(run_id: Id, once: OnceDep, clock: ClockDep, identity: IdentityDep) -> Response:
    """End a planning run: at once where it waits; else within seconds, with the best plan found until then."""

    def cancel(session: Session) -> Made:
        run = seen_run(session, identity, run_id)
        if run is None:
            raise _unknown_run()
        need_scope(identity, Scope.PLANS_RUN if run.kind is RunKind.PLAN else Scope.LISTS_WRITE)
        cancel_run(session, run_id, clock())
        session.flush()
        note_deed(session, identity, "plan.cancelled", run_id, clock())
        run = run_view(session, run_id)
        assert run is not None
        return Made(202, operation_answer(run))

    return once.do(cancel)


@router.get("/operations/{run_id}/events", response_class=StreamingResponse)
def watch_operation(run_id: Id, database: DatabaseDep, identity: IdentityDep) -> StreamingResponse:
    """The same as a stream of server-sent events: one for every change, until the run is over."""
    _known_run(run_id, database, identity)
    return StreamingResponse(
        operation_events(run_id, database), media_type="text/event-stream", headers={"Cache-Control": "no-store"}
    )


def _known_run(run_id: str, database: Database, identity: Identity) -> RunView:
    with database.read() as session:
        run = seen_run(session, identity, run_id)
    if run is None:
        raise _unknown_run()
    return run


def _unknown_run() -> NotFound:
    return NotFound("operation.unknown", "There is no operation of this id.")


@router.get("/plans")
def get_plans(pages: PagesDep, database: DatabaseDep, identity: IdentityDep) -> PlansAnswer:
    """The plans, newest first."""
    with database.read() as session:
        walk = pages.of(session, "plans")
        plans = list_seen_plans(session, identity, walk.limit + 1, before=walk.after_number or None)
    page = walk.slice(plans, lambda plan: str(plan.number))
    data = [PlanSummaryAnswer.model_validate(plan) for plan in page.rows]
    return PlansAnswer(data=data, next_cursor=page.next_cursor)


@router.get("/plans/{plan_id}", response_model=PlanAnswer)
def get_plan(plan_id: Id, database: DatabaseDep, identity: IdentityDep, if_none_match: IfNoneMatch = None) -> Response:
    """A plan with its routes and totals, and with the options and settings it was made from."""
    with database.read() as session:
        stored = load_seen_plan(session, identity, plan_id)
    if stored is None:
        raise _unknown_plan()
    return shown(plan_answer(stored), if_none_match)


@router.get("/plans/{plan_id}/ledger")
def get_ledger(plan_id: Id, pages: PagesDep, database: DatabaseDep, identity: IdentityDep) -> LedgerAnswer:
    """What became of every row, in the order of the list, a page at a time."""
    with database.read() as session:
        walk = pages.of(session, "ledger", plan_id)
        refuse_unseen(session, identity, plan_id)
        rows = seen_ledger(session, identity, plan_id, after=walk.after_number, limit=walk.limit + 1)
    page = walk.slice(rows, lambda numbered: str(numbered.position))
    return LedgerAnswer(data=[ledger_row_answer(one.row) for one in page.rows], next_cursor=page.next_cursor)


@router.post("/plans/{plan_id}:certify", status_code=202, response_model=CertificateAnswer)
def prove_again(
    plan_id: Id, once: OnceDep, database: DatabaseDep, clock: ClockDep, runs: RunsDep, identity: IdentityDep
) -> Response:
    """Ask again for the proof of a plan, where it broke off or was left unfinished; any other stays as it is.

    It runs behind the answer, which is the certificate as it stands: `running`, or why there can be none.
    """
    with database.read() as session:
        refuse_unseen(session, identity, plan_id)
        again = proofs_again(session, plan_id)
    begun = []

    def ask(session: Session) -> Made:
        if ask_again(session, identity, plan_id, again, clock()):
            begun.append(plan_id)
        seen = load_seen_plan(session, identity, plan_id)
        if seen is None:
            raise _unknown_plan()
        return Made(202, certificate_answer(seen.plan.certificate))

    answer = once.do(ask)
    if begun and again is not None:
        runs.certify(again.plan_id, again.orders, again.time_s)
    return answer


@router.post("/plans/{plan_id}:publish", response_model=PlanAnswer)
def publish(
    plan_id: Id, once: OnceDep, clock: ClockDep, identity: IdentityDep, if_match: OptionalIfMatch = None
) -> Response:
    """Make the plan's routes the current ones of their reps and days.

    What has happened stays: where its week is under way, a version that fits it is put in force and answered.
    """

    def put_in_force(session: Session) -> Made:
        refuse_other_teams(session, identity, plan_id)
        seen = load_seen_plan(session, identity, plan_id)
        assert seen is not None
        refuse_stale(if_match, entity_tag(plan_answer(seen)))
        published_id = publish_under_way(session, plan_id, clock(), identity)
        note_deed(session, identity, "plan.published", published_id, clock())
        stored = load_seen_plan(session, identity, published_id)
        assert stored is not None
        answer = plan_answer(stored)
        return Made(200, answer, tagged(answer))

    return once.do(put_in_force)
