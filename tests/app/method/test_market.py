"""Where an account lies, and who is a customer without business."""

from dataclasses import replace

import pytest

from app.method.account import Account, Category
from app.method.market import area_of, is_without_business
from app.method.settings import Area, MethodSettings, SharesDoNotAddUp
from tests.worlds.facts import customer, prospect

USUAL = MethodSettings()


@pytest.mark.parametrize(
    ("km", "area"),
    [(0, Area.HOME), (30, Area.HOME), (30.1, Area.SURROUNDINGS), (100, Area.SURROUNDINGS), (100.1, Area.REMOTE)],
)
def test_distance_tells_the_area_of_a_market_that_is_not_named(km: float, area: Area) -> None:
    """On both sides of each limit, whatever the market is called."""
    for market in ("", "滨江"):
        assert area_of(prospect(market=market), km, USUAL) is area


def test_a_named_market_is_its_area_however_far_it_lies() -> None:
    """By the names that lists use, and by any other that the settings name."""
    assert area_of(prospect(market="外埠"), 1, USUAL) is Area.REMOTE
    named = replace(USUAL, market_areas={"滨江": "home"})
    assert area_of(prospect(market="滨江"), 500, named) is Area.HOME
    assert area_of(prospect(market="外埠"), 1, named) is Area.HOME


@pytest.mark.parametrize(
    ("account", "is_without"),
    [
        (customer(), True),  # maintained, and nobody knows of any value
        (customer(yearly_value=0), True),
        (customer(yearly_value=1), False),
        (customer(deal_value=1), False),  # a deal is in sight
        (customer(deal_value=0), True),
        (customer(Category.SIGNED), False),  # who has signed does business
        (customer(Category.SIGNED, yearly_value=0), True),
        (prospect(), False),
        (prospect(yearly_value=0), False),
    ],
)
def test_who_is_a_customer_without_business(account: Account, is_without: bool) -> None:
    """A customer of whom neither a deal nor a yearly value is known; who signed counts as one with business."""
    assert is_without_business(account) is is_without


@pytest.mark.parametrize(
    "wrong",
    [
        {"market_share": {"home": 110, "surroundings": -20, "remote": 10}},
        {"market_share": {"home": 50, "surroundings": 50}},
        {"market_areas": {"滨江": "moon"}},
        {"home_up_to_km": 100},
        {"market_most": 1.1},
        {"protected_share": -0.1},
    ],
)
def test_settings_of_markets_that_mean_nothing_are_refused(wrong: dict[str, object]) -> None:
    """Negative targets, an area too few or too many, limits that do not rise, more than the whole."""
    with pytest.raises(ValueError, match=r"\."):
        replace(USUAL, **wrong)  # type: ignore[arg-type]


def test_shares_that_are_not_a_hundred_say_what_they_are() -> None:
    """The sum stands in the refusal; a hundred is taken, however it is shared."""
    with pytest.raises(SharesDoNotAddUp, match="99 %"):
        replace(USUAL, market_share={"home": 50, "surroundings": 40, "remote": 9})
    assert replace(USUAL, market_share={"home": 100, "surroundings": 0, "remote": 0}).market_share["home"] == 100
