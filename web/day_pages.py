"""The route sheet of one rep and day: for the rep on the phone, and for the manager who looks over it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Annotated, Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse
from markupsafe import Markup
from pydantic import Field
from sqlalchemy.orm import Session

from app.access.identity import Identity
from app.access.people import names_of
from app.deps import ClockDep, DatabaseDep, IdentityDep
from app.errors import NotFound
from app.goals.standing import goal_standings
from app.intake.account_lists import seen_ids
from app.intake.own_words import own_words
from app.intake.rep_lists import find_stored_rep
from app.intake.store import find_rep
from app.method.office_tasks import TaskRole
from app.method.preparation import Preparation
from app.planning.by_hand import KeptAnyway
from app.planning.options import monday_of
from app.planning.seen_plans import load_seen_plan
from app.planning.week_plan import PlannedRoute
from app.tasks.task_list import TaskState, TaskWish, task_list
from app.visits.day_clock import day_clock
from app.visits.event_facts import state_of
from app.visits.open_debriefs import open_debriefs
from app.visits.preparing import last_debriefs, preparations
from app.visits.today import next_route_day, published_route, route_days, stops_by_day
from app.visits.told_visits import ToldEvent, told_of
from web import formats
from web.account_view import account_href
from web.day_changes import changes_island
from web.day_moves import day_moves
from web.day_view import DayView, day_view, exception
from web.days_around import DayHref, next_day, week_strip
from web.debrief_steps import debrief_steps, learnt_choices
from web.goal_view import day_sentence
from web.hand_view import told_rule
from web.handout.links import day_links
from web.ledger_view import times_href
from web.map_data import day_map_data
from web.maps import map_parts
from web.office_day import office_day
from web.own_words_view import own_translator
from web.page import Page, PageDep
from web.phone_data import phone_data, phone_scripts
from web.prep_card import PrepCard, prep_card
from web.rendering import map_assets, served_asset
from web.undo_notice import undo_notice
from web.words import day_words

router = APIRouter()

REACH = timedelta(days=28)  # how far the arrows look for another day
Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2199, 12, 31))]  # arrows and weeks need room on both sides


@router.get("/today")
def today(
    page: PageDep, identity: IdentityDep, database: DatabaseDep, clock: ClockDep, on: Day | None = None
) -> Response:
    """The rep's published route of today, of the day asked for, or of the next day that has one."""
    if identity.rep_id is None:
        return RedirectResponse("/", status_code=303)
    notice = ""
    with database.read() as session:
        rep = find_rep(session, identity.rep_id)
        if rep is None:
            raise NotFound("rep.unknown", "There is no rep of this id. Import the list of reps first.")
        now = clock().astimezone(ZoneInfo(rep.timezone))
        shown_on = on or now.date()
        published = published_route(session, rep.external_id, shown_on)
        if on is None and (published is None or not published.route.stops):
            following = next_route_day(session, rep.external_id, now.date())
            if following is not None:
                shown_on = following
                published = published_route(session, rep.external_id, following)
                notice = page.t(
                    "No visits today. Your next day in the field is {day}.", day=formats.day(following, page.t)
                )
        days = route_days(session, rep.external_id, shown_on - REACH, shown_on + REACH)
        stops = stops_by_day(session, rep.external_id, *_week_of(shown_on))
        later = min((day for day in days if day > shown_on), default=None)
        after = None if later is None else published_route(session, rep.external_id, later)
        told = told_of(session, [stop.visit_id for stop in published.route.stops]) if published else {}
        goal = None if shown_on < now.date() else goal_standings(session, [rep], now.date(), shown_on)[0]
        routes = [one.route for one in (published, after) if one is not None]
        prepared = preparations(session, {stop.external_id for route in routes for stop in route.stops})
        cards = {} if published is None else _cards(session, identity, published.route, prepared, page)
        broken = () if published is None else _broken(session, published.route, published.kept, page)
        words = own_words(session).words
        office = None
        if notice or published is None or not published.route.stops or exception(published.route, page.t):
            tasks = task_list(session, identity, TaskWish(role=TaskRole.REP, state=TaskState.OPEN), clock())
            office = office_day(len(tasks), open_debriefs(session, rep.external_id, now.date()), _today_href, page.t)

    around: dict[str, Any] = {
        **_neighbours(shown_on, days, _today_href),
        "strip": week_strip(shown_on, now.date(), stops, _today_href, page.t),
        "next_day": None if after is None else next_day(after.route, prepared, now.date(), _today_href, page.t),
        "office": office,
        "pick": shown_on.isoformat(),
        "moving": None,
        "undo": None,
        "modules": (),
        "phone": phone_scripts(phone_data(rep.external_id, shown_on, page.t, published, told), page.nonce),
    }
    if published is None:
        day = formats.day(shown_on, page.t)
        nothing = page.html("no_route.html", rep_name=rep.name, day=day, here="today", **around)
        return _named(nothing, rep.external_id, shown_on, None)
    around["phone"] = changes_island(day_clock(published.route, rep), page.t, page.nonce) + around["phone"]
    around["files"] = day_links(published.route, None, page.t)
    around["prep_cards"] = cards
    around["learnt_choices"] = learnt_choices(own_translator(words, page.t), words.stage_order)
    around["broken"] = broken
    around["goal"] = "" if goal is None else day_sentence(goal.answer, goal.day_target(shown_on), page.t)
    view = _view(page, published.route, now, told)
    answer = _day_page(page, published.route, view, around, home_href="", notice=notice)
    return _named(answer, rep.external_id, shown_on, published.plan_number)


def _today_href(day: date) -> str:
    return f"/today?on={day.isoformat()}"


