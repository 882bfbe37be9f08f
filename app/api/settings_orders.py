"""The sales method's numbers as the API takes and tells them, in the shape in which a plan tells those it used.

The fields are those of `MethodSettings` and their ranges those of `RANGES`: neither is written a second time here.
"""

import json
from collections.abc import Mapping
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, Field, StringConstraints, create_model, model_validator

from app.api.values import Answer, Order
from app.method.field_days import known_country
from app.method.setting_fields import DAYS_OF_SHARE, RANGES, SettingRange, Unit
from app.method.settings import Area, MethodSettings

_UNITS = {
    Unit.PERCENT_OF_RESULT: "% of the expected result, 100 in all",
    Unit.MONEY: "CNY",
    Unit.SHARE: "Share of one",
    Unit.PERCENT: "% of a second of rep time",
    Unit.PERCENT_OF_SPEED: "% of the usual speed, for each hour of the day from 0 to 23",
    Unit.YES_NO: "1 yes, 0 no",
}
_WHOSE = "Whose public holidays are no field days (ISO 3166, two letters)."
Country = Annotated[
    str, StringConstraints(pattern="^[A-Z]{2}$"), AfterValidator(known_country), Field(description=_WHOSE)
]


_USUAL_AREAS = {market: Area(area) for market, area in MethodSettings().market_areas.items()}
_MARKETS = "The area of each market by its name; of other markets the distance from the rep's start tells it."
Market = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00]*$")]
MarketAreas = Annotated[dict[Market, Annotated[Area, Field(strict=False)]], Field(max_length=500, description=_MARKETS)]

_FITTED = "On so many debriefs the chances to close rest; 0: nobody fitted them. Changing the chances alone makes it 0."
FittedVisits = Annotated[int, Field(ge=0, le=1_000_000_000, description=_FITTED)]


class OrganisationFacts(Order):
    """What the settings have beside their numbers."""

    country: Country = MethodSettings().country
    market_areas: MarketAreas = Field(
        default_factory=lambda: dict(MethodSettings().market_areas), validate_default=True
    )

    close_fitted_visits: FittedVisits = 0

    @model_validator(mode="after")
    def _are_settings(self) -> Self:
        self.settings()
        return self

    def settings(self) -> MethodSettings:
        return MethodSettings.from_json(self.model_dump(mode="json"))


def _number(allowed: SettingRange) -> Any:
    unit = f"{_UNITS.get(allowed.unit, allowed.unit.capitalize())}."
    return Annotated[int if allowed.is_whole else float, Field(ge=allowed.least, le=allowed.most, description=unit)]


def _field(name: str, usual: Any, allowed: SettingRange) -> tuple[Any, Any]:
    """The type and the default of a setting, or of a part of one, whose usual value has this shape."""
    if isinstance(usual, Mapping):
        table = _model(name, Order, {part: _field(f"{name}_{part}", one, allowed) for part, one in usual.items()})
        return table, Field(default_factory=table)
    if not isinstance(usual, tuple):
        return _number(allowed), Field(default=usual)
    kind = _number(allowed)
    if isinstance(usual[0], tuple):
        kind = Annotated[tuple[_number(DAYS_OF_SHARE), kind], Field(strict=False)]  # type: ignore[misc]
    return list[kind], Field(  # type: ignore[valid-type]
        default=list(usual), min_length=len(usual), max_length=len(usual)
    )


def _model(name: str, base: type[BaseModel], told: Mapping[str, Any]) -> Any:
    return create_model("".join(part.title() for part in name.split("_")), __base__=base, **told)


_USUAL = MethodSettings().as_json()
_NUMBERS = {name: _field(name, _USUAL[name], allowed) for name, allowed in RANGES.items()}
MethodFacts: type[OrganisationFacts] = _model("method_facts", OrganisationFacts, _NUMBERS)
_ANSWERED = {
    "version": (int, Field(description="Counts the changes.")),
    "country": (str, ...),
    "market_areas": (MarketAreas, ...),
    "close_fitted_visits": (FittedVisits, ...),
    **_NUMBERS,
}
SettingsAnswer: type[Answer] = _model("settings_answer", Answer, _ANSWERED)


def method_facts(settings: MethodSettings) -> OrganisationFacts:
    """The settings as an order that would lead to them."""
    told = {name: value for name, value in settings.as_json().items() if name in MethodFacts.model_fields}
    return MethodFacts.model_validate_json(json.dumps(told))


def settings_answer(settings: MethodSettings, version: int) -> Answer:
    return SettingsAnswer.model_validate_json(json.dumps({**settings.as_json(), "version": version}))
