"""The worlds of `tests.worlds` in a database: the small week made by hand, and the company as it was planned."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from sqlalchemy.orm import Session

from app.intake.accounts import AccountList, ListedRow
from app.intake.faults import error, warning
from app.intake.store import import_accounts, save_reps
from app.method.account import Account
from app.method.settings import MethodSettings
from app.planning.options import PlanOptions
from app.planning.store import publish_plan, save_plan
from app.planning.week_plan import PlannedRoute, WeekPlan
from tests.worlds import company, week

OPTIONS = PlanOptions(week.MONDAY, week.MONDAY)


def listed_row(line: int, account: Account) -> ListedRow:
    return ListedRow(line, account.external_id, account.name, account, None)


ROWS = (
    *(listed_row(line, account) for line, account in enumerate(week.ACCOUNTS, start=2)),
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
    names=("客户编号", "客户名称"),
    columns={"external_id": 0, "name": 1},
    rows=ROWS,
    faults=(
        warning(None, "grade", "NO_GRADE_COLUMN", default="C"),
        error(11, None, "NOT_AN_ACCOUNT", value="合计"),
    ),
    blank_lines=1,
)


LISTED_AT = datetime(2026, 11, 23, 12, tzinfo=UTC)


def store_lists(session: Session) -> str:
    """The two reps and the list of accounts; returns the import's id."""
    save_reps(session, week.REPS)
    return import_accounts(session, LIST, LISTED_AT).id


def store_week(session: Session, at: datetime) -> str:
    """The lists and the plan, published at that moment; returns the plan's id."""
    store_lists(session)
    plan_id = save_plan(session, week.PLAN, options=OPTIONS, settings=MethodSettings())
    publish_plan(session, plan_id, at)
    return plan_id


def store_company(session: Session, plan: WeekPlan, at: datetime, *, weeks: int = 1) -> str:
    """The company of `tests.worlds.company` with its plan published; of later weeks every day is still free."""
    save_reps(session, company.REPS)
    rows = tuple(listed_row(listed.line or 0, listed.account) for listed in company.LISTED)
    import_accounts(session, replace(LIST, rows=rows, faults=()), at)
    plan_id = save_plan(session, plan, options=company.QUICK, settings=MethodSettings())
    publish_plan(session, plan_id, at)
    of_rep = {rep.external_id: rep.field_days for rep in company.REPS}
    for n in range(1, weeks):
        later = timedelta(days=7 * n)
        options = replace(company.QUICK, week_on=plan.week_on + later, as_of=plan.as_of + later)
        routes = tuple(
            _free(route, route.on + later) for route in plan.routes if route.on.weekday() in of_rep[route.rep_id]
        )
        empty = replace(plan, week_on=options.week_on, as_of=options.as_of, routes=routes, ledger=(), value_s=0.0)
        publish_plan(session, save_plan(session, empty, options=options, settings=MethodSettings()), at)
    return plan_id


def _free(route: PlannedRoute, on: date) -> PlannedRoute:
    """A field day with nobody to see."""
    start_s = route.shift_start_s
    moments = {"depart_s": start_s, "return_s": start_s, "lunch_s": None, "lunch_duration_s": 0}
    return replace(route, on=on, stops=(), back_s=0, back_m=0, within_m=None, across_m=None, **moments)
