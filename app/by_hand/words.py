"""Why a change by hand is refused, and which rule somebody chose to break, in English; web translates them."""

from collections.abc import Mapping

from app.errors import AppError
from app.planning.by_hand import KeptAnyway, SoftRule
from app.planning.week_plan import LedgerRow, PlannedRoute
from app.planning.wordings import sentence
from app.wording import Translate, Wording, clock, in_english

REFUSALS: Mapping[str, Wording] = {
    "SUPERSEDED": Wording("A newer version of this plan is there.", "Open the newest one and change that."),
    "NOT_PLANNED": Wording("The plan does not visit this account.", "Choose one of its stops, or add the account."),
    "SEVERAL": Wording(
        "The plan visits this account on several days: {days}.",
        "Choose the visit on its day, or name that day in `from_on`.",
    ),
    "SAME_DAY": Wording("{rep} visits this account on {on} already.", "Choose another day."),
    "ONE_REP": Wording(
        "{rep} visits this account on {on} as well, and one rep makes all visits of a plan to it.",
        "Choose one of his days, or drop his other visits first.",
    ),
    "SAME_PLACE": Wording("Nothing would change.", "Choose another time, day or rep."),
    "DAY_BEGUN": Wording(
        "The day has begun, or is over.", "Choose a later day; the rest of today is planned anew on the rep's phone."
    ),
    "NO_SHIFT": Wording(
        "{rep} is not in the field on {on} in this plan.", "Choose another day or rep, or plan the week again."
    ),
    "LOCKED_DAY": Wording("The day of {rep} on {on} is locked.", "Unlock it first."),
    "PROMISED": Wording(
        "{account} is promised a visit on {on} at {start}, and a promise moves only with the customer's word.",
        "Offer another time; the plan follows the booking.",
    ),
    "PROMISE_LOST": Wording(
        "An appointment could not be kept: {names}.", "Choose another place, or agree on another time with them first."
    ),
    "LOCKED_STOP": Wording("A locked stop could not keep its time: {names}.", "Unlock it, or choose another place."),
    "TOO_EARLY": Wording(
        "Nobody can be there so early; {start} is the earliest.", "Choose a later time, or an earlier place in the day."
    ),
    "DAY_TOO_LONG": Wording(
        "The visits of that day do not fit into one day in this order.", "Choose another day, or drop a stop first."
    ),
    "OUTDATED": Wording(
        "{account} is not in the list any more, so its day cannot be laid out.", "Plan the week again, then change it."
    ),
    "ELSEWHERE": Wording(
        "{rep} visits {account} on {on} already, by another plan that is published.",
        "Take it out there first, or leave it where it is.",
    ),
    "OTHER_TEAMS": Wording(
        "A rep of another team visits {account} on {on} already.",
        "Ask his manager or a director to take it out there first.",
    ),
    "NOT_BY_HAND": Wording(
        "There is nothing to take back: this version was not made by hand.",
        "Change it by hand, or plan the week again.",
    ),
    "GATED": Wording("{account} may not be visited: {why}", "Correct its facts first."),
}

BROKEN: Mapping[SoftRule, Wording] = {
    SoftRule.WINDOW: Wording("{account} is visited at {time}, outside its hours."),
    SoftRule.SHIFT: Wording("{rep} is back at {time}, later than the shift and its overtime allow."),
    SoftRule.LUNCH: Wording("{rep} has lunch at {time}, later than it should begin."),
    SoftRule.MAX_VISITS: Wording("{rep} makes {count} visits, more than a day may have."),
    SoftRule.ALLOWED_REP: Wording("{account} belongs to another rep than {rep}."),
    SoftRule.GAP: Wording("{account} is visited again too soon for its cadence: {count} d after its visit before."),
}


class ChangeRefused(AppError):
    """A change that no choice of the user could make right; `reason` is a code of REFUSALS."""

    def __init__(self, reason: str, **params: object) -> None:
        self.reason, self.params = reason, params
        super().__init__(409, f"change.{reason.lower()}", "Not changed", self.say())

    def say(self, translate: Translate = in_english) -> str:
        """What stands in the way and what to do, as sentences."""
        params = dict(self.params)
        if "names" in params:
            params["names"] = ", ".join(str(name) for name in params["names"])  # type: ignore[attr-defined]
        if isinstance(row := params.get("row"), LedgerRow):
            params["why"] = sentence(row, translate)
        if "start_s" in params:
            params["start"] = clock(int(str(params["start_s"])))
        wording = REFUSALS[self.reason]
        return f"{wording.say(params, translate)} {wording.advise(params, translate)}"


def broken_rule(kept: KeptAnyway, route: PlannedRoute | None, translate: Translate = in_english) -> str:
    """Which rule is broken on its day's route, and how far, as a sentence."""
    names = {} if route is None else {stop.external_id: stop.name for stop in route.stops}
    params = {
        "account": names.get(kept.external_id, kept.external_id),
        "rep": kept.rep_id if route is None else route.rep_name,
        "time": clock(kept.allowed),
        "count": kept.allowed,
    }
    return BROKEN[kept.rule].say(params, translate)
