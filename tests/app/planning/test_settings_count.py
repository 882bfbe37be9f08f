"""Changing a setting changes the next plan: each in a world where one visit more or less decides."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from app.engines.local_engine import LocalEngine
from app.method.account import Account, Appointment, Category, Grade
from app.method.field_days import DayKind
from app.method.rep import Rep, TravelMode
from app.method.settings import Area, DayClass, MethodSettings
from app.planning.division import Listed
from app.planning.run import plan_week
from app.planning.split import plan_split
from app.planning.week_plan import WeekPlan
from app.visits.day_clock import day_clock
from tests.worlds.company import FRIDAY, HOUR_S, NORTH, QUICK, WANG, near
from tests.worlds.facts import INFLUENCER, days_ago

USUAL = MethodSettings()
ONE_DAY = replace(WANG, field_days=frozenset({0}))


@pytest.fixture(scope="module")
def engine() -> Iterator[LocalEngine]:
    """One planner for all weeks of this file."""
    engine = LocalEngine(1, stands_back=False)
    yield engine
    engine.close()


def planned(engine: LocalEngine, accounts: list[Account], rep: Rep, **changed: Any) -> WeekPlan:
    """The week by the usual settings but for these."""
    listed = [Listed(line, account) for line, account in enumerate(accounts, start=2)]
    return plan_week(listed, [rep], replace(USUAL, **changed), QUICK, engine).plan


def visited(plan: WeekPlan) -> set[str]:
    return {stop.external_id for route in plan.routes for stop in route.stops}


def customer(number: int, name: str, **facts: Any) -> Account:
    known = {"category": Category.MAINTENANCE, "contacts": (INFLUENCER,), "last_visit_on": days_ago(45)}
    return near(NORTH, number, external_id=name, **{**known, **facts})


def test_the_cadence_counts(engine: LocalEngine) -> None:
    """One visit in all. Overdue at 30 days the smaller customer wins; where 90 days are enough the larger one does."""
    due = customer(1, "DUE", grade=Grade.A, yearly_value=60_000)
    larger = customer(2, "LARGER", grade=Grade.C, yearly_value=75_000)
    rep = replace(ONE_DAY, max_visits=1)
    assert visited(planned(engine, [due, larger], rep)) == {"DUE"}
    table = {**USUAL.interval_days["maintenance"], Grade.A: 90}
    rarely: Mapping[str, Any] = {**USUAL.interval_days, Category.MAINTENANCE: table}
    assert visited(planned(engine, [due, larger], rep, interval_days=rarely)) == {"LARGER"}


def test_the_market_split_counts(engine: LocalEngine) -> None:
    """One visit in all: a remote one where a tenth of the result is wanted from there, one at home where nothing is."""
    home = near(NORTH, 1, external_id="HOME", market="本埠", deal_value=100_000)
    remote = near(NORTH, 2, external_id="REMOTE", market="外埠", deal_value=90_000)
    rep = replace(ONE_DAY, max_visits=1)
    plan = planned(engine, [home, remote], rep)
    assert visited(plan) == {"REMOTE"}
    (stop,) = (stop for route in plan.routes for stop in route.stops)
    assert [part.name for part in stop.worth] == ["base", "urgency", "market"]
    assert stop.prize_s == sum(part.worth_s for part in stop.worth)
    split = plan_split(plan, USUAL)
    assert [(one.area, one.share_pct, one.why_short) for one in split.areas] == [
        (Area.HOME, 0, "NO_ROOM_FOR_MORE"),
        (Area.SURROUNDINGS, 0, "NO_ACCOUNTS_THERE"),
        (Area.REMOTE, 100, ""),
    ]
    nothing = {Area.HOME: 60, Area.SURROUNDINGS: 40, Area.REMOTE: 0}
    assert visited(planned(engine, [home, remote], rep, market_share=nothing)) == {"HOME"}
    assert visited(planned(engine, [home, remote], rep, market_areas={})) == {"HOME"}  # both at home by distance


def test_the_protected_share_counts(engine: LocalEngine) -> None:
    """Five visits in all, one of them for a customer without business; where none is protected, he stays out."""
    busy = [customer(n, f"BUSY{n}", yearly_value=60_000, last_visit_on=days_ago(200)) for n in range(5)]
    idle = customer(6, "IDLE", grade=Grade.C)
    rep = replace(ONE_DAY, max_visits=5)
    plan = planned(engine, [*busy, idle], rep)
    assert "IDLE" in visited(plan)
    (worth,) = (stop.worth for route in plan.routes for stop in route.stops if stop.external_id == "IDLE")
    assert worth[-1].name == "protected"
    protected = plan_split(plan, USUAL).protected
    assert protected is not None
    assert (protected.visits, protected.of, protected.accounts, protected.target_pct) == (1, 5, 1, 20)
    assert "IDLE" not in visited(planned(engine, [*busy, idle], rep, protected_share=0.0))


def test_the_chance_to_close_counts(engine: LocalEngine) -> None:
    """One visit in all: to the prospect of grade A, until experience says that those of grade B close more often."""
    a = near(NORTH, 1, external_id="A", grade=Grade.A, deal_value=50_000)
    b = near(NORTH, 2, external_id="B", grade=Grade.B, deal_value=50_000)
    rep = replace(ONE_DAY, max_visits=1)
    assert visited(planned(engine, [a, b], rep)) == {"A"}
    fitted = {Grade.A: 0.12, Grade.B: 0.2, Grade.C: 0.08}
    assert visited(planned(engine, [a, b], rep, close_probability=fitted)) == {"B"}


def test_the_shape_of_the_week_counts(engine: LocalEngine) -> None:
    """Three field days are driven and two are not; a promise on an office day is, and is told from the others."""
    promised = near(NORTH, 3, external_id="PROMISED", appointment=Appointment(FRIDAY, 10 * HOUR_S))
    accounts = [near(NORTH, 1), near(NORTH, 2), promised]
    plan = planned(engine, accounts, replace(WANG, field_days=frozenset({0, 1, 2})))
    kinds = {route.on.weekday(): route.kind for route in plan.routes}
    assert kinds == {0: DayKind.FIELD, 1: DayKind.FIELD, 2: DayKind.FIELD, 4: DayKind.OFFICE}
    (exception,) = (route for route in plan.routes if route.kind is DayKind.OFFICE)
    assert [stop.external_id for stop in exception.stops] == ["PROMISED"]
    whole = planned(engine, accounts, WANG)
    assert {route.on.weekday() for route in whole.routes} == set(range(5))
    assert {route.kind for route in whole.routes} == {DayKind.FIELD}


def test_the_cap_counts(engine: LocalEngine) -> None:
    """A prospect who was met twice is for a seminar; where three visits are allowed he is visited."""
    met = near(NORTH, 1, external_id="MET", grade=Grade.A, visits=2)
    assert visited(planned(engine, [met], ONE_DAY)) == set()
    assert visited(planned(engine, [met], ONE_DAY, visit_cap=3)) == {"MET"}


def test_the_rush_hours_count(engine: LocalEngine) -> None:
    """At half the speed from nine to ten the first drive takes twice as long; not for who rides, nor without a word."""
    one = near((NORTH[0] + 0.05, NORTH[1]), 12, external_id="FAR", grade=Grade.A, deal_value=200_000)
    speeds = {DayClass.WORKDAY: (100,) * 9 + (50,) + (100,) * 14, DayClass.DAY_OFF: (100,) * 24}
    usual, slow = (planned(engine, [one], ONE_DAY, rush_hours=on, speed_pct=speeds) for on in (0, 1))
    (before,), (after,) = ([route for route in plan.routes if route.stops] for plan in (usual, slow))
    assert 5 * 60 < before.stops[0].drive_s < 30 * 60
    assert after.stops[0].drive_s == 2 * before.stops[0].drive_s
    assert after.stops[0].arrival_s - after.depart_s == after.stops[0].drive_s
    assert (before.speed_pct, after.speed_pct) == ((), speeds[DayClass.WORKDAY])
    assert ["RUSH_HOURS" in [note.code for note in plan.notes] for plan in (usual, slow)] == [False, True]
    assert [day_clock(route, ONE_DAY).drive_s[0][1] for route in (before, after)] == [before.stops[0].drive_s] * 2
    rides = replace(ONE_DAY, travel_mode=TravelMode.EBIKE)
    assert not any(route.speed_pct for route in planned(engine, [one], rides, rush_hours=1, speed_pct=speeds).routes)
