"""The rest of a day planned anew: what is made stays, what is promised is kept, and the checker agrees."""

import contextlib
import random
from collections.abc import Iterator
from dataclasses import replace

import pytest

from app.engines.local_engine import LocalEngine
from app.method.account import Account, Appointment, Location
from app.method.rep import Rep
from app.method.settings import MethodSettings
from app.planning.by_hand import ByHand, HandLock
from app.planning.in_force import PlanBasis
from app.planning.options import PlanOptions
from app.planning.week_plan import Place, PlannedRoute, PlannedStop
from app.visits.event_facts import VisitState
from app.visits.replan import LockLost, PromiseLost, Solve, as_proposed, propose, solve_at
from app.visits.rest_of_day import DayInHand, Settled, rest_of_day
from tests.worlds import week
from tests.worlds.facts import MONDAY, prospect

HOUR_S = 3600
HOME = (30.30, 120.15)
WANG = Rep("wang", "王芳", Location.wgs84(*HOME), overtime_s=HOUR_S)
BASIS = PlanBasis("pln_1", PlanOptions(MONDAY, MONDAY), MethodSettings())


@pytest.fixture(scope="module")
def solve() -> Iterator[Solve]:
    """One planner for all days of this file."""
    with contextlib.closing(LocalEngine(2, stands_back=False)) as engine:
        yield solve_at(engine)


def account(number: int, rng: random.Random, start_s: int | None = None) -> Account:
    """Somebody within some kilometres of home; with a start he has an appointment on Monday."""
    place = Location.wgs84(HOME[0] + rng.uniform(-0.06, 0.06), HOME[1] + rng.uniform(-0.06, 0.06))
    appointment = None if start_s is None else Appointment(MONDAY, start_s)
    return prospect(
        external_id=f"A{number}", name=f"客户{number}", location=place, owner="wang", appointment=appointment
    )


def free_day(*accounts: Account) -> DayInHand:
    """Monday with nobody to see yet."""
    home = Place("王芳", *HOME)
    route = PlannedRoute(
        "wang", "王芳", MONDAY, WANG.timezone, WANG.start_s, WANG.end_s, home, home, WANG.start_s, WANG.start_s,
        None, 0, (), 0, 0, "straight_line",
    )  # fmt: skip
    return DayInHand(WANG, BASIS, 1, route, {one.external_id: one for one in accounts}, {}, 0)


def planned_day(solve: Solve, *accounts: Account) -> DayInHand:
    """Monday with as many of these as fit, by the same way that a day is planned anew."""
    day = free_day(*accounts)
    route = propose(rest_of_day(day, [one.external_id for one in accounts]), solve).route
    stops = tuple(replace(stop, visit_id=f"vis_{stop.external_id}") for stop in route.stops)
    return replace(day, route=replace(route, stops=stops))


def held(day: DayInHand, *locks: HandLock) -> DayInHand:
    return replace(day, basis=replace(day.basis, hand=ByHand(locks)))


def names(stops: tuple[PlannedStop, ...]) -> list[str]:
    return [stop.external_id for stop in stops]


def random_day(seed: int, solve: Solve) -> DayInHand:
    """A planned Monday at some moment of it, with some of its visits over, late, or called off."""
    rng = random.Random(seed)
    promised_s = rng.sample(range(9 * HOUR_S, 17 * HOUR_S, 1800), rng.choice([0, 1, 2]))
    starts = [*promised_s, *[None] * rng.randint(2, 6)]
    while True:
        try:
            day = planned_day(solve, *(account(n, rng, start_s) for n, start_s in enumerate(starts)))
            break
        except PromiseLost:  # two promises of which nobody can keep both
            starts = starts[1:]
    now_s = rng.randint(8 * HOUR_S, 18 * HOUR_S)
    late_s = rng.choice([0, 0, 600, 2400, 5400])
    settled = {}
    for stop in day.route.stops:
        if stop.departure_s + late_s <= now_s:
            settled[stop.visit_id] = Settled(VisitState.DONE, stop.departure_s + late_s)
        elif stop.start_s + late_s <= now_s:
            settled[stop.visit_id] = Settled(VisitState.ARRIVED, stop.start_s + late_s)
        elif rng.random() < 0.15:
            settled[stop.visit_id] = Settled(rng.choice([VisitState.CANCELLED, VisitState.SKIPPED]), now_s)
    position = (HOME[0] + 0.01, HOME[1] - 0.02) if rng.random() < 0.3 else None
    return replace(day, settled=settled, now_s=now_s, position=position)


