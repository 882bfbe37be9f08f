"""Every ledger code and note of a plan with its sentence and its remedy, in English; web translates them.

The codes are the method's gate reasons, the solver's reasons and the importer's rejections: together they say what
became of every row.
"""

from dataclasses import replace
from math import ceil
from typing import Any

from app.intake.faults import REJECTIONS
from app.intake.faults import WORDINGS as FAULTS
from app.method.settings import Area
from app.planning.certificate import CertificateState, PlanCertificate, WhyNot
from app.planning.split import AreaShare
from app.planning.week_plan import LedgerRow, Note
from app.wording import Translate, Wording, clock, duration, in_english

REASONS: dict[str, Wording] = {
    "ROUTED": Wording("Visited on {on} at {start} by {rep}."),
    "ROUTED_AGAIN": Wording("Visited {routed} times by {rep}: on {days}."),
    "ROUTED_IN_PART": Wording(
        "Visited {routed} of {planned} times by {rep}, first on {on} at {start}. The visit left out: {said}"
    ),
    # The gate: who may be visited at all.
    "INACTIVE": Wording("The account is not active.", "Set it active to plan it again."),
    "DO_NOT_VISIT": Wording("The account is marked as not to be visited.", "Take the mark off to plan it again."),
    "NEEDS_LOCATION": Wording(
        "Nobody knows where it is.", "Add its coordinates, or the address of a place that can be found on the map."
    ),
    "ROUGH_LOCATION": Wording(
        "Its address leads to a district only, and that is no place to drive to.", "Put the pin on the map."
    ),
    "CLOSED": Wording("It is closed on every day of this plan.", "Correct its opening hours, or plan another week."),
    "VISIT_CAP": Wording(
        "Visited {visits} times without a signature: no further visit.",
        "Invite it to the next seminar, or reopen it with a reason.",
    ),
    "FIND_FIRST_KP": Wording(
        "Nobody knows who decides there (still unknown: {unknown}).", "Find the first KP by phone or WeChat."
    ),
    "CHECK_ABILITY_TO_PAY": Wording(
        "Nobody knows whether it can pay (still unknown: {unknown}).", "Check its ability to pay by phone or WeChat."
    ),
    "UNCOVER_NEED": Wording(
        "Nobody knows whether it needs us (still unknown: {unknown}).", "Uncover its need by phone or WeChat."
    ),
    "NOT_PRECISE": Wording(
        "Not a precise customer: the answer is no for {legs}.", "Look at it again in {days} days; until then, no task."
    ),
    "FIND_KP": Wording("None of its key persons is known.", "Find a KP by phone, then plan it again."),
    # The solver: why a visit that may be made is not in the plan.
    "NO_ALLOWED_REP": Wording(
        "Nobody who may go there is in the field on these days.",
        "Give the account to a rep of this plan, or give its rep a field day.",
    ),
    "CLOSED_THAT_DAY": Wording(
        "It is closed whenever its rep is in the field.", "Ask for a visit on a field day, or move the field day."
    ),
    "WINDOW_OUTSIDE_SHIFT": Wording(
        "Its hours leave no room for a visit of {service} within the shift.",
        "Shorten the visit, correct the hours, or move the shift.",
    ),
    "TOO_FAR": Wording(
        "Too far for one day: {extra} of travel there and back, beside {service} on site.",
        "Give it to a nearer rep, or plan a trip with a night on the way.",
    ),
    "NOT_ITS_TURN": Wording(
        "The visit to it that comes first is not in the plan either.", "See why that one is left out."
    ),
    "APPOINTMENT_CLASH": Wording(
        "It cannot be kept together with what is promised to {with}.", "Move one of the appointments."
    ),
    "LOCKED_OUT": Wording("Locked stops leave no room for it: {with}.", "Unlock one of them and plan again."),
    "WORTH_LESS_THAN_COST": Wording(
        "It would fit, but is worth {prize} and costs {cost} of travel and overtime.",
        "Combine it with a visit nearby, or phone instead.",
    ),
    "SEARCH_LIMIT": Wording("A longer search would place it.", "Plan again with more time."),
    "MAX_VISITS": Wording(
        "It would fit on {on}, but {max_visits} visits are the most for a day.", "Allow one more visit that day."
    ),
    "TOO_SOON": Wording(
        "Another visit to it is planned too near.", "Leave it for a later week, or shorten the interval."
    ),
    "DUE_ON_NO_DAY": Wording(
        "On the days when it is due again it is closed, or its rep is not in the field.",
        "Give its rep a field day then, or leave it for the next plan.",
    ),
    "DAY_FULL": Wording(
        "Every day it could go on is full of visits that bring the plan more; it is worth {prize}.",
        "Plan another week, add a field day, or lock it in place of another.",
    ),
    # A promise: why a visit that was in the plan is not in it any more.
    "MOVED": Wording("Its visit was moved: promised for {on} at {start} by {rep}."),
    "BOOKING_CANCELLED": Wording("Its appointment was cancelled.", "Offer another time, or plan the week again."),
    "CALLED_OFF": Wording("Its visit was called off on the day.", "Offer another time, or plan the week again."),
    # The moment of publishing: why a visit that was planned had lost its place by then.
    "DAY_BEGUN": Wording(
        "It was planned for {on} with {rep}, a day that was under way or over when the plan was published.",
        "Plan the rest of the week again.",
    ),
    "MADE_ALREADY": Wording("It had been visited by the time the plan was published."),
    "OTHER_PLAN": Wording(
        "A rep who is not in this plan has it in his published week.",
        "Take it out of his plan by hand first, or plan both reps together.",
    ),
    "DROPPED_BY_HAND": Wording("It was taken out of the plan by hand.", "Add it again, or plan the week again."),
    **{code: FAULTS[code] for code in REJECTIONS},
}

