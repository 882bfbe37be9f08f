"""The manager's day in words: a sentence for each matter, what to do about it, and where."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import quote

from app.attention.managers_day import ManagersDay
from app.attention.matters import Attention, Case, Matter
from app.wording import clock
from web import formats
from web.i18n import Translator
from web.ledger_view import times_href
from web.opportunity_view import opportunity_href
from web.words import marked

URGENT = frozenset(
    {Matter.UNPLANNED_THIS_WEEK, Matter.UNHELD_APPOINTMENT, Matter.NEEDS_DATE, Matter.HELP_ASKED, Matter.CONFLICT}
)
REMEDIES: Mapping[Matter, str] = {
    Matter.UNPLANNED_THIS_WEEK: marked("Plan the week and publish it, and they know where to go."),
    Matter.UNPLANNED_NEXT_WEEK: marked("Plan the next week and publish it before they set off."),
    Matter.UNHELD_APPOINTMENT: marked("The customer expects somebody. Book a time, or agree on another day."),
    Matter.NEEDS_DATE: marked("Offer the customer a new time."),
    Matter.HELP_ASKED: marked("Somebody wants your advice on a deal. Read what is asked, and answer."),
    Matter.CONFLICT: marked(
        "Two reports of one visit contradict each other. Ask the rep what is true, then settle it."
    ),
    Matter.FAILED_PLAN: marked("Read why, change what is named, and plan again."),
    Matter.FAILED_IMPORT: marked("Nothing of it was taken in. Read why and import the list again."),
    Matter.FAILED_WEBHOOK: marked("The other system does not hear of changes. See what it answers."),
    Matter.OWNER_GONE: marked(
        "No plan sends anybody there. Give them to a rep who is there, or add the one who is named."
    ),
    Matter.NO_OWNER: marked("Each plan gives them to whoever is near; name an owner to keep them with one rep."),
    Matter.NO_PLACE: marked(
        "Nobody can be sent there. Put the pin on the map, or add their coordinates to the list and import it again."
    ),
    Matter.ONE_CUSTOMER: marked("Look at both: merge them, or say that they are two."),
}
SENTENCES: Mapping[Matter, tuple[str, str]] = {  # of one case and of several
    Matter.UNPLANNED_THIS_WEEK: (marked("{n} rep has no route this week"), marked("{n} reps have no route this week")),
    Matter.UNPLANNED_NEXT_WEEK: (
        marked("{n} rep has no route next week yet"),
        marked("{n} reps have no route next week yet"),
    ),
    Matter.UNHELD_APPOINTMENT: (
        marked("{n} appointment is in no published route"),
        marked("{n} appointments are in no published route"),
    ),
    Matter.NEEDS_DATE: (marked("{n} account needs a new day"), marked("{n} accounts need a new day")),
    Matter.HELP_ASKED: (marked("{n} opportunity asks for help"), marked("{n} opportunities ask for help")),
    Matter.CONFLICT: (marked("{n} report contradicts another"), marked("{n} reports contradict others")),
    Matter.FAILED_PLAN: (marked("{n} plan could not be made"), marked("{n} plans could not be made")),
    Matter.FAILED_IMPORT: (marked("{n} list could not be imported"), marked("{n} lists could not be imported")),
    Matter.FAILED_WEBHOOK: (marked("{n} webhook does not get through"), marked("{n} webhooks do not get through")),
    Matter.OWNER_GONE: (
        marked("{n} account is of a rep who is not there"),
        marked("{n} accounts are of reps who are not there"),
    ),
    Matter.NO_OWNER: (marked("{n} account has no owner"), marked("{n} accounts have no owner")),
    Matter.NO_PLACE: (marked("{n} account has no coordinates"), marked("{n} accounts have no coordinates")),
    Matter.ONE_CUSTOMER: (
        marked("{n} pair of accounts may be one customer"),
        marked("{n} pairs of accounts may be one customer"),
    ),
}


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One case: who it is about, when, and where it is dealt with; without an address it is only named.

    `settle` is where its reports are marked as settled, for a case that ends by that.
    """

    name: str
    told: str
    href: str
    settle: str


