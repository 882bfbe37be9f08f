"""The settings of the sales method: every number with its unit and default, and who changed which when."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse
from starlette.datastructures import FormData, UploadFile

from app.access.admission import is_proved
from app.deps import ClockDep, DatabaseDep, IdentityDep
from app.errors import InvalidInput
from app.intake.markets import MOST_MARKETS, seen_markets
from app.intake.method_settings import SettingsChange, keep_settings, organisation_settings, settings_changes
from app.intake.overview import local_zone
from app.intake.speed_lists import MOST_BYTES, UnusableSpeeds, speeds_of
from app.method.close_fit import CloseFit
from app.method.field_days import countries
from app.method.setting_fields import changed, numbers, range_of
from app.method.settings import Area, MethodSettings, SharesDoNotAddUp
from app.visits.close_chances import close_proposal, with_fitted_chances
from web import formats
from web.close_view import close_view
from web.page import Page, PageDep
from web.settings_view import setting_lines, shown, whole_name
from web.trace import TraceLine
from web.words import AREAS, SETTINGS

router = APIRouter()

CHANGES_SHOWN = 10


async def _sent(request: Request) -> AsyncIterator[FormData]:
    async with request.form(max_files=1, max_fields=200 + 2 * MOST_MARKETS) as sent:
        yield sent


SettingsSent = Annotated[FormData, Depends(_sent)]


@router.get("/settings")
def show_settings(page: PageDep, identity: IdentityDep, database: DatabaseDep, clock: ClockDep) -> Response:
    """What counts now, beside the method's own defaults."""
    with database.read() as session:
        settings, changes = organisation_settings(session).settings, settings_changes(session, CHANGES_SHOWN)
        zone, markets = local_zone(session), seen_markets(session, identity)
        fit = close_proposal(session, identity)
    return page.html(
        "settings.html",
        here="settings",
        settings=setting_lines(settings, page.t),
        close=close_view(fit, settings, page.t),
        country=settings.country,
        markets=[(name, settings.market_areas.get(name, "")) for name in _all_markets(markets, settings)],
        areas=[(area.value, page.t(name)) for area, name in AREAS.items()],
        countries=formats.country_names(countries(), page.t),
        changes=[TraceLine.of(one.at, zone, one.by, _names(one, page), page.t) for one in changes],
        is_proved=is_proved(identity, clock()),
    )


@router.post("/settings")
def change_settings(
    page: PageDep,
    identity: IdentityDep,
    database: DatabaseDep,
    clock: ClockDep,
    sent: SettingsSent,
) -> Response:
    """Let other numbers count from now on; what is not sent stays."""
    with database.write() as session:
        settings = organisation_settings(session).settings
        values = {path: number_sent(path, str(sent[path]), page) for path in numbers(settings) if path in sent}
        country = _country(str(sent.get("country", settings.country)), page)
        areas = {**settings.market_areas, **_areas(sent, page)}
        if "close_fit" in sent:
            settings = _fitted(settings, close_proposal(session, identity), page)
        if "speeds" in sent:
            settings = replace(settings, speed_pct=_speeds(sent["speeds"], page))
        told = replace(
            _agreeing(settings, values, page),
            country=country,
            market_areas={market: area for market, area in areas.items() if area},
        )
        keep_settings(session, identity, told, clock())
    return RedirectResponse("/settings", status_code=303)


def _agreeing(settings: MethodSettings, values: Mapping[str, float], page: Page) -> MethodSettings:
    try:
        return changed(settings, values)
    except SharesDoNotAddUp as shares:
        told = page.t(
            "The target shares of the areas add up to {total} %, not to 100 %. Nothing was saved; correct them.",
            total=shares.total,
        )
        raise InvalidInput("settings.value", told) from None
    except ValueError:
        told = page.t(
            "Days rise from step to step, a level is 1 later than it falls by one, the surroundings reach farther than"
            " the home market, and the shares of those met once, twice and more often add up to 1. Nothing was saved."
        )
        raise InvalidInput("settings.value", told) from None


def _fitted(settings: MethodSettings, fit: CloseFit, page: Page) -> MethodSettings:
    """The settings with the chances that the debriefs give."""
    if not fit.is_enough:
        said = close_view(fit, settings, page.t).said
        raise InvalidInput("settings.value", f"{said} {page.t('Nothing was saved.')}")
    return with_fitted_chances(settings, fit)


def _speeds(file: UploadFile | str, page: Page) -> Mapping[str, tuple[int, ...]]:
    """The speeds of a list that was sent."""
    try:
        return speeds_of(b"" if isinstance(file, str) else file.file.read(MOST_BYTES + 1))
    except UnusableSpeeds as fault:
        if fault.line:
            sentence = page.t(
                "Line {line}, {field}: “{value}” is not what is needed there: an hour from 0 to 23, each once, and"
                " speeds from 10 to 100. Nothing was saved; correct the list.",
                line=fault.line,
                field=fault.column,
                value=fault.value[:20],
            )
        else:
            sentence = page.t(
                "A list of speeds is a CSV file in UTF-8 with the columns hour, workday and day_off and a line for each"
                " hour from 0 to 23. Nothing was saved."
            )
        raise InvalidInput("settings.value", sentence) from None


def _names(one: SettingsChange, page: Page) -> list[str]:
    return [page.t(SETTINGS[name]) for name in one.names if name in SETTINGS]


def _all_markets(known: Sequence[str], settings: MethodSettings) -> list[str]:
    """Those that accounts are in, and those that have an area although no account is there now."""
    return [*known, *(market for market in settings.market_areas if market not in known)]


def _areas(sent: FormData, page: Page) -> dict[str, str]:
    """The area chosen for each market, empty where distance is to tell it."""
    chosen = dict(zip(map(str, sent.getlist("market")), map(str, sent.getlist("market_area")), strict=False))
    if not set(chosen.values()) <= {"", *Area}:
        raise InvalidInput("settings.value", page.t("Choose each market's area from the list. Nothing was saved."))
    return chosen


def _country(code: str, page: Page) -> str:
    if code not in countries():
        raise InvalidInput("settings.value", page.t("Choose a country from the list. Nothing was saved."))
    return code


def number_sent(path: str, text: str, page: Page) -> float:
    """The number that a form has for a setting; raises InvalidInput with its name and range."""
    allowed = range_of(path)
    try:
        value = float(text)
    except ValueError:
        value = allowed.least - 1
    if allowed.least <= value <= allowed.most and not (allowed.is_whole and value % 1):
        return value
    told = {"name": whole_name(path, page.t), "least": shown(allowed.least), "most": shown(allowed.most)}
    if allowed.is_whole:
        sentence = page.t("{name} is a whole number from {least} to {most}. Nothing was saved; correct it.", **told)
    else:
        sentence = page.t("{name} is a number from {least} to {most}. Nothing was saved; correct it.", **told)
    raise InvalidInput("settings.value", sentence)
