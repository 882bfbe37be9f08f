"""The corrections that steer a plan: to the market split, and to customers without business."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.method.settings import Area, MethodSettings
from app.method.steering import Prospective, Prospects, Steering, steering_as_json, steering_from_json
from app.method.steering import steering as of_team
from app.method.worth import WorthPart, steered
from tests.worlds.facts import customer, prospect

USUAL = MethodSettings()
HOUR_S = 3600


def visit(area: Area = Area.HOME, result: float = 100, **facts: object) -> Prospective:
    """A visit of an hour, half of it driving, that is worth its result in minutes."""
    worth_s = round(60 * result)
    known = {"is_without_business": False, "is_required": False, "base_s": worth_s, "worth_s": worth_s}
    return Prospective(area=area, result=result, **{**known, "time_s": HOUR_S, "drive_s": 1800, **facts})  # type: ignore[arg-type]


def steering(some: list[Prospective], hours_s: int, most: int, settings: MethodSettings) -> Steering:
    """The corrections of a rep who is alone in the plan."""
    return of_team({"wang": Prospects(tuple(some), hours_s, most)}, settings)["wang"]


def test_areas_are_judged_for_all_reps_together() -> None:
    """One has his accounts at home, the other around: as it should be, so that nothing is steered."""
    home = Prospects((visit(),) * 5, 9 * HOUR_S, 12)
    around = Prospects((visit(Area.SURROUNDINGS),) * 4, 9 * HOUR_S, 12)
    assert [one.market_pct for one in of_team({"wang": home, "li": around}, USUAL).values()] == [{}, {}]
    twice = Prospects((visit(Area.SURROUNDINGS),) * 8, 9 * HOUR_S, 12)
    told = of_team({"wang": home, "li": twice}, USUAL)
    assert told["wang"].market_pct == told["li"].market_pct == {Area.HOME: 44, Area.SURROUNDINGS: -28}
    assert (told["wang"].accounts, told["li"].accounts) == ({Area.HOME: 5}, {Area.SURROUNDINGS: 8})


def test_the_area_that_falls_short_gains_what_the_other_loses() -> None:
    """Six visits home and two around, where 56 and 44 % of what is there are wanted: minus 26, plus 78, at most 50."""
    found = steering([visit()] * 6 + [visit(Area.SURROUNDINGS)] * 2, 8 * HOUR_S, 12, USUAL)
    assert found.market_pct == {Area.HOME: -26, Area.SURROUNDINGS: 50}
    freely = steering([visit()] * 6 + [visit(Area.SURROUNDINGS)] * 2, 8 * HOUR_S, 12, replace(USUAL, market_most=1.0))
    assert freely.market_pct == {Area.HOME: -26, Area.SURROUNDINGS: 78}
    assert found.accounts == {Area.HOME: 6, Area.SURROUNDINGS: 2}


def test_nothing_is_steered_where_there_is_one_area_or_all_is_as_wanted() -> None:
    """Everybody at home: nobody's worth changes. Five to four is what is wanted."""
    assert steering([visit()] * 9, 9 * HOUR_S, 12, USUAL).market_pct == {}
    assert steering([visit()] * 5 + [visit(Area.SURROUNDINGS)] * 4, 9 * HOUR_S, 12, USUAL).market_pct == {}
    assert steering([], 9 * HOUR_S, 12, USUAL) == Steering()


def test_only_what_has_room_in_the_hours_counts() -> None:
    """Remote visits that are not worth their way bring nothing yet, and are lifted as far as may be."""
    remote = visit(Area.REMOTE, 100, drive_s=7200, time_s=9000)
    found = steering([visit()] * 4 + [remote] * 4, 4 * HOUR_S, 12, USUAL)
    assert found.market_pct == {Area.HOME: -17, Area.REMOTE: 50}


def test_customers_without_business_are_lifted_until_they_have_their_share() -> None:
    """Ten hours: two of ten visits are theirs. The second best gains what the last of the others is worth an hour."""
    idle = [visit(result=r, is_without_business=True) for r in (10, 20, 5)]
    found = steering([visit(result=60)] * 12 + idle, 10 * HOUR_S, 12, USUAL)
    assert (found.protected_s, found.without_business) == (60 * 50 + 1, 3)
    nobody = replace(USUAL, protected_share=0.0)
    assert steering([visit(result=60)] * 12 + idle, 10 * HOUR_S, 12, nobody).protected_s == 0


def test_who_is_in_anyhow_needs_no_protection() -> None:
    """Where the hours are enough and they are worth their way, nothing is added."""
    idle = [visit(result=40, is_without_business=True)] * 2
    assert steering([visit(result=60)] * 8 + idle, 10 * HOUR_S, 12, USUAL).protected_s == 0


def test_nobody_is_sent_across_the_country_for_a_share() -> None:
    """An account ten hours away gains no more than a usual visit is worth."""
    far = visit(result=1, is_without_business=True, drive_s=36_000, time_s=40_000)
    assert steering([visit(result=60)] * 5 + [far], 20 * HOUR_S, 12, USUAL).protected_s == 60 * 60


visits = st.builds(
    visit,
    st.sampled_from(Area),
    st.floats(0, 5_000),
    is_without_business=st.booleans(),
    is_required=st.booleans(),
    time_s=st.integers(1, 30_000),
    drive_s=st.integers(0, 30_000),
)


@given(st.lists(visits, max_size=12), st.integers(0, 60_000), st.integers(0, 12), st.randoms())
def test_corrections_keep_every_prize_a_sum_of_its_parts_and_not_negative(
    some: list[Prospective], hours_s: int, most: int, random: object
) -> None:
    """In any world: whole seconds, parts that add up, no prize below nothing, in whatever order visits come."""
    found = steering(some, hours_s, most, USUAL)
    random.shuffle(some)  # type: ignore[attr-defined]
    assert steering(some, hours_s, most, USUAL) == found
    assert steering_from_json(json.loads(json.dumps(steering_as_json({"wang": found})))) == {"wang": found}
    for one in some:
        account = customer() if one.is_without_business else prospect()
        plain = (WorthPart("base", one.base_s), WorthPart("urgency", 7))
        parts = steered(plain, account, one.area, found)
        assert parts[:2] == plain
        assert len({part.name for part in parts}) == len(parts) <= 4
        prize_s = sum(part.worth_s for part in parts)
        protected_s = found.protected_s if one.is_without_business else 0
        assert prize_s == one.base_s + 7 + round(one.base_s * found.market_pct.get(one.area, 0) / 100) + protected_s
        assert prize_s >= 0


def test_a_correction_above_the_base_is_refused() -> None:
    """It would make a visit worth less than nothing."""
    for wrong in ({"market_pct": {Area.HOME: -101}}, {"protected_s": -1}):
        with pytest.raises(ValueError, match="at most the base"):
            Steering(**wrong)  # type: ignore[arg-type]
