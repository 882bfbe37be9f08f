"""An account that nobody owns and its rep leaves out is offered to the next; nobody is visited twice for it."""

import contextlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest

from app.engines.local_engine import LocalEngine
from app.method.account import Account, Appointment, Datum
from app.method.settings import MethodSettings
from app.planning.division import Listed
from app.planning.document import InputFile, PlanDocument
from app.planning.inputs import PlanInputs
from app.planning.recheck import recheck
from app.planning.run import plan_week
from app.planning.week_plan import LedgerRow, WeekPlan
from tests.worlds.company import FRIDAY, LI, NORTH, QUICK, REPS, SOUTH, WANG, near, opening
from tests.worlds.facts import MONDAY

FRIDAYS = {"opening": opening(9, 18, FRIDAY.weekday()), "deal_value": 500_000}  # worth a drive across the town
TEN = 10 * 3600
CROWD = [near(place, n, external_id=f"{name}{n:03}") for place, name in ((NORTH, "N"), (SOUTH, "S")) for n in range(50)]


@pytest.fixture(scope="module")
def engine() -> Iterator[LocalEngine]:
    """One planner for all weeks of this file."""
    with contextlib.closing(LocalEngine(2, stands_back=False)) as engine:
        yield engine


Checked = tuple[WeekPlan, tuple[str, ...]]


def planned(engine: LocalEngine, accounts: Sequence[Account]) -> Checked:
    """The plan of these accounts, and what the checker says to it."""
    listed = tuple(Listed(line, account) for line, account in enumerate(accounts, start=2))
    plan = plan_week(listed, REPS, MethodSettings(), QUICK, engine).plan
    file = InputFile("a.csv", "0" * 64)
    document = PlanDocument(plan, QUICK, MethodSettings(), Datum.WGS84, file, file)
    inputs = PlanInputs(file, file, listed, (), REPS, (), (), ())
    return plan, recheck(PlanDocument.from_json(document.to_json()), inputs).violations


@pytest.fixture(scope="module")
def small(engine: LocalEngine) -> Checked:
    """Shared and owned accounts next door to 李强, some of which only 王芳 could see."""
    at_ten = Appointment(MONDAY, TEN)
    return planned(
        engine,
        [
            near(NORTH, 0),
            near(SOUTH, 0),
            near(SOUTH, 1, external_id="FRIDAY", **FRIDAYS),
            near(SOUTH, 2, external_id="HIS-FRIDAY", owner="li", **FRIDAYS),
            near(SOUTH, 3, external_id="NIGHT", opening=opening(20, 23, 0, 1)),
            near(SOUTH, 4, external_id="HIS-PROMISE", owner="li", appointment=at_ten),
            near(SOUTH, 9, external_id="PROMISE", appointment=at_ten),
        ],
    )


def rep_of(plan: WeekPlan, external_id: str) -> str | None:
    return next((r.rep_id for r in plan.routes for s in r.stops if s.external_id == external_id), None)


def row(plan: WeekPlan, external_id: str) -> LedgerRow:
    return next(row for row in plan.ledger if row.external_id == external_id)


def test_the_checker_accepts_a_plan_with_moved_accounts(small: Checked) -> None:
    """It is rebuilt from the lists and the routes; every account is in the ledger once."""
    plan, violations = small
    assert violations == ()
    assert [row.line for row in plan.ledger] == list(range(2, 9))


def test_who_is_closed_for_the_nearest_is_seen_by_the_next(small: Checked) -> None:
    """Open on Fridays only, next door to 李强, who has no Friday: 王芳 goes, and the ledger is hers."""
    plan, _ = small
    assert (rep_of(plan, "FRIDAY"), row(plan, "FRIDAY").params["rep_id"]) == ("wang", "wang")


def test_an_owner_s_account_is_offered_to_nobody(small: Checked) -> None:
    """The same account with an owner stays his, with his reason."""
    plan, _ = small
    assert (rep_of(plan, "HIS-FRIDAY"), row(plan, "HIS-FRIDAY").code) == (None, "CLOSED_THAT_DAY")


def test_a_promise_that_clashes_is_kept_by_the_next(small: Checked) -> None:
    """Two promises for one moment, and two reps."""
    plan, _ = small
    assert (rep_of(plan, "HIS-PROMISE"), rep_of(plan, "PROMISE")) == ("li", "wang")


def test_who_nobody_can_see_stays_with_the_nearest(small: Checked) -> None:
    """Open at night: the reason is that of the rep who had it first."""
    found = row(small[0], "NIGHT")
    assert (found.code, found.params["rep_id"]) == ("WINDOW_OUTSIDE_SHIFT", "li")


def test_full_weeks_share_without_a_quarrel(engine: LocalEngine) -> None:
    """More accounts than hours: every one is visited once or has its reason, and the plan does not depend on rows."""
    plan, violations = planned(engine, CROWD)
    assert violations == ()
    visited = Counter(stop.external_id for route in plan.routes for stop in route.stops)
    assert set(visited.values()) == {1}
    assert Counter(row.external_id for row in plan.ledger) == Counter(account.external_id for account in CROWD)
    backwards, _ = planned(engine, CROWD[::-1])
    assert {s.external_id: (r.rep_id, r.on) for r in backwards.routes for s in r.stops} == {
        s.external_id: (r.rep_id, r.on) for r in plan.routes for s in r.stops
    }


def test_nobody_is_offered_to_a_rep_on_leave(engine: LocalEngine) -> None:
    """What the only rep in the field leaves out is left out."""
    listed = [Listed(2, near(SOUTH, 1, **FRIDAYS))]
    on_leave = replace(WANG, leave=frozenset(QUICK.horizon))
    plan = plan_week(listed, [LI, on_leave], MethodSettings(), QUICK, engine).plan
    assert [row.code for row in plan.ledger] == ["CLOSED_THAT_DAY"]
