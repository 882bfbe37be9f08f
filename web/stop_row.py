"""One visit as the reader knows it: everything its row, its card and its pin say."""

import re
from dataclasses import dataclass

from app.planning.week_plan import Place, PlannedRoute, PlannedStop
from app.visits.event_facts import VisitState
from app.wording import clock
from web import formats
from web.geojson import meal_place
from web.i18n import Translator
from web.navigation import AppLink, is_mainland, links_to, usual_app
from web.words import CATEGORIES, DUE_LETTERS, DUE_STATES, PURPOSES, WORTH_PARTS

GAP_S = 20 * 60  # free time from which a gap has a row of its own


@dataclass(frozen=True, slots=True)
class StopRow:
    """A visit: everything its row, its card and its pin say."""

    id: str
    number: int
    name: str
    address: str
    category: str
    category_name: str
    due: str
    due_name: str
    due_letter: str
    appointment: bool
    grade: str
    span: str  # from arriving to leaving
    wait: str  # how early one is at the door, where that is too short to be a gap
    purpose: str
    worth: str
    worth_parts: tuple[tuple[str, str], ...]
    opening: str
    contact: str
    phone: str
    links: tuple[AppLink, ...]
    navigate_url: str
    call_url: str
    state: str
    turn: str  # which of the account's visits in the plan, where it has been there by it before
    kind: str = "stop"


def stop_row(route: PlannedRoute, index: int, state: VisitState, t: Translator) -> StopRow:
    """The visit at this place of the route, and how it stands with it."""
    stop = route.stops[index]
    mainland = is_mainland(route.timezone)
    links = links_to(Place(stop.name, stop.lat, stop.lon), mainland=mainland)
    wait_s = sum(until_s - from_s for from_s, until_s in idle_spans_s(route, index) if until_s - from_s < GAP_S)
    return StopRow(
        id=stop.visit_id,
        number=index + 1,
        name=stop.name,
        address=stop.address,
        category=stop.category.value,
        category_name=t(CATEGORIES[stop.category]),
        due=stop.due.value,
        due_name=t(DUE_STATES[stop.due]),
        due_letter=DUE_LETTERS[t.language][stop.due],
        appointment=stop.is_appointment,
        grade=stop.grade.value,
        span=span(stop.start_s, stop.departure_s),
        wait=_wait(stop, wait_s, t),
        purpose=t(PURPOSES[stop.category]),
        worth=worth_against_cost(stop, t),
        worth_parts=tuple((t(WORTH_PARTS[part.name]), _signed(part.worth_s, t)) for part in stop.worth),
        opening=", ".join(span(*one) for one in stop.open_spans_s),
        contact=stop.contact_name,
        phone=stop.contact_phone,
        links=links,
        navigate_url=next(link.href for link in links if link.app == usual_app(mainland=mainland)),
        call_url=call_url(stop.contact_phone),
        state=state.value,
        turn=t("visit {n} of this plan", n=stop.turn) if stop.turn > 1 else "",
    )


def worth_against_cost(stop: PlannedStop, t: Translator) -> str:
    """What the visit brings and what it costs, both in time of the rep."""
    return t(
        "worth {worth}, detour {cost}", worth=formats.duration(stop.prize_s, t), cost=formats.duration(stop.detour_s, t)
    )


def _signed(worth_s: int, t: Translator) -> str:
    """A part of the worth; what is taken off has a minus in front."""
    return f"{'−' if worth_s < 0 else ''}{formats.duration(abs(worth_s), t)}"


def _wait(stop: PlannedStop, wait_s: int, t: Translator) -> str:
    if wait_s < 60:
        return ""
    return t("arrive {time}, wait {duration}", time=clock(stop.arrival_s), duration=formats.duration(wait_s, t))


def eats_on_arrival(route: PlannedRoute, index: int) -> bool:
    """Whether lunch is taken at the door of this stop, after the drive."""
    return route.lunch_s is not None and index == meal_place(route) and route.lunch_s >= route.stops[index].arrival_s


def idle_spans_s(route: PlannedRoute, index: int) -> list[tuple[int, int]]:
    """When one is there and the visit has not begun; a lunch taken meanwhile is no waiting."""
    stop = route.stops[index]
    if not eats_on_arrival(route, index):
        return [(stop.arrival_s, stop.start_s)]
    lunch_s = route.lunch_s or 0
    return [(stop.arrival_s, lunch_s), (lunch_s + route.lunch_duration_s, stop.start_s)]


def span(from_s: int, until_s: int) -> str:
    """From when to when, as every page writes it."""
    return f"{clock(from_s)}–{clock(until_s)}"


def call_url(phone: str) -> str:
    """A tel: address of the first number in what the list wrote; empty where there is none to dial."""
    number = re.search(r"\+?\d[\d\s()-]{2,}", phone)
    return f"tel:{re.sub(r'[^+0-9]', '', number.group())}" if number else ""
