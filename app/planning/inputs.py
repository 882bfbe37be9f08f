"""The two files of a planning order, read into what the planner takes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.intake.accounts import AccountList, ListedRow, read_accounts
from app.intake.faults import Fault
from app.intake.reps import RepList, read_reps
from app.method.account import Datum
from app.method.rep import Rep
from app.planning.division import Listed
from app.planning.document import InputFile
from app.planning.invented_rep import rep_amid
from app.planning.run import CannotPlan
from app.planning.week_plan import LedgerRow, Note, Outcome


@dataclass(frozen=True, slots=True)
class PlanInputs:
    """Accounts and reps as listed; `notes` say what was invented for want of a list of reps."""

    accounts_file: InputFile
    reps_file: InputFile | None
    listed: tuple[Listed, ...]
    rejected: tuple[LedgerRow, ...]
    reps: tuple[Rep, ...]
    notes: tuple[Note, ...]
    faults: tuple[Fault, ...]
    rep_faults: tuple[Fault, ...]


def read_inputs(accounts: tuple[bytes, str], reps: tuple[bytes, str] | None, datum: Datum) -> PlanInputs:
    """Read (content, file name) of both lists; without reps, one is placed amid the accounts.

    Raises UnusableInput for a file that gives no list, and CannotPlan where nobody is located to start from.
    """
    account_list = read_accounts(*accounts, datum=datum)
    listed = [Listed(row.line, row.account) for row in account_list.rows if row.account is not None]
    notes: list[Note] = []
    rep_list: RepList | None = None
    if reps is not None:
        rep_list = read_reps(*reps, datum=datum)
        team: Sequence[Rep] = rep_list.reps
    else:
        team, notes = _invented(listed)
        if any(row.account.owner for row in listed):
            listed = [Listed(row.line, replace(row.account, owner=None)) for row in listed]
            notes.append(Note("OWNERS_IGNORED"))
    return PlanInputs(
        accounts_file=InputFile(account_list.file_name, account_list.sha256),
        reps_file=None if rep_list is None else InputFile(rep_list.file_name, rep_list.sha256),
        listed=tuple(listed),
        rejected=tuple(rejected_rows(account_list)),
        reps=tuple(team),
        notes=tuple(notes),
        faults=account_list.faults,
        rep_faults=() if rep_list is None else rep_list.faults,
    )


def rejected_rows(account_list: AccountList) -> list[LedgerRow]:
    """The rows that are no accounts, for the ledger."""
    return [_rejected(row, row.rejection) for row in account_list.rows if row.rejection is not None]


def _rejected(row: ListedRow, fault: Fault) -> LedgerRow:
    return LedgerRow(row.line, row.external_id, row.name, Outcome.REJECTED, fault.code, dict(fault.params))


def _invented(listed: Sequence[Listed]) -> tuple[list[Rep], list[Note]]:
    invented = rep_amid([row.account for row in listed])
    if invented is None:
        raise CannotPlan("NOWHERE_TO_START")
    rep, note = invented
    return [rep], [note]
