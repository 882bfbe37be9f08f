"""The method's numbers travel with every plan, to the last of them."""

import json
from dataclasses import replace
from typing import Any

import pytest

from app.method.account import Category, Grade
from app.method.settings import MethodSettings


def test_settings_survive_a_file() -> None:
    """Through JSON and back they are the same, the changed ones too."""
    for settings in (MethodSettings(), replace(MethodSettings(), visit_cap=3, share_at_stake=((10, 0.5),))):
        assert MethodSettings.from_json(json.loads(json.dumps(settings.as_json()))) == settings


def test_a_rep_differs_in_what_he_may() -> None:
    """His target is his alone, through a file too; whoever sees some reps sees what differs for them."""
    settings = replace(MethodSettings(), by_rep={"wang": {"yearly_target": 900_000}, "li": {"yearly_target": 1}})
    assert MethodSettings.from_json(json.loads(json.dumps(settings.as_json()))) == settings
    assert (settings.of("wang").yearly_target, settings.of("zhou").yearly_target) == (900_000, 2_000_000)
    assert settings.of_reps({"wang"}).by_rep == {"wang": {"yearly_target": 900_000}}
    with pytest.raises(ValueError, match="yearly_target"):
        replace(settings, by_rep={"wang": {"visit_cap": 3}})
    with pytest.raises(ValueError, match="more than nothing"):
        replace(settings, by_rep={"wang": {"yearly_target": 0}}).of("wang")


def test_a_name_that_is_no_setting_is_refused() -> None:
    """A typing error must not look like a setting that was obeyed."""
    with pytest.raises(ValueError, match="visit_cup"):
        MethodSettings.from_json({"visit_cup": 3})


@pytest.mark.parametrize(
    "nonsense",
    [
        {"yearly_target": 0},
        {"travel_weight_pct": -1},
        {"overtime_weight_pct": -1},
        {"keep_worth_s": -1},
        {"level_factor": (1.0, 2.0)},
    ],
)
def test_settings_that_mean_nothing_are_refused(nonsense: dict[str, Any]) -> None:
    """No target, negative weights, a level without a factor."""
    with pytest.raises(ValueError, match=r"\."):
        MethodSettings(**nonsense)


def test_the_defaults_are_the_methods() -> None:
    """The numbers of the method's sections 1 to 4, once by hand."""
    settings = MethodSettings()
    assert (settings.visit_cap, settings.look_again_days, settings.yearly_target) == (2, 180, 2_000_000)
    assert [settings.visit_minutes[c] for c in Category] == [45, 30, 30]
    assert [settings.interval_days[Category.MAINTENANCE][g] for g in Grade] == [30, 45, 90]
    assert [settings.interval_days[Category.SIGNED][g] for g in Grade] == [30, 60, 90]
    assert [settings.deal_value[g] for g in Grade] == [60_000, 20_000, 8_000]
    assert [settings.close_probability[g] for g in Grade] == [0.25, 0.15, 0.08]
    assert settings.level_factor == (0.6, 0.8, 1.0, 1.2, 1.5, 2.0)
    assert settings.share_at_stake == ((30, 0.02), (90, 0.05), (180, 0.12), (365, 0.20))
    assert (settings.travel_weight_pct, settings.overtime_weight_pct, settings.keep_worth_s) == (100, 300, 3600)
