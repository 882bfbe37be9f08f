"""The office's tasks, what is said of them, and one more visit for a capped prospect."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import Field
from sqlalchemy.orm import Session

from app.api.account_answers import VerdictAnswer
from app.api.cursors import Paged, PagesDep
from app.api.once import Made, OnceDep
from app.api.strict_json import StrictRoute
from app.api.values import Answer, Day, Id, Order, Text, Word
from app.deps import ClockDep, DatabaseDep, IdentityDep
from app.intake.account_lists import account_record, unknown_account
from app.method.office_tasks import Saying, TaskRole
from app.tasks.task_list import Task, TaskState, TaskWish, task_list
from app.tasks.task_words import TaskWord, reopen, say_of_task, task_words

router = APIRouter(tags=["tasks"], route_class=StrictRoute)


class TaskWordOrder(Order):
    """`later` wants `until_on`, `handover` wants `to_role` and `text`, `note` wants `text`."""

    reason: Text = Field(description="The gate's reason, as the task has it; another one by now is refused.")
    saying: Word[Saying]
    text: Text = ""
    until_on: Day | None = None
    to_role: Word[TaskRole] | None = None


class ReopenOrder(Order):
    text: Text = Field(description="Why this prospect is worth one more visit.")


class TaskWordAnswer(Answer):
    id: str
    reason: str
    saying: Saying
    text: str
    until_on: date | None
    to_role: TaskRole | None
    at: datetime
    by: str = Field(description="Empty where it was a program, or somebody whom you do not see.")


class TaskWordsAnswer(Answer):
    data: list[TaskWordAnswer] = Field(description="Oldest first.")


class TaskAnswer(Answer):
    account_id: str
    account_name: str
    owner: str | None
    market: str
    category: str
    grade: str
    verdict: VerdictAnswer
    role: TaskRole
    state: TaskState
    rests_until: date | None
    tries: int
    words: list[TaskWordAnswer] = Field(description="What was said of this task, oldest first.")


class TasksAnswer(Answer, Paged):
    data: list[TaskAnswer]


@router.get("/tasks")
def get_tasks(
    pages: PagesDep,
    database: DatabaseDep,
    clock: ClockDep,
    identity: IdentityDep,
    role: TaskRole | None = None,
    reason: Text | None = None,
    owner: Annotated[Text | None, Query(description="External id of the rep.")] = None,
    market: Text | None = None,
    state: TaskState | None = None,
) -> TasksAnswer:
    """Accounts that the gate holds back and the office can help on, in the order of their external ids."""
    wish = TaskWish(role or "", reason or "", owner or "", market or "", state or "")
    with database.read() as session:
        walk = pages.of(session, "tasks", wish)
        found = sorted(task_list(session, identity, wish, clock()), key=lambda task: task.account.external_id)
        ahead = [task for task in found if task.account.external_id > walk.after]
        page = walk.slice(ahead[: walk.limit + 1], lambda task: task.account.external_id)
    return TasksAnswer(data=[_task(task) for task in page.rows], next_cursor=page.next_cursor)


@router.get("/accounts/{account_id}/task-words")
def get_task_words(account_id: Id, database: DatabaseDep, identity: IdentityDep) -> TaskWordsAnswer:
    """All that was said of the account's tasks, of those that are over as well."""
    with database.read() as session:
        record = account_record(session, identity, account_id)
        if record is None or record.deleted_at is not None:
            raise unknown_account()
        words = task_words(session, identity, [record.id]).get(record.id, ())
    return TaskWordsAnswer(data=[_word(word) for word in words])


@router.post("/accounts/{account_id}/task-words", status_code=201, response_model=TaskWordAnswer, responses={409: {}})
def post_task_word(
    account_id: Id, order: TaskWordOrder, once: OnceDep, clock: ClockDep, identity: IdentityDep
) -> Response:
    """Say something of the account's task: tried, later, a hand-over with its note, or a note."""

    def say(session: Session) -> Made:
        word = say_of_task(
            session, identity, account_id, order.reason, order.saying, clock(),
            text=order.text, until_on=order.until_on, to_role=order.to_role,
        )  # fmt: skip
        return Made(201, _word(word))

    return once.do(say)


@router.post("/accounts/{account_id}:reopen", status_code=201, response_model=TaskWordAnswer, responses={409: {}})
def post_reopening(
    account_id: Id, order: ReopenOrder, once: OnceDep, clock: ClockDep, identity: IdentityDep
) -> Response:
    """Let a capped prospect be visited exactly once more, for the reason given."""
    return once.do(lambda session: Made(201, _word(reopen(session, identity, account_id, order.text, clock()))))


def _task(task: Task) -> TaskAnswer:
    one, verdict = task.account, task.account.verdict
    return TaskAnswer(
        account_id=one.external_id,
        account_name=one.name,
        owner=one.owner,
        market=one.market,
        category=one.category,
        grade=one.grade,
        verdict=VerdictAnswer(may_be_routed=verdict.may_be_routed, code=verdict.code, params=verdict.params),
        role=task.role,
        state=task.state,
        rests_until=task.rests_until,
        tries=task.tries,
        words=[_word(word) for word in task.words],
    )


def _word(word: TaskWord) -> TaskWordAnswer:
    said = word.said
    return TaskWordAnswer(
        id=word.id,
        reason=said.reason,
        saying=said.saying,
        text=word.text,
        until_on=said.until_on,
        to_role=said.to_role,
        at=word.at,
        by=word.by,
    )
