"""The small week of `tests.worlds.week` in a database."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.intake.accounts import AccountList, ListedRow
from app.intake.faults import error, warning
from app.intake.store import import_accounts, save_reps
from app.method.settings import MethodSettings
from app.planning.options import PlanOptions
from app.planning.store import publish_plan, save_plan
from tests.worlds import week

OPTIONS = PlanOptions(week.MONDAY, week.MONDAY)
ROWS = (
    *(
        ListedRow(line, account.external_id, account.name, account, None)
        for line, account in enumerate(week.ACCOUNTS, start=2)
    ),
    ListedRow(11, "", "合计", None, error(11, None, "NOT_AN_ACCOUNT", value="合计")),
)
LIST = AccountList(
    file_name="客户.csv",
    sha256="0" * 64,
    encoding="utf-8",
    separator=",",
    header_line=1,
    mapping={"external_id": "客户编号", "name": "客户名称"},
    unused_headers=(),
    rows=ROWS,
    faults=(
        warning(None, "grade", "NO_GRADE_COLUMN", default="C"),
        error(11, None, "NOT_AN_ACCOUNT", value="合计"),
    ),
    blank_lines=1,
)


def store_lists(session: Session) -> str:
    """The two reps and the list of accounts; returns the import's id."""
    save_reps(session, week.REPS)
    return import_accounts(session, LIST).id


def store_week(session: Session, at: datetime) -> str:
    """The lists and the plan, published at that moment; returns the plan's id."""
    store_lists(session)
    plan_id = save_plan(session, week.PLAN, options=OPTIONS, settings=MethodSettings())
    publish_plan(session, plan_id, at)
    return plan_id