@dataclass(frozen=True, slots=True)
class NeedLine:
    """A matter: what is the matter, what to do, where; `more` counts the cases that are not named."""

    matter: str
    urgent: bool
    sentence: str
    remedy: str
    cases: tuple[CaseLine, ...]
    more: str
    href: str
    action: str


@dataclass(frozen=True, slots=True)
class FrontView:
    """Everything the front page says."""

    title: str
    needs: tuple[NeedLine, ...]
    week: str
    tiles: tuple[tuple[str, str, str], ...]


def front_view(day: ManagersDay, t: Translator, *, directs: bool) -> FrontView:
    """The day as the page shows it; what only a director may do is offered to nobody else."""
    week, last = day.week, day.week.week_on + timedelta(days=6)
    share = f"{round(100 * week.done / week.visits)}%" if week.visits else "–"
    return FrontView(
        title=formats.day(day.today, t),
        needs=tuple(_line(need, t, directs) for need in day.needs),
        week=t("{first} to {last}", first=formats.day(week.week_on, t), last=formats.day(last, t)),
        tiles=(
            (t("Reps on the road"), str(week.reps), t.count("on {n} field day", "on {n} field days", week.days)),
            (t("Visits"), str(week.visits), t("in the published week")),
            (t("Made"), str(week.done), t("{share} of the week", share=share)),
            (t("Skipped or called off"), str(week.given_up), t("of the published visits")),
        ),
    )


def _line(need: Attention, t: Translator, directs: bool) -> NeedLine:
    href, action = _way(need, t, directs)
    more = need.count - len(need.cases)
    return NeedLine(
        need.matter.value,
        need.matter in URGENT,
        t.count(*SENTENCES[need.matter], need.count),
        t.text(REMEDIES[need.matter]),
        tuple(_case(need.matter, case, t) for case in need.cases),
        t.count("and {n} more", "and {n} more", more) if need.cases and more else "",
        href,
        action,
    )


def _way(need: Attention, t: Translator, directs: bool) -> tuple[str, str]:
    """Where the whole matter is dealt with; nothing where each case has a way of its own, or a director is needed."""
    match need.matter:
        case Matter.UNPLANNED_THIS_WEEK | Matter.UNPLANNED_NEXT_WEEK:
            return "/lists#plan" if directs else "/new-plan", t("Plan a week")
        case Matter.FAILED_WEBHOOK:
            return "/webhooks", t("See the webhooks")
        case Matter.NO_OWNER:
            return "/accounts?owner=-", t("See the accounts")
        case Matter.OWNER_GONE:
            return "/accounts?sort=owner", t("See the accounts")
        case Matter.NO_PLACE:
            return "/places", t("See the accounts")
        case Matter.ONE_CUSTOMER:
            return "/pairs", t("See the pairs")
    return "", ""


def _case(matter: Matter, case: Case, t: Translator) -> CaseLine:
    day = "" if case.on is None else formats.day(case.on, t)
    when = day if case.start_s is None else f"{day} {clock(case.start_s)}"
    settle = f"/visits/{quote(case.visit_id)}/settled" if case.visit_id else ""
    return CaseLine(case.name or when, when if case.name else "", _address(matter, case), settle)


def _address(matter: Matter, case: Case) -> str:
    """Where this case is dealt with; empty where its matter is dealt with as a whole."""
    match matter:
        case Matter.NEEDS_DATE | Matter.UNHELD_APPOINTMENT:
            return times_href(case.id)
        case Matter.HELP_ASKED:
            return opportunity_href(case.id)
        case Matter.CONFLICT if case.on is not None:
            return f"/reps/{quote(case.id, safe='')}/days/{case.on.isoformat()}"
        case Matter.FAILED_PLAN | Matter.FAILED_IMPORT:
            return f"/operations/{quote(case.id, safe='')}"
    return ""
