"""The history of an account in sentences."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from app.method.invitation_states import InvitationState
from app.method.past_visit import PastOutcome
from app.visits.account_history import HistoryEntry, What
from app.visits.event_facts import EventKind
from web import formats
from web.account_form import FIELDS
from web.account_view import moment
from web.debrief_steps import outcome_told
from web.i18n import Translator
from web.words import EVENTS, INVITATION_STATES, marked

DEEDS: Mapping[str, str] = {
    "account.created": marked("Added"),
    "account.updated": marked("Changed"),
    "account.deleted": marked("Deleted"),
    "account.merged": marked("Another account merged into it"),
    "account.merge_undone": marked("Merge undone"),
    "account.told_apart": marked("Told apart from another account"),
    "account.asked_again": marked("To be compared again"),
    "account.found": marked("Found by its address"),
    "account.pinned": marked("Pin put on the map"),
    "account.place_refused": marked("Place that was found refused"),
    "appointment.booked": marked("Appointment booked"),
    "appointment.cancelled": marked("Appointment cancelled"),
    "seminar.invitation": marked("Invitation to a seminar"),
}
ACTORS: Mapping[str, str] = {
    "rep": marked("by a rep"),
    "assistant": marked("by an assistant"),
    "manager": marked("by a manager"),
    "key": marked("by a program"),
    "shell": marked("on the server"),
}
PAST_VISITS: Mapping[PastOutcome, str] = {
    PastOutcome.DONE: marked("Visited"),
    PastOutcome.SKIPPED: marked("Not visited"),
    PastOutcome.CANCELLED: marked("Visit called off"),
}
MORE_FIELDS: Mapping[str, str] = {
    "contacts": marked("Contacts"),
    "reopened": marked("One more visit allowed"),
    "location": marked("Place"),
    "last_visit_on": marked("Last visit"),
    "appointment": marked("Appointment"),
    "opening": marked("Opening hours"),
}

_FACTS = {**FIELDS, **MORE_FIELDS}


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One entry as it is read; without a time where only the day is known."""

    day: str
    time: str
    what: str
    title: str
    text: str


def history_lines(entries: Sequence[HistoryEntry], zone: ZoneInfo, t: Translator) -> list[HistoryLine]:
    """The entries in their order, by the clock of the reps."""
    lines = []
    for entry in entries:
        at = entry.at.astimezone(zone)
        title, text = _told(entry, t)
        clock = "" if entry.what is What.VISITED else f"{at:%H:%M}"
        lines.append(HistoryLine(formats.dated_day(at.date(), t), clock, entry.what.value, title, text))
    return lines


def _told(entry: HistoryEntry, t: Translator) -> tuple[str, str]:
    facts = entry.facts
    if entry.what is What.IMPORTED:
        return t("Last told by a list"), t("{file}, line {line}", file=facts["file_name"], line=facts["line"] or "–")
    if entry.what is What.VISITED:
        title = t(PAST_VISITS[PastOutcome(entry.kind)])
        return title, _joined(entry.rep_name, str(facts["text"]), t("from a list of past visits"))
    if entry.what is What.PLANNED:
        return t("In the published plan"), _joined(entry.rep_name, t("Plan {number}", number=facts["plan"]))
    if entry.what is What.REPORTED:
        return t(EVENTS[EventKind(entry.kind)]), _joined(
            entry.rep_name, outcome_told(facts.get("outcome", {}), t), str(facts.get("text") or "")
        )
    if entry.what is What.BOOKED:
        return t("Appointment"), _joined(entry.rep_name, moment((facts["on"], facts["start_s"]), t))
    if entry.what is What.SEMINAR:
        told = {"state": t(INVITATION_STATES[InvitationState(entry.kind)]), "place": facts["place"]}
        return t("Seminar"), _joined(t("{state}: {place}", **told), formats.dated_day(facts["on"], t))
    names = [t(_FACTS[name]) for name in facts["fields"] if name in _FACTS]
    title = t(DEEDS[entry.kind]) if entry.kind in DEEDS else entry.kind
    return title, _joined(t(ACTORS[facts["by"]]), ", ".join(names))


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)
