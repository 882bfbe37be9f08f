"""Days on which a rep is away, wholly or in half, as ranges: how people enter them and read them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from app.method.rep import Rep


class AbsenceKind(StrEnum):
    LEAVE = "leave"
    MORNING_OFF = "morning_off"
    AFTERNOON_OFF = "afternoon_off"


@dataclass(frozen=True, slots=True)
class Absence:
    """One kind of absence from the first day to the last, both included."""

    kind: AbsenceKind
    first_on: date
    last_on: date

    def __post_init__(self) -> None:
        if self.last_on < self.first_on:
            raise ValueError("An absence ends on its first day or later.")

    @property
    def days(self) -> frozenset[date]:
        return frozenset(self.first_on + timedelta(days=n) for n in range((self.last_on - self.first_on).days + 1))


def absences(rep: Rep) -> tuple[Absence, ...]:
    """Every absence of the rep in order, days that follow one another as one."""
    kinds = (
        (AbsenceKind.LEAVE, rep.leave),
        (AbsenceKind.MORNING_OFF, rep.mornings_off),
        (AbsenceKind.AFTERNOON_OFF, rep.afternoons_off),
    )
    found = [one for kind, days in kinds for one in _ranges(kind, days)]
    return tuple(sorted(found, key=lambda one: (one.first_on, one.kind)))


def with_absence(rep: Rep, absence: Absence) -> Rep:
    """The rep with this absence; on its days it takes the place of any other."""
    cleared = without_days(rep, absence.days)
    if absence.kind is AbsenceKind.LEAVE:
        return replace(cleared, leave=cleared.leave | absence.days)
    if absence.kind is AbsenceKind.MORNING_OFF:
        return replace(cleared, mornings_off=cleared.mornings_off | absence.days)
    return replace(cleared, afternoons_off=cleared.afternoons_off | absence.days)


def without_days(rep: Rep, days: Iterable[date]) -> Rep:
    """The rep at work on these days."""
    gone = frozenset(days)
    return replace(
        rep, leave=rep.leave - gone, mornings_off=rep.mornings_off - gone, afternoons_off=rep.afternoons_off - gone
    )


def _ranges(kind: AbsenceKind, days: frozenset[date]) -> list[Absence]:
    found: list[Absence] = []
    for day in sorted(days):
        if found and found[-1].last_on + timedelta(days=1) == day:
            found[-1] = replace(found[-1], last_on=day)
        else:
            found.append(Absence(kind, day, day))
    return found
