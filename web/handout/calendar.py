"""A rep's visits as iCalendar (RFC 5545): for calendars that subscribe, and as a file.

A calendar leads to other companies' servers: it says who is visited, where, when and what for, and no person's name or
telephone.
"""

from collections.abc import Iterable
from datetime import UTC, timedelta

from icalendar import Calendar, Event

from app.visits.calendar import CalendarVisit
from web.i18n import Translator
from web.plain_text import in_xml
from web.words import PURPOSES

MEDIA_TYPE = "text/calendar"
ASK_AGAIN = timedelta(hours=1)


def calendar(visits: Iterable[CalendarVisit], rep_name: str, t: Translator) -> bytes:
    """The visits of a rep; one that no plan in force has any more is told as cancelled."""
    told = Calendar()
    told.add("prodid", "-//KPRoute//KPRoute//EN")
    told.add("version", "2.0")
    told.add("method", "PUBLISH")
    told.add("x-wr-calname", in_xml(t("Visits of {name}", name=rep_name)))
    told.add("refresh-interval", ASK_AGAIN, parameters={"VALUE": "DURATION"})
    told.add("x-published-ttl", "PT1H")
    for visit in visits:
        told.add_component(_event(visit, t))
    body: bytes = told.to_ical()
    return body


def _event(visit: CalendarVisit, t: Translator) -> Event:
    route, stop = visit.route, visit.stop
    event = Event()
    event.add("uid", f"{stop.visit_id}@kproute")
    event.add("sequence", visit.sequence)
    event.add("dtstamp", visit.changed_at.astimezone(UTC))
    event.add("dtstart", visit.starts_at.astimezone(UTC))
    event.add("dtend", route.at(stop.departure_s).astimezone(UTC))
    event.add("summary", in_xml(stop.name))
    event.add("location", in_xml(stop.address))
    event.add("geo", (stop.lat, stop.lon))
    event.add("description", t(PURPOSES[stop.category]))
    event.add("status", "CANCELLED" if visit.is_cancelled else "CONFIRMED")
    return event
