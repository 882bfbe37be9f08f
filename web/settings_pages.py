"""The settings of the sales method: every number with its unit and default, and who changed which when."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from app.access.rules import is_proved
from app.deps import ClockDep, DatabaseDep, IdentityDep
from app.errors import InvalidInput
from app.intake.method_settings import keep_settings, organisation_settings, settings_changes
from app.intake.overview import local_zone
from app.method.account import Category
from app.method.field_days import countries
from app.method.setting_fields import RANGES, SettingRange, Unit, changed, numbers
from app.method.settings import MethodSettings
from web import formats
from web.i18n import Translator
from web.page import Page, PageDep
from web.words import CATEGORIES, SETTINGS, UNITS

router = APIRouter()

CHANGES_SHOWN = 10


@dataclass(frozen=True, slots=True)
class NumberLine:
    """One number of a setting: what tells it apart from its like, what it is, and what it usually is."""

    path: str
    name: str
    value: str
    usual: str
    least: str
    most: str
    step: str


@dataclass(frozen=True, slots=True)
class SettingLine:
    """A setting with its unit and all its numbers."""

    name: str
    unit: str
    numbers: tuple[NumberLine, ...]


@dataclass(frozen=True, slots=True)
class OwnLine:
    """A setting that may differ for a rep: his own number, empty where there is none, beside the organisation's."""

    name: str
    label: str
    unit: str
    value: str
    usual: str
    least: str
    most: str

    @classmethod
    def of(cls, name: str, own: Mapping[str, int], usual: MethodSettings, t: Translator) -> "OwnLine":
        allowed = RANGES[name]
        value = _shown(own[name]) if name in own else ""
        limits = _shown(allowed.least), _shown(allowed.most)
        return cls(name, t(SETTINGS[name]), t(UNITS[allowed.unit]), value, _shown(numbers(usual)[name]), *limits)


async def _sent(request: Request) -> Mapping[str, Any]:
    return await request.form(max_fields=200)


SettingsSent = Annotated[Mapping[str, Any], Depends(_sent)]


@router.get("/settings")
def show_settings(page: PageDep, identity: IdentityDep, database: DatabaseDep, clock: ClockDep) -> Response:
    """What counts now, beside the method's own defaults."""
    with database.read() as session:
        settings, changes = organisation_settings(session).settings, settings_changes(session, CHANGES_SHOWN)
        zone = local_zone(session)
    return page.html(
        "settings.html",
        here="settings",
        settings=list(_lines(settings, page.t)),
        country=settings.country,
        countries=formats.country_names(countries(), page.t),
        changes=[
            (
                f"{formats.day(one.at.astimezone(zone).date(), page.t)} {one.at.astimezone(zone):%H:%M}",
                one.by,
                [page.t(SETTINGS[name]) for name in one.names if name in SETTINGS],
            )
            for one in changes
        ],
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
        keep_settings(session, identity, replace(changed(settings, values), country=country), clock())
    return RedirectResponse("/settings", status_code=303)


def _country(code: str, page: Page) -> str:
    if code not in countries():
        raise InvalidInput("settings.value", page.t("Choose a country from the list. Nothing was saved."))
    return code


def number_sent(path: str, text: str, page: Page) -> float:
    """The number that a form has for a setting; raises InvalidInput with its name and range."""
    allowed = RANGES[path.split(".")[0]]
    try:
        value = float(text)
    except ValueError:
        value = allowed.least - 1
    if not allowed.least <= value <= allowed.most:
        told = {"name": _whole_name(path, page.t), "least": _shown(allowed.least), "most": _shown(allowed.most)}
        sentence = page.t("{name} is a number from {least} to {most}. Nothing was saved; correct it.", **told)
        raise InvalidInput("settings.value", sentence)
    return value


def _lines(settings: MethodSettings, t: Translator) -> Iterator[SettingLine]:
    now, usual = numbers(settings), numbers(MethodSettings())
    for name, allowed in RANGES.items():
        paths = [path for path in now if path.split(".")[0] == name]
        lines = (_line(path, now[path], usual[path], allowed, settings, t) for path in paths)
        yield SettingLine(t(SETTINGS[name]), t(UNITS[allowed.unit]), tuple(lines))


def _line(
    path: str, value: float, usual: float, allowed: SettingRange, settings: MethodSettings, t: Translator
) -> NumberLine:
    return NumberLine(
        path,
        _part_name(path, settings, t),
        _shown(value),
        _shown(usual),
        _shown(allowed.least),
        _shown(allowed.most),
        "1" if allowed.is_whole and allowed.unit is not Unit.DAYS else "any",
    )


def _part_name(path: str, settings: MethodSettings, t: Translator) -> str:
    """What the number is for within its setting: a category, a grade, a level, or days since the last visit."""
    name, *parts = path.split(".")
    if name == "level_factor":
        return t("Level {n}", n=parts[0])
    if name == "share_at_stake":
        return t("up to {n} days", n=settings.share_at_stake[int(parts[0])][0])
    return " ".join(t(CATEGORIES[Category(part)]) if part in set(Category) else part for part in parts)


def _whole_name(path: str, t: Translator) -> str:
    return f"{t(SETTINGS[path.split('.')[0]])} {_part_name(path, MethodSettings(), t)}".strip()


def _shown(number: float) -> str:
    return f"{number:g}" if abs(number) < 100_000 else f"{number:.0f}"
