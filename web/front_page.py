"""The front page: what needs the manager today, each matter with its link, and the numbers of the published week."""

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from app.access.roles import Role
from app.attention.managers_day import managers_day
from app.deps import ClockDep, DatabaseDep, IdentityDep
from app.intake.store import account_count
from app.planning.seen_plans import newest_seen_plan
from app.visits.contradictions import settle
from web.front_view import front_view
from web.page import PageDep

router = APIRouter()


@router.get("/")
def front(page: PageDep, identity: IdentityDep, database: DatabaseDep, clock: ClockDep) -> Response:
    """A manager's day; a rep is sent to his own, an assistant to his tasks, a new installation to its first list."""
    if identity.kind == "rep":
        return RedirectResponse("/today", status_code=303)
    if identity.role is Role.ASSISTANT:
        return RedirectResponse("/tasks", status_code=303)
    with database.read() as session:
        if newest_seen_plan(session, identity) is None:
            has_accounts = account_count(session, identity) > 0
            return page.html("first_steps.html", here="front", has_accounts=has_accounts)
        day = managers_day(session, identity, clock())
    directs = identity.role is Role.DIRECTOR
    return page.html("front.html", here="front", view=front_view(day, page.t, directs=directs))


@router.post("/visits/{visit_id}/settled")
def settle_contradictions(visit_id: str, identity: IdentityDep, database: DatabaseDep, clock: ClockDep) -> Response:
    """What contradicts itself of this visit needs nobody any more."""
    with database.write() as session:
        settle(session, identity, visit_id, clock())
    return RedirectResponse("/", status_code=303)
