"""What needs a manager today: every matter that somebody has to look at, and who or what it is about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

FEW = 5  # cases that are named; the others are counted


class Matter(StrEnum):
    """What may need a manager, the most pressing first."""

    UNPLANNED_THIS_WEEK = "unplanned_this_week"
    UNHELD_APPOINTMENT = "unheld_appointment"
    NEEDS_DATE = "needs_date"
    HELP_ASKED = "help_asked"
    CONFLICT = "conflict"
    UNPLANNED_NEXT_WEEK = "unplanned_next_week"
    FAILED_PLAN = "failed_plan"
    FAILED_IMPORT = "failed_import"
    FAILED_WEBHOOK = "failed_webhook"
    OWNER_GONE = "owner_gone"
    NO_OWNER = "no_owner"
    NO_PLACE = "no_place"
    ONE_CUSTOMER = "one_customer"


@dataclass(frozen=True, slots=True)
class Case:
    """One rep, account, run or endpoint of a matter: its id, its name, the day it is about, from when, which visit."""

    id: str
    name: str = ""
    on: date | None = None
    start_s: int | None = None
    visit_id: str = ""


@dataclass(frozen=True, slots=True)
class Attention:
    """A matter with the number of its cases, the first few of them by name."""

    matter: Matter
    count: int
    cases: tuple[Case, ...] = ()

    def __post_init__(self) -> None:
        if self.count < 1 or len(self.cases) > min(self.count, FEW):
            raise ValueError("A matter has at least one case, and names no more than there are.")

    @classmethod
    def of(cls, matter: Matter, cases: Sequence[Case]) -> "list[Attention]":
        """Nothing where there is no case."""
        return [cls(matter, len(cases), tuple(cases[:FEW]))] if cases else []

    @classmethod
    def counted(cls, matter: Matter, count: int) -> "list[Attention]":
        """A matter whose cases are too many to name."""
        return [cls(matter, count)] if count else []
