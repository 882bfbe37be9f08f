"""All versions of all plans, with what is in force, and two or three of them side by side."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi.responses import RedirectResponse

from app.access.scope import sees_all_of
from app.deps import DatabaseDep, IdentityDep
from app.intake.overview import local_zone
from app.planning.seen_plans import list_seen_plans
from web import formats
from web.compare_view import compare_view, options_words
from web.page import PageDep
from web.plan_pages import known_plan
from web.words import plan_state

router = APIRouter()

PLANS = 30  # on one page
MOST_COMPARED = 3


@router.get("/plans")
def plans(
    page: PageDep, identity: IdentityDep, database: DatabaseDep, before: Annotated[int | None, Query(ge=1)] = None
) -> Response:
    """Every plan that was made, newest first; old ones stay readable."""
    t = page.t
    with database.read() as session:
        found = list_seen_plans(session, identity, PLANS + 1, before=before)
        zone = local_zone(session)
    shown = found[:PLANS]
    return page.html(
        "plans.html",
        here="week",
        plans=[
            {
                "plan": one,
                "state": plan_state(one, t),
                "week": formats.short_day(one.week_on, t),
                "made": f"{one.created_at.astimezone(zone):%Y-%m-%d %H:%M}",
                "options": options_words(one.options, t),
            }
            for one in shown
        ],
        older=shown[-1].number if len(found) > PLANS else None,
    )


@router.get("/plans/compare")
def compare_plans(
    page: PageDep,
    identity: IdentityDep,
    database: DatabaseDep,
    plan: Annotated[list[str] | None, Query(max_length=20)] = None,
) -> Response:
    """The plans named, the first as the one to compare with; without two of them, the list to choose from."""
    chosen = list(dict.fromkeys(plan or ()))
    if not 2 <= len(chosen) <= MOST_COMPARED:
        return RedirectResponse("/plans#choose", status_code=303)
    with database.read() as session:
        stored = [known_plan(session, identity, plan_id) for plan_id in chosen]
        mine = {one.id for one in stored if sees_all_of(session, identity, one.options.reps)}
    # The oldest first: it is what the others would change.
    stored.sort(key=lambda one: one.number)
    return page.html("compare.html", here="week", view=compare_view(stored, page.t), may_publish=mine)
