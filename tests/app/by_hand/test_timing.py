"""A day in an order that somebody wants: every rule it breaks has a record of its own, and needs it."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from app.by_hand.timing import HandDay, timed_day
from app.by_hand.words import broken_rule
from app.method.account import Account, Location
from app.method.rep import Lunch, Rep
from app.method.settings import MethodSettings
from app.planning.build import RepWeek, build_week
from app.planning.by_hand import KeptAnyway, SoftRule
from app.planning.candidates import Candidate
from app.planning.hand_rules import Held, owned
from app.planning.options import PlanOptions
from solver import Lock, Solution, check
from tests.worlds.company import opening
from tests.worlds.facts import MONDAY, prospect

HOUR_S = 3600
HOME = Location.wgs84(30.27, 120.15)
WANG = Rep("wang", "王芳", HOME, max_visits=2, lunch=Lunch(HOUR_S, 11 * HOUR_S + 1800, 12 * HOUR_S))
OPTIONS = PlanOptions(MONDAY, MONDAY)


def account(name: str, first_h: float = 9, last_h: float = 18, owner: str = "wang") -> Account:
    """Somebody at the door of 王芳, open on Mondays."""
    return prospect(external_id=name, name=name, location=HOME, owner=owner, opening=opening(first_h, last_h, 0))


def laid_out(accounts: Sequence[Account], start_s: int | None) -> tuple[RepWeek, str]:
    """Her week with these accounts, the last of them wanted at that moment of the Monday; and the Monday's shift."""
    candidates = [Candidate.of(one, MethodSettings(), OPTIONS.planned_days) for one in accounts]
    week = owned(build_week(WANG, candidates, MethodSettings(), OPTIONS, {}))
    monday = next(shift_id for shift_id, on in week.days.items() if on == MONDAY)
    lock = Lock(monday, start_s)
    visits = (replace(v, lock=lock) if v.id == accounts[-1].external_id else v for v in week.problem.visits)
    return replace(week, problem=replace(week.problem, visits=tuple(visits))), monday


def violated(week: RepWeek, day: HandDay, kept: tuple[KeptAnyway, ...]) -> set[str]:
    """What the checker finds where exactly these exceptions are on record."""
    problem = Held(kept=kept).bound(week).problem
    names = {stop.visit for stop in day.route.stops}
    part = problem.part([visit for visit in problem.visits if visit.id in names])
    return {violation.rule.value for violation in check(part, Solution((day.route,)))}


@pytest.mark.parametrize(
    ("rule", "accounts", "start_s", "told"),
    [
        (SoftRule.WINDOW, [account("A", 14, 15)], 10 * HOUR_S, "A is visited at 10:00, outside its hours."),
        (SoftRule.SHIFT, [account("A", 9, 22)], 18 * HOUR_S, "later than the shift and its overtime allow"),
        (SoftRule.LUNCH, [account("A")], 11 * HOUR_S + 2700, "later than it should begin"),
        (SoftRule.MAX_VISITS, [account("A"), account("B"), account("C")], None, "makes 3 visits"),
        (SoftRule.ALLOWED_REP, [account("A", owner="li")], None, "A belongs to another rep than wang."),
    ],
)
def test_a_broken_rule_needs_its_record(
    rule: SoftRule, accounts: list[Account], start_s: int | None, told: str
) -> None:
    """The checker passes the day with it and names the rule without it; people read which rule, and how far."""
    week, monday = laid_out(accounts, start_s)
    day = timed_day(week, monday, [one.external_id for one in accounts], accounts[-1].external_id)
    (kept,) = day.kept
    assert kept.rule is rule
    assert violated(week, day, day.kept) == set()
    assert violated(week, day, ()) == {rule.value}
    assert told in broken_rule(kept, None)


def test_a_day_within_the_rules_has_no_record() -> None:
    """In hours, in time for lunch, few enough and her own."""
    accounts = [account("A"), account("B")]
    week, monday = laid_out(accounts, None)
    day = timed_day(week, monday, ["A", "B"], "B")
    assert day.kept == ()
    assert violated(week, day, ()) == set()
