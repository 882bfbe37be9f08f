"""The method's numbers one by one: each by its path in the settings, with its unit and the range that makes sense."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.method.settings import MethodSettings


class Unit(StrEnum):
    VISITS = "visits"
    QUESTIONS = "questions"
    CASES = "cases"
    DAYS = "days"
    MINUTES = "minutes"
    SECONDS = "seconds"
    MONEY = "money"
    SHARE = "share"  # of one
    FACTOR = "factor"
    PERCENT = "percent"
    PERCENT_OF_RESULT = "percent_of_result"
    PERCENT_OF_SPEED = "percent_of_speed"
    KILOMETRES = "kilometres"
    YES_NO = "yes_no"  # 1 or 0


@dataclass(frozen=True, slots=True)
class SettingRange:
    """What a number may be."""

    unit: Unit
    least: float
    most: float

    @property
    def is_whole(self) -> bool:
        return self.unit not in (Unit.SHARE, Unit.FACTOR)


_SHARE, _FACTOR = SettingRange(Unit.SHARE, 0, 1), SettingRange(Unit.FACTOR, 0, 10)
_KM = SettingRange(Unit.KILOMETRES, 1, 20_000)
_MONEY = SettingRange(Unit.MONEY, 1, 10_000_000_000)
RANGES: Mapping[str, SettingRange] = {  # by the name of the setting, for all numbers of it, in the order they are shown
    "visit_cap": SettingRange(Unit.VISITS, 1, 20),
    "visit_mix": _SHARE,
    "assistant_does": SettingRange(Unit.YES_NO, 0, 1),
    "task_rest_days": SettingRange(Unit.DAYS, 1, 365),
    "full_day_visits": SettingRange(Unit.VISITS, 1, 50),
    "fewest_questions": SettingRange(Unit.QUESTIONS, 1, 7),
    "look_again_days": SettingRange(Unit.DAYS, 1, 3650),
    "visit_minutes": SettingRange(Unit.MINUTES, 1, 600),
    "interval_days": SettingRange(Unit.DAYS, 1, 3650),
    "due_from_share": _SHARE,
    "level_falls_after_days": SettingRange(Unit.DAYS, 1, 3650),
    "level_is_one_after_days": SettingRange(Unit.DAYS, 1, 3650),
    "yearly_target": _MONEY,
    "deal_value": _MONEY,
    "close_probability": _SHARE,
    "close_prior_visits": SettingRange(Unit.VISITS, 1, 100_000),
    "close_fit_from": SettingRange(Unit.VISITS, 1, 1_000_000),
    "explicit_need_factor": _FACTOR,
    "level_factor": _FACTOR,
    "second_visit_factor": _FACTOR,
    "most_probable": _SHARE,
    "share_at_stake": _SHARE,
    "share_at_stake_later": _SHARE,
    "urgency_overdue": _FACTOR,
    "urgency_due": _FACTOR,
    "next_step_share": _FACTOR,
    "market_share": SettingRange(Unit.PERCENT_OF_RESULT, 0, 100),
    "market_most": _SHARE,
    "home_up_to_km": _KM,
    "surroundings_up_to_km": _KM,
    "protected_share": _SHARE,
    "travel_weight_pct": SettingRange(Unit.PERCENT, 0, 1000),
    "overtime_weight_pct": SettingRange(Unit.PERCENT, 0, 10_000),
    "keep_worth_s": SettingRange(Unit.SECONDS, 0, 86_400),
    "rush_hours": SettingRange(Unit.YES_NO, 0, 1),
    "speed_pct": SettingRange(Unit.PERCENT_OF_SPEED, 10, 100),
    "small_n": SettingRange(Unit.CASES, 1, 1000),
}

DAYS_OF_SHARE = SettingRange(Unit.DAYS, 1, 3650)  # up to which a share at stake holds
_DAYS = "days"


def range_of(path: str) -> SettingRange:
    """What the number of this path may be."""
    name, *parts = path.split(".")
    return DAYS_OF_SHARE if parts[-1:] == [_DAYS] else RANGES[name]


def numbers(settings: MethodSettings) -> dict[str, float]:
    """Every number by its path, such as `visit_cap` or `interval_days.signed.A`, in the order of RANGES.

    A share at stake has two: `share_at_stake.0.days`, up to which it holds, and `share_at_stake.0` itself.
    """
    told = settings.as_json()
    return {path: value for name in RANGES for path, value in _leaves(name, told[name])}


def changed(settings: MethodSettings, values: Mapping[str, float]) -> MethodSettings:
    """The settings with these numbers; raises KeyError for a path that is none, ValueError where they do not agree."""
    told = settings.as_json()
    known = numbers(settings)
    for path, value in values.items():
        if path not in known:
            raise KeyError(path)
        number = round(value) if range_of(path).is_whole else value
        told = _put(told, path.split("."), number)
    return MethodSettings.from_json(told)


def _leaves(path: str, value: Any) -> list[tuple[str, float]]:
    if isinstance(value, Mapping):
        return [leaf for name, inner in value.items() for leaf in _leaves(f"{path}.{name}", inner)]
    if isinstance(value, list | tuple):
        return [leaf for n, inner in enumerate(value) for leaf in _of_entry(f"{path}.{n}", inner)]
    return [(path, value)]


def _of_entry(path: str, value: Any) -> list[tuple[str, float]]:
    """The numbers of an entry in a list: one, or a share with the days up to which it holds."""
    if isinstance(value, list | tuple):
        up_to_days, share = value
        return [(f"{path}.{_DAYS}", up_to_days), (path, share)]
    return [(path, value)]


def _put(told: Any, path: list[str], number: float) -> Any:
    """The same nest of values with this one in its place."""
    if isinstance(told, list | tuple) and path in ([], [_DAYS]):
        up_to_days, share = told
        return (number, share) if path else (up_to_days, number)
    if not path:
        return number
    first, *rest = path
    if isinstance(told, Mapping):
        return {name: _put(inner, rest, number) if name == first else inner for name, inner in told.items()}
    return [_put(inner, rest, number) if str(n) == first else inner for n, inner in enumerate(told)]
