"""The audit log: who did what to which row, for directors."""

from typing import Annotated

from fastapi import APIRouter, Query

from app.access.audit import entries
from app.api.cursors import Paged, PagesDep
from app.api.people_answers import AuditEntryAnswer
from app.api.strict_json import StrictRoute
from app.api.values import Answer, Id
from app.deps import DatabaseDep

router = APIRouter(tags=["audit log"], route_class=StrictRoute)


class AuditLogAnswer(Answer, Paged):
    data: list[AuditEntryAnswer]


@router.get("/audit-log")
def get_audit_log(
    pages: PagesDep,
    database: DatabaseDep,
    subject_id: Annotated[Id | None, Query(description="Only what was done to this row.")] = None,
    actor_id: Annotated[Id | None, Query(description="Only what this rep, person or key did.")] = None,
) -> AuditLogAnswer:
    """What was done, the newest first."""
    with database.read() as session:
        walk = pages.of(session, "audit log", subject_id, actor_id)
        found = entries(session, subject_id, actor_id, walk.after_number or None, walk.limit + 1)
        page = walk.slice(found, lambda entry: str(entry.number))
        data = [AuditEntryAnswer.model_validate(entry) for entry in page.rows]
    return AuditLogAnswer(data=data, next_cursor=page.next_cursor)
