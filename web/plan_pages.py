"""The manager's week: the newest plan or any other, with its map, its numbers and the button that publishes it."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Response
from fastapi.responses import JSONResponse, RedirectResponse
from sqlalchemy.orm import Session

from app.access.audit import note_deed
from app.access.identity import Identity
from app.access.people import names_of
from app.access.scope import sees_all_of
from app.deps import ClockDep, DatabaseDep, IdentityDep, RunsDep
from app.errors import NotFound
from app.intake.method_settings import settings_in_force
from app.intake.store import account_count, account_places
from app.planning.proving_again import AGAIN
from app.planning.seen_plans import list_seen_plans, load_seen_plan, newest_seen_plan, refuse_unseen
from app.planning.store import PlanSummary, StoredPlan
from app.planning.week_plan import Outcome, Place, PlannedRoute, WeekPlan
from app.planning.whole_week import WholeWeek, whole_week
from app.visits.publishing import publish_under_way
from web import formats
from web.hand_view import board_of, notes_by_hand
from web.map_data import week_map_data
from web.maps import map_parts
from web.page import Page, PageDep
from web.rendering import map_assets, served_asset
from web.settings_view import used_settings
from web.split_view import split_view
from web.undo_notice import undo_notice
from web.week_view import certificate_line, week_view
from web.words import legend, plan_state

router = APIRouter()


Rep = Annotated[str, Query(max_length=200, description="Whose stops are listed.")]


@router.get("/week")
def week(page: PageDep, identity: IdentityDep, database: DatabaseDep, clock: ClockDep, rep: Rep = "") -> Response:
    """The plan that counts now; a new installation is sent to its first list."""
    with database.read() as session:
        newest = newest_seen_plan(session, identity)
        if newest is None:
            return page.html("first_steps.html", here="week", has_accounts=account_count(session, identity) > 0)
        whole = whole_week(session, identity, newest)
        if whole is not None:
            return _whole_week_page(page, session, whole)
        return _week_page(page, session, identity, newest.id, rep, clock())


@router.get("/plans/{plan_id}")
def plan(
    plan_id: str, page: PageDep, identity: IdentityDep, database: DatabaseDep, clock: ClockDep, rep: Rep = ""
) -> Response:
    """One plan, published or not."""
    with database.read() as session:
        return _week_page(page, session, identity, plan_id, rep, clock())


@router.get("/plans/{plan_id}/certificate")
def certificate(plan_id: str, page: PageDep, identity: IdentityDep, database: DatabaseDep) -> Response:
    """How good the plan provably is, in the reader's words, for a page that waits for it."""
    with database.read() as session:
        found = known_plan(session, identity, plan_id).plan.certificate
    line = certificate_line(found, page.t)
    return JSONResponse(asdict(line), headers={"Cache-Control": "no-store"})


@router.post("/plans/{plan_id}/certificate")
def prove_again(plan_id: str, identity: IdentityDep, database: DatabaseDep, runs: RunsDep) -> Response:
    """Have the plan proven after all, where its proof broke off; its page says what came of it."""
    with database.read() as session:
        refuse_unseen(session, identity, plan_id)
    runs.prove_again(plan_id, identity)
    return RedirectResponse(f"/plans/{quote(plan_id)}", status_code=303)


@router.post("/plans/{plan_id}/publish")
def publish(plan_id: str, identity: IdentityDep, database: DatabaseDep, clock: ClockDep) -> Response:
    """Hand the plan to the reps; where its week is under way, go to the version that fits what has happened."""
    with database.write() as session:
        published_id = publish_under_way(session, plan_id, clock(), identity)
        note_deed(session, identity, "plan.published", published_id, clock())
    return RedirectResponse(f"/plans/{quote(published_id)}", status_code=303)


def known_plan(session: Session, identity: Identity, plan_id: str) -> StoredPlan:
    """The plan of this id as far as it is seen; raises NotFound."""
    stored = load_seen_plan(session, identity, plan_id)
    if stored is None:
        raise NotFound("plan.unknown", "There is no plan of this id. Choose one from the list of plans.")
    return stored


def _week_page(page: Page, session: Session, identity: Identity, plan_id: str, rep_id: str, now: datetime) -> Response:
    stored = known_plan(session, identity, plan_id)
    has_rep = any(route.rep_id == rep_id for route in stored.plan.routes)
    t = page.t

    def day_href(route: PlannedRoute) -> str:
        return f"/reps/{quote(route.rep_id, safe='')}/days/{route.on.isoformat()}?plan={quote(plan_id)}"

    left_out = _left_out(session, identity, stored.plan)
    names = names_of(session, {kept.by for kept in stored.plan.hand.kept})
    data = week_map_data(stored.plan, page.tiles.shift, t, day_href, left_out=left_out)
    return page.html(
        "plan.html",
        here="week",
        map=map_parts(data, page.tiles, map_assets(served_asset), page.nonce),
        view=week_view(stored.plan, t, day_href),
        stored=stored,
        split=split_view(stored.plan, stored.settings, t),
        used=used_settings(stored.plan, stored.settings, settings_in_force(session), t),
        state=plan_state(stored, t),
        may_prove=stored.plan.certificate.why_not in AGAIN,
        may_publish=sees_all_of(session, identity, stored.options.reps),
        by_hand=notes_by_hand(stored.plan, names, t),
        board=board_of(stored, rep_id, names, "week", now, t) if has_rep else None,
        undo=undo_notice(session, identity, stored, rep_id, "week", t),
        left_out=len(left_out),
        plans=[(summary, _plan_line(summary, page)) for summary in list_seen_plans(session, identity)],
        **legend(t),
    )


def _whole_week_page(page: Page, session: Session, whole: WholeWeek) -> Response:
    """The days in force of several plans; what is a plan's own is on its page."""
    t, plan = page.t, whole.plan

    def day_href(route: PlannedRoute) -> str:
        return f"/reps/{quote(route.rep_id, safe='')}/days/{route.on.isoformat()}"

    data = week_map_data(plan, page.tiles.shift, t, day_href)
    return page.html(
        "whole_week.html",
        here="week",
        map=map_parts(data, page.tiles, map_assets(served_asset), page.nonce),
        view=week_view(plan, t, day_href),
        week=plan.week_on.isoformat(),
        parts=whole.parts,
        by_hand=notes_by_hand(plan, names_of(session, {kept.by for kept in plan.hand.kept}), t),
        **legend(t),
    )


def _plan_line(summary: PlanSummary, page: Page) -> str:
    t = page.t
    visits = t.count("{n} visit", "{n} visits", summary.stops)
    return f"{formats.short_day(summary.week_on, t)} · {visits} · {plan_state(summary, t)}"


def _left_out(session: Session, identity: Identity, week_plan: WeekPlan) -> list[Place]:
    """Where the accounts are that this plan sends nobody to."""
    unrouted = {row.external_id for row in week_plan.ledger if row.outcome is not Outcome.ROUTED}
    return [
        Place(name, lat, lon)
        for external_id, name, lat, lon in account_places(session, identity)
        if external_id in unrouted
    ]
