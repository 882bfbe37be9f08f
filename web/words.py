"""The method's terms as the reader knows them: categories, due states, purposes, parts of a visit's worth."""

from collections.abc import Mapping
from typing import Any

from app.access.roles import Scope
from app.hooks.words import ENDPOINT_TEST, DeliveryState, EventType, Trouble, WhyDisabled
from app.method.absences import AbsenceKind
from app.method.account import Category, Datum
from app.method.cadence import DueState
from app.method.field_days import DayKind
from app.method.invitation_states import InvitationState
from app.method.office_tasks import TaskRole
from app.method.rep import Half, TravelMode
from app.method.seminar_seats import WhyAsked
from app.method.setting_fields import Unit
from app.method.settings import Area
from app.planning.compare import Change
from app.planning.progress import RepState
from app.planning.states import PlanStatus
from app.planning.store import PlanSummary, StoredPlan
from app.planning.week_plan import Outcome
from app.planning.wordings import AREA_NAMES
from app.tasks.task_list import TaskState
from app.visits.account_groups import Group
from app.visits.event_facts import EventKind
from app.visits.readiness import Lack
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
DUE_LETTERS: Mapping[str, Mapping[DueState, str]] = {  # by language: what the colour says, to eyes that see none
    "zh": {DueState.OVERDUE: "逾", DueState.DUE: "到", DueState.NOT_DUE: "未", DueState.NO_INTERVAL: "–"},
    "en": {DueState.OVERDUE: "O", DueState.DUE: "D", DueState.NOT_DUE: "N", DueState.NO_INTERVAL: "–"},
}
MAP_APPS: Mapping[str, str] = {
    "amap": marked("Amap"),
    "amap_app": marked("Amap app"),
    "baidu": marked("Baidu Maps"),
    "baidu_app": marked("Baidu app"),
    "apple": marked("Apple Maps"),
    "google": marked("Google Maps"),
    "geo": marked("Another map app"),
}
LACKS: Mapping[Lack, str] = {
    Lack.CONTACT: marked("no contact"),
    Lack.PHONE: marked("no phone"),
    Lack.HOURS: marked("no opening hours"),
    Lack.QUESTIONS: marked("no goal and no questions"),
}
WORTH_PARTS: Mapping[str, str] = {
    "base": marked("Expected result"),
    "urgency": marked("Urgency"),
    "next_step": marked("Next step promised"),
    "market": marked("Market split"),
    "protected": marked("Customer without business"),
}
AREAS: Mapping[Area, str] = AREA_NAMES
OUTCOMES: Mapping[Outcome, str] = {
    Outcome.ROUTED: marked("Routed"),
    Outcome.UNSERVED: marked("Left out"),
    Outcome.GATED: marked("Not for a visit"),
    Outcome.REJECTED: marked("Rejected"),
}