NOTES: dict[str, Wording] = {
    "INVENTED_REP": Wording(
        "No list of reps was given: one rep is planned, Monday to Friday, starting at the middle of the accounts"
        " ({lat}, {lon}), near {name}.",
        "Give a list with --reps.",
    ),
    "ESTIMATED_TRAVEL": Wording("Travel times are estimated from the straight line, not from roads."),
    "BY_ROAD": Wording(
        "Travel times are those of the roads of {roads}; from and to places outside them, and for reps who do not drive"
        " a car, they are estimated from the straight line.",
    ),
    "RUSH_HOURS": Wording("Drives by car take longer in the rush hours, as the settings of this plan say."),
    "NOBODY_QUALIFIES": Wording(
        "Nobody passes the gate: none of {accounts} accounts is known to be worth a drive.",
        "Add who decides, whether they can pay and what they need; or declare the whole list qualified"
        " (--assume-qualified).",
    ),
    "SOME_REPS": Wording(
        "This plan is of {reps} reps: accounts of others, and those that nobody owns, are not among its rows.",
    ),
    "OWNERS_IGNORED": Wording("The owners named in the list are not used, since no list of reps was given."),
    "KEPT_DAYS": Wording(
        "{kept} of {of} visits of the earlier plan keep their day.",
        "Each counts {worth} of rep time for that; the value and the certificate leave it out.",
    ),
    "HOSTS_IN_MORNING": Wording("{rep} hosts a seminar on {on}: his morning is kept free of visits."),
    "HOSTS_IN_AFTERNOON": Wording("{rep} hosts a seminar on {on}: his afternoon is kept free of visits."),
    "BOOKED": Wording("An appointment was booked into this plan: {account}, {on} at {start}."),
    "REPLANNED": Wording("The rest of a day was planned anew on the way: {rep}, {on} from {start}."),
    "UNDER_WAY": Wording(
        "Published while its week was under way: what was over, made or called off stayed as it was.",
    ),
    "BY_HAND": Wording("Changes by hand: {changes}."),
    "CANCELLED": Wording("An appointment was taken out of this plan: {account}, {on} at {start}."),
}

CERTIFICATES: dict[str, Wording] = {
    "running": Wording("Being certified: how near it comes to the best possible is being proven."),
    "certified": Wording("Within {gap} % of the best possible for these travel times."),
    "best": Wording("Nothing better is possible for these travel times."),
    "near": Wording("At most {below} of rep time below the best possible for these travel times."),
    "too_large": Wording("Not certified: too many accounts or days to prove anything."),
    "no_time": Wording("Not certified: the time was not enough for a proof."),
    "no_compiler": Wording("Not certified: numba is not installed, and without it a proof takes too long."),
    "not_asked": Wording("Not certified: no proof was asked for."),
    "unfinished": Wording("Not certified: the proof was not finished."),
    "failed": Wording("Not certified: the proof broke off."),
    "facts_changed": Wording(
        "Not certified: what the plan was made from has changed since, or is no longer known. Plan again for a proof."
    ),
}
SAME_DIVISION = "Each account stays with its rep in that comparison."  # said of a team


