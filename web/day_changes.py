"""What the phone needs when something comes between: the clock of the day, and the words for what follows."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from app import wording
from app.visits.day_clock import DayClock
from web.day_rows import ESTIMATED, FREE, LUNCH
from web.debrief_steps import debrief_words
from web.i18n import Translator
from web.stop_row import GAP_S
from web.words import marked

WORDS: Mapping[str, str] = {
    "minutes": wording.MINUTES,
    "hours": wording.HOURS,
    "hours_minutes": wording.HOURS_AND_MINUTES,
    "free": FREE,
    "lunch": LUNCH,
    "estimated": ESTIMATED,
    "late_kept": marked("{n} min later is noted. These are the new times; they are estimated."),
    "times": marked("These are the new times; they are estimated."),
    "same_times": marked("Nothing else moves: the times stay as they are."),
    "misses": marked("{name}: {time} is outside the hours"),
    "misses_promise": marked("{name}: {time} instead of the promised {promised}; call them"),
    "misses_lunch": marked("Lunch is later than usual: {time}"),
    "overrun": marked("Back at {time}, {n} min after the end of the day"),
    "new": marked("new"),
    "here": marked("From here"),
    "replan": marked("Re-plan the rest of the day"),
    "replan_here": marked("Re-plan the day from here"),
    "locating": marked("Asking this phone where you are…"),
    "no_place": marked("This phone does not tell where you are. Allow it for this page, or try again in the open."),
    "offline": marked("That needs a network. The new times stay on this phone; try again when there is a signal."),
    "failed": marked("The office could not answer. Nothing was changed; try again in a moment."),
    "planning": marked("Looking for a better rest of the day…"),
    "no_change": marked("Nothing better was found: keep the day as it is."),
    "proposed": marked("Proposed: new times in green, old ones in grey. Nothing changes until you accept."),
    "is_late": marked("later than promised; call them"),
    "none_near": marked("Nobody of yours is worth a stop on the way now."),
    "none_found": marked("No account of yours with this name can be visited today."),
    "near": marked("{detour} detour, worth {worth}"),
    "no_gap": marked("fits no gap; re-planning may make room"),
    "add": marked("Add"),
}
REASONS: Mapping[str, str] = {
    "CALLED_OFF": marked("called off"),
    "INACTIVE": marked("no longer in the list of accounts"),
    "CLOSED_THAT_DAY": marked("closed by then"),
    "WINDOW_OUTSIDE_SHIFT": marked("closed by then"),
    "TOO_FAR": marked("too far for what is left of the day"),
    "WORTH_LESS_THAN_COST": marked("not worth the drive any more today"),
    "": marked("no room in what is left of the day"),
}
PROBLEMS: Mapping[str, str] = {
    "replan.promise_lost": marked(
        "Cannot be kept any more today: {names}. Call them, mark the visit as cancelled, then re-plan."
    ),
    "replan.lock_lost": marked(
        "Locked by the office, and out of reach today: {names}. Ask to have it unlocked, or mark it as skipped."
    ),
    "replan.outdated": marked("The day has changed since. Re-plan the rest once more."),
    "replan.day_over": marked("This day is over, so nothing of it can be planned any more."),
    "replan.no_shift": marked("You are not in the field on this day any more. Ask your manager."),
}


def changes_island(clock: DayClock, t: Translator, nonce: str) -> Markup:
    """The facts and words as an island that no browser reads as HTML."""
    data = {"day": _day(clock), "speeds": asdict(clock.speeds), "words": _words(t)}
    return Markup('<script type="application/json" id="day_changes" nonce="{}">{}</script>\n').format(
        nonce, htmlsafe_json_dumps(data, sort_keys=True)
    )


def _day(clock: DayClock) -> dict[str, Any]:
    route = clock.route
    return {
        "shift": {"start_s": route.shift_start_s, "end_s": route.shift_end_s, "latest_s": clock.latest_s},
        "lunch": None
        if clock.lunch is None
        else {"earliest_s": clock.lunch[0], "latest_s": clock.lunch[1], "duration_s": clock.lunch_duration_s},
        "start_place": 0,
        "end_place": clock.end_place,
        "drive_s": clock.drive_s,
        "points": clock.points,
        "speed_pct": clock.speed_pct,
        "depart_s": route.depart_s,
        "return_s": route.return_s,
        "lunch_s": route.lunch_s,
        "gap_s": GAP_S,
        "stops": [
            {
                "id": one.stop.visit_id,
                "account_id": one.stop.external_id,
                "name": one.stop.name,
                "place": one.place,
                "service_s": one.service_s,
                "windows": one.windows,
                "promised_s": one.stop.start_s if one.stop.is_appointment else None,
                "arrival_s": one.stop.arrival_s,
                "start_s": one.stop.start_s,
                "departure_s": one.stop.departure_s,
                "missed": False,
            }
            for one in clock.stops
        ],
    }


def _words(t: Translator) -> dict[str, Any]:
    return {
        **{name: t(sentence) for name, sentence in WORDS.items()},
        "reasons": {code: t(sentence) for code, sentence in REASONS.items()},
        "problems": {code: t(sentence) for code, sentence in PROBLEMS.items()},
        "debrief": debrief_words(t),
    }
