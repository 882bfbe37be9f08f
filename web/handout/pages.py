"""Downloads for the pages of the week and the day; what holds a whole week's customers asks who one is once more."""

from fastapi import APIRouter, Response

from app.deps import DatabaseDep, IdentityDep
from web.day_pages import Day
from web.handout.files import DayFile, WeekFile, day_file, seen_day, week_file
from web.page import PageDep
from web.plan_pages import known_plan

router = APIRouter()


@router.get("/plans/{plan_id}/files/{week_name}")
def download_week(
    plan_id: str, week_name: WeekFile, page: PageDep, identity: IdentityDep, database: DatabaseDep
) -> Response:
    """The plan as the asker sees it, as a file."""
    with database.read() as session:
        stored = known_plan(session, identity, plan_id)
    return week_file(stored, week_name, page.tiles, page.t)


@router.get("/reps/{rep_id}/days/{on}/files/{day_name}")
def download_day(
    rep_id: str,
    on: Day,
    day_name: DayFile,
    page: PageDep,
    identity: IdentityDep,
    database: DatabaseDep,
    plan: str | None = None,
) -> Response:
    """A rep's day as a file: as published, or as the named plan has it."""
    with database.read() as session:
        route, number = seen_day(session, identity, rep_id, on, plan)
    return day_file(route, number, day_name, page.tiles, page.t)
