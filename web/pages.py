"""Every page of the site, and what they bring along: static files, compression and the error page."""

from typing import Any
from urllib.parse import quote, urlsplit

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.responses import RedirectResponse
from starlette.middleware.gzip import GZipMiddleware
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from app.errors import Problem
from web import (
    account_page,
    account_pages,
    board_pages,
    bulk_pages,
    compare_pages,
    contact_pages,
    datum_pages,
    day_pages,
    front_page,
    funnel_pages,
    geocoder_pages,
    goal_pages,
    hand_pages,
    hook_pages,
    import_check,
    import_pages,
    invitation_pages,
    key_pages,
    ledger_pages,
    list_pages,
    me_pages,
    opportunity_pages,
    own_words_pages,
    pair_pages,
    people_pages,
    phone_pages,
    place_pages,
    plan_order,
    plan_pages,
    rep_pages,
    review_pages,
    run_pages,
    seminar_pages,
    settings_pages,
    sign_in_pages,
    slot_pages,
    task_pages,
    territory_pages,
    visit_check,
)
from web.handout import calendar_pages
from web.handout import pages as handout_pages
from web.page import page_of
from web.rendering import LEAFLET, STATIC, versions
from web.sign_in_pages import sign_in_page

router = APIRouter(include_in_schema=False)
for part in (
    front_page,
    funnel_pages,
    board_pages,
    goal_pages,
    opportunity_pages,
    review_pages,
    account_page,
    account_pages,
    contact_pages,
    bulk_pages,
    pair_pages,
    place_pages,
    datum_pages,
    compare_pages,  # before the page of one plan, which would take its address for an id
    plan_pages,
    hand_pages,
    ledger_pages,
    list_pages,
    import_pages,
    import_check,
    visit_check,
    plan_order,
    run_pages,
    day_pages,
    phone_pages,
    slot_pages,
    seminar_pages,
    task_pages,
    territory_pages,
    hook_pages,
    sign_in_pages,
    invitation_pages,
    me_pages,
    people_pages,
    rep_pages,
    settings_pages,
    own_words_pages,
    geocoder_pages,
    key_pages,
    handout_pages,
    calendar_pages,
):
    router.include_router(part.router)


def install(app: FastAPI) -> None:
    """Serve the static files, compress what is worth it, and answer a page's failures as a page."""
    app.mount("/static/leaflet", VersionedFiles("leaflet/", directory=LEAFLET), name="leaflet")
    app.mount("/static", VersionedFiles("", directory=STATIC), name="static")
    app.add_middleware(GZipMiddleware, minimum_size=1024)
    app.state.render_error_page = render_error_page
    app.add_exception_handler(import_pages.FirstStepAgain, import_pages.first_step_again)


class VersionedFiles(StaticFiles):
    """Files that a browser keeps for ever when asked by their content hash, and checks each time otherwise."""

    def __init__(self, prefix: str, **settings: Any) -> None:
        super().__init__(**settings)
        self.prefix = prefix

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        version = versions().get(self.prefix + path, "")
        current = bool(version) and scope["query_string"] == f"v={version}".encode()
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if current else "no-cache"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response


def render_error_page(request: Request, problem: Problem) -> Response:
    """What happened, what is safe, and what to do; for a stranger, how to get in; for who must prove it, where."""
    page = page_of(request, request.app.state.settings)
    if problem.code == "access.not_signed_in":
        return sign_in_page(page, _way_back(request), status=problem.status)
    if problem.code == "access.prove_again":
        return RedirectResponse(f"/prove?next={quote(_way_back(request), safe='')}", status_code=303)
    heading, detail = page.t.text(problem.title), page.t.text(problem.detail)
    return page.html("error.html", status=problem.status, problem=problem, heading=heading, detail=detail)


def _way_back(request: Request) -> str:
    """The page to come back to: the one asked for, or the one whose form was sent."""
    asked = request.url if request.method == "GET" else urlsplit(request.headers.get("referer", ""))
    return f"{asked.path}?{asked.query}" if asked.query else asked.path
