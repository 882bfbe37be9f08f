"""Two plans side by side: who gained, who lost, and nothing where nothing differs."""

from dataclasses import replace

import pytest

from app.planning.compare import Change, Comparison, Totals, VisitChange, compare
from app.planning.week_plan import PlannedRoute, WeekPlan
from tests.worlds.week import (
    GREEN_TEA,
    HOUR_S,
    LI_THURSDAY,
    LI_TUESDAY,
    PLAN,
    THURSDAY,
    TUESDAY,
    WANG_TUESDAY,
    WANG_WEDNESDAY,
    WEDNESDAY,
    WULIN,
    XIXI,
    stop,
)


def changed(*routes: PlannedRoute) -> WeekPlan:
    """The small week with these routes in the place of its own."""
    days = {(route.rep_id, route.on): route for route in PLAN.routes}
    return replace(PLAN, routes=tuple((days | {(r.rep_id, r.on): r for r in routes}).values()))


def without(route: PlannedRoute, name: str) -> PlannedRoute:
    return replace(route, stops=tuple(stop for stop in route.stops if stop.external_id != name))


def told(found: Comparison) -> list[tuple[str, Change]]:
    return [(change.external_id, change.kind) for change in found.changes]


def test_a_plan_beside_itself_differs_in_nothing() -> None:
    """Whatever order its routes come in, and though a rep has married meanwhile."""
    again = tuple(replace(route, rep_name="王李芳") for route in reversed(PLAN.routes))
    found = compare(PLAN, replace(PLAN, routes=again))
    assert found.is_empty
    assert found.before == found.after
    assert [rep.rep_name for rep in found.reps] == ["王李芳", "王李芳"]


def test_a_visit_is_added_dropped_moved_or_retimed() -> None:
    """龙井 later the same day, 西溪 with another rep on another day, 武林 nowhere; and the other way round."""
    later = stop(GREEN_TEA, 14 * HOUR_S, drive_s=1800, drive_m=9_400)
    tuesday = without(WANG_TUESDAY, WULIN.external_id)
    tuesday = replace(tuesday, stops=(*without(tuesday, GREEN_TEA.external_id).stops, later))
    other = changed(
        tuesday,
        without(WANG_WEDNESDAY, XIXI.external_id),
        replace(LI_THURSDAY, stops=(stop(XIXI, 10 * HOUR_S, drive_s=2000, drive_m=20_000),)),
    )
    found = compare(PLAN, other)
    assert told(found) == [
        (WULIN.external_id, Change.DROPPED),
        (GREEN_TEA.external_id, Change.RETIMED),
        (XIXI.external_id, Change.MOVED),
    ]
    moved = found.of_kind(Change.MOVED)[0]
    assert moved.before is not None
    assert moved.after is not None
    assert (moved.before.day, moved.after.day) == (("wang", WEDNESDAY), ("li", THURSDAY))
    assert [kind for _, kind in told(compare(other, PLAN))] == [Change.ADDED, Change.RETIMED, Change.MOVED]


def test_an_account_that_is_seen_twice_keeps_the_visit_that_stays() -> None:
    """Only the second one is new, and it is the second one that goes again."""
    twice = changed(replace(LI_THURSDAY, stops=(stop(WULIN, 10 * HOUR_S, drive_s=900, drive_m=4_000),)))
    (added,) = compare(PLAN, twice).changes
    assert (added.kind, added.after.on if added.after else None) == (Change.ADDED, THURSDAY)
    (dropped,) = compare(twice, PLAN).changes
    assert (dropped.kind, dropped.before.on if dropped.before else None) == (Change.DROPPED, THURSDAY)


def test_the_numbers_are_those_of_the_routes() -> None:
    """By hand: an empty field day has a shift and no day of visits; drives and their way back are travel."""
    li = Totals.of((LI_TUESDAY, LI_THURSDAY))
    assert (li.visits, li.days, li.worth_s) == (2, 1, 6 * HOUR_S)
    assert (li.travel_s, li.travel_m, li.service_s) == (600 + 480 + 720, 6_600, 75 * 60)
    assert li.shift_s == 2 * (LI_TUESDAY.shift_end_s - LI_TUESDAY.shift_start_s)
    assert Totals.of(()) == Totals()


def test_reps_are_told_apart_by_what_they_gain_and_lose() -> None:
    """Somebody whom only one plan knows has zeros in the other; who is untouched is not changed."""
    found = compare(PLAN, replace(PLAN, routes=(LI_TUESDAY, LI_THURSDAY)))
    li, wang = found.reps
    assert (li.is_changed, wang.is_changed, wang.after) == (False, True, Totals())
    assert found.before.visits - found.after.visits == wang.before.visits == len(found.of_kind(Change.DROPPED))


def test_a_faster_road_is_a_difference_though_no_visit_moves() -> None:
    found = compare(PLAN, changed(replace(WANG_TUESDAY, back_s=WANG_TUESDAY.back_s - 60)))
    assert (found.changes, found.is_empty) == ((), False)


def test_a_change_that_changes_nothing_is_refused() -> None:
    place = compare(PLAN, replace(PLAN, routes=())).changes[0].before
    assert place is not None
    assert place.on == TUESDAY
    with pytest.raises(ValueError, match="two different places"):
        VisitChange("HZ-001", "西湖", place, place)
