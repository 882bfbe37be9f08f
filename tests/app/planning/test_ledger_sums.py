"""Whatever stands in a list: rows in = routed + unserved + gated + rejected, from the file to the plan."""

import contextlib
from collections import Counter
from collections.abc import Iterator, Mapping

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, example, given, settings

from app.engines.local_engine import LocalEngine
from app.intake.accounts import AccountList, read_accounts
from app.method.settings import MethodSettings
from app.planning.division import Listed
from app.planning.inputs import rejected_rows
from app.planning.run import plan_week
from app.planning.week_plan import Outcome, WeekPlan
from tests.app.intake.lists import csv_file
from tests.worlds.company import QUICK, REPS

# What moves a row from one outcome to another, and what is no value at all.
CELLS: Mapping[str, tuple[str, ...]] = {
    "external_id": ("A", "B", "C", "D", "E", "F", "G", ""),
    "name": ("杭州大厦", "合计", "店", ""),
    "lat": ("30.27", "30.19", "39.9", "0", "", "x"),
    "lon": ("120.15", "120.27", "116.4", "0", ""),
    "owner": ("wang", "li", "nobody", ""),
    "category": ("signed", "maintenance", "prospect", "?"),
    "need": ("明显", "否", "未知", ""),
    "ability_to_pay": ("是", "未知", ""),
    "authority": ("是", "否"),
    "first_kp": ("陈总", ""),
    "first_kp_level": ("5", "0"),
    "visits": ("0", "2", "9", "-1"),
    "visit_minutes": ("30", "600", ""),
    "open_hours": ("", "周一 9:00-9:05", "休息"),
    "must_visit": ("是", ""),
    "active": ("是", "是", "否"),
}
ROWS = st.lists(st.tuples(*map(st.sampled_from, CELLS.values())), min_size=1, max_size=9)
GOOD = ("店", "30.27", "120.15", "wang", "signed", "明显", "是", "是", "陈总", "5", "2", "30", "", "", "是")
ALL_FOUR = [
    ("A", *GOOD),  # routed
    ("B", *GOOD[:10], "2", "600", "周一 9:00-9:05", "", "是"),  # no day holds it
    ("C", *GOOD[:-1], "否"),  # gated
    ("A", *GOOD),  # rejected: the id is taken
]


@pytest.fixture(scope="module")
def engine() -> Iterator[LocalEngine]:
    with contextlib.closing(LocalEngine(1, stands_back=False)) as engine:
        yield engine


def planned(engine: LocalEngine, listed: AccountList) -> WeekPlan:
    accounts = [Listed(row.line, row.account) for row in listed.rows if row.account is not None]
    rejected = rejected_rows(listed)
    return plan_week(accounts, REPS, MethodSettings(), QUICK, engine, rejected=rejected).plan


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(rows=ALL_FOUR)
@given(rows=ROWS)
def test_every_row_of_a_list_ends_in_one_of_four_ways(engine: LocalEngine, rows: list[tuple[str, ...]]) -> None:
    """No row is lost between the file and the plan, and none is counted twice; who is routed has a stop."""
    listed = read_accounts(csv_file([list(CELLS), *rows]), "l.csv")
    plan = planned(engine, listed)
    lines = [line for line, row in enumerate(rows, start=2) if any(row)]
    assert sorted(row.line or 0 for row in plan.ledger) == lines
    ends = Counter(row.outcome for row in plan.ledger)
    four = (Outcome.ROUTED, Outcome.UNSERVED, Outcome.GATED, Outcome.REJECTED)
    assert sum(ends[outcome] for outcome in four) == len(lines)
    stops = sorted(stop.external_id for route in plan.routes for stop in route.stops)
    assert stops == sorted(row.external_id for row in plan.ledger if row.outcome is Outcome.ROUTED)


def test_the_lists_reach_all_four(engine: LocalEngine) -> None:
    """The sum above would hold as well where nobody is ever left out."""
    plan = planned(engine, read_accounts(csv_file([list(CELLS), *ALL_FOUR]), "l.csv"))
    assert [row.outcome for row in plan.ledger] == [
        Outcome.ROUTED,
        Outcome.UNSERVED,
        Outcome.GATED,
        Outcome.REJECTED,
    ]
