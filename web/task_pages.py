"""The office's tasks: who waits for what, by whom; and what is said and answered of them, from there or an account."""

from datetime import date
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Response
from fastapi.responses import RedirectResponse

from app.access.identity import Identity
from app.access.roles import Role
from app.deps import ClockDep, DatabaseDep, IdentityDep
from app.intake.overview import local_zone
from app.method.office_tasks import Saying, TaskRole
from app.method.settings import TASK_REASONS
from app.security import local_path
from app.tasks.evidence import answer_leg
from app.tasks.task_list import TaskState, TaskWish, task_list
from app.tasks.task_words import reopen, say_of_task
from app.visits.account_table import NOBODY, owners_and_markets
from web.account_pages import LONGEST, rep_names
from web.account_view import GATED, account_href
from web.page import PageDep
from web.task_view import answer_choices, task_line
from web.words import TASK_ROLES, TASK_STATES

router = APIRouter()

ROWS = 25  # on one page
ANYBODY = "any"  # stands for whoever does it

Typed = Annotated[str, Form(max_length=1000)]


@router.get("/tasks")
def tasks(
    page: PageDep,
    identity: IdentityDep,
    database: DatabaseDep,
    clock: ClockDep,
    role: str = "",
    reason: str = "",
    owner: str = "",
    market: str = "",
    state: str = TaskState.OPEN,
    start: int = 0,
) -> Response:
    """The tasks that are wanted; without a word those that are open, and a rep's and an assistant's his own."""
    t, role = page.t, role or _own_role(identity)
    asked = {"role": role, "reason": reason, "owner": owner[:LONGEST], "market": market[:LONGEST], "state": state}
    wish = TaskWish(**{name: "" if value == ANYBODY else value for name, value in asked.items()})
    with database.read() as session:
        found = task_list(session, identity, wish, clock())
        owners, markets = owners_and_markets(session, identity)
        reps, zone = rep_names(session, identity), local_zone(session)
    start = min(max(0, start), max(0, len(found) - 1) // ROWS * ROWS)

    def href(first: int) -> str:
        return f"/tasks?{urlencode({**asked, 'start': first})}"

    return page.html(
        "tasks.html",
        here="tasks",
        wish=asked,
        lines=[task_line(one, reps, zone, t) for one in found[start : start + ROWS]],
        rows=len(found),
        first=start + 1,
        earlier_href=href(start - ROWS) if start else "",
        later_href=href(start + ROWS) if start + ROWS < len(found) else "",
        here_href=href(start),
        roles=[(ANYBODY, t("Anybody")), *((one.value, t(name)) for one, name in TASK_ROLES.items())],
        states=[*((one.value, t(name)) for one, name in TASK_STATES.items()), (ANYBODY, t("All"))],
        reasons=[(code, t(GATED[code])) for code in TASK_REASONS],
        owners=[*((one, reps.get(one, one)) for one in owners), (NOBODY, t("Nobody"))],
        markets=[(one, one) for one in markets],
        choices=answer_choices(t),
        may_reopen=identity.role is not Role.ASSISTANT,
    )


@router.post("/accounts/{account_id}/task")
def say(
    account_id: str,
    identity: IdentityDep,
    database: DatabaseDep,
    clock: ClockDep,
    reason: Annotated[str, Form(max_length=50)],
    saying: Annotated[Saying, Form()],
    text: Typed = "",
    until_on: Annotated[date | None, Form()] = None,
    to_role: Annotated[TaskRole | None, Form()] = None,
    next_path: Annotated[str, Form(alias="next", max_length=1000)] = "",
) -> Response:
    """Keep what is said of the account's task."""
    with database.write() as session:
        say_of_task(
            session, identity, account_id, reason, saying, clock(), text=text, until_on=until_on, to_role=to_role
        )
    return _back(account_id, next_path)


@router.post("/accounts/{account_id}/evidence")
def answer(
    account_id: str,
    identity: IdentityDep,
    database: DatabaseDep,
    clock: ClockDep,
    answer: Annotated[str, Form(max_length=50)],
    text: Typed = "",
    next_path: Annotated[str, Form(alias="next", max_length=1000)] = "",
) -> Response:
    """Let one of the three answers be another from now on, on these grounds; it comes as `leg:answer`."""
    leg, _, said = answer.partition(":")
    with database.write() as session:
        answer_leg(session, identity, account_id, leg, said, text, clock())
    return _back(account_id, next_path)


@router.post("/accounts/{account_id}/reopen")
def reopen_one(
    account_id: str,
    identity: IdentityDep,
    database: DatabaseDep,
    clock: ClockDep,
    text: Typed = "",
    next_path: Annotated[str, Form(alias="next", max_length=1000)] = "",
) -> Response:
    """Let a capped prospect be visited once more, for the reason given."""
    with database.write() as session:
        reopen(session, identity, account_id, text, clock())
    return _back(account_id, next_path)


def _own_role(identity: Identity) -> str:
    return {Role.REP: TaskRole.REP, Role.ASSISTANT: TaskRole.ASSISTANT}.get(identity.role, ANYBODY)


def _back(account_id: str, next_path: str) -> Response:
    return RedirectResponse(local_path(next_path) or account_href(account_id), status_code=303)
