"""A fact of a visit as whoever reports it tells it, and what it says of the visit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from app.method.debrief import Word


class EventKind(StrEnum):
    ARRIVED = "arrived"
    DONE = "done"
    SKIPPED = "skipped"
    DELAYED = "delayed"
    CANCELLED = "cancelled"
    NOTE = "note"
    DEBRIEF = "debrief"
    NEXT_STEP = "next_step"


class VisitState(StrEnum):
    """What became of a visit as far as we know."""

    PLANNED = "planned"
    ARRIVED = "arrived"
    DONE = "done"
    SKIPPED = "skipped"
    CANCELLED = "cancelled"


class Flag(StrEnum):
    """Two facts that contradict each other; both are kept, and a manager looks at them."""

    DONE_ALTHOUGH_CANCELLED = "done_although_cancelled"
    CANCELLED_ALTHOUGH_DONE = "cancelled_although_done"


@dataclass(frozen=True, slots=True)
class VisitFact:
    """An event as it was sent. `at` is the device's clock; `plan_version` the number of the plan it knew."""

    kind: EventKind
    at: datetime
    device_id: str
    plan_version: int
    text: str = ""
    delay_s: int | None = None
    next_on: date | None = None
    outcome: Mapping[str, Word] = field(default_factory=dict)
    position: tuple[float, float] | None = None  # WGS-84, with `arrived` only

    def facts(self) -> dict[str, object]:
        """What the kind carries beside its text, as JSON keeps it."""
        told: dict[str, object] = {} if self.delay_s is None else {"delay_s": self.delay_s}
        if self.next_on is not None:
            told["next_on"] = self.next_on.isoformat()
        return {**told, "outcome": dict(self.outcome)} if self.outcome else told


def state_of(kinds: Sequence[EventKind]) -> VisitState:
    """Where the visit stands after these events, in the order they came in: a visit once done stays done."""
    if EventKind.DONE in kinds:
        return VisitState.DONE
    for kind in reversed(kinds):
        if kind in (EventKind.ARRIVED, EventKind.SKIPPED, EventKind.CANCELLED):
            return VisitState(kind.value)
    return VisitState.PLANNED


def flag_of(kind: EventKind, before: Sequence[EventKind], is_in_force: bool) -> Flag | None:
    """Whether the new event contradicts what is known; a visit that no plan in force has counts as cancelled."""
    if kind is EventKind.DONE and (EventKind.CANCELLED in before or not is_in_force):
        return Flag.DONE_ALTHOUGH_CANCELLED
    if kind is EventKind.CANCELLED and EventKind.DONE in before:
        return Flag.CANCELLED_ALTHOUGH_DONE
    return None
