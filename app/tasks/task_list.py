"""The office's list of tasks: every account that the gate holds back and somebody can help on, as it stands today."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from app.access.identity import Identity
from app.intake.method_settings import settings_in_force
from app.intake.overview import local_today
from app.intake.standings import Standing
from app.method.office_tasks import Saying, TaskRole, task_standing
from app.method.settings import TASK_REASONS
from app.tasks.task_words import TaskWord, task_words
from app.visits.account_table import AccountWish, wanted_accounts


class TaskState(StrEnum):
    OPEN = "open"
    RESTING = "resting"  # put off, or tried a short while ago


@dataclass(frozen=True, slots=True)
class TaskWish:
    """Which tasks are wanted; an empty field wants all."""

    role: str = ""
    reason: str = ""
    owner: str = ""
    market: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """An account that waits for the office. `words` are those of this reason, oldest first."""

    account: Standing
    reason: str
    role: TaskRole
    rests_until: date | None
    tries: int
    words: Sequence[TaskWord]

    @property
    def state(self) -> TaskState:
        return TaskState.OPEN if self.rests_until is None else TaskState.RESTING

    @property
    def handover(self) -> TaskWord | None:
        """The last hand-over, with what the one before had to say."""
        return next((word for word in reversed(self.words) if word.said.saying is Saying.HANDOVER), None)


def task_list(session: Session, identity: Identity, wish: TaskWish, now: datetime) -> list[Task]:
    """The tasks that are seen and wanted: by reason in the order of urgency, the best grades first."""
    rows = wanted_accounts(session, identity, AccountWish(owner=wish.owner, market=wish.market), now)
    wanted = [one for one in rows if one.verdict.code in TASK_REASONS and wish.reason in ("", one.verdict.code)]
    words = task_words(session, identity, {one.id for one in wanted})
    settings, today = settings_in_force(session), local_today(session, now)
    found = []
    for one in wanted:
        reason = one.verdict.code or ""
        said = [word for word in words.get(one.id, ()) if word.said.reason == reason]
        standing = task_standing(reason, [word.said for word in said], settings, today)
        task = Task(one, reason, standing.role, standing.rests_until, standing.tries, said)
        if wish.role in ("", task.role) and wish.state in ("", task.state):
            found.append(task)
    return sorted(found, key=_order)


def _order(task: Task) -> tuple[int, str, str, str]:
    one = task.account
    return TASK_REASONS.index(task.reason), one.grade, one.name.casefold(), one.external_id
