"""Who is asked for addresses that have no place: nobody, or a provider that a director agrees to send them to."""

from collections.abc import Mapping
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Form, Response
from fastapi.responses import RedirectResponse

from app.access.admission import is_proved
from app.db import Database
from app.deps import ClockDep, DatabaseDep, IdentityDep
from app.errors import InvalidInput
from app.geocoding.choice import Choice, Wish, choose, chosen
from app.geocoding.words import Provider, Trouble
from app.intake.districts import are_installed
from app.intake.overview import local_zone
from web import formats
from web.page import Page, PageDep
from web.words import marked

router = APIRouter()

HERE = "/settings/addresses"
LONGEST_KEY = 200
PROVIDERS: Mapping[Provider, str] = {
    Provider.NOMINATIM: marked("Nominatim (OpenStreetMap)"),
    Provider.BAIDU: marked("Baidu Maps"),
    Provider.AMAP: marked("Amap"),
}
TROUBLES: Mapping[Trouble, str] = {
    Trouble.TOO_MANY: marked("It was asked too often, or more than your contract with it allows."),
    Trouble.KEY: marked("It does not take the key. Enter another one."),
    Trouble.SILENT: marked("It does not answer."),
    Trouble.NONSENSE: marked("What it answered cannot be read."),
}


@router.get(HERE)
def show(page: PageDep, identity: IdentityDep, database: DatabaseDep, clock: ClockDep) -> Response:
    """Who is asked now, and whether it answers."""
    return _page(page, database, is_proved(identity, clock()))


@router.post(HERE)
def change(
    page: PageDep,
    identity: IdentityDep,
    database: DatabaseDep,
    clock: ClockDep,
    provider: Annotated[Provider | None, Form()] = None,
    key: Annotated[str, Form(max_length=LONGEST_KEY)] = "",
    agrees: Annotated[bool, Form()] = False,
) -> Response:
    """Ask another provider from now on, or nobody; what is missing comes back with a sentence."""
    try:
        with database.write() as session:
            choose(session, identity, Wish(provider, key.strip(), agrees), clock())
    except InvalidInput as refusal:
        return _page(page, database, True, notice=page.t.text(refusal.detail), wanted=provider, status=422)
    return RedirectResponse(HERE, status_code=303)


def _page(
    page: Page,
    database: Database,
    may_change: bool,
    *,
    notice: str = "",
    wanted: Provider | None = None,
    status: int = 200,
) -> Response:
    t = page.t
    with database.read() as session:
        choice, zone = chosen(session), local_zone(session)
    return page.html(
        "geocoder.html",
        status=status,
        here="settings",
        may_change=may_change,
        notice=notice,
        choice=choice,
        state=_state(choice, page, zone),
        wanted=wanted or choice.provider,
        providers=[(provider.value, t(name)) for provider, name in PROVIDERS.items()],
    )


def _state(choice: Choice, page: Page, zone: ZoneInfo) -> str:
    """What is to be known of the one who is asked."""
    t = page.t
    if choice.provider is None:
        nobody = t("Nobody is asked. Accounts without coordinates wait until somebody puts the pin.")
        here = t("The districts that their addresses name are looked up on this server; nothing is sent.")
        return f"{nobody} {here}" if are_installed() else nobody
    if choice.trouble is None or choice.next_ask_at is None:
        return t("{provider} is asked, one address a second at most.", provider=t(PROVIDERS[choice.provider]))
    again = choice.next_ask_at.astimezone(zone)
    moment = f"{formats.day(again.date(), t)} {again:%H:%M}"
    return t("{why} It is asked again on {moment}.", why=t(TROUBLES[choice.trouble]), moment=moment)
