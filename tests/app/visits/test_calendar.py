"""A rep's visits over several versions of a week, on each kind of database."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.db import Database
from app.method.settings import MethodSettings
from app.planning.store import publish_plan, save_plan
from app.planning.week_plan import PlannedStop, WeekPlan
from app.visits.calendar import CalendarVisit, calendar_of
from tests.conftest import NOW
from tests.worlds import week
from tests.worlds.stored import OPTIONS

TEA, WULIN = week.GREEN_TEA.name, week.WULIN.name


def _with_tuesday(*stops: PlannedStop) -> WeekPlan:
    """The week with these stops on 王芳's Tuesday."""
    tuesday = replace(week.WANG_TUESDAY, stops=stops)
    routes = tuple(tuesday if route == week.WANG_TUESDAY else route for route in week.PLAN.routes)
    return replace(week.PLAN, routes=routes)


LAKE_STOP, WULIN_STOP, TEA_STOP = week.WANG_TUESDAY.stops
LATER_TEA = replace(TEA_STOP, start_s=TEA_STOP.start_s + 1800, departure_s=TEA_STOP.departure_s + 1800)
WITHOUT_WULIN = _with_tuesday(LAKE_STOP, LATER_TEA)


def _publish(database: Database, plan: WeekPlan, minutes: int) -> str:
    with database.write() as session:
        plan_id = save_plan(session, plan, options=OPTIONS, settings=MethodSettings())
        publish_plan(session, plan_id, NOW + timedelta(minutes=minutes))
    return plan_id


def _visits(database: Database, rep_id: str = "wang") -> dict[str, CalendarVisit]:
    with database.read() as session:
        return {visit.stop.name: visit for visit in calendar_of(session, rep_id, week.MONDAY)}


def test_three_versions_of_a_week(database: Database, stored_week: str) -> None:
    """A visit keeps its id; its number rises with each version; one that is dropped is cancelled, and may come back."""
    first = _visits(database)
    assert {visit.is_cancelled for visit in first.values()} == {False}
    _publish(database, WITHOUT_WULIN, 1)
    second = _visits(database)
    assert (second[WULIN].is_cancelled, second[TEA].is_cancelled) == (True, False)
    assert second[TEA].stop.start_s == LATER_TEA.start_s
    _publish(database, week.PLAN, 2)
    third = _visits(database)
    assert not third[WULIN].is_cancelled
    for before, after in ((first, second), (second, third)):
        assert {name: visit.stop.visit_id for name, visit in before.items()} == {
            name: visit.stop.visit_id for name, visit in after.items()
        }
        assert all(before[name].sequence < after[name].sequence for name in before)


def test_going_back_to_an_older_plan_counts_as_a_publication(database: Database, stored_week: str) -> None:
    """Numbers never fall, whichever plan is published again."""
    _publish(database, WITHOUT_WULIN, 1)
    before = _visits(database)
    with database.write() as session:
        publish_plan(session, stored_week, NOW + timedelta(minutes=2))
    after = _visits(database)
    assert (before[WULIN].is_cancelled, after[WULIN].is_cancelled) == (True, False)
    assert all(before[name].sequence < after[name].sequence for name in before)


@pytest.mark.parametrize("published", [True, False])
def test_a_visit_of_another_rep_is_cancelled_for_the_first(
    database: Database, stored_week: str, published: bool
) -> None:
    """And is in the other's calendar; a draft tells nobody anything."""
    tuesday = replace(week.LI_TUESDAY, stops=(*week.LI_TUESDAY.stops, WULIN_STOP))
    others = tuple(tuesday if route == week.LI_TUESDAY else route for route in WITHOUT_WULIN.routes)
    moved = replace(WITHOUT_WULIN, routes=others)
    if published:
        _publish(database, moved, 1)
    else:
        with database.write() as session:
            save_plan(session, moved, options=OPTIONS, settings=MethodSettings())
    assert _visits(database)[WULIN].is_cancelled is published
    assert (WULIN in _visits(database, "li")) is published
