"""The rest of a rep's day: what is near to it, planning it anew, and taking a proposal."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import Field, StringConstraints

from app.api.once import Made, OnceDep
from app.api.replan_answers import (
    AcceptedAnswer,
    NearbyAccountsAnswer,
    ProposalAnswer,
    accepted_answer,
    nearby_answer,
    proposal_answer,
)
from app.api.strict_json import StrictRoute
from app.api.values import Day, Id, Instant, Order, Word
from app.api.visit_orders import Position
from app.deps import ClockDep, DatabaseDep, EngineDep, IdentityDep
from app.intake.datums import to_wgs84
from app.visits.day_in_hand import Told
from app.visits.event_facts import VisitState
from app.visits.nearby import nearby
from app.visits.replan import solve_at
from app.visits.replan_order import LONGEST
from app.visits.replans import accept_rest, propose_rest
from app.visits.visit_states import VisitStanding

router = APIRouter(tags=["routes"], route_class=StrictRoute)

MOST_STOPS = 100
MOST_ADDED = 10


class StandingOrder(Order):
    """What became of a visit, as far as the phone knows and we may not."""

    visit_id: Id
    state: Word[VisitState]
    at: Annotated[Instant, Field(description="Since when, by the clock of the device.")]


class ReplanOrder(Order):
    position: Annotated[
        Position | None, Field(description="Where the rep is; left out: at his last visit, or where his day begins.")
    ] = None
    free_at: Annotated[Instant | None, Field(description="When he can go on; now, unless said or at a visit.")] = None
    visits: Annotated[
        list[StandingOrder],
        Field(default_factory=list, max_length=MOST_STOPS, description="Events that were not sent yet."),
    ]
    add: Annotated[
        list[Id], Field(default_factory=list, max_length=MOST_ADDED, description="Accounts to be visited as well.")
    ]

    def told(self) -> Told:
        at = self.position
        return Told(
            None if at is None else to_wgs84(at.lat, at.lon, at.datum),
            self.free_at,
            {visit.visit_id: VisitStanding(visit.state, visit.at) for visit in self.visits},
        )


class AcceptOrder(Order):
    proposal: Annotated[str, StringConstraints(min_length=1, max_length=LONGEST)]


@router.post("/reps/{rep_id}/routes/{day}:replan", responses={409: {}})
def post_replan(
    rep_id: Id,
    day: Day,
    order: ReplanOrder,
    database: DatabaseDep,
    engine: EngineDep,
    clock: ClockDep,
    identity: IdentityDep,
) -> ProposalAnswer:
    """Propose the rest of the day anew, from now: promises are kept, what is done stays, nothing is stored.

    409 `replan.promise_lost` where an appointment cannot be kept any more, `replan.lock_lost` where a visit that was
    locked by hand cannot.
    """
    now: datetime = clock()
    solve = solve_at(engine)
    proposed = propose_rest(database, identity, rep_id, day, now, order.told(), order.add, solve)
    return proposal_answer(proposed, now)


@router.post("/reps/{rep_id}/routes/{day}:accept", response_model=AcceptedAnswer, responses={409: {}})
def post_accept(
    rep_id: Id, day: Day, order: AcceptOrder, once: OnceDep, clock: ClockDep, identity: IdentityDep
) -> Response:
    """Put a proposal in force: a new version of the published plan in which this day alone is another.

    409 `replan.outdated` where the plan, or what is known of the visits ahead, has changed since.
    """
    return once.do(
        lambda session: Made(200, accepted_answer(accept_rest(session, identity, rep_id, day, order.proposal, clock())))
    )


@router.get("/reps/{rep_id}/routes/{day}/nearby")
def get_nearby(
    rep_id: Id,
    day: Day,
    database: DatabaseDep,
    clock: ClockDep,
    identity: IdentityDep,
    said: Annotated[
        str, Query(alias="name", max_length=100, pattern=r"^[^\x00]*$", description="Part of an account's name.")
    ] = "",
) -> NearbyAccountsAnswer:
    """Ten of the rep's accounts that are planned nowhere, for a gap in what is ahead of him, with detour and worth.

    With a `name` also those that fit no gap.
    """
    with database.read() as session:
        found = nearby(session, identity, rep_id, day, clock(), said.strip())
    return NearbyAccountsAnswer(data=[nearby_answer(one, found.visit_ids, day) for one in found.accounts])
