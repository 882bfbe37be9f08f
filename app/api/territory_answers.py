"""Territories and proposals to change them, as the API shows them."""

from pydantic import Field

from app.api.values import Answer, Point
from app.method.rep import Rep
from app.territories.figures import Figures
from app.territories.overview import Overview
from app.territories.proposals import NEW_REP, Proposal, RepOutlook
from app.territories.standing import Holding, Standing
from app.territories.words import SENTENCES


class FiguresAnswer(Answer):
    """What a rep's territory comes to in a mean month; drives are estimated."""

    accounts: int
    load_s: int = Field(description="Visits x (service + the drive to be expected).")
    drive_s: int = Field(description="The part of it on the way out and back.")
    from_home_s: int | None = Field(description="The mean drive from where his day begins; null without accounts.")
    within_s: int | None = Field(description="The mean drive from the middle of his accounts.")


class TerritoryAnswer(Answer):
    rep_id: str
    name: str
    home: Point
    available_s: int = Field(description="Field time of a mean month of this year, lunch left out.")
    now: FiguresAnswer


class TerritoryAccountAnswer(Answer):
    account_id: str
    version: int
    name: str
    location: Point
    rep_id: str | None = Field(description="Who has it; null: nobody who is there.")
    is_promised: bool = Field(description="An appointment lies ahead, so it stays with whom it has.")


class AsideAnswer(Answer):
    code: str
    accounts: int
    sentence: str


class TerritoriesAnswer(Answer):
    reps: list[TerritoryAnswer]
    accounts: list[TerritoryAccountAnswer]
    aside: list[AsideAnswer] = Field(description="Accounts that are not divided.")


class OutlookAnswer(Answer):
    """A rep before and after; `rep_id` is null for one who is not there yet."""

    rep_id: str | None
    name: str
    home: Point
    leaves: bool
    available_s: int
    before: FiguresAnswer
    after: FiguresAnswer
    least_s: int = Field(description="His share of the work, less the tolerance.")
    most_s: int = Field(description="His share of the work, and the tolerance.")
    code: str | None = Field(description="Why his hours lie outside of that; null where they do not.")
    sentence: str


class MoveAnswer(Answer):
    """An account that would change hands; `rep_id` null stands for the rep who is not there yet."""

    account_id: str
    version: int
    name: str
    from_rep_id: str | None
    rep_id: str | None


class TerritoryProposalAnswer(Answer):
    """Nothing is stored by it; send those of its moves that are wanted to `:accept`."""

    level: float = Field(description="The common share of field time that the work takes.")
    reps: list[OutlookAnswer]
    moves: list[MoveAnswer]
    cost_s: int = Field(description="Driving out and back, neighbours apart, changes of hands, half of what is uneven.")
    bound_s: int = Field(description="No division costs less.")


class AcceptedTerritoriesAnswer(Answer):
    changed: int = Field(description="Accounts that have another owner now.")


def territories_answer(overview: Overview) -> TerritoriesAnswer:
    stands: Standing = overview.stands
    return TerritoriesAnswer(
        reps=[
            TerritoryAnswer(
                rep_id=rep.external_id,
                name=rep.name,
                home=_home(rep),
                available_s=available_s,
                now=_figures(now),
            )
            for rep, available_s, now in zip(stands.reps, overview.available_s, overview.figures, strict=True)
        ],
        accounts=[_account(one) for one in stands.holdings],
        aside=[
            AsideAnswer(code=code.value, accounts=count, sentence=SENTENCES[code])
            for code, count in sorted(stands.aside.items())
        ],
    )


def proposal_answer(proposal: Proposal) -> TerritoryProposalAnswer:
    return TerritoryProposalAnswer(
        level=proposal.level,
        reps=[_outlook(one) for one in proposal.reps],
        moves=[
            MoveAnswer(
                account_id=change.holding.external_id,
                version=change.holding.version,
                name=change.holding.account.name,
                from_rep_id=change.before,
                rep_id=_rep_id(change.after),
            )
            for change in proposal.changes
        ],
        cost_s=proposal.cost_s,
        bound_s=proposal.bound_s,
    )


def _outlook(one: RepOutlook) -> OutlookAnswer:
    return OutlookAnswer(
        rep_id=_rep_id(one.rep.external_id),
        name=one.rep.name,
        home=_home(one.rep),
        leaves=one.leaves,
        available_s=one.available_s,
        before=_figures(one.before),
        after=_figures(one.after),
        least_s=one.least_s,
        most_s=one.most_s,
        code=None if one.off is None else one.off.value,
        sentence="" if one.off is None else SENTENCES[one.off],
    )


def _rep_id(rep_id: str) -> str | None:
    return None if rep_id == NEW_REP else rep_id


def _account(one: Holding) -> TerritoryAccountAnswer:
    return TerritoryAccountAnswer(
        account_id=one.external_id,
        version=one.version,
        name=one.account.name,
        location=Point(lat=one.location.lat, lon=one.location.lon),
        rep_id=one.rep_id,
        is_promised=one.is_promised,
    )


def _home(rep: Rep) -> Point:
    return Point(lat=rep.home.lat, lon=rep.home.lon)


def _figures(figures: Figures) -> FiguresAnswer:
    return FiguresAnswer.model_validate(figures)
