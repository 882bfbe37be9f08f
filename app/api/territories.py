"""Territories: whose accounts are whose, proposals to divide them better, and taking them in whole or in part."""

from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import Field

from app.api.account_orders import LocationOrder
from app.api.once import Made, OnceDep
from app.api.strict_json import StrictRoute
from app.api.territory_answers import (
    AcceptedTerritoriesAnswer,
    TerritoriesAnswer,
    TerritoryProposalAnswer,
    proposal_answer,
    territories_answer,
)
from app.api.values import Id, Order, Word
from app.deps import ClockDep, DatabaseDep, IdentityDep
from app.intake.method_settings import settings_in_force
from app.intake.overview import local_today
from app.territories.acceptance import Move, accept
from app.territories.overview import overview
from app.territories.proposals import Open, Question, proposed
from app.territories.solving import Solve
from app.territories.standing import standing

router = APIRouter(tags=["territories"], route_class=StrictRoute)

MOST_MOVES = 10_000
MOST_REPS = 200


class JoiningOrder(Order):
    """One rep more, who works as the first of the others."""

    home: Annotated[LocationOrder | None, Field(description="Where he lives; left out: where he helps most.")] = None


class ProposeOrder(Order):
    opens: Annotated[
        Word[Open],
        Field(description="What may go to another rep: what nobody has; all, and few do; all, whoever has it now."),
    ] = Open.UNOWNED
    tolerance_pct: Annotated[int, Field(ge=1, le=50, description="How far hours may lie from a rep's share.")] = 5
    without: Annotated[
        list[Id], Field(default_factory=list, max_length=MOST_REPS, description="Reps who would be gone.")
    ]
    joining: JoiningOrder | None = None

    def question(self) -> Question:
        at = None if self.joining is None else self.joining.home
        return Question(
            self.opens,
            self.tolerance_pct / 100,
            frozenset(self.without),
            None if at is None else at.location(),
            joins_anywhere=self.joining is not None and at is None,
        )


class MoveOrder(Order):
    account_id: Annotated[Id, Field(description="The account's external id.")]
    version: Annotated[int, Field(ge=0, le=2**53, description="As the proposal named it.")]
    rep_id: Id


class TakeOrder(Order):
    moves: Annotated[list[MoveOrder], Field(min_length=1, max_length=MOST_MOVES)]


@router.get("/territories")
def get_territories(database: DatabaseDep, clock: ClockDep, identity: IdentityDep) -> TerritoriesAnswer:
    """Every rep with what his accounts ask of him, and every account that can be divided."""
    with database.read() as session:
        settings = settings_in_force(session)
        today = local_today(session, clock())
        stands = standing(session, identity, settings, today)
    return territories_answer(overview(stands, settings, today))


@router.post("/territories:propose", responses={409: {}})
def post_proposal(
    order: ProposeOrder, database: DatabaseDep, clock: ClockDep, identity: IdentityDep
) -> TerritoryProposalAnswer:
    """Divide accounts by hours of work, with little driving; nothing is stored.

    409 `territories.no_rep` where there is nobody to give them to.
    """
    with database.read() as session:
        settings = settings_in_force(session)
        today = local_today(session, clock())
        stands = standing(session, identity, settings, today)
    return proposal_answer(proposed(stands, order.question(), settings, today, Solve()))


@router.post("/territories:accept", response_model=AcceptedTerritoriesAnswer, responses={409: {}})
def post_accept(order: TakeOrder, once: OnceDep, clock: ClockDep, identity: IdentityDep) -> Response:
    """Give accounts to reps as proposed: all of these, or none.

    409 `territories.changed` where one has changed since, `territories.rep_unknown` where a rep is not there.
    """
    moves = [Move(move.account_id, move.version, move.rep_id) for move in order.moves]
    return once.do(
        lambda session: Made(200, AcceptedTerritoriesAnswer(changed=accept(session, identity, moves, clock())))
    )
