"""The chances to close as the organisation's own debriefs would have them: read the proposal, and let it count."""

from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import Field
from sqlalchemy.orm import Session

from app.access.identity import Identity
from app.api.conditions import IfMatch, IfNoneMatch, entity_tag, require_match, shown, tagged
from app.api.strict_json import StrictRoute
from app.api.values import Answer, Order, Word
from app.deps import ClockDep, DatabaseDep, IdentityDep
from app.intake.method_settings import keep_settings, organisation_settings
from app.method.account import Grade
from app.visits.close_chances import close_proposal, with_fitted_chances, with_usual_chances

router = APIRouter(tags=["settings"], route_class=StrictRoute)


class ChancesOf(StrEnum):
    """What the chances in force rest on."""

    METHOD = "method"
    DEBRIEFS = "debriefs"


class ChancesOrder(Order):
    of: Annotated[Word[ChancesOf], Field(description="`debriefs`: as proposed; `method`: the defaults again.")]


class GradeChanceAnswer(Answer):
    grade: Grade
    in_force: float
    proposed: float
    low: float = Field(description="`low` to `high` holds the true chance in 95 of 100 such cases.")
    high: float
    visits: int
    signed: int


class ChancesAnswer(Answer):
    grades: list[GradeChanceAnswer]
    visits: int = Field(description="Debriefed visits to prospects.")
    needed: int = Field(description="From so many visits on the proposal may count.")
    fitted_visits: int = Field(description="On so many the chances in force rest; 0: on none.")
    version: int


@router.get("/close-chances", response_model=ChancesAnswer)
def get_chances(database: DatabaseDep, identity: IdentityDep, if_none_match: IfNoneMatch = None) -> Response:
    """The chances in force beside those that the debriefs give."""
    with database.read() as session:
        found = _answer(session, identity)
    return shown(found, if_none_match, found.version)


@router.put("/close-chances", response_model=ChancesAnswer)
def put_chances(
    order: ChancesOrder, database: DatabaseDep, clock: ClockDep, identity: IdentityDep, if_match: IfMatch = None
) -> Response:
    """Let the proposal that was read count for every plan from now on, or the method's defaults again."""
    with database.write() as session:
        before = _answer(session, identity)
        require_match(if_match, entity_tag(before, before.version))
        settings = organisation_settings(session).settings
        if order.of is ChancesOf.DEBRIEFS:
            settings = with_fitted_chances(settings, close_proposal(session, identity))
        else:
            settings = with_usual_chances(settings)
        keep_settings(session, identity, settings, clock())
        told = _answer(session, identity)
    return Response(told.model_dump_json(), headers=tagged(told, told.version), media_type="application/json")


def _answer(session: Session, identity: Identity) -> ChancesAnswer:
    stored = organisation_settings(session)
    fit = close_proposal(session, identity)
    return ChancesAnswer(
        grades=[
            GradeChanceAnswer(
                grade=one.grade,
                in_force=stored.settings.close_probability[one.grade],
                proposed=one.fitted,
                low=one.low,
                high=one.high,
                visits=one.visits,
                signed=one.signed,
            )
            for one in fit.grades
        ],
        visits=fit.visits,
        needed=fit.needed,
        fitted_visits=stored.settings.close_fitted_visits,
        version=stored.version,
    )
