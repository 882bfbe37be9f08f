"""The method's numbers by their paths."""

import pytest

from app.method.setting_fields import RANGES, changed, numbers, range_of
from app.method.settings import MethodSettings

USUAL = MethodSettings()


def test_every_number_has_a_path_and_lies_in_its_range() -> None:
    """All the defaults are what a page would take back."""
    told = numbers(USUAL)
    assert told["interval_days.signed.B"] == 60
    assert (told["share_at_stake.1.days"], told["share_at_stake.1"]) == (90, 0.05)
    no_numbers = {"country", "market_areas", "close_fitted_visits", "by_rep"}
    assert {path.split(".")[0] for path in told} == set(RANGES) == set(USUAL.as_json()) - no_numbers
    for path, value in told.items():
        allowed = range_of(path)
        assert allowed.least <= value <= allowed.most, path


def test_one_number_is_changed_and_no_other() -> None:
    """Whether it stands alone, in a table, in a row, or beside its days."""
    told = {"visit_cap": 3, "deal_value.A": 90_000, "level_factor.2": 1.1}
    for path, value in {**told, "share_at_stake.0": 0.5, "share_at_stake.0.days": 20}.items():
        after = numbers(changed(USUAL, {path: value}))
        assert {name for name, number in numbers(USUAL).items() if number != after[name]} == {path}
        assert after[path] == value
    assert changed(USUAL, numbers(USUAL)) == USUAL


def test_what_is_no_number_of_the_method_is_refused() -> None:
    """Neither another name nor a grade that there is not."""
    for path in ("country", "deal_value.D", "nothing"):
        with pytest.raises(KeyError):
            changed(USUAL, {path: 1})


def test_numbers_that_do_not_agree_are_refused() -> None:
    """Days that fall from one step to the next, and a level that is one before it has fallen by one."""
    for told in ({"share_at_stake.1.days": 30}, {"level_is_one_after_days": 180}):
        with pytest.raises(ValueError, match=r"\."):
            changed(USUAL, told)
