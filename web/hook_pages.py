"""Webhooks for managers: systems that are told what happens, what they were sent, and systems that tell us."""

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, Response
from fastapi.responses import RedirectResponse

from app.access.admission import is_proved
from app.db import Database
from app.deps import ClockDep, DatabaseDep, IdentityDep
from app.errors import AppError
from app.hooks.addresses import LONGEST_URL, RefusedUrl, target_of
from app.hooks.deliveries import deliveries, redeliver
from app.hooks.endpoints import (
    EndpointFacts,
    change_endpoint,
    create_endpoint,
    delete_endpoint,
    endpoints,
    find_endpoint,
    rotate_secret,
    send_test,
)
from app.hooks.signing import is_secret
from app.hooks.sources import create_source, delete_source, rotate_source, sources
from app.hooks.words import EventType
from app.intake.overview import local_zone
from web.hook_view import delivery_line, endpoint_line, moment
from web.page import Page, PageDep
from web.words import HOOK_EVENTS

router = APIRouter()

DELIVERIES_SHOWN = 30
HERE = "/webhooks"


@dataclass(frozen=True, slots=True)
class Shown:
    """A secret, for this one page, and whose it is."""

    secret: str
    of: str


@router.get(HERE)
def webhooks(page: PageDep, identity: IdentityDep, database: DatabaseDep, clock: ClockDep) -> Response:
    """Everything about webhooks on one page."""
    return _page(page, database, may_make=is_proved(identity, clock()))


@router.post(HERE)
def add_endpoint(
    page: PageDep,
    identity: IdentityDep,
    database: DatabaseDep,
    clock: ClockDep,
    url: Annotated[str, Form(max_length=2 * LONGEST_URL)],
    event_types: Annotated[list[EventType] | None, Form()] = None,
) -> Response:
    """Add a receiver and show its secret, once; what cannot be used comes back with a sentence."""
    if not event_types:
        return _page(page, database, notice=page.t("Choose what it is to be told."), url=url, status=422)
    try:
        target_of(url.strip(), private_allowed=page.settings.webhook_allow_private)
    except RefusedUrl as refusal:
        return _page(page, database, notice=page.t.text(str(refusal)), url=url, status=422)
    facts = EndpointFacts(url.strip(), "", tuple(dict.fromkeys(event_types)), enabled=True)
    with database.write() as session:
        made, secret = create_endpoint(session, identity, facts, clock())
    return _page(page, database, shown=Shown(secret, made.url), status=201)


@router.post(HERE + "/endpoints/{endpoint_id}/secret")
def new_endpoint_secret(
    endpoint_id: str, page: PageDep, identity: IdentityDep, database: DatabaseDep, clock: ClockDep
) -> Response:
    """A new secret, shown once; the one before it signs for another day."""
    with database.write() as session:
        made, secret = rotate_secret(session, identity, endpoint_id, clock())
    return _page(page, database, shown=Shown(secret, made.url))


@router.post(HERE + "/endpoints/{endpoint_id}/switch")
def switch_endpoint(
    endpoint_id: str, identity: IdentityDep, database: DatabaseDep, clock: ClockDep, on: Annotated[bool, Form()]
) -> Response:
    """Send it something again, or nothing any more."""
    with database.write() as session:
        known = find_endpoint(session, endpoint_id)
        facts = EndpointFacts(known.url, known.description, list(known.event_types), on)
        change_endpoint(session, identity, endpoint_id, facts, clock())
    return _back()


@router.post(HERE + "/endpoints/{endpoint_id}/test")
def try_endpoint(endpoint_id: str, database: DatabaseDep, clock: ClockDep) -> Response:
    """Send it a message that means nothing."""
    with database.write() as session:
        send_test(session, endpoint_id, clock())
    return _back("#sent")


@router.post(HERE + "/endpoints/{endpoint_id}/delete")
def remove_endpoint(endpoint_id: str, identity: IdentityDep, database: DatabaseDep, clock: ClockDep) -> Response:
    """Take it away with its log."""
    with database.write() as session:
        delete_endpoint(session, identity, endpoint_id, clock())
    return _back()


@router.post(HERE + "/deliveries/{delivery_id}/again")
def send_again(delivery_id: str, identity: IdentityDep, database: DatabaseDep, clock: ClockDep) -> Response:
    """Send it once more, under its id."""
    with database.write() as session:
        redeliver(session, identity, delivery_id, clock())
    return _back("#sent")


@router.post(HERE + "/sources")
def add_source(
    page: PageDep,
    identity: IdentityDep,
    database: DatabaseDep,
    clock: ClockDep,
    name: Annotated[str, Form(pattern=r"^[a-z0-9_-]{1,40}$")],
    secret: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """Let a system tell us something; with the secret that it made, else with ours, shown once."""
    given = secret.strip()
    if given and not is_secret(given):
        notice = page.t("A secret is whsec_ and then 24 to 64 random bytes in base64. Leave it empty and we make one.")
        return _page(page, database, notice=notice, status=422)
    try:
        with database.write() as session:
            made, kept = create_source(session, identity, name, given or None, clock())
    except AppError as refusal:
        return _page(page, database, notice=page.t.text(refusal.detail), status=refusal.status)
    return _page(page, database, shown=None if given else Shown(kept, made.name), status=201)


@router.post(HERE + "/sources/{source}/secret")
def new_source_secret(
    source: str, page: PageDep, identity: IdentityDep, database: DatabaseDep, clock: ClockDep
) -> Response:
    """A new secret, shown once; the one before it is accepted for another day."""
    with database.write() as session:
        made, secret = rotate_source(session, identity, source, None, clock())
    return _page(page, database, shown=Shown(secret, made.name))


@router.post(HERE + "/sources/{source}/delete")
def remove_source(source: str, identity: IdentityDep, database: DatabaseDep, clock: ClockDep) -> Response:
    """Take in nothing more from it."""
    with database.write() as session:
        delete_source(session, identity, source, clock())
    return _back()


def _back(place: str = "") -> Response:
    return RedirectResponse(HERE + place, status_code=303)


def _page(
    page: Page,
    database: Database,
    *,
    shown: Shown | None = None,
    notice: str = "",
    url: str = "",
    status: int = 200,
    may_make: bool = True,
) -> Response:
    t = page.t
    with database.read() as session:
        zone = local_zone(session)
        receivers, telling = endpoints(session), sources(session)
        sent = deliveries(session, endpoint_id=None, state=None, limit=DELIVERIES_SHOWN)
    return page.html(
        "webhooks.html",
        status=status,
        here="keys",
        may_make=may_make,
        shown=shown,
        notice=notice,
        url=url,
        endpoints=[endpoint_line(one, zone, t) for one in receivers],
        events=[(event.value, t(HOOK_EVENTS[event])) for event in EventType],
        sent=[delivery_line(one, receivers, zone, t) for one in sent],
        sources=[
            (one.name, f"{page.settings.public_url}/api/v1/hooks/{quote(one.name)}", moment(one.created_at, zone, t))
            for one in telling
        ],
    )
