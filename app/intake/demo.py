"""The demo company: its two lists as they lie in data/, every date moved by whole weeks to the week that is planned."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from app.intake.accounts import AccountList, ListedRow, read_accounts
from app.intake.reps import RepList, read_reps
from app.method.account import Account
from app.method.rep import Rep

FOLDER = Path(__file__).resolve().parents[2] / "data"
BASE_ON = date(2026, 1, 5)  # the Monday that the lists are written for
SOURCE = "demo"


def demo_accounts(week_on: date) -> AccountList:
    """The demo's accounts as of the week that begins on this Monday."""
    by = week_on - BASE_ON
    listed = read_accounts((FOLDER / "accounts.csv").read_bytes(), "accounts.csv")
    return replace(listed, rows=tuple(_moved_row(row, by) for row in listed.rows))


def demo_reps(week_on: date) -> RepList:
    """The demo's reps, their leave moved likewise."""
    by = week_on - BASE_ON
    listed = read_reps((FOLDER / "reps.csv").read_bytes(), "reps.csv")
    return replace(listed, reps=tuple(_moved_rep(rep, by) for rep in listed.reps))


def _moved_row(row: ListedRow, by: timedelta) -> ListedRow:
    return row if row.account is None else replace(row, account=_moved_account(row.account, by))


def _moved_account(account: Account, by: timedelta) -> Account:
    promised = account.appointment
    return replace(
        account,
        last_visit_on=account.last_visit_on and account.last_visit_on + by,
        next_step_on=account.next_step_on and account.next_step_on + by,
        appointment=promised and replace(promised, on=promised.on + by),
    )


def _moved_rep(rep: Rep, by: timedelta) -> Rep:
    return replace(rep, leave=frozenset(day + by for day in rep.leave))
