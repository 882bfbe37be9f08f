"""Tasks are the gate's reasons: there with them and gone with them, and what was said of them is kept."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.access.audit import entries
from app.access.identity import SHELL, Identity
from app.db import Database
from app.errors import AppError, InvalidInput, NotFound
from app.intake.account_changes import stored_accounts, tell_accounts
from app.intake.account_lists import account_record, find_account
from app.intake.method_settings import settings_in_force
from app.intake.overview import local_today
from app.method.account import Category
from app.method.gate import visits_left
from app.method.office_tasks import Saying, TaskRole
from app.tasks.evidence import answer_leg, evidence_of
from app.tasks.task_list import Task, TaskState, TaskWish, task_list
from app.tasks.task_words import NotCapped, TaskOver, reopen, say_of_task, task_words
from tests.conftest import NOW
from tests.worlds import week
from tests.worlds.stored import store_week

WANG = Identity("rep", rep_id="wang")
LI = Identity("rep", rep_id="li")
NOBODY_KNOWN = "HZ-009"  # whose first KP is unknown
CAPPED = replace(week.XIXI, external_id="CAP", category=Category.PROSPECT, visits=2, owner="wang")
DAY = timedelta(days=1)


@pytest.fixture
def stored(database: Database) -> Database:
    """The small week, and a prospect who has had his visits."""
    with database.write() as session:
        store_week(session, NOW)
        tell_accounts(session, SHELL, "list", [CAPPED], NOW)
    return database


def _tasks(database: Database, identity: Identity = SHELL, days: int = 0, **wish: str) -> dict[str, Task]:
    with database.read() as session:
        found = task_list(session, identity, TaskWish(**wish), NOW + days * DAY)
    return {task.account.external_id: task for task in found}


def test_a_task_goes_with_its_reason(stored: Database) -> None:
    """The answer is written down with its grounds; the next unknown answer is the next task, and none is none."""
    assert _tasks(stored)[NOBODY_KNOWN].reason == "FIND_FIRST_KP"
    with stored.write() as session:
        answer_leg(session, SHELL, NOBODY_KNOWN, "authority", "yes", "陈总拍板，前台说的", NOW)
        account = stored_accounts(session, SHELL, [NOBODY_KNOWN])[NOBODY_KNOWN]
        (kept,) = evidence_of(session, SHELL, account.id)
        assert "account.updated" in [one.action for one in entries(session, account.id, None, None, 5)]
    assert (kept.leg, kept.answer, kept.text) == ("authority", "yes", "陈总拍板，前台说的")
    assert account.account.authority == "yes"
    assert NOBODY_KNOWN not in _tasks(stored, reason="FIND_FIRST_KP")


def test_what_is_said_moves_the_task(stored: Database) -> None:
    """Tried, it rests and comes back by the calendar alone; handed over, it is in the other's list with the note."""
    assert NOBODY_KNOWN in _tasks(stored, role=TaskRole.ASSISTANT, state=TaskState.OPEN)
    with stored.write() as session:
        say_of_task(session, SHELL, NOBODY_KNOWN, "FIND_FIRST_KP", Saying.DONE, NOW, text="没人接")
    assert NOBODY_KNOWN not in _tasks(stored, state=TaskState.OPEN)
    assert _tasks(stored, state=TaskState.RESTING)[NOBODY_KNOWN].tries == 1
    assert NOBODY_KNOWN in _tasks(stored, days=7, state=TaskState.OPEN)
    with stored.write() as session:
        handed = {"text": "他只听您的", "to_role": TaskRole.REP}
        say_of_task(session, SHELL, NOBODY_KNOWN, "FIND_FIRST_KP", Saying.HANDOVER, NOW, **handed)  # type: ignore[arg-type]
    task = _tasks(stored, role=TaskRole.REP, state=TaskState.OPEN)[NOBODY_KNOWN]
    assert task.handover is not None
    assert task.handover.text == "他只听您的"
    assert [word.said.saying for word in task.words] == [Saying.DONE, Saying.HANDOVER]


@pytest.mark.parametrize(
    ("saying", "told"),
    [
        (Saying.LATER, {}),
        (Saying.LATER, {"until_on": NOW.date()}),
        (Saying.LATER, {"until_on": NOW.date() + 400 * DAY}),
        (Saying.HANDOVER, {"text": "x"}),
        (Saying.HANDOVER, {"to_role": TaskRole.REP}),
        (Saying.NOTE, {"text": "  "}),
    ],
)
def test_half_a_word_is_refused(sqlite_database: Database, saying: Saying, told: dict[str, object]) -> None:
    """And names its field; nothing is kept."""
    with sqlite_database.write() as session:
        store_week(session, NOW)
        with pytest.raises(InvalidInput):
            say_of_task(session, SHELL, NOBODY_KNOWN, "FIND_FIRST_KP", saying, NOW, **told)  # type: ignore[arg-type]
        record = account_record(session, SHELL, NOBODY_KNOWN)
        assert record is not None
        assert not task_words(session, SHELL, [record.id])


def test_nobody_speaks_of_what_is_over_or_not_his(stored: Database) -> None:
    """Another reason by now, an account that may be planned, another rep's account."""
    refused: list[tuple[type[AppError], Identity, str, str]] = [
        (TaskOver, SHELL, NOBODY_KNOWN, "UNCOVER_NEED"),
        (TaskOver, SHELL, "HZ-001", "FIND_KP"),
        (NotFound, LI, "CAP", "VISIT_CAP"),
    ]
    for error, identity, account, reason in refused:
        with stored.write() as session, pytest.raises(error):
            say_of_task(session, identity, account, reason, Saying.DONE, NOW)
    with stored.write() as session:
        with pytest.raises(NotFound):
            answer_leg(session, LI, "CAP", "need", "no", "x", NOW)
        for leg, answer, text in (("need", "yes", "x"), ("mood", "yes", "x"), ("authority", "no", " ")):
            with pytest.raises(InvalidInput):
                answer_leg(session, SHELL, "CAP", leg, answer, text, NOW)
    assert "CAP" in _tasks(stored, WANG)
    assert "CAP" not in _tasks(stored, LI)


def test_a_capped_prospect_gets_exactly_one_more_visit(stored: Database) -> None:
    """His rep reopens him with a reason, once; after the third visit he is capped for good."""
    assert _tasks(stored, WANG)["CAP"].reason == "VISIT_CAP"
    with stored.write() as session, pytest.raises(InvalidInput):
        reopen(session, WANG, "CAP", " ", NOW)
    with stored.write() as session:
        reopen(session, WANG, "CAP", "老板换人了", NOW)
        with pytest.raises(NotCapped):
            reopen(session, WANG, "CAP", "再来一次", NOW)
        found = find_account(session, WANG, "CAP", NOW)
        assert found is not None
        assert visits_left(found.account, settings_in_force(session)) == 1
        (word,) = task_words(session, SHELL, [found.id])[found.id]
        assert (word.said.saying, word.text, word.said.on) == (Saying.REOPENED, "老板换人了", local_today(session, NOW))
        assert "task.reopened" in [one.action for one in entries(session, found.id, None, None, 5)]
        tell_accounts(session, SHELL, "list", [replace(found.account, visits=3)], NOW)
        with pytest.raises(NotCapped):
            reopen(session, WANG, "CAP", "第四次", NOW)
    assert _tasks(stored, WANG)["CAP"].reason == "VISIT_CAP"
