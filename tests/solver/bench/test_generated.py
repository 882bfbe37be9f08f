"""Generated work is the same for the same name, and holds what it says it holds."""

from collections import defaultdict

import numpy as np
import pytest

from solver.bench.generated import gap_days, is_name, month, team
from solver.bench.instance import Kind
from solver.bench.teams import divided
from solver.bench.weekly import the_week
from solver.model import DAY_S, Problem, Visit
from solver.schedule import Timetable
from solver.wide import WideProblem


def a_month(name: str = "month-60-1") -> Problem:
    problem = month(name).problem
    assert isinstance(problem, Problem)
    return problem


def a_team(name: str = "4x20") -> WideProblem:
    problem = team(name).problem
    assert isinstance(problem, WideProblem)
    return problem


def days_of(visit: Visit) -> set[int]:
    return {window.start_s // DAY_S for window in visit.windows}


def test_a_name_is_a_problem() -> None:
    """Twice the same name, twice the same month; another seed, another month."""
    first, again, other = a_month(), a_month(), a_month("month-60-2")
    assert first.visits == again.visits
    assert np.array_equal(first.travel.duration_s, again.travel.duration_s)
    assert first.visits != other.visits


@pytest.mark.parametrize(("interval", "least"), [(7, 5), (14, 10), (28, 20)])
def test_repeat_visits_keep_seven_tenths_of_their_interval(interval: int, least: int) -> None:
    """Rounded up to whole days."""
    assert gap_days(interval) == least


def test_a_quarter_of_accounts_may_come_back() -> None:
    """Weekly ones four times five days apart, fortnightly ones twice ten apart, each repeat worth a little less."""
    groups = defaultdict(list)
    for visit in a_month("month-200-1").visits:
        if visit.group is not None:
            groups[visit.group].append(visit.prize)
    assert {(group.gap_days, len(prizes)) for group, prizes in groups.items()} == {(5, 4), (10, 2)}
    assert all(prizes == sorted(prizes, reverse=True) for prizes in groups.values())
    assert 15 < len(groups) < 50  # of 50, one third on each of three intervals


def test_a_week_alone_is_closed_to_what_came_too_soon_before() -> None:
    """Made on the second Friday, a fortnightly visit may come back in the fourth week, and not in the third."""
    problem = a_month("month-200-1")
    made_on: dict[str, list[int]] = defaultdict(list)
    fortnightly = [v for v in problem.visits if v.group is not None and v.group.gap_days == 10]
    first, second = (visit for visit in fortnightly if visit.group == fortnightly[0].group)
    assert first.group is not None
    made_on[first.group.id] = [11]
    weeks = [the_week(problem, week, {first.id}, made_on) for week in range(4)]
    assert [second.id in {visit.id for visit in week.visits} for week in weeks] == [True, False, False, True]
    assert not any(first.id in {visit.id for visit in week.visits} for week in weeks)
    assert {day for visit in weeks[3].visits if visit.id == second.id for day in days_of(visit)} <= set(range(21, 26))


def test_promises_of_a_month_are_on_days_of_their_own() -> None:
    """So that no two can clash."""
    days = [visit.windows[0].start_s // DAY_S for visit in a_month().visits if visit.required]
    assert len(days) == len(set(days)) == 8


@pytest.mark.parametrize("seed", range(1, 6))
def test_every_promise_can_be_kept(seed: int) -> None:
    """Alone on its day, with lunch, from home and back."""
    problem = a_month(f"month-200-{seed}")
    timetable = Timetable(problem)
    promised = [n for n, visit in enumerate(problem.visits) if visit.required]
    days = {shift.day: n for n, shift in enumerate(problem.shifts)}
    assert promised
    for n in promised:
        (day,) = days_of(problem.visits[n])
        assert timetable.return_of(days[day], [n]) is not None


def test_neighbours_share_a_tenth_of_the_accounts() -> None:
    """Two reps may make those visits, one all others."""
    allowed = [len(visit.reps or ()) for visit in a_team().visits]
    assert sorted(allowed) == [1] * 72 + [2] * 8


def test_a_shared_visit_goes_to_the_nearer_rep() -> None:
    """Rep by rep, nobody's visit is lost or made twice, and nobody gets one he may not make."""
    problem = a_team()
    shares = divided(problem)
    assert sorted(visit.id for visits in shares.values() for visit in visits) == sorted(v.id for v in problem.visits)
    homes = {shift.rep: shift.start_place for shift in problem.shifts}
    allowed = {visit.id: visit.reps or frozenset() for visit in problem.visits}
    for rep, visits in shares.items():
        for visit in visits:
            away = {r: int(problem.travel.seconds(homes[r], np.array([visit.place]))[0, 0]) for r in allowed[visit.id]}
            assert away[rep] == min(away.values())


@pytest.mark.parametrize(("name", "kind"), [("month-9-1", Kind.MONTHS), ("3x9", Kind.TEAMS), ("3x9-4", Kind.TEAMS)])
def test_a_name_tells_size_and_seed(name: str, kind: Kind) -> None:
    """Each kind reads its own names and no others."""
    other = Kind.TEAMS if kind is Kind.MONTHS else Kind.MONTHS
    assert is_name(kind, name)
    assert not is_name(other, name)
