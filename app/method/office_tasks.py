"""Office tasks: what is to be done for an account before anybody drives there, by whom, and when again.

A task is nothing but the gate's reason; what is kept is only what somebody said about it. So it is there on the day its
reason is, and gone with it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.method.settings import MethodSettings


class TaskRole(StrEnum):
    """Who does it: the rep who owns the account, or an assistant of his team."""

    REP = "rep"
    ASSISTANT = "assistant"


class Saying(StrEnum):
    DONE = "done"  # tried; the task comes back as long as its reason is there
    LATER = "later"
    HANDOVER = "handover"
    NOTE = "note"
    REOPENED = "reopened"  # a capped prospect, for one more visit


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody said of the task of this reason on a day."""

    reason: str
    saying: Saying
    on: date
    until_on: date | None = None
    to_role: TaskRole | None = None

    def __post_init__(self) -> None:
        if (self.saying is Saying.LATER) != (self.until_on is not None):
            raise ValueError("Later, and nothing else, has a day.")
        if (self.saying is Saying.HANDOVER) != (self.to_role is not None):
            raise ValueError("A hand-over, and nothing else, names a role.")


@dataclass(frozen=True, slots=True)
class TaskStanding:
    """Whose the task is, until when it rests (None: it is to be done now), and how often it was tried."""

    role: TaskRole
    rests_until: date | None
    tries: int


def usual_role(reason: str, settings: MethodSettings) -> TaskRole:
    """Who does tasks of this reason unless they are handed over."""
    return TaskRole.ASSISTANT if settings.assistant_does[reason] else TaskRole.REP


def task_standing(reason: str, said: Sequence[Said], settings: MethodSettings, today: date) -> TaskStanding:
    """How the task stands today after what was said of it, oldest first; words about other reasons do not count."""
    role, rests_until, tries = usual_role(reason, settings), None, 0
    for word in said:
        if word.reason != reason:
            continue
        match word.saying:
            case Saying.DONE:
                tries += 1
                rests_until = word.on + timedelta(days=settings.task_rest_days)
            case Saying.LATER:
                rests_until = word.until_on
            case Saying.HANDOVER:
                role, rests_until = word.to_role or role, None
    return TaskStanding(role, rests_until if rests_until is not None and rests_until > today else None, tries)
