"""A rep's review of his own week: his alone, and his manager's to read while he shares it."""

from datetime import date, datetime
from typing import Annotated, Self

from fastapi import APIRouter, Response
from pydantic import Field, StringConstraints, model_validator

from app.api.conditions import IfMatch, IfNoneMatch, entity_tag, require_match, shown, tagged
from app.api.strict_json import StrictRoute
from app.api.values import Answer, Day, Id, Order
from app.deps import ClockDep, DatabaseDep, IdentityDep
from app.method.self_review import LEAST, LONGEST, MOST, Point, Rating, SelfReview
from app.planning.options import monday_of
from app.self_review.reviews import StoredReview, find_review, keep_review, known_review

router = APIRouter(tags=["reviews"], route_class=StrictRoute)

Sentence = Annotated[str, StringConstraints(max_length=LONGEST, pattern=r"^[^\x00]*$")]


class RatingOrder(Order):
    score: Annotated[int, Field(ge=LEAST, le=MOST)]
    sentence: Sentence = ""


class ReviewOrder(Order):
    """What he says of the week; `shared` lets his manager read it, and takes it back again."""

    ratings: Annotated[
        dict[str, RatingOrder], Field(default_factory=dict, description=f"By point: {', '.join(Point)}.")
    ]
    won: Annotated[Sentence, Field(description="What was learnt of the visits that were won.")] = ""
    lost: Annotated[Sentence, Field(description="And of those that were lost.")] = ""
    shared: bool = False

    @model_validator(mode="after")
    def _points_are_known(self) -> Self:
        if unknown := sorted(set(self.ratings) - set(Point)):
            raise ValueError(f"rate these points only: {', '.join(Point)}; not {', '.join(unknown)[:100]}")
        return self

    def review(self, week_on: date) -> SelfReview:
        ratings = {Point(point): Rating(one.score, one.sentence.strip()) for point, one in self.ratings.items()}
        return SelfReview(week_on, ratings, self.won.strip(), self.lost.strip())


class RatingAnswer(Answer):
    score: int
    sentence: str


class ReviewAnswer(Answer):
    week_on: date
    ratings: dict[Point, RatingAnswer]
    won: str
    lost: str
    shared_at: datetime | None
    changed_at: datetime
    version: int


@router.get("/reps/{rep_id}/reviews/{day}", response_model=ReviewAnswer)
def get_review(
    rep_id: Id, day: Day, database: DatabaseDep, identity: IdentityDep, if_none_match: IfNoneMatch = None
) -> Response:
    """His review of the week of this day; for anybody else 404 unless he shares it."""
    with database.read() as session:
        found = known_review(session, identity, rep_id, monday_of(day))
    return shown(_answer(found), if_none_match, found.version)


@router.put("/reps/{rep_id}/reviews/{day}", response_model=ReviewAnswer)
def put_review(
    rep_id: Id,
    day: Day,
    order: ReviewOrder,
    database: DatabaseDep,
    clock: ClockDep,
    identity: IdentityDep,
    if_match: IfMatch = None,
) -> Response:
    """Keep his own review of the week of this day, in the place of the one before."""
    with database.write() as session:
        before = find_review(session, identity, rep_id, monday_of(day))
        if before is not None:
            require_match(if_match, entity_tag(_answer(before), before.version))
        review = order.review(monday_of(day))
        kept = keep_review(session, identity, rep_id, review, shared=order.shared, now=clock())
    told = _answer(kept)
    return Response(told.model_dump_json(), 200, tagged(told, kept.version), "application/json")


def _answer(stored: StoredReview) -> ReviewAnswer:
    review = stored.review
    return ReviewAnswer(
        week_on=review.week_on,
        ratings={point: RatingAnswer.model_validate(one) for point, one in review.ratings.items()},
        won=review.won,
        lost=review.lost,
        shared_at=stored.shared_at,
        changed_at=stored.changed_at,
        version=stored.version,
    )
