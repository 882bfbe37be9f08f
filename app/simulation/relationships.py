"""What a quarter did to relationships: who was seen, whose level fell, and who waits longer than his interval."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from app.method.account import Account, Category, ContactRole
from app.method.cadence import DueState, due_state, relationship_level
from app.method.settings import MethodSettings


@dataclass(frozen=True, slots=True)
class Relationships:
    """Of the accounts whose KP was known when the quarter began, and whom anybody might have seen."""

    coverage_pct: float  # seen in the quarter
    customers_pct: float  # of the customers among them: seen in the quarter
    fell: int  # accounts whose level was higher when it began
    overdue_pct: float  # of the customers among them, when it is over


def relationships(
    before: Mapping[str, Account],
    now: Mapping[str, Account],
    settings: MethodSettings,
    first_on: date,
    over_on: date,
    seen: Collection[str],
) -> Relationships:
    """The accounts by external id, as they were and as they are."""
    known = [name for name, account in before.items() if account.active and not account.do_not_visit and _kp(account)]
    customers = [name for name in known if before[name].category is not Category.PROSPECT]
    fell = sum(
        relationship_level(now[name], settings, over_on) < relationship_level(before[name], settings, first_on)
        for name in known
    )
    overdue = sum(due_state(now[name], settings, over_on) is DueState.OVERDUE for name in customers)
    return Relationships(
        coverage_pct=_pct(sum(name in seen for name in known), known),
        customers_pct=_pct(sum(name in seen for name in customers), customers),
        fell=fell,
        overdue_pct=_pct(overdue, customers),
    )


def _kp(account: Account) -> bool:
    return any(contact.role in (ContactRole.FIRST_KP, ContactRole.KP) for contact in account.contacts)


def _pct(some: int, names: Collection[str]) -> float:
    return 100 * some / max(1, len(names))
