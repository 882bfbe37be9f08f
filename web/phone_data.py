"""What the scripts of a rep's day get: whose day it is, of which plan, its stops, what is known of them, and our words."""

from collections.abc import Mapping, Sequence
from typing import Any

from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from app.visits.event_facts import EventKind
from app.visits.today import PublishedRoute
from app.visits.told_visits import ToldEvent
from web.day_view import DayView
from web.i18n import Translator
from web.rendering import MODULES, served_asset
from web.words import EVENTS, marked

SENTENCES: Mapping[str, str] = {
    "waiting": marked("on this phone"),
    "sent": marked("sent"),
    "refused": marked("not taken"),
}


def phone_data(
    published: PublishedRoute, view: DayView, told: Mapping[str, Sequence[ToldEvent]], t: Translator
) -> dict[str, Any]:
    """The day as the phone keeps it. A visit's id is its key everywhere, whatever the plan does with it."""
    route = published.route
    return {
        "rep": route.rep_id,
        "on": route.on.isoformat(),
        "plan": published.plan_number,
        "stops": [
            {"id": row.id, "number": row.number, "name": row.name, "span": row.span, "departure_s": stop.departure_s}
            for row, stop in zip(view.stops, route.stops, strict=True)
        ],
        "told": {
            visit_id: [{"id": event.id, "kind": event.kind, "at": event.at.isoformat()} for event in events]
            for visit_id, events in told.items()
        },
        "words": {
            **{name: t(sentence) for name, sentence in SENTENCES.items()},
            "kinds": {kind.value: t(EVENTS[kind]) for kind in EventKind},
        },
    }


def phone_scripts(data: Mapping[str, Any], nonce: str) -> Markup:
    """The data as an island that no browser reads as HTML, and the module that brings the day to life."""
    imports = {f"/static/{name}": served_asset(name) for name in MODULES}
    return Markup(
        '<script type="application/json" id="phone_data" nonce="{nonce}">{data}</script>\n'
        '<script type="importmap" nonce="{nonce}">{imports}</script>\n'
        '<script type="module" src="{phone}" nonce="{nonce}"></script>'
    ).format(
        nonce=nonce,
        data=htmlsafe_json_dumps(data, sort_keys=True),
        imports=htmlsafe_json_dumps({"imports": imports}),
        phone=served_asset("phone.js"),
    )
