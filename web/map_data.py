"""What the map script gets: GeoJSON of a day or a week, a card for each pin, and the few words it needs."""

from collections.abc import Callable, Sequence
from typing import Any

from app.intake.accounts import ListedRow
from app.planning.week_plan import Place, PlannedRoute, WeekPlan
from app.travel.by_road import streets
from app.wording import clock
from web import formats
from web.base_map import base_map
from web.day_view import DayView
from web.geojson import Shift, account_features, day_features, driven_legs, week_features
from web.i18n import Translator
from web.stop_row import worth_against_cost
from web.words import CATEGORIES, PURPOSES

DayHref = Callable[[PlannedRoute], str]


def day_map_data(route: PlannedRoute, view: DayView, shift: Shift, t: Translator) -> dict[str, Any]:
    """One day: pins numbered as the list, the leg to the next stop marked."""
    cards = {
        row.id: {
            "name": row.name,
            "span": row.span,
            "lines": [f"{row.category_name} · {row.due_name}", row.purpose, row.worth],
            "href": row.navigate_url,
            "state": row.state,
        }
        for row in view.stops
    }
    following = view.next_stop.id if view.next_stop else None
    features = day_features(route, shift, streets(driven_legs(route)))
    base = base_map([route], shift)
    return {"features": features, "cards": cards, "next": following, "words": _words(t), "base": base}


def week_map_data(
    plan: WeekPlan, shift: Shift, t: Translator, day_href: DayHref, *, left_out: Sequence[Place] = ()
) -> dict[str, Any]:
    """A week: pins carry the letter of the weekday, cards lead to the day."""
    cards = {
        stop.visit_id: {
            "name": stop.name,
            "tip": f"{route.rep_name} · {formats.day(route.on, t)} · {clock(stop.start_s)}",
            "lines": [
                f"{route.rep_name} · {formats.day(route.on, t)} · {clock(stop.start_s)}",
                f"{t(CATEGORIES[stop.category])} · {t(PURPOSES[stop.category])}",
                worth_against_cost(stop, t),
            ],
            "href": day_href(route),
            "link": t("Open the day"),
        }
        for route in plan.routes
        for stop in route.stops
    }
    legs = [leg for route in plan.routes for leg in driven_legs(route)]
    features = week_features(plan, shift, left_out=left_out, streets=streets(legs))
    base = base_map(plan.routes, shift)
    return {"features": features, "cards": cards, "next": None, "words": _words(t), "base": base}


def list_map_data(rows: Sequence[ListedRow], shift: Shift, t: Translator) -> dict[str, Any]:
    """Accounts of a list that is looked through, each with its line and what the file says of its place."""
    accounts = [(str(row.line), row.account) for row in rows if row.account is not None]
    cards = {
        line: {
            "name": account.name,
            "tip": t("Line {line}", line=line),
            "lines": [
                t("Line {line}", line=line),
                account.address,
                f"{account.location.source_lat:.5f}, {account.location.source_lon:.5f}",
            ],
        }
        for line, account in accounts
        if account.location is not None
    }
    return {"features": account_features(accounts, shift), "cards": cards, "next": None, "words": _words(t)}


def _words(t: Translator) -> dict[str, Any]:
    return {
        "navigate": t("Navigate"),
        "lunch": t("Lunch"),
        "whole": t("Show everything"),
        "weekdays": list(formats.weekday_letters(t)),
    }
