"""Goals: every rep's year beside today's route, and one rep's year down to the day."""

from urllib.parse import quote

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from app.deps import ClockDep, DatabaseDep, IdentityDep
from app.goals.rep_year import rep_year
from app.goals.standing import goal_standings
from app.intake.overview import local_today
from app.intake.rep_lists import seen_reps
from web.goal_view import day_sentence, goal_line, need_sentences, rung_line, since_sentence, tiles
from web.page import PageDep

router = APIRouter()


@router.get("/goals")
def goals(page: PageDep, identity: IdentityDep, database: DatabaseDep, clock: ClockDep) -> Response:
    """All reps of the manager; a rep is sent to his own year."""
    if identity.rep_id is not None:
        return RedirectResponse(f"/goals/{quote(identity.rep_id, safe='')}", status_code=303)
    with database.read() as session:
        today = local_today(session, clock())
        standings = goal_standings(session, seen_reps(session, identity), today)
    lines = [goal_line(standing, today, page.t) for standing in standings]
    return page.html("goals.html", here="goals", lines=lines, year=today.year)


@router.get("/goals/{rep_id}")
def goal(rep_id: str, page: PageDep, identity: IdentityDep, database: DatabaseDep, clock: ClockDep) -> Response:
    """One rep's year: today, what is to go, what it takes, and every span of it."""
    with database.read() as session:
        year = rep_year(session, identity, rep_id, clock())
    standing, today, ladder = year.standing, year.today, year.standing.ladder
    return page.html(
        "goal.html",
        here="goals",
        name=standing.rep.name,
        year=today.year,
        answer=day_sentence(standing.answer, standing.day_target(today), page.t),
        tiles=list(tiles(standing, today, page.t)),
        needs=[] if year.outlay is None else need_sentences(year.outlay, standing.to_go, page.t),
        since=None if ladder is None else since_sentence(ladder, page.t),
        ladder=None if ladder is None else rung_line(ladder.year, today, page.t),
    )