def test_a_day_planned_anew_holds(solve: Solve) -> None:
    """Forty days in all states: done stays done, promises are kept or said to be late, the checker has no objection."""
    lost = late = changed = 0
    for seed in range(40):
        day = random_day(seed, solve)
        rest = rest_of_day(day)
        promised = rest.promised
        try:
            proposal = propose(rest, solve)
        except PromiseLost:
            lost += 1
            assert promised, seed
            continue
        made = [
            s for s in day.route.stops if s.visit_id in day.settled and s.visit_id not in {o.visit_id for o in rest.off}
        ]
        assert names(proposal.route.stops[: len(made)]) == names(rest.made), seed
        assert {s.visit_id for s in rest.made} == {s.visit_id for s in made}, seed
        for before, after in zip(made, rest.made, strict=True):
            if before.departure_s <= day.now_s and day.settled[before.visit_id].state is VisitState.DONE:
                assert after == before, seed
        ahead = {s.external_id: s for s in proposal.route.stops[len(made) :]}
        assert not set(ahead) & set(names(rest.off)), seed
        assert set(promised) <= set(ahead), seed
        for name, at_s in promised.items():
            assert (ahead[name].start_s == at_s - rest.midnight_s) is (name not in proposal.late), seed
        assert all(stop.arrival_s >= day.now_s for stop in ahead.values()), seed
        assert as_proposed(rest, proposal.order, proposal.late) == proposal.route, seed
        late += bool(proposal.late)
        changed += names(proposal.route.stops) != names(day.route.stops)
    assert changed > 3
    assert lost + late > 0


def test_a_day_on_which_nothing_happened_is_not_touched(solve: Solve) -> None:
    """Before it begins, nothing gains: not a stop and not a minute is another."""
    rng = random.Random(3)
    day = planned_day(solve, *(account(n, rng) for n in range(5)), account(5, rng, 14 * HOUR_S))
    proposal = propose(rest_of_day(day), solve)
    assert proposal.route == day.route
    assert (proposal.late, proposal.dropped) == ((), ())


def test_a_promise_out_of_reach_is_kept_late_and_said(solve: Solve) -> None:
    """At 14:10 the appointment of 14:00 is not lost, but next; and called late."""
    rng = random.Random(5)
    day = planned_day(solve, account(0, rng, 14 * HOUR_S), *(account(n, rng) for n in range(1, 4)))
    settled = {s.visit_id: Settled(VisitState.DONE, s.departure_s) for s in day.route.stops if s.start_s < 14 * HOUR_S}
    rest = rest_of_day(replace(day, now_s=14 * HOUR_S + 600, settled=settled))
    proposal = propose(rest, solve)
    assert proposal.late == ("A0",)
    assert proposal.order[0] == "A0"


def test_a_promise_that_nothing_can_keep_is_not_dropped_in_silence(solve: Solve) -> None:
    """The rep is told whom to call; there is no proposal without it."""
    rng = random.Random(6)
    day = planned_day(solve, account(0, rng, 16 * HOUR_S))
    with pytest.raises(PromiseLost, match="客户0"):
        propose(rest_of_day(replace(day, now_s=20 * HOUR_S)), solve)


def test_what_is_locked_by_hand_is_not_left_out(solve: Solve) -> None:
    """Of a day that is far too late the locked stop stays, at its moment where that can be reached, else soon after."""
    rng = random.Random(11)
    day = replace(planned_day(solve, *(account(n, rng) for n in range(7))), now_s=16 * HOUR_S)
    left_out = next(row.external_id for row in propose(rest_of_day(day), solve).dropped if row.code == "DAY_FULL")
    locked = propose(rest_of_day(held(day, HandLock("wang", MONDAY, left_out))), solve)
    assert left_out in locked.order
    at_s = 16 * HOUR_S + 2700
    for now_s, in_time in ((16 * HOUR_S, True), (at_s + 300, False)):
        rest = rest_of_day(held(replace(day, now_s=now_s), HandLock("wang", MONDAY, left_out, at_s)))
        proposal = propose(rest, solve)
        start_s = next(stop.start_s for stop in proposal.route.stops if stop.external_id == left_out)
        assert (start_s == at_s, start_s > at_s, proposal.late) == (in_time, not in_time, ())
        assert as_proposed(rest, proposal.order, ()) == proposal.route
        assert as_proposed(rest, tuple(name for name in proposal.order if name != left_out), ()) is None
    with pytest.raises(LockLost, match=day.accounts[left_out].name):
        propose(rest_of_day(held(replace(day, now_s=20 * HOUR_S), HandLock("wang", MONDAY, left_out))), solve)