EVENTS: Mapping[EventKind, str] = {
    EventKind.ARRIVED: marked("Arrived"),
    EventKind.DONE: marked("Done"),
    EventKind.SKIPPED: marked("Skipped"),
    EventKind.DELAYED: marked("Late"),
    EventKind.CANCELLED: marked("Cancelled"),
    EventKind.NOTE: marked("Note"),
    EventKind.DEBRIEF: marked("Debrief"),
    EventKind.NEXT_STEP: marked("Agreed next step"),
}
GROUPS: Mapping[Group, str] = {
    Group.ALL: marked("All accounts"),
    Group.REACHABLE: marked("Located and active"),
    Group.AUTHORITY: marked("First KP known"),
    Group.ABILITY_TO_PAY: marked("Able to pay"),
    Group.NEED: marked("Has a need"),
    Group.PRECISE: marked("Precise: all three"),
    Group.ROUTED: marked("Routed this week"),
    Group.SIGNED: marked("Signed"),
    Group.DECLARED_ONLY: marked("Precise by the list, not by the evidence"),
    Group.DERIVED_ONLY: marked("Precise by the evidence, not by the list"),
    Group.SEEN_ONCE: marked("Prospects met once"),
    Group.SEEN_TWICE: marked("Prospects met twice"),
    Group.SEEN_MORE: marked("Prospects met three times or more"),
}
INVITATION_STATES: Mapping[InvitationState, str] = {
    InvitationState.OPEN: marked("Asked"),
    InvitationState.ACCEPTED: marked("Accepted"),
    InvitationState.DECLINED: marked("Declined"),
    InvitationState.CAME: marked("Came"),
    InvitationState.TAKEN_OUT: marked("Taken out"),
}
WHY_ASKED: Mapping[WhyAsked, str] = {
    WhyAsked.CAPPED: marked("No further visit before he signs"),
    WhyAsked.FAR: marked("Far away, or a visit costs more than it brings"),
    WhyAsked.UNSERVED: marked("Left out of the plan in force"),
    WhyAsked.SEAT_LEFT: marked("A seat was left over"),
    WhyAsked.BY_HAND: marked("Added by hand"),
}
HALVES: Mapping[Half, str] = {Half.MORNING: marked("Morning"), Half.AFTERNOON: marked("Afternoon")}
LEG_NAMES: Mapping[str, str] = {
    "need": marked("Need"),
    "ability_to_pay": marked("Ability to pay"),
    "authority": marked("Who decides is known"),
}
TASK_ROLES: Mapping[TaskRole, str] = {
    TaskRole.REP: marked("Rep"),
    TaskRole.ASSISTANT: marked("Assistant"),
}
TASK_STATES: Mapping[TaskState, str] = {
    TaskState.OPEN: marked("To be done"),
    TaskState.RESTING: marked("Rests"),
}
TRAVEL_MODES: Mapping[TravelMode, str] = {
    TravelMode.CAR: marked("Car"),
    TravelMode.EBIKE: marked("E-bike"),
    TravelMode.TRANSIT: marked("Metro and on foot"),
}
DAY_KINDS: Mapping[DayKind, str] = {
    DayKind.FIELD: marked("Field"),
    DayKind.HALF_DAY: marked("Half-day"),
    DayKind.OFFICE: marked("Office"),
    DayKind.MAKE_UP: marked("Make-up workday"),
    DayKind.WEEKEND: marked("Weekend"),
    DayKind.HOLIDAY: marked("Holiday"),
    DayKind.LEAVE: marked("Leave"),
    DayKind.SEMINAR: marked("Hosts a seminar"),
}
ABSENCES: Mapping[AbsenceKind, str] = {
    AbsenceKind.LEAVE: marked("Leave"),
    AbsenceKind.MORNING_OFF: marked("Morning off"),
    AbsenceKind.AFTERNOON_OFF: marked("Afternoon off"),
}
SETTINGS: Mapping[str, str] = {
    "country": marked("Country of the public holidays"),
    "visit_cap": marked("Visits to a prospect before he signs"),
    "visit_mix": marked("Wanted shares of the prospects met once, twice and more often"),
    "assistant_does": marked("Tasks that assistants do, else the rep"),
    "task_rest_days": marked("How long a task rests that was tried"),
    "full_day_visits": marked("Visits of a full day in the field"),
    "fewest_questions": marked("Questions that a visit is prepared with, at least"),
    "look_again_days": marked("When an account that is not precise is looked at again"),
    "visit_minutes": marked("Length of a visit"),
    "interval_days": marked("Days between visits"),
    "due_from_share": marked("Due from this part of the interval"),
    "level_falls_after_days": marked("A relationship falls one level after"),
    "level_is_one_after_days": marked("A relationship is at level 1 after"),
    "yearly_target": marked("Yearly target of a rep"),
    "deal_value": marked("Value of a deal where the list says none"),
    "close_probability": marked("Chance to close"),
    "close_prior_visits": marked("So many visits the method's chance is worth beside own debriefs"),
    "close_fit_from": marked("Debriefs from which chances are fitted"),
    "close_fitted_visits": marked("Debriefs that the chances rest on"),
    "explicit_need_factor": marked("Where the need is explicit, times"),
    "level_factor": marked("By level of the relationship, times"),
    "second_visit_factor": marked("On the second visit, times"),
    "most_probable": marked("Highest chance to close"),
    "share_at_stake": marked("Share of the yearly value at stake, by days since the last visit"),
    "share_at_stake_later": marked("Share at stake after that"),
    "urgency_overdue": marked("Added for an overdue visit"),
    "urgency_due": marked("Added for a visit that is due"),
    "next_step_share": marked("Added for a promised next step"),
    "market_share": marked("Target shares of the areas"),
    "market_most": marked("Most that steering to the targets adds or takes"),
    "home_up_to_km": marked("Home market: from the rep's start up to"),
    "surroundings_up_to_km": marked("Surroundings: from the rep's start up to"),
    "protected_share": marked("Visits to customers without business"),
    "market_areas": marked("Areas of the markets"),
    "travel_weight_pct": marked("What a second of driving costs"),
    "overtime_weight_pct": marked("What a second of overtime costs"),
    "keep_worth_s": marked("Worth of keeping a visit on its day"),
    "rush_hours": marked("Drives by car take longer in the rush hours"),
    "speed_pct": marked("Speed at each hour of the day"),
    "small_n": marked("Rates of the board are grey below"),
}
UNITS: Mapping[Unit, str] = {
    Unit.VISITS: marked("visits"),
    Unit.QUESTIONS: marked("questions"),
    Unit.CASES: marked("cases"),
    Unit.DAYS: marked("days"),
    Unit.MINUTES: marked("minutes"),
    Unit.SECONDS: marked("seconds of rep time"),
    Unit.MONEY: marked("CNY"),
    Unit.SHARE: marked("a share from 0 to 1"),
    Unit.FACTOR: marked("a factor"),
    Unit.PERCENT: marked("% of a second of rep time"),
    Unit.PERCENT_OF_RESULT: marked("% of the expected result, 100 in all"),
    Unit.PERCENT_OF_SPEED: marked("% of the usual speed; 50: a drive takes twice as long"),
    Unit.KILOMETRES: marked("km"),
    Unit.YES_NO: marked("yes or no"),
}
ROLES: Mapping[str, str] = {
    "rep": marked("Rep"),
    "assistant": marked("Assistant"),
    "manager": marked("Manager"),
    "director": marked("Director"),
}
SCOPES: Mapping[Scope, str] = {
    Scope.LISTS_READ: marked("Read accounts, reps and appointments"),
    Scope.LISTS_WRITE: marked("Change accounts and reps"),
    Scope.PLANS_READ: marked("Read plans"),
    Scope.PLANS_RUN: marked("Order and publish plans"),
    Scope.ROUTES_READ: marked("Read routes and times to offer"),
    Scope.VISITS_WRITE: marked("Book appointments and report visits"),
    Scope.WEBHOOKS_MANAGE: marked("Manage webhooks"),
}
PLAN_STATES: Mapping[str, str] = {
    "draft": marked("Draft"),
    "published": marked("Published"),
    "superseded": marked("Superseded"),
}
CHANGES: Mapping[Change, str] = {
    Change.ADDED: marked("Visited as well"),
    Change.DROPPED: marked("Not visited any more"),
    Change.MOVED: marked("With another rep or on another day"),
    Change.RETIMED: marked("At another time of the day"),
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
    "running": marked("Importing the list"),
    "succeeded": marked("The list is imported"),
    "failed": marked("The list was not imported"),
    "cancelled": marked("The import was called off"),
}
RUN_PHASES: Mapping[str, str] = {
    "gate": marked("Reading the list"),
    "solve": marked("Searching for the best routes"),
    "share": marked("Offering shared accounts to the next rep"),
    "done": marked("Writing the plan down"),
    "read": marked("Reading the list"),
    "keep": marked("Writing the accounts down"),
}
REP_STATES: Mapping[RepState, str] = {
    RepState.WAITS: marked("waits for its turn"),
    RepState.SEARCHED: marked("being improved"),
    RepState.DONE: marked("planned"),
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
ENCODING_NAMES: Mapping[str, str] = {
    "utf-8-sig": "UTF-8",
    "gb18030": "GBK / GB18030",
    "utf-16": "UTF-16",
    "big5": "Big5",
    "cp1252": "Windows-1252",
}
SEPARATOR_NAMES: Mapping[str, str] = {
    ",": marked("comma"),
    ";": marked("semicolon"),
    "\t": marked("tab"),
    "|": marked("vertical bar"),
}

HOOK_EVENTS: Mapping[str, str] = {
    EventType.PLAN_SUCCEEDED: marked("A plan was made"),
    EventType.PLAN_FAILED: marked("No plan was made"),
    EventType.ROUTE_PUBLISHED: marked("A plan was published"),
    EventType.ROUTE_CHANGED: marked("A published day changed"),
    EventType.VISIT_COMPLETED: marked("A visit was made"),
    EventType.VISIT_MISSED: marked("A visit was missed"),
    EventType.IMPORT_FINISHED: marked("A list was imported"),
    EventType.IMPORT_FAILED: marked("A list could not be imported"),
    EventType.ENDPOINT_DISABLED: marked("An endpoint was disabled"),
    ENDPOINT_TEST: marked("A test"),
}
DELIVERY_STATES: Mapping[DeliveryState, str] = {
    DeliveryState.WAITING: marked("Waiting"),
    DeliveryState.SENDING: marked("Being sent"),
    DeliveryState.DELIVERED: marked("Delivered"),
    DeliveryState.FAILED: marked("Given up"),
    DeliveryState.CANCELLED: marked("Called off"),
}
HOOK_TROUBLES: Mapping[Trouble, str] = {
    Trouble.STATUS: marked("Answered with {status}"),
    Trouble.REDIRECT: marked("Answered with {status}, which names another address; that is not followed"),
    Trouble.GONE: marked("Answered with 410: it wants nothing any more"),
    Trouble.TIMEOUT: marked("No answer within 15 seconds"),
    Trouble.CONNECTION: marked("No connection, or no answer that can be read"),
    Trouble.CERTIFICATE: marked("Its certificate is not valid for its name"),
    Trouble.NAME: marked("Nobody knows its name"),
    Trouble.ADDRESS: marked("Its name leads to a private network"),
}
WHY_DISABLED: Mapping[WhyDisabled, str] = {
    WhyDisabled.BY_HAND: marked("Switched off by hand."),
    WhyDisabled.GONE: marked("Switched off: it answered that it wants nothing any more (410)."),
    WhyDisabled.FAILING: marked("Switched off: it accepted nothing for three days."),
}


def day_words(t: Translator) -> dict[str, Any]:
    """What a day page explains: its legend, and what the map apps are called."""
    return {**legend(t), "app_names": {app: t(name) for app, name in MAP_APPS.items()}}


def plan_state(plan: StoredPlan | PlanSummary, t: Translator) -> str:
    """What a plan is called; a draft that was changed further has never been in force."""
    if plan.status is PlanStatus.SUPERSEDED and plan.published_at is None:
        return t("Older draft")
    return t(PLAN_STATES[plan.status])


def legend(t: Translator) -> dict[str, Any]:
    """What the legend of a map explains."""
    return {
        "categories": [(category.value, t(name)) for category, name in CATEGORIES.items()],
        "letter": formats.weekday_letters(t)[2],
        "due_states": [(due.value, t(name), DUE_LETTERS[t.language][due]) for due, name in DUE_STATES.items()],
    }
