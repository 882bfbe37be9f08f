"""What the tests of slots look at: the plan in force, judged by the check that trusts nothing."""

from datetime import UTC, date, datetime

from app.db import Database
from app.intake.store import all_reps, listed_accounts
from app.method.account import Datum
from app.planning.document import InputFile, PlanDocument
from app.planning.in_force import StopInForce, stops_in_force
from app.planning.inputs import PlanInputs
from app.planning.recheck import recheck
from app.planning.store import load_plan, published_plan
from tests.worlds.facts import MONDAY

BEFORE_WORK = datetime(2026, 11, 23, 0, 30, tzinfo=UTC)  # 08:30 on the Monday of the company's week, in Hangzhou
HOUR_S = 3600


def stops(database: Database, account_id: str = "", on: date = MONDAY) -> list[StopInForce]:
    with database.read() as session:
        return stops_in_force(session, on, None, account_id)


def violations(database: Database, week_on: date = MONDAY) -> list[str]:
    """What is wrong with the routes of the plan in force and with what it tells of them, by today's facts."""
    with database.read() as session:
        plan_id = published_plan(session, week_on)
        assert plan_id is not None
        stored = load_plan(session, plan_id)
        listed, reps = listed_accounts(session), all_reps(session)
    assert stored is not None
    file = InputFile("in force", "0" * 64)
    inputs = PlanInputs(file, file, tuple(listed), (), tuple(reps), (), (), ())
    document = PlanDocument(stored.plan, stored.options, stored.settings, Datum.WGS84, file, file)
    # Stored stops name visits by ids of ours; why others are left out is told as when the week was planned.
    found = recheck(document, inputs).violations
    return [text for text in found if not text.startswith("LEDGER") and "visit_id" not in text]
