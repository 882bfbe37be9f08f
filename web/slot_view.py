"""Starts to offer in the words of the manager, with the text that he sends on."""

from dataclasses import dataclass

from app.planning.in_force import StopInForce
from app.visits.slot_words import message, why_remedy, why_sentence
from app.visits.slots import Offer, Start
from app.wording import clock
from web import formats
from web.i18n import LANGUAGES, Translator
from web.travel_words import BY_ROAD, ESTIMATED


@dataclass(frozen=True, slots=True)
class StartRow:
    """One start with its button: the fields of its form, and what it costs."""

    rep_id: str
    rep_name: str
    on: str
    start_s: int
    day: str
    time: str
    cost: str


@dataclass(frozen=True, slots=True)
class OfferView:
    """The page: two big choices, the text for each language, further starts, and what stands in the way."""

    name: str
    length: str
    choices: tuple[StartRow, ...]
    further: tuple[StartRow, ...]
    messages: tuple[tuple[str, str, str], ...]  # language tag, its name, text
    now: str
    is_promised: bool
    why: str
    remedy: str
    travel: str  # how its driving times are known


def offer_view(offer: Offer, t: Translator) -> OfferView:
    """Everything that the page says about an offer."""
    messages = ((code, name, message(offer.choices, code)) for code, name in LANGUAGES.items())
    return OfferView(
        name=offer.account.name,
        length=formats.duration(offer.service_s, t),
        choices=tuple(_row(start, t) for start in offer.choices),
        further=tuple(_row(start, t) for start in sorted(offer.further, key=lambda start: (start.on, start.start_s))),
        messages=tuple(one for one in messages if one[2]),
        now="" if offer.stop is None else _now(offer.stop, t),
        is_promised=offer.stop is not None and offer.stop.is_appointment,
        why="" if offer.why is None else why_sentence(offer.why, t.text),
        remedy="" if offer.why is None else why_remedy(offer.why, t.text),
        travel=t(ESTIMATED) if offer.travel_is_estimated else t(BY_ROAD),
    )


def _row(start: Start, t: Translator) -> StartRow:
    return StartRow(
        rep_id=start.rep_id,
        rep_name=start.rep_name,
        on=start.on.isoformat(),
        start_s=start.start_s,
        day=formats.day(start.on, t),
        time=clock(start.start_s),
        cost=_cost(start, t),
    )


def _cost(start: Start, t: Translator) -> str:
    """Extra driving, and overtime where there is some; below a minute nothing is said to be extra."""
    road = t("no extra driving")
    if start.detour_s >= 60:
        road = t("{duration} extra driving", duration=formats.duration(start.detour_s, t))
    elif start.detour_s <= -60:
        road = t("{duration} less driving", duration=formats.duration(-start.detour_s, t))
    if start.overtime_s < 60:
        return road
    return f"{road} · {t('{duration} overtime', duration=formats.duration(start.overtime_s, t))}"


def _now(stop: StopInForce, t: Translator) -> str:
    where = {"day": formats.day(stop.on, t), "time": clock(stop.start_s), "rep": stop.rep_name}
    if stop.is_appointment:
        return t("Promised for {day} {time} with {rep}. A new start takes its place.", **where)
    return t("Planned for {day} {time} with {rep}, not promised. A new start takes its place.", **where)
