"""The company's week as it is written to plan.json, with the lists it came from."""

from app.engines.local_engine import LocalEngine
from app.method.account import Datum
from app.method.settings import MethodSettings
from app.planning.document import InputFile, PlanDocument
from app.planning.inputs import PlanInputs
from app.planning.run import plan_week
from tests.worlds.company import LISTED, QUICK, REJECTED, REPS

INPUTS = PlanInputs(
    accounts_file=InputFile("客户.csv", "0" * 64),
    reps_file=InputFile("reps.csv", "1" * 64),
    listed=LISTED,
    rejected=REJECTED,
    reps=REPS,
    notes=(),
    faults=(),
    rep_faults=(),
)


def written_week(engine: LocalEngine) -> PlanDocument:
    """The company's week, really planned."""
    plan = plan_week(LISTED, REPS, MethodSettings(), QUICK, engine, rejected=REJECTED).plan
    return PlanDocument(plan, QUICK, MethodSettings(), Datum.WGS84, INPUTS.accounts_file, INPUTS.reps_file)
