"""What people say of an account's task: kept with who, when and what, and read as its history."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.audit import note_deed
from app.access.identity import Identity
from app.access.speakers import speaker_names
from app.errors import AppError, Fault, InvalidInput
from app.ids import new_id
from app.intake.account_edits import edit_account
from app.intake.account_lists import find_account, unknown_account
from app.intake.overview import local_today
from app.method.office_tasks import Said, Saying, TaskRole
from app.method.settings import TASK_REASONS
from app.models import TaskWordRecord

CAPPED = "VISIT_CAP"
FURTHEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class TaskWord:
    """Something said of a task; `by` is empty where it was a program, or somebody who is not seen."""

    id: str
    said: Said
    text: str
    at: datetime
    by: str


class TaskOver(AppError):
    def __init__(self) -> None:
        super().__init__(
            409,
            "task.over",
            "The task is over",
            "The account is not held back for this reason any more. Look at it again before you say something of it.",
        )


class NotCapped(AppError):
    def __init__(self) -> None:
        super().__init__(
            409,
            "account.not_capped",
            "There is nothing to reopen",
            "Only a prospect who has had his visits, and was not reopened before, can get one more.",
        )


def say_of_task(
    session: Session,
    identity: Identity,
    account: str,
    reason: str,
    saying: Saying,
    now: datetime,
    *,
    text: str = "",
    until_on: date | None = None,
    to_role: TaskRole | None = None,
) -> TaskWord:
    """Keep what is said of the account's task; raises NotFound, TaskOver, and InvalidInput naming the field."""
    today, text = local_today(session, now), text.strip()
    if saying is Saying.LATER and (until_on is None or not today < until_on <= today + FURTHEST):
        raise _refused("until_on", "Choose the day from which the task counts again, within a year.")
    if saying is Saying.HANDOVER and to_role is None:
        raise _refused("to_role", "Say to whom the task goes: the rep or an assistant.")
    if saying in (Saying.HANDOVER, Saying.NOTE) and not text:
        raise _refused("text", "Write down what the next one has to know.")
    found = find_account(session, identity, account, now)
    if found is None:
        raise unknown_account()
    if found.verdict.code != reason or reason not in TASK_REASONS:
        raise TaskOver
    said = Said(
        reason, saying, today, until_on if saying is Saying.LATER else None,
        to_role if saying is Saying.HANDOVER else None,
    )  # fmt: skip
    return _kept(session, identity, found.id, said, text, now)


def reopen(session: Session, identity: Identity, account: str, why: str, now: datetime) -> TaskWord:
    """Let a capped prospect be visited exactly once more; raises NotFound, NotCapped, and InvalidInput without why."""
    if not why.strip():
        raise _refused("text", "Say why this prospect is worth one more visit.")
    found = find_account(session, identity, account, now)
    if found is None:
        raise unknown_account()
    if found.verdict.code != CAPPED or found.account.reopened:
        raise NotCapped
    edit_account(session, identity, found.account.external_id, found.version, {"reopened": True}, now)
    said = Said(CAPPED, Saying.REOPENED, local_today(session, now))
    return _kept(session, identity, found.id, said, why.strip(), now)


def task_words(session: Session, identity: Identity, account_ids: Collection[str]) -> Mapping[str, Sequence[TaskWord]]:
    """What was said of the tasks of these accounts (our ids, of accounts that are seen), oldest first."""
    rows = session.scalars(
        select(TaskWordRecord)
        .where(TaskWordRecord.account_id.in_(account_ids))
        .order_by(TaskWordRecord.at, TaskWordRecord.id)
    ).all()
    names = speaker_names(session, identity, {(row.by_kind, row.by_id) for row in rows})
    found: dict[str, list[TaskWord]] = defaultdict(list)
    for row in rows:
        found[row.account_id].append(_word(row, names.get(row.by_id or "", "")))
    return found


def _kept(session: Session, identity: Identity, account_id: str, said: Said, text: str, now: datetime) -> TaskWord:
    record = TaskWordRecord(
        id=new_id("say"),
        account_id=account_id,
        reason=said.reason,
        saying=said.saying.value,
        text=text,
        until_on=said.until_on,
        to_role=None if said.to_role is None else said.to_role.value,
        at=now,
        on_day=said.on,
        by_kind=identity.kind,
        by_id=identity.actor_id,
    )
    session.add(record)
    session.flush()
    note_deed(session, identity, f"task.{said.saying}", account_id, now, [said.reason])
    names = speaker_names(session, identity, {(identity.kind, identity.actor_id)})
    return _word(record, names.get(identity.actor_id or "", ""))


def _word(row: TaskWordRecord, by: str) -> TaskWord:
    to_role = None if row.to_role is None else TaskRole(row.to_role)
    return TaskWord(
        row.id, Said(row.reason, Saying(row.saying), row.on_day, row.until_on, to_role), row.text, row.at, by
    )


def _refused(field: str, detail: str) -> InvalidInput:
    return InvalidInput(f"task.{field}", detail, [Fault(f"/body/{field}", f"task.{field}", detail)])
