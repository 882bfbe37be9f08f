"""Two weeks of a small town, three ways: the same hours and the same luck for all, and nobody cheats."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from app.engines.local_engine import LocalEngine
from app.method.account import Account, Answer, Appointment, Category, Grade
from app.method.rep import Rep
from app.method.settings import MethodSettings
from app.planning.options import PlanOptions
from app.planning.week_plan import PlannedRoute
from app.simulation.quarter import OurMethod, Way, simulated
from app.simulation.report import MEASURES, spread
from app.simulation.rivals import Rival, grade_first, street_sweeping
from tests.worlds.company import HOUR_S, NORTH, QUICK, WANG, near, opening
from tests.worlds.facts import INFLUENCER, MONDAY, days_ago

METHOD = MethodSettings()
SHORT = replace(WANG, field_days=frozenset({0, 2}), end_s=14 * HOUR_S)
VAGUE = {f"N{n:03}" for n in range(5)}
TUESDAY = MONDAY + timedelta(days=1)
WEEKS = 2


def town() -> list[Account]:
    """Five prospects of whom nobody knows who decides, ten precise ones, ten customers; all belong to 王芳."""
    unknown = {"owner": "wang", "authority": Answer.UNKNOWN, "contacts": ()}
    known = {"owner": "wang", "category": Category.MAINTENANCE, "contacts": (INFLUENCER,)}
    return [
        *(near(NORTH, n, **unknown, grade=Grade.A) for n in range(5)),
        *(near(NORTH, n, owner="wang", grade=Grade.B) for n in range(5, 14)),
        near(NORTH, 14, owner="wang", grade=Grade.C, opening=opening(20, 22, 0, 1, 2, 3, 4)),
        *(near(NORTH, n, **known, grade=Grade.C, last_visit_on=days_ago(10 * n)) for n in range(15, 25)),
    ]


@dataclass
class Watched:
    """A way, and the days it drove."""

    way: Way
    drove: list[PlannedRoute] = field(default_factory=list)

    @property
    def reps(self) -> tuple[Rep, ...]:
        return tuple(self.way.reps)

    @property
    def settings(self) -> MethodSettings:
        return self.way.settings

    def __call__(self, *asked: object) -> list[PlannedRoute]:
        days = list(self.way(*asked))  # type: ignore[arg-type]
        self.drove += days
        return days

    @property
    def seen(self) -> list[str]:
        return [stop.external_id for day in self.drove for stop in day.stops]


def sweeping() -> Watched:
    return Watched(Rival(street_sweeping, (SHORT,), METHOD))


def by_grade() -> Watched:
    return Watched(Rival(grade_first, (SHORT,), METHOD))


@pytest.fixture(scope="module")
def ours() -> Iterator[Watched]:
    """The planner, with a very short search."""
    with contextlib.closing(LocalEngine(1, stands_back=False)) as engine:
        yield Watched(OurMethod((SHORT,), METHOD, engine))


def test_nobody_drives_longer_than_his_hours(ours: Watched) -> None:
    """Two short days a week for each, lunch taken, every door open; and the same twice gives the same report."""
    for way in (ours, sweeping(), by_grade()):
        first = simulated(way, town(), QUICK, WEEKS)
        assert len(way.drove) == 2 * WEEKS
        for day in way.drove:
            assert SHORT.start_s <= day.depart_s <= day.return_s <= SHORT.end_s
            assert day.lunch_s is not None
            assert all(stop.start_s >= 9 * HOUR_S and stop.departure_s <= 18 * HOUR_S for stop in day.stops)
        assert "N014" not in way.seen, "it opens in the evening"
        assert first.visits == len(way.seen)
        assert simulated(way, town(), QUICK, WEEKS) == first
        assert [spread([first], measure) for measure in MEASURES]


def test_only_the_gate_spares_the_visits_that_cannot_sign(ours: Watched) -> None:
    """Grade first goes to the five of grade A first, and each visit is wasted; this method never goes."""
    rival = by_grade()
    assert simulated(rival, town(), QUICK, 1).wasted == 5
    assert set(rival.seen[:5]) == VAGUE
    assert simulated(ours, town(), QUICK, 1).wasted == 0


def test_sweeping_goes_from_door_to_door() -> None:
    """Each next stop is the nearest that he has not seen, and nobody is seen again before all others."""
    way = sweeping()
    simulated(way, town(), QUICK, 1)
    first = way.drove[0]
    places = {account.external_id: account.location for account in town()}
    here, seen = (SHORT.home.lat, SHORT.home.lon), set[str]()
    for stop in first.stops:
        left = {
            name: (place.lat - here[0]) ** 2 + (0.86 * (place.lon - here[1])) ** 2
            for name, place in places.items()
            if name not in seen and name != "N014" and place is not None
        }
        assert left[stop.external_id] <= 1.01 * min(left.values())
        here, seen = (stop.lat, stop.lon), {*seen, stop.external_id}
    way.drove.clear()
    simulated(way, town(), QUICK, 2 * WEEKS)
    assert len(set(way.seen)) == 24


def test_a_promise_is_kept_by_all(ours: Watched) -> None:
    """To the second, on an office day as well; after its week it is no promise any more."""
    promised = Appointment(TUESDAY, 10 * HOUR_S)
    accounts = [replace(one, appointment=promised) if one.external_id == "N007" else one for one in town()]
    for way in (ours, sweeping(), by_grade()):
        way.drove.clear()
        simulated(way, accounts, QUICK, WEEKS)
        kept = [(day.on, stop.start_s) for day in way.drove for stop in day.stops if stop.is_appointment]
        assert kept == [(TUESDAY, 10 * HOUR_S)]


def test_the_same_visit_has_the_same_luck_whoever_makes_it() -> None:
    """Whom both saw first in the first week has signed with both or with none."""
    many = replace(METHOD, close_probability=dict.fromkeys(Grade, 0.5))
    signed = []
    for rank in (street_sweeping, grade_first):
        way = Watched(Rival(rank, (WANG,), many))
        quarter = simulated(way, town(), QUICK, 1)
        assert len(way.seen) == len(set(way.seen)) == 24
        signed.append((quarter.deals, quarter.signed_value, quarter.refused))
    assert signed[0] == signed[1]
    assert signed[0][0] > 0


def test_a_week_of_holidays_is_driven_by_nobody() -> None:
    """Levels and cadence go on without visits."""
    away = PlanOptions(MONDAY, MONDAY, iterations=1)
    resting = replace(SHORT, leave=frozenset(MONDAY + timedelta(days=n) for n in range(7)))
    quarter = simulated(Rival(street_sweeping, (resting,), METHOD), town(), away, 1)
    assert (quarter.visits, quarter.km, quarter.relationships.coverage_pct) == (0, 0, 0)
    assert quarter.relationships.overdue_pct > 0
    with pytest.raises(ValueError, match="a week or more"):
        simulated(Rival(street_sweeping, (SHORT,), METHOD), town(), away, 0)
