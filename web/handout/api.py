"""The same files for programs, under the address of the plan or of the rep's day, in the language they ask for."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Response

from app.deps import DatabaseDep, IdentityDep
from web.day_pages import Day
from web.handout.files import DAY_KINDS, WEEK_KINDS, DayFile, WeekFile, day_file, seen_day, week_file
from web.i18n import translator
from web.page import PageDep
from web.plan_pages import known_plan

router = APIRouter(prefix="/api/v1", tags=["exports"])

Id = Annotated[str, Path(max_length=200, pattern=r"^[^\x00]*$")]
Language = Annotated[Literal["zh", "en"] | None, Query(description="What Accept-Language wants unless said.")]
PlanId = Annotated[
    str | None, Query(max_length=200, pattern=r"^[^\x00]*$", description="A plan to take the day of; needs plans:read.")
]


def _files(kinds: Mapping[str, str]) -> dict[int | str, dict[str, Any]]:
    """The answer of a route as the contract describes it: one of these kinds of file."""
    binary = {"schema": {"type": "string", "format": "binary"}}
    named = {kind.partition(";")[0]: binary for kind in kinds.values()}
    return {200: {"description": "The file.", "content": named}}


@router.get("/plans/{plan_id}/exports/{week_name}", response_class=Response, responses=_files(WEEK_KINDS))
def export_week(
    plan_id: Id,
    week_name: WeekFile,
    page: PageDep,
    identity: IdentityDep,
    database: DatabaseDep,
    lang: Language = None,
) -> Response:
    """The plan as a workbook, or everything of the week in one ZIP; people have to have shown who they are lately."""
    with database.read() as session:
        stored = known_plan(session, identity, plan_id)
    return week_file(stored, week_name, page.tiles, translator(lang) if lang else page.t)


@router.get("/reps/{rep_id}/routes/{day}/exports/{day_name}", response_class=Response, responses=_files(DAY_KINDS))
def export_day(
    rep_id: Id,
    day: Day,
    day_name: DayFile,
    page: PageDep,
    identity: IdentityDep,
    database: DatabaseDep,
    plan: PlanId = None,
    lang: Language = None,
) -> Response:
    """A rep's published day, or that of a plan: a page to print, a GPX file in WGS-84, or a map for no network."""
    with database.read() as session:
        route, number = seen_day(session, identity, rep_id, day, plan)
    return day_file(route, number, day_name, page.tiles, translator(lang) if lang else page.t)
