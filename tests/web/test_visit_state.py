"""The phone's own rules are the server's: where a visit stands, which stop is next, and what an id looks like."""

import itertools

from playwright.sync_api import Browser, Page
from pydantic import TypeAdapter

from app.api.visit_orders import EventId
from app.visits.event_facts import EventKind, VisitState, state_of
from tests.web.chromium import PHONE, sign_in, window
from tests.web.site import Site
from tests.worlds import week
from web.day_view import day_view
from web.i18n import translator

STATES = [state.value for state in VisitState]
EVENT_ID = TypeAdapter(EventId)


def ask(page: Page, module: str, script: str, argument: object) -> object:
    return page.evaluate(f"async (asked) => {{ const m = await import('/static/{module}'); {script} }}", argument)


def test_a_visit_stands_as_the_server_would_say(browser: Browser, site: Site) -> None:
    """After any three kinds in any order."""
    sequences = [list(kinds) for n in range(4) for kinds in itertools.product(EventKind, repeat=n)]
    with window(browser, PHONE) as (page, _):
        sign_in(page, site.link("rep", "wang"))
        told = ask(page, "visit_state.js", "return asked.map(m.stateOf);", sequences)
    assert told == [state_of(kinds).value for kinds in sequences]


def test_the_next_stop_is_the_servers(browser: Browser, site: Site) -> None:
    """For every combination of states of three stops, before, during and after the day, and on another day."""
    route = week.WANG_TUESDAY
    stops = [{"id": stop.visit_id, "departure_s": stop.departure_s} for stop in route.stops]
    cases = [(list(s), now) for s in itertools.product(STATES, repeat=3) for now in (None, 0, 11 * 3600, 22 * 3600)]
    script = (
        "const [stops, cases] = asked; return cases.map(([states, now]) => "
        "m.nextStop(stops, (id) => states[stops.findIndex((stop) => stop.id === id)], now)?.id ?? null);"
    )
    with window(browser, PHONE) as (page, _):
        sign_in(page, site.link("rep", "wang"))
        told = ask(page, "visit_state.js", script, [stops, cases])
    expected = []
    for states, now_s in cases:
        known = {stop.visit_id: VisitState(state) for stop, state in zip(route.stops, states, strict=True)}
        following = day_view(route, translator("en"), now_s=now_s, states=known).next_stop
        expected.append(following.id if following else None)
    assert told == expected


def test_an_id_made_on_the_phone_is_one_that_the_api_takes(browser: Browser, site: Site) -> None:
    """A UUID of version 7 that begins with its moment, and never the same one twice."""
    with window(browser, PHONE) as (page, _):
        sign_in(page, site.link("rep", "wang"))
        script = "return Array.from({ length: asked[1] }, () => m.newEventId(asked[0]));"
        told = ask(page, "event_id.js", script, [0x0123456789AB, 1000])
    assert isinstance(told, list)
    assert len(set(told)) == 1000
    assert all(EVENT_ID.validate_python(one) == one for one in told)
    assert {one[:13] for one in told} == {"01234567-89ab"}
