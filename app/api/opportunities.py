"""Deals in the making: told of, changed, helped with, and what became of each."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Response
from sqlalchemy.orm import Session

from app.api.conditions import IfMatch, IfNoneMatch, entity_tag, require_match, shown, tagged
from app.api.cursors import Paged, PagesDep
from app.api.merge_patch import merged, patch_of
from app.api.once import Made, OnceDep
from app.api.opportunity_orders import (
    ChangeAnswer,
    HelpAnswerOrder,
    NewOpportunity,
    OpportunityAnswer,
    OpportunityFacts,
    change_answer,
    opportunity_answer,
)
from app.api.strict_json import StrictRoute
from app.api.values import Answer, Id
from app.deps import ClockDep, DatabaseDep, IdentityDep
from app.method.opportunity import Stage
from app.opportunities.changes import answer_help, begin_opportunity, change_opportunity
from app.opportunities.known import (
    KnownOpportunity,
    OpportunityFilter,
    find_opportunity,
    opportunities,
    opportunity_changes,
)

router = APIRouter(tags=["opportunities"], route_class=StrictRoute)

Patch = Annotated[dict[str, Any], Depends(patch_of(OpportunityFacts))]


class OpportunitiesAnswer(Answer, Paged):
    data: list[OpportunityAnswer]


class ChangesAnswer(Answer):
    data: list[ChangeAnswer]


@router.get("/opportunities")
def get_opportunities(
    pages: PagesDep,
    database: DatabaseDep,
    identity: IdentityDep,
    account_id: Annotated[Id | None, Query(description="The account's external id.")] = None,
    stage: Annotated[Stage | None, Query()] = None,
    rep_id: Annotated[Id | None, Query(description="The external id of the account's owner.")] = None,
    needs_help: Annotated[bool | None, Query()] = None,
    lost: Annotated[bool | None, Query()] = None,
) -> OpportunitiesAnswer:
    """Opportunities in the order of their making; a rep's own, a manager's team's."""
    asked = OpportunityFilter(account_id, stage, rep_id, needs_help, lost)
    with database.read() as session:
        walk = pages.of(session, "opportunities", account_id, stage, rep_id, needs_help, lost)
        page = walk.slice(opportunities(session, identity, asked, walk.after, walk.limit + 1), lambda one: one.id)
    return OpportunitiesAnswer(data=[opportunity_answer(one) for one in page.rows], next_cursor=page.next_cursor)


@router.post("/opportunities", status_code=201, response_model=OpportunityAnswer, responses={404: {}, 409: {}})
def post_opportunity(order: NewOpportunity, once: OnceDep, clock: ClockDep, identity: IdentityDep) -> Response:
    """Begin an opportunity of an account."""

    def begin(session: Session) -> Made:
        known = begin_opportunity(session, identity, order.account_id, order.opportunity(), clock())
        told = opportunity_answer(known)
        return Made(201, told, {"Location": f"/api/v1/opportunities/{known.id}", **tagged(told, known.version)})

    return once.do(begin)


@router.get("/opportunities/{opportunity_id}", response_model=OpportunityAnswer)
def get_opportunity(
    opportunity_id: Id, database: DatabaseDep, identity: IdentityDep, if_none_match: IfNoneMatch = None
) -> Response:
    """One opportunity."""
    with database.read() as session:
        known = find_opportunity(session, identity, opportunity_id)
    return shown(opportunity_answer(known), if_none_match, known.version)


@router.get("/opportunities/{opportunity_id}/changes")
def get_changes(opportunity_id: Id, database: DatabaseDep, identity: IdentityDep) -> ChangesAnswer:
    """Who changed what of it, and when; the newest first."""
    with database.read() as session:
        changes = opportunity_changes(session, identity, opportunity_id)
    return ChangesAnswer(data=[change_answer(one) for one in changes])


@router.patch("/opportunities/{opportunity_id}", response_model=OpportunityAnswer)
def patch_opportunity(
    opportunity_id: Id,
    changes: Patch,
    database: DatabaseDep,
    clock: ClockDep,
    identity: IdentityDep,
    if_match: IfMatch = None,
) -> Response:
    """Change what is known of it (a JSON merge patch, RFC 7396)."""
    with database.write() as session:
        known = find_opportunity(session, identity, opportunity_id)
        require_match(if_match, _tag(known))
        facts = merged(OpportunityFacts.of(known.opportunity), changes)
        changed = change_opportunity(session, identity, opportunity_id, facts.opportunity(), clock())
    told = opportunity_answer(changed)
    return Response(told.model_dump_json(), 200, tagged(told, changed.version), "application/json")


@router.post("/opportunities/{opportunity_id}:answer", response_model=OpportunityAnswer, responses={409: {}})
def post_answer(
    opportunity_id: Id, order: HelpAnswerOrder, once: OnceDep, clock: ClockDep, identity: IdentityDep
) -> Response:
    """Answer who asks for help with it; the rep reads it with the name of who answered."""

    def answer(session: Session) -> Made:
        known = answer_help(session, identity, opportunity_id, order.answer.strip(), clock())
        told = opportunity_answer(known)
        return Made(200, told, tagged(told, known.version))

    return once.do(answer)


def _tag(known: KnownOpportunity) -> str:
    return entity_tag(opportunity_answer(known), known.version)
