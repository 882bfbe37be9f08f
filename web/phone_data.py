"""What the scripts of a rep's day get: whose day it is, its plan and stops, what is known of them, and our words."""

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from app.visits.event_facts import EventKind, Flag
from app.visits.today import PublishedRoute
from app.visits.told_visits import ToldEvent
from web.i18n import Translator
from web.rendering import MODULES, served_asset
from web.stop_row import span
from web.words import EVENTS, marked

SENTENCES: Mapping[str, str] = {
    "waiting": marked("on this phone"),
    "sent": marked("sent"),
    "refused": marked("not taken"),
    "not_sent": marked("Kept on this phone, to be sent: {n}"),
    "unkept": marked(
        "This phone cannot keep anything: free some storage, or leave private browsing. Nothing was recorded."
    ),
    "signed_out": marked("Your session is over. Kept on this phone until you sign in again: {n}"),
    "sign_in": marked("Sign in again"),
    "other_rep": marked("Somebody else is signed in here. Kept on this phone for you: {n}"),
    "reload": marked("Show his day"),
    "refused_some": marked("Not taken by the office: {n}. See below."),
    "withdrawn": marked("This day has no route any more."),
    "left_day": marked("{name} is no longer on this day."),
    "new_stop": marked("New: {name}, {span}"),
    "moved_stop": marked("{name}: now number {number}, {span} instead of {before}"),
    "other_time": marked("{name}: {span} instead of {before}"),
    "same_visits": marked("The visits and their times stayed as they were."),
    "office_side": marked("Office: {what}"),
    "office_none": marked("not in the plan of this day any more"),
    "office_place": marked("planned for {day} at {time}"),
    "office_same": marked("planned as before"),
}
FLAGS: Mapping[Flag, str] = {
    Flag.DONE_ALTHOUGH_CANCELLED: marked("cancelled, or in no plan any more"),
    Flag.CANCELLED_ALTHOUGH_DONE: marked("reported as done"),
}
REFUSALS: Mapping[str, str] = {
    "visit.unknown": marked("knows no such visit of yours"),
    "visit_event.id_used": marked("has another report under the same number"),
    "visit_event.too_many": marked("keeps no more reports of this visit"),
    "request.invalid": marked("cannot read this report"),
}


def phone_data(
    rep_id: str,
    on: date,
    t: Translator,
    published: PublishedRoute | None = None,
    told: Mapping[str, Sequence[ToldEvent]] = MappingProxyType({}),
) -> dict[str, Any]:
    """The day as the phone keeps it. A visit's id is its key everywhere, whatever the plan does with it."""
    return {
        "rep": rep_id,
        "on": on.isoformat(),
        "plan": published.plan_number if published else None,
        "stops": [
            {
                "id": stop.visit_id,
                "number": number,
                "name": stop.name,
                "span": span(stop.start_s, stop.departure_s),
                "departure_s": stop.departure_s,
            }
            for number, stop in enumerate(published.route.stops if published else (), start=1)
        ],
        "told": {
            visit_id: [{"id": event.id, "kind": event.kind, "at": event.at.isoformat()} for event in events]
            for visit_id, events in told.items()
        },
        "words": {
            **{name: t(sentence) for name, sentence in SENTENCES.items()},
            "flags": {flag.value: t(sentence) for flag, sentence in FLAGS.items()},
            "refusals": {code: t(sentence) for code, sentence in REFUSALS.items()},
            "kinds": {kind.value: t(EVENTS[kind]) for kind in EventKind},
        },
    }


def phone_scripts(data: Mapping[str, Any], nonce: str, module: str = "phone.js") -> Markup:
    """The data as an island that no browser reads as HTML, and the module that brings the page to life."""
    imports = {f"/static/{name}": served_asset(name) for name in MODULES}
    return Markup(
        '<script type="application/json" id="phone_data" nonce="{nonce}">{data}</script>\n'
        '<script type="importmap" nonce="{nonce}">{imports}</script>\n'
        '<script type="module" src="{module}" nonce="{nonce}"></script>'
    ).format(
        nonce=nonce,
        data=htmlsafe_json_dumps(data, sort_keys=True),
        imports=htmlsafe_json_dumps({"imports": imports}),
        module=served_asset(module),
    )
