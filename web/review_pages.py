"""The rep's own week, to look back at: his ratings, his numbers, and whether his manager may read it."""

from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import RedirectResponse

from app.deps import ClockDep, DatabaseDep, IdentityDep
from app.errors import InvalidInput
from app.intake.overview import local_today
from app.method.self_review import LONGEST, Point, Rating, SelfReview
from app.planning.options import monday_of
from app.self_review.own_week import own_week
from app.self_review.reviews import find_review, keep_review
from web import formats
from web.page import PageDep
from web.review_view import outcome_lines, scale, trait_lines, week_tiles

router = APIRouter()

Week = Annotated[date | None, Query(ge=date(2000, 1, 1), le=date(2199, 12, 31))]


@router.get("/review")
def show_review(
    page: PageDep, identity: IdentityDep, database: DatabaseDep, clock: ClockDep, week: Week = None
) -> Response:
    """The week asked for, or this one; a rep's own only."""
    assert identity.rep_id is not None
    with database.read() as session:
        this_week = monday_of(local_today(session, clock()))
        week_on = min(monday_of(week or this_week), this_week)
        stored = find_review(session, identity, identity.rep_id, week_on)
        numbers = own_week(session, identity, identity.rep_id, week_on)
    review = SelfReview(week_on) if stored is None else stored.review
    t, sunday = page.t, week_on + timedelta(days=6)
    return page.html(
        "review.html",
        here="me",
        title=t("{first} to {last}", first=formats.day(week_on, t), last=formats.day(sunday, t)),
        week_on=week_on.isoformat(),
        earlier=(week_on - timedelta(days=7)).isoformat(),
        later="" if week_on == this_week else (week_on + timedelta(days=7)).isoformat(),
        tiles=week_tiles(numbers, t),
        won=outcome_lines(numbers.won, t),
        lost=outcome_lines(numbers.lost, t),
        traits=trait_lines(review, t),
        scale=scale(),
        review=review,
        is_shared=stored is not None and stored.shared_at is not None,
        is_kept=stored is not None,
    )


async def told_review(request: Request, page: PageDep) -> tuple[SelfReview, bool]:
    """The review that a form tells of, and whether it is shared; raises InvalidInput with what to correct."""
    sent = {name: str(value) for name, value in (await request.form(max_fields=60)).items()}
    texts = [text.strip() for name, text in sent.items() if name.startswith("note_") or name in ("won", "lost")]
    if any("\x00" in text or len(text) > LONGEST for text in texts):
        raise InvalidInput(
            "review.value", page.t("A sentence here has at most 300 characters. Nothing was saved; shorten it.")
        )
    try:
        week_on = monday_of(date.fromisoformat(sent.get("week", "")))
    except (ValueError, OverflowError):
        raise InvalidInput("review.value", page.t("Open the week again. Nothing was saved.")) from None
    scores = {point: sent[f"score_{point}"] for point in Point if sent.get(f"score_{point}")}
    if not set(scores.values()) <= {str(score) for score in scale()}:
        raise InvalidInput("review.value", page.t("Rate each point from 1 to 5. Nothing was saved."))
    ratings = {point: Rating(int(score), sent.get(f"note_{point}", "").strip()) for point, score in scores.items()}
    review = SelfReview(week_on, ratings, sent.get("won", "").strip(), sent.get("lost", "").strip())
    return review, sent.get("shared") == "true"


@router.post("/review")
def save_review(
    identity: IdentityDep,
    database: DatabaseDep,
    clock: ClockDep,
    told: Annotated[tuple[SelfReview, bool], Depends(told_review)],
) -> Response:
    """Keep it, for himself or shared as he says."""
    assert identity.rep_id is not None
    review, shared = told
    with database.write() as session:
        keep_review(session, identity, identity.rep_id, review, shared=shared, now=clock())
    return RedirectResponse(f"/review?week={review.week_on.isoformat()}", status_code=303)
