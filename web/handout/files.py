"""The files of a plan and of a day by their names, each made when it is asked for and kept by no cache."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Literal
from urllib.parse import quote

from fastapi import Response
from sqlalchemy.orm import Session

from app.access.admission import need_scope
from app.access.identity import Identity
from app.access.roles import Scope
from app.errors import NotAllowed, NotFound
from app.planning.store import StoredPlan
from app.planning.week_plan import PlannedRoute
from app.visits.day_in_hand import seen_route
from web.exports import whole_day
from web.handout import bundle, day_sheet, gpx, workbook
from web.i18n import Translator
from web.maps import Tiles
from web.plan_pages import known_plan

WeekFile = Literal["week.xlsx", "week.zip"]
DayFile = Literal["day.pdf", "day.gpx", "day.html"]

HTML = "text/html; charset=utf-8"
WEEK_KINDS: Mapping[str, str] = {"week.xlsx": workbook.MEDIA_TYPE, "week.zip": bundle.MEDIA_TYPE}
DAY_KINDS: Mapping[str, str] = {"day.pdf": day_sheet.MEDIA_TYPE, "day.gpx": gpx.MEDIA_TYPE, "day.html": HTML}


def week_file(stored: StoredPlan, name: WeekFile, tiles: Tiles, t: Translator) -> Response:
    """The plan as this file."""
    is_book = name == "week.xlsx"
    body = workbook.week_workbook(stored.plan, t) if is_book else bundle.week_bundle(stored, tiles, t)
    shown = f"{stored.plan.week_on.isoformat()}-plan-{stored.number}.{name.partition('.')[2]}"
    return _attachment(body, WEEK_KINDS[name], shown)


def seen_day(
    session: Session, identity: Identity, rep_id: str, on: date, plan_id: str | None
) -> tuple[PlannedRoute, int]:
    """The route of a rep whom the identity sees, as published or as the named plan has it, and the plan's number.

    Raises NotFound; what is not published is for managers and for programs that may read plans.
    """
    if plan_id is None:
        found = seen_route(session, identity, rep_id, on)
        return found.route, found.plan_number
    if identity.rep_id is not None:
        raise NotAllowed
    need_scope(identity, Scope.PLANS_READ)
    stored = known_plan(session, identity, plan_id)
    route = stored.plan.route(rep_id, on)
    if route is None:
        raise NotFound("route.none", "This plan has no route for this rep and day.")
    return route, stored.number


def day_file(route: PlannedRoute, plan_number: int, name: DayFile, tiles: Tiles, t: Translator) -> Response:
    """The day as this file."""
    if name == "day.pdf":
        body: str | bytes = day_sheet.day_sheet(route, plan_number, t)
    elif name == "day.gpx":
        body = gpx.day_gpx(route, t)
    else:
        body = whole_day(route, tiles=tiles, language=t.language)
    rep = re.sub(r"[^\w-]", "_", route.rep_name)[:60]
    return _attachment(body, DAY_KINDS[name], f"{route.on.isoformat()}-{rep}.{name.partition('.')[2]}")


def _attachment(body: str | bytes, media_type: str, name: str) -> Response:
    """A file to be kept by whoever asked, and never shown as a page of ours."""
    return Response(
        body,
        media_type=media_type,
        headers={
            "Content-Disposition": f"attachment; filename*=utf-8''{quote(name, safe='')}",
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
            "Vary": "Accept-Language, Cookie",
        },
    )
