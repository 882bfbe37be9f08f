"""What a plan brings from where, and how many visits go to customers without business."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from app.method.settings import Area, MethodSettings
from app.method.steering import Steering
from app.planning.split import PlanSplit, plan_split
from app.planning.week_plan import WeekPlan
from app.planning.wordings import why_short
from tests.worlds import week

USUAL = MethodSettings()


def plan_of(*stops: tuple[Area, int], **steering: object) -> WeekPlan:
    """A plan of one day whose stops lie there and bring that."""
    (some, *_) = week.WANG_TUESDAY.stops
    told = tuple(replace(some, area=area, result=result) for area, result in stops)
    route = replace(week.WANG_TUESDAY, stops=told)
    return replace(week.PLAN, routes=(route,), steering={"wang": Steering(**steering)})  # type: ignore[arg-type]


def test_a_plan_of_an_earlier_version_has_no_split() -> None:
    """Nothing is made up where nobody noted it; nor where nobody is visited."""
    assert plan_split(week.PLAN, USUAL) == PlanSplit((), None)
    assert plan_split(plan_of(), USUAL) == PlanSplit((), None)


@given(st.lists(st.tuples(st.sampled_from(Area), st.integers(0, 10**12)), min_size=1, max_size=9))
def test_shares_are_a_hundred_together(stops: list[tuple[Area, int]]) -> None:
    """Whatever the visits bring, unless it is nothing at all."""
    split = plan_split(plan_of(*stops), USUAL)
    whole = sum(result for _, result in stops)
    assert sum(one.share_pct for one in split.areas) == (100 if whole else 0)
    assert sum(one.result for one in split.areas) == whole
    assert sum(one.visits for one in split.areas) == len(stops)


def test_an_area_that_falls_short_says_why() -> None:
    """No account there, all visited, or no room; in words with the remedy, and nothing where the target is met."""
    there = {Area.HOME: 2, Area.SURROUNDINGS: 3}
    split = plan_split(plan_of((Area.HOME, 90), (Area.HOME, 5), (Area.SURROUNDINGS, 5), accounts=there), USUAL)
    assert [one.why_short for one in split.areas] == ["", "NO_ROOM_FOR_MORE", "NO_ACCOUNTS_THERE"]
    everybody = plan_of((Area.HOME, 95), (Area.SURROUNDINGS, 5), accounts={Area.HOME: 2, Area.SURROUNDINGS: 1})
    assert plan_split(everybody, USUAL).areas[1].why_short == "ALL_VISITED"
    told = [why_short(one) for one in split.areas]
    assert told[0] == ""
    assert told[2].startswith("Remote falls short (0 % of 10 %): no account there may be visited.")
