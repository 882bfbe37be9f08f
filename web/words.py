"""The method's terms as the reader knows them: categories, due states, purposes, parts of a visit's worth."""

from collections.abc import Mapping
from typing import Any

from app.method.account import Category, Datum
from app.method.cadence import DueState
from app.planning.week_plan import Outcome
from web import formats
from web.i18n import Translator


def marked(sentence: str) -> str:
    """Mark a sentence for the catalogue where it is kept now and translated later."""
    return sentence


CATEGORIES: Mapping[Category, str] = {
    Category.PROSPECT: marked("Prospect"),
    Category.MAINTENANCE: marked("Maintenance"),
    Category.SIGNED: marked("Signed"),
}
PURPOSES: Mapping[Category, str] = {
    Category.PROSPECT: marked("Show our strengths and win the next meeting"),
    Category.MAINTENANCE: marked("Keep up personal contact, strengthen their recognition of us"),
    Category.SIGNED: marked("Keep their goodwill and find the next deal"),
}
DUE_STATES: Mapping[DueState, str] = {
    DueState.OVERDUE: marked("Overdue"),
    DueState.DUE: marked("Due"),
    DueState.NOT_DUE: marked("Not due"),
    DueState.NO_INTERVAL: marked("No interval"),
}
WORTH_PARTS: Mapping[str, str] = {
    "base": marked("Expected result"),
    "urgency": marked("Urgency"),
    "next_step": marked("Next step promised"),
}
OUTCOMES: Mapping[Outcome, str] = {
    Outcome.ROUTED: marked("Routed"),
    Outcome.UNSERVED: marked("Left out"),
    Outcome.GATED: marked("Not for a visit"),
    Outcome.REJECTED: marked("Rejected"),
}


PLAN_STATES: Mapping[str, str] = {
    "draft": marked("Draft"),
    "published": marked("Published"),
    "superseded": marked("Superseded"),
}
RUN_STATES: Mapping[str, str] = {
    "queued": marked("Waiting for its turn"),
    "running": marked("Planning the week"),
    "succeeded": marked("The plan is ready"),
    "failed": marked("No plan was made"),
    "cancelled": marked("Planning was cancelled"),
}
IMPORT_STATES: Mapping[str, str] = {
    **RUN_STATES,
    "running": marked("Reading the list"),
    "succeeded": marked("The list is imported"),
    "failed": marked("The list was not imported"),
    "cancelled": marked("The import was called off"),
}
RUN_PHASES: Mapping[str, str] = {
    "gate": marked("Reading the list"),
    "solve": marked("Searching for the best routes"),
    "share": marked("Offering shared accounts to the next rep"),
    "done": marked("Writing the plan down"),
}
NEARNESS: Mapping[int, str] = {
    150: marked("Nearer together"),
    250: marked("Much nearer together"),
}
DATUMS: Mapping[Datum, str] = {
    Datum.WGS84: marked("WGS-84 (GPS, OpenStreetMap, Tianditu)"),
    Datum.GCJ02: marked("GCJ-02 (Amap, Tencent)"),
    Datum.BD09: marked("BD-09 (Baidu)"),
}


def legend(t: Translator) -> dict[str, Any]:
    """What the legend of a map explains."""
    return {
        "categories": [(category.value, t(name)) for category, name in CATEGORIES.items()],
        "letter": formats.weekday_letters(t)[2],
        "due_states": [(due.value, t(name)) for due, name in DUE_STATES.items()],
    }
