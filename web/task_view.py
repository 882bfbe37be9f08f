"""Tasks of the office, and what was said of them, in the reader's words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from app.method.account import Answer, Category, Need
from app.method.gate import LEGS
from app.method.office_tasks import Saying, TaskRole
from app.tasks.evidence import ANSWERS_OF, Evidence
from app.tasks.task_list import Task
from app.tasks.task_words import CAPPED, TaskWord
from web import formats
from web.account_form import ANSWERS
from web.account_view import GATED, account_href, reason
from web.i18n import Translator
from web.words import CATEGORIES, LEG_NAMES, TASK_ROLES, marked

SAYINGS: Mapping[Saying, str] = {
    Saying.DONE: marked("Tried"),
    Saying.LATER: marked("Put off"),
    Saying.HANDOVER: marked("Handed over"),
    Saying.NOTE: marked("Note"),
    Saying.REOPENED: marked("Reopened for one more visit"),
}


@dataclass(frozen=True, slots=True)
class OfficeLine:
    """Something that was said or answered in the office: what, on what grounds, when and by whom."""

    title: str
    text: str
    when: str


@dataclass(frozen=True, slots=True)
class TaskLine:
    """One task as it is read; `hand_to` are those it can be handed over to, as value and name."""

    href: str
    external_id: str
    name: str
    kind: str
    owner: str
    standing: str
    reason: str
    why: str
    role: str
    rests: str
    tries: str
    handover: OfficeLine | None
    is_capped: bool
    hand_to: Sequence[tuple[str, str]]


def task_line(task: Task, reps: Mapping[str, str], zone: ZoneInfo, t: Translator) -> TaskLine:
    """The task as a row; `reps` names reps by their external ids."""
    one, handover = task.account, task.handover
    rests = t("Rests until {day}", day=formats.day(task.rests_until, t)) if task.rests_until else ""
    return TaskLine(
        account_href(one.external_id),
        one.external_id,
        one.name,
        f"{t(CATEGORIES[Category(one.category)])} {one.grade}",
        reps.get(one.owner, one.owner) if one.owner else "",
        t(GATED[task.reason]),
        task.reason,
        reason(one.external_id, one.name, one.verdict, t),
        t(TASK_ROLES[task.role]),
        rests,
        t.count("tried {n} time", "tried {n} times", task.tries) if task.tries else "",
        None if handover is None else word_line(handover, zone, t),
        task.reason == CAPPED,
        [(role.value, t(name)) for role, name in TASK_ROLES.items() if role is not task.role],
    )


def word_line(word: TaskWord, zone: ZoneInfo, t: Translator) -> OfficeLine:
    """What somebody said of a task."""
    said, title = word.said, t(SAYINGS[word.said.saying])
    if said.to_role is not None:
        title = _handed_over(said.to_role, t)
    if said.until_on is not None:
        title = t("Put off until {day}", day=formats.day(said.until_on, t))
    return OfficeLine(f"{t(GATED[said.reason])}: {title}", word.text, _when(word, zone, t))


def office_lines(
    words: Sequence[TaskWord], answers: Sequence[Evidence], zone: ZoneInfo, t: Translator
) -> list[OfficeLine]:
    """All that was said and answered about an account, newest first."""
    told = [(word.at, word_line(word, zone, t)) for word in words]
    for one in answers:
        title = f"{t(LEG_NAMES[one.leg])}: {t(ANSWERS[ANSWERS_OF[one.leg](one.answer)])}"
        told.append((one.at, OfficeLine(title, one.text, _when(one, zone, t))))
    return [line for _, line in sorted(told, key=lambda pair: pair[0], reverse=True)]


def answer_choices(t: Translator) -> list[tuple[str, list[tuple[str, str]]]]:
    """What can be answered of each leg: its name, and the answers as `leg:answer` with their names."""
    kinds: Mapping[str, Sequence[Answer | Need]] = {leg: list(ANSWERS_OF[leg]) for leg in LEGS}
    return [
        (t(LEG_NAMES[leg]), [(f"{leg}:{answer.value}", t(ANSWERS[answer])) for answer in answers])
        for leg, answers in kinds.items()
    ]


def _handed_over(role: TaskRole, t: Translator) -> str:
    return t("Handed over to: {role}", role=t(TASK_ROLES[role]))


def _when(one: TaskWord | Evidence, zone: ZoneInfo, t: Translator) -> str:
    at = one.at.astimezone(zone)
    day = f"{formats.dated_day(at.date(), t)} {at:%H:%M}"
    return f"{day} · {one.by}" if one.by else day