def _named(answer: Response, rep_id: str, on: date, plan_number: int | None) -> Response:
    """Say in headers whose day it is and of which plan, for the worker that keeps it on the phone."""
    answer.headers["KPRoute-Rep"] = quote(rep_id, safe="")
    answer.headers["KPRoute-Day"] = on.isoformat()
    if plan_number is not None:
        answer.headers["KPRoute-Plan"] = str(plan_number)
    return answer


@router.get("/reps/{rep_id}/days/{on}")
def rep_day(
    rep_id: str,
    on: Day,
    page: PageDep,
    identity: IdentityDep,
    database: DatabaseDep,
    clock: ClockDep,
    plan: str | None = None,
) -> Response:
    """Any rep's day: as published, or as the named plan has it."""
    with database.read() as session:
        if find_stored_rep(session, identity, rep_id) is None:
            raise _unknown_route()
        if plan is None:
            published = published_route(session, rep_id, on)
            route = published.route if published else None
            stored = load_seen_plan(session, identity, published.plan_id) if published else None
            kept = published.kept if published else ()
            days = route_days(session, rep_id, on - REACH, on + REACH)
            stops = stops_by_day(session, rep_id, *_week_of(on))
        else:
            stored = load_seen_plan(session, identity, plan)
            route = stored.plan.route(rep_id, on) if stored else None
            kept = stored.plan.hand.kept_on(rep_id, on) if stored else ()
            of_rep = [r for r in stored.plan.routes if r.rep_id == rep_id] if stored else []
            stops = {r.on: len(r.stops) for r in of_rep}
            days = [day for day, count in stops.items() if count]
        if route is None or stored is None:
            raise _unknown_route()
        undo = undo_notice(session, identity, stored, rep_id, on.isoformat(), page.t)
        told = told_of(session, [stop.visit_id for stop in route.stops])
        prepared = preparations(session, {stop.external_id for stop in route.stops})
        cards = _cards(session, identity, route, prepared, page)
        broken = _broken(session, route, kept, page)

    def href(day: date) -> str:
        return f"/reps/{quote(rep_id, safe='')}/days/{day.isoformat()}{f'?plan={quote(plan)}' if plan else ''}"

    around = {
        **_neighbours(on, days, href),
        "strip": week_strip(on, clock().astimezone(ZoneInfo(route.timezone)).date(), stops, href, page.t),
        "next_day": None,
        "office": None,
        "pick": "",
        "phone": Markup(),
        "modules": ("navigate.js",),
        "files": day_links(route, plan, page.t),
        "prep_cards": cards,
        "broken": broken,
        "here": "week",
        "goal": "",
        "moving": day_moves(stored, route, clock(), page.t),
        "undo": undo,
    }
    view = _view(page, route, clock(), told)
    href_home = f"/plans/{quote(plan)}" if plan else "/week"
    return _day_page(page, route, view, around, home_href=href_home, notice="")


def _cards(
    session: Session, identity: Identity, route: PlannedRoute, prepared: Mapping[str, Preparation], page: Page
) -> dict[str, PrepCard]:
    """The prep card of each visit, by its id."""
    account_ids = {stop.external_id for stop in route.stops}
    last = last_debriefs(session, account_ids, route.on)
    seen, t = seen_ids(session, identity, account_ids), own_translator(own_words(session).words, page.t)
    return {
        stop.visit_id: prep_card(
            stop,
            prepared.get(stop.external_id),
            last.get(stop.external_id),
            t,
            account_href=account_href(stop.external_id) if stop.external_id in seen else "",
        )
        for stop in route.stops
    }


def _broken(session: Session, route: PlannedRoute, kept: Sequence[KeptAnyway], page: Page) -> tuple[str, ...]:
    """The rules that somebody chose to break on this day, by whom and since when."""
    names = names_of(session, {one.by for one in kept})
    return tuple(told_rule(one, route, names, page.t) for one in kept)


def _unknown_route() -> NotFound:
    return NotFound("route.unknown", "There is no route for this rep and day. Choose a day from the week.")


def _view(page: Page, route: PlannedRoute, now: datetime, told: Mapping[str, Sequence[ToldEvent]]) -> DayView:
    local = now.astimezone(ZoneInfo(route.timezone))
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    now_s = int((local - midnight).total_seconds()) if local.date() == route.on else None
    states = {visit_id: state_of([event.kind for event in events]) for visit_id, events in told.items()}
    return day_view(route, page.t, now_s=now_s, states=states)


def _day_page(
    page: Page,
    route: PlannedRoute,
    view: DayView,
    around: Mapping[str, Any],
    *,
    home_href: str,
    notice: str,
) -> Response:
    data = day_map_data(route, view, page.tiles.shift, page.t)
    parts = map_parts(data, page.tiles, map_assets(served_asset), page.nonce)
    return page.html(
        "day.html",
        map=parts,
        view=view,
        notice=notice,
        debrief_steps=debrief_steps(page.t),
        home_href=home_href,
        # Only the manager, who has come from the week, offers times.
        times={
            row.id: times_href(stop.external_id) if home_href else ""
            for row, stop in zip(view.stops, route.stops, strict=True)
        },
        **around,
        **day_words(page.t),
    )


def _week_of(on: date) -> tuple[date, date]:
    """Its Monday and its Sunday."""
    return monday_of(on), monday_of(on) + timedelta(days=6)


def _neighbours(on: date, days: list[date], href: DayHref) -> dict[str, Any]:
    """The nearest days before and after that have visits."""
    earlier = max((day for day in days if day < on), default=None)
    later = min((day for day in days if day > on), default=None)
    return {"earlier_href": href(earlier) if earlier else "", "later_href": href(later) if later else ""}
