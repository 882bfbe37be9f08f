"""The method's numbers in the reader's words: those that count on the settings page, those that a plan used."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from app.method.account import Category
from app.method.setting_fields import DAYS_OF_SHARE, RANGES, Unit, numbers, range_of
from app.method.settings import Area, DayClass, MethodSettings
from app.planning.week_plan import WeekPlan
from app.visits.account_groups import VISIT_MIX
from app.wording import clock
from web import formats
from web.account_view import GATED
from web.close_view import close_table
from web.i18n import Translator
from web.words import AREAS, CATEGORIES, GROUPS, SETTINGS, UNITS, marked

HOUR_S = 3600
DAY_CLASSES: Mapping[str, str] = {
    DayClass.WORKDAY: marked("Working days"),
    DayClass.DAY_OFF: marked("Weekends and holidays"),
}
FOLDED_FROM = 24  # so many numbers of one setting are shown when they are asked for


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
    is_yes_or_no: bool = False

    @property
    def is_folded(self) -> bool:
        return len(self.numbers) >= FOLDED_FROM


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
        value = shown(own[name]) if name in own else ""
        limits = shown(allowed.least), shown(allowed.most)
        return cls(name, t(SETTINGS[name]), t(UNITS[allowed.unit]), value, shown(numbers(usual)[name]), *limits)


@dataclass(frozen=True, slots=True)
class UsedSettings:
    """What a plan was made with; `of_reps` are the names of reps with their own numbers, `differing` counts settings
    that are not the method's defaults, and `outdated` says that other ones count by now."""

    country: str
    market_areas: tuple[tuple[str, str], ...]  # market, and the name of its area
    close_table: str  # which chances to close
    lines: tuple[SettingLine, ...]
    of_reps: tuple[tuple[str, tuple[str, ...]], ...]
    differing: int
    outdated: bool


def setting_lines(settings: MethodSettings, t: Translator) -> tuple[SettingLine, ...]:
    """Every setting that is made of numbers, each beside the method's default."""
    now, usual = numbers(settings), numbers(MethodSettings())
    return tuple(
        SettingLine(
            t(SETTINGS[name]),
            t(UNITS[allowed.unit]),
            tuple(_line(path, now, usual, settings, t) for path in now if path.split(".")[0] == name),
            allowed.unit is Unit.YES_NO,
        )
        for name, allowed in RANGES.items()
    )


def used_settings(plan: WeekPlan, used: MethodSettings, now: MethodSettings, t: Translator) -> UsedSettings:
    """The settings of a plan, as far as they are of the reps whose routes are seen in it."""
    names = {route.rep_id: route.rep_name for route in plan.routes}
    used, now = used.of_reps(names), now.of_reps(names)
    told, usual = used.as_json(), MethodSettings().as_json()
    return UsedSettings(
        country=dict(formats.country_names([used.country], t))[used.country],
        market_areas=tuple((market, t(AREAS[Area(area)])) for market, area in used.market_areas.items()),
        close_table=close_table(used, t),
        lines=tuple(replace(line, numbers=tuple(_without_days(line))) for line in setting_lines(used, t)),
        of_reps=tuple((names[rep_id], tuple(_own(own, t))) for rep_id, own in sorted(used.by_rep.items())),
        differing=sum(told[name] != usual[name] for name in told if name != "by_rep"),
        outdated=used != now,
    )


def whole_name(path: str, t: Translator) -> str:
    """A number's name with that of its setting in front."""
    return f"{t(SETTINGS[path.split('.')[0]])} {_part_name(path, MethodSettings(), t)}".strip()


def shown(number: float) -> str:
    """A number as a form takes it."""
    return f"{number:g}" if abs(number) < 100_000 else f"{number:.0f}"


def _without_days(line: SettingLine) -> Iterator[NumberLine]:
    """The name of a share says up to which day it holds; only a form needs the days as numbers."""
    return (one for one in line.numbers if range_of(one.path) is not DAYS_OF_SHARE)


def _own(own: Mapping[str, int], t: Translator) -> Iterator[str]:
    for name, number in own.items():
        yield f"{t(SETTINGS[name])} {shown(number)}"


def _line(
    path: str, now: Mapping[str, float], usual: Mapping[str, float], settings: MethodSettings, t: Translator
) -> NumberLine:
    allowed = range_of(path)
    return NumberLine(
        path,
        _part_name(path, settings, t),
        shown(now[path]),
        shown(usual[path]),
        shown(allowed.least),
        shown(allowed.most),
        "1" if allowed.is_whole else "any",
    )


def _part_name(path: str, settings: MethodSettings, t: Translator) -> str:
    """What the number is for within its setting: a category, a grade, a level, or days since the last visit."""
    name, *parts = path.split(".")
    if name == "level_factor":
        return t("Level {n}", n=parts[0])
    if name == "visit_mix":
        return t(GROUPS[next(group for group, share in VISIT_MIX.items() if share == parts[0])])
    if name == "assistant_does":
        return t(GATED[parts[0]])
    if name == "share_at_stake":
        if parts[1:]:
            return t("Step {n}, up to so many days", n=int(parts[0]) + 1)
        days = settings.share_at_stake[int(parts[0])][0]
        return t("growing day by day up to {n} days", n=days) if parts[0] == "0" else t("up to {n} days", n=days)
    if name == "speed_pct":
        return f"{t(DAY_CLASSES[parts[0]])} {clock(int(parts[1]) * HOUR_S)}"
    if name == "market_share":
        return t(AREAS[Area(parts[0])])
    return " ".join(t(CATEGORIES[Category(part)]) if part in set(Category) else part for part in parts)
