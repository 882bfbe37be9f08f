"""The form that orders a plan: which week, whose, and how."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from sqlalchemy.orm import Session

from app.access.identity import Identity
from app.access.teams import teams
from app.deps import ClockDep, DatabaseDep, IdentityDep
from app.intake.method_settings import settings_in_force
from app.intake.overview import local_today
from app.intake.rep_lists import seen_reps
from app.planning.options import monday_of
from app.planning.seen_plans import seen_week_of
from app.planning.store import published_weeks
from web import formats
from web.page import Page, PageDep
from web.words import NEARNESS

router = APIRouter()

MOST_TEAMS = 200
ChosenDep = Annotated[list[str] | None, Query(max_length=1000)]


@router.get("/new-plan")
def new_plan(
    page: PageDep,
    identity: IdentityDep,
    database: DatabaseDep,
    clock: ClockDep,
    week: date | None = None,
    rep: ChosenDep = None,
    draft: str = "",
) -> Response:
    """The form on a page of its own, for managers who have no lists."""
    with database.read() as session:
        form = order_form(page, session, identity, local_today(session, clock()), week, rep or (), draft)
    return page.html("new_plan.html", here="week", **form)


def order_form(
    page: Page,
    session: Session,
    identity: Identity,
    today: date,
    week: date | None,
    chosen: Collection[str],
    draft: str,
) -> dict[str, Any]:
    """What the form shows; `chosen` are the reps (external ids) that are ticked, `week` a day of one to plan again.

    `draft` is the id of a plan of that week to hold on to, where it is not the published one.
    """
    is_of_it = week is not None and seen_week_of(session, identity, draft) == monday_of(week)
    published = published_weeks(session, monday_of(today))
    return {
        "order_reps": [(rep.external_id, rep.name, rep.external_id in chosen) for rep in seen_reps(session, identity)],
        "order_teams": [(team.id, team.name) for team in teams(session, identity, "", MOST_TEAMS) if team.reps],
        "draft": draft if is_of_it else "",
        "week": (week or _week_to_plan(today)).isoformat(),
        "keep": week is not None and monday_of(week) in published,
        "published": [formats.short_day(week_on, page.t) for week_on in published],
        "keep_worth": formats.duration(settings_in_force(session).keep_worth_s, page.t),
        "nearness": [(pct, page.t(name)) for pct, name in NEARNESS.items()],
        "time_limit_s": page.settings.plan_time_limit_s,
    }


def _week_to_plan(today: date) -> date:
    """The Monday of the week to plan: this one up to Thursday, from Friday on the next."""
    monday = monday_of(today)
    return monday if today.weekday() < 4 else monday + timedelta(days=7)