def test_a_locked_day_keeps_all_of_its_stops(solve: Solve) -> None:
    """None is left out and none begins before its moment, in time and an hour late; too late for all, it says so."""
    rng = random.Random(12)
    day = held(planned_day(solve, *(account(n, rng) for n in range(3))), HandLock("wang", MONDAY))
    assert propose(rest_of_day(day), solve).route == day.route
    starts_s = {stop.external_id: stop.start_s for stop in day.route.stops}
    late = propose(rest_of_day(replace(day, now_s=day.route.stops[0].start_s + HOUR_S)), solve)
    assert sorted(names(late.route.stops)) == sorted(names(day.route.stops))
    assert all(stop.start_s >= starts_s[stop.external_id] for stop in late.route.stops)
    with pytest.raises(LockLost):
        propose(rest_of_day(replace(day, now_s=18 * HOUR_S)), solve)


def test_a_promise_goes_before_a_lock(solve: Solve) -> None:
    """Where not all can be kept, those that are locked are named, and the promise is not."""
    rng = random.Random(13)
    day = planned_day(solve, account(0, rng, 17 * HOUR_S + 1800), *(account(n, rng) for n in range(1, 5)))
    day = replace(day, now_s=17 * HOUR_S)
    assert "A0" in propose(rest_of_day(day), solve).order
    with pytest.raises(LockLost) as refusal:
        propose(rest_of_day(held(day, HandLock("wang", MONDAY))), solve)
    assert set(refusal.value.more["names"]) <= {f"客户{n}" for n in range(1, 5)}


def test_an_account_that_is_added_is_visited_where_there_is_room(solve: Solve) -> None:
    """It goes before what is worth more; and where there is no room, the ledger's reason is given."""
    rng = random.Random(8)
    day = planned_day(solve, account(0, rng), account(1, rng))
    extra = account(9, rng)
    with_it = replace(day, accounts={**day.accounts, "A9": extra})
    assert "A9" in propose(rest_of_day(with_it, ["A9"]), solve).order
    evening = propose(rest_of_day(replace(with_it, now_s=19 * HOUR_S), ["A9"]), solve)
    assert "A9" not in evening.order
    assert {row.external_id for row in evening.dropped} == {"A0", "A1", "A9"}


def test_another_order_than_proposed_does_not_pass(solve: Solve) -> None:
    """A promise left out, somebody unknown, and an order that breaks a promise: none of them."""
    rng = random.Random(9)
    day = planned_day(solve, account(0, rng, 9 * HOUR_S + 1800), account(1, rng), account(2, rng))
    rest = rest_of_day(day)
    order = propose(rest, solve).order
    assert as_proposed(rest, order, ()) is not None
    assert as_proposed(rest, tuple(name for name in order if name != "A0"), ()) is None
    assert as_proposed(rest, (*order, "ghost"), ()) is None
    assert as_proposed(rest, (*(name for name in order if name != "A0"), "A0"), ()) is None


@pytest.mark.parametrize(
    ("free_s", "state", "begun"),
    [
        (0, VisitState.DONE, True),
        (12 * HOUR_S + 1800, VisitState.DONE, False),
        (0, VisitState.ARRIVED, False),
    ],
)
def test_lunch_has_begun_only_if_the_rep_was_free_for_it(free_s: int, state: VisitState, begun: bool) -> None:
    """At ten past twelve, with lunch planned for twelve: who says that he is late, or is still with somebody, has
    not eaten, and does when he can."""
    stop = week.WANG_TUESDAY.stops[0]
    stops = tuple(
        replace(stop, visit_id=f"v{n}", external_id=f"A{n}", arrival_s=at_s, start_s=at_s, departure_s=at_s + 1800)
        for n, at_s in enumerate((11 * HOUR_S, 14 * HOUR_S))
    )
    day = free_day(*(account(n, random.Random(n)) for n in range(2)))
    day = replace(
        day,
        route=replace(day.route, stops=stops, lunch_s=12 * HOUR_S, lunch_duration_s=HOUR_S),
        settled={"v0": Settled(state, 11 * HOUR_S)},
        now_s=12 * HOUR_S + 600,
        free_s=free_s,
    )
    rest = rest_of_day(day)
    assert (rest.lunch_s is not None) is begun
    assert (rest.shift.lunch is None) is begun
