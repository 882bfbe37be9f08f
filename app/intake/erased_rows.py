"""Rows of a list that would bring back somebody who was erased: left out, or kept without him, and named by line."""

from dataclasses import replace

from app.errors import AppError
from app.intake.accounts import AccountList, ListedRow
from app.intake.faults import Fault, error, warning
from app.method.account import Account
from app.privacy.fingerprints import Barred


class AccountErased(AppError):
    CODE = "account.erased"
    DETAIL = (
        "This account was erased, as somebody asked for, so it is not taken in again. Take it out of your list as well."
    )

    def __init__(self) -> None:
        super().__init__(409, self.CODE, "Erased", self.DETAIL)


class ContactErased(AppError):
    CODE = "contact.erased"
    DETAIL = (
        "This person was erased, as asked for, and is not taken in again. Take the person out of your list as well."
    )

    def __init__(self) -> None:
        super().__init__(409, self.CODE, "Erased", self.DETAIL)


class RepErased(AppError):
    def __init__(self) -> None:
        detail = "This rep was erased, as asked for, and is not taken in again. Another person needs another id."
        super().__init__(409, "rep.erased", "Erased", detail)


def without_erased_contacts(barred: Barred, source: str, account: Account) -> Account:
    """The account without those of its contacts who were erased."""
    left = tuple(one for one in account.contacts if not barred.contact(source, account.external_id, one))
    return account if len(left) == len(account.contacts) else replace(account, contacts=left)


def without_erased(listed: AccountList, barred: Barred, source: str) -> AccountList:
    """The list without erased accounts and contacts; a fault for each line, which quotes nothing of it."""
    rows: list[ListedRow] = []
    found: list[Fault] = []
    for row in listed.rows:
        if row.account is not None and barred.account(source, row.account):
            fault = error(row.line, None, "ERASED")
            rows.append(ListedRow(row.line, "", "", None, fault))
            found.append(fault)
            continue
        account = None if row.account is None else without_erased_contacts(barred, source, row.account)
        if account is not row.account:
            found.append(warning(row.line, None, "ERASED_CONTACT"))
        rows.append(replace(row, account=account))
    if not found:
        return listed
    lines = {fault.line for fault in found}
    others = tuple(fault for fault in listed.faults if fault.line not in lines)
    return replace(listed, rows=tuple(rows), faults=(*others, *found))
