"""What was changed, when and by whom, in lines: of the settings, and of one rep."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from app.intake.rep_changes import RepChange
from web import formats
from web.history_view import ACTORS
from web.i18n import Translator
from web.words import SETTINGS, marked

REP_DEEDS: Mapping[str, str] = {
    "rep.created": marked("Added"),
    "rep.updated": marked("Changed"),
    "rep.deleted": marked("Deleted"),
    "rep_settings.changed": marked("Settings of his own"),
    "sign_in_link.made": marked("Sign-in link made"),
    "calendar_feed.made": marked("Calendar address made"),
    "calendar_feed.ended": marked("Calendar address ended"),
    "privacy.exported": marked("Personal data given out"),
}
REP_FACTS: Mapping[str, str] = {
    "name": marked("Name"),
    "home": marked("Start of the day"),
    "end": marked("End of the day"),
    "start_s": marked("Working hours"),
    "end_s": marked("Working hours"),
    "field_days": marked("Field days"),
    "weekday_hours": marked("Hours by weekday"),
    "leave": marked("Absences"),
    "mornings_off": marked("Absences"),
    "afternoons_off": marked("Absences"),
    "lunch": marked("Lunch"),
    "max_visits": marked("Most visits a day"),
    "overtime_s": marked("Overtime"),
    "timezone": marked("Time zone"),
    "travel_mode": marked("Gets about by"),
    "team_id": marked("Team"),
}
_NAMES = {**REP_FACTS, **SETTINGS}


@dataclass(frozen=True, slots=True)
class TraceLine:
    """One change: its kind (empty where all are alike), what (each thing once), when, and by whom if that is known."""

    kind: str
    what: tuple[str, ...]
    when: str
    who: str

    @classmethod
    def of(
        cls, at: datetime, zone: ZoneInfo, who: str, what: Iterable[str], t: Translator, kind: str = ""
    ) -> "TraceLine":
        there = at.astimezone(zone)
        return cls(kind, tuple(dict.fromkeys(what)), f"{formats.day(there.date(), t)} {there:%H:%M}", who)


def rep_trace(changes: Sequence[RepChange], zone: ZoneInfo, t: Translator) -> list[TraceLine]:
    """The changes of a rep in their order; for somebody new, that he was added says it all."""
    return [
        TraceLine.of(one.at, zone, one.by or t(ACTORS[one.by_kind]), _what(one, t), t, t(REP_DEEDS[one.deed]))
        for one in changes
        if one.deed in REP_DEEDS
    ]


def _what(one: RepChange, t: Translator) -> list[str]:
    return [t(_NAMES[name]) for name in one.names if name in _NAMES and one.deed != "rep.created"]
