"""A deal in the making: its stage, what is known of the six things that decide it, and the help it needs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from app.method.account import Answer


class Stage(StrEnum):
    """How far a deal is, in the method's order; each begins with a milestone that was reached."""

    IDENTIFIED = "identified"
    CONTACTED = "contacted"
    MET_KP = "met_kp"
    SOLUTION_SHOWN = "solution_shown"
    NEGOTIATING = "negotiating"
    SIGNED = "signed"
    GROWING = "growing"


class Criterion(StrEnum):
    """What decides a deal (BANTCC)."""

    BUDGET = "budget"
    AUTHORITY = "authority"
    NEED = "need"
    TIMING = "timing"
    COMPETITION = "competition"
    COACH = "coach"


WON = frozenset({Stage.SIGNED, Stage.GROWING})


@dataclass(frozen=True, slots=True)
class Finding:
    """What is known of a criterion: whether it speaks for the deal, and how one knows."""

    answer: Answer = Answer.UNKNOWN
    note: str = ""


UNKNOWN = Finding()


@dataclass(frozen=True, slots=True)
class Opportunity:
    """A deal as whoever works on it tells it; a criterion that is not named is unknown, and value is in whole CNY.

    `help_wanted` is the sentence that asks for help, empty where none is needed.
    """

    name: str
    stage: Stage = Stage.IDENTIFIED
    value: int | None = None
    close_on: date | None = None
    lost: bool = False
    findings: Mapping[Criterion, Finding] = field(default_factory=dict)
    help_wanted: str = ""

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise ValueError("An opportunity has a name.")
        if self.value is not None and self.value < 0:
            raise ValueError("An opportunity is worth nothing or more.")
        if self.lost and self.stage in WON:
            raise ValueError("What was signed is not lost.")

    def finding(self, criterion: Criterion) -> Finding:
        return self.findings.get(criterion, UNKNOWN)

    @property
    def completeness(self) -> int:
        """How many of the six are known, whichever way: unknown is not no."""
        return len(Criterion) - len(self.open_criteria)

    @property
    def open_criteria(self) -> tuple[Criterion, ...]:
        """What nobody can answer yet: where others can help."""
        return tuple(one for one in Criterion if self.finding(one).answer is Answer.UNKNOWN)