def sentence(row: LedgerRow, translate: Translate = in_english) -> str:
    """What became of the row, as a sentence."""
    return REASONS[row.code].say(_spoken(row, translate), translate)


def remedy(row: LedgerRow, translate: Translate = in_english) -> str:
    """What to do next about it; empty where nothing is to be done."""
    if "left_out" in row.params:
        left_out: Any = row.params["left_out"]
        return remedy(replace(row, code=left_out["code"], params=left_out["params"]), translate)
    return REASONS[row.code].advise(_spoken(row, translate), translate)


def note(said: Note, translate: Translate = in_english) -> str:
    """A note with what to do about it."""
    wording, params = NOTES[said.code], dict(said.params)
    if "worth_s" in params:
        params["worth"] = duration(int(str(params["worth_s"])), translate)
    return f"{wording.say(params, translate)} {wording.advise(params, translate)}".strip()


def certificate_code(certificate: PlanCertificate) -> str:
    """Which sentence of CERTIFICATES tells how good the plan provably is."""
    if certificate.state is CertificateState.RUNNING:
        return "running"
    if certificate.state is CertificateState.NOT_CERTIFIED:
        return (certificate.why_not or WhyNot.FAILED).value
    if certificate.gap_pct is None:
        return "near"
    return "certified" if certificate.gap_pct else "best"


def certificate_sentence(certificate: PlanCertificate, translate: Translate = in_english) -> str:
    """How near a plan provably comes to the best possible, or why nobody knows."""
    below_s = (certificate.bound_s or 0.0) - sum(rep.value_s for rep in certificate.reps)
    below = duration(60 * ceil(below_s / 60), translate)  # rounded up, as the gap is
    params = {"gap": f"{certificate.gap_pct or 0:.1f}", "below": below}
    return CERTIFICATES[certificate_code(certificate)].say(params, translate)


def certificate_scope(certificate: PlanCertificate, translate: Translate = in_english) -> str:
    """What the best possible was not free to change, where there is something; else nothing."""
    divided = certificate.state is CertificateState.CERTIFIED and len(certificate.reps) > 1
    return translate(SAME_DIVISION) if divided else ""


def _spoken(row: LedgerRow, translate: Translate) -> dict[str, Any]:
    """The numbers of a row as words; what a sentence names is always there."""
    spoken: dict[str, Any] = dict(row.params)
    if "start_s" in spoken:
        spoken["start"] = clock(int(spoken["start_s"]))
    for name in ("prize", "cost", "extra", "service"):
        if f"{name}_s" in spoken:
            spoken[name] = duration(int(spoken[f"{name}_s"]), translate)
    for name in ("unknown", "legs"):
        if name in spoken:
            spoken[name] = ", ".join(translate(LEG_NAMES[leg]) for leg in spoken[name])
    if "days" in spoken and isinstance(spoken["days"], list):
        spoken["days"] = ", ".join(spoken["days"])
    if "left_out" in spoken:
        left_out = replace(row, code=spoken["left_out"]["code"], params=spoken["left_out"]["params"])
        spoken["said"] = sentence(left_out, translate)
    if "with" in spoken:
        spoken["with"] = ", ".join(spoken["with"])
    return spoken


WHY_SHORT: dict[str, Wording] = {
    "NO_ACCOUNTS_THERE": Wording(
        "{area} falls short ({share} % of {target} %): no account there may be visited.",
        "See which of them the gate keeps back, or set other targets.",
    ),
    "ALL_VISITED": Wording(
        "{area} falls short ({share} % of {target} %) although every account there that may be visited is.",
        "Find more accounts there, or set other targets.",
    ),
    "NO_ROOM_FOR_MORE": Wording(
        "{area} falls short ({share} % of {target} %): of {accounts} accounts there, {visits} visits fit. "
        "For the others the hours are too few, or the way is too far for what they are worth.",
        "Give it more field days, or a rep who starts nearer.",
    ),
}


def why_short(share: AreaShare, translate: Translate = in_english) -> str:
    """Why an area stays below its target, and what to do; nothing where it does not."""
    if not share.why_short:
        return ""
    wording = WHY_SHORT[share.why_short]
    params = {**share.params, "area": translate(AREA_NAMES[share.area])}
    return f"{wording.say(params, translate)} {wording.advise(params, translate)}"


AREA_NAMES = {Area.HOME: "Home market", Area.SURROUNDINGS: "Surroundings", Area.REMOTE: "Remote"}
LEG_NAMES = {"authority": "who decides", "ability_to_pay": "ability to pay", "need": "need"}
