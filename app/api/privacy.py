"""Personal data: given out, and erased, for the one it is of."""

from datetime import datetime
from typing import Any, Literal

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse
from pydantic import Field
from sqlalchemy.orm import Session

from app.api.once import IdempotencyKey, Made, OnceDep
from app.api.strict_json import StrictRoute
from app.api.values import Answer, Id
from app.deps import ClockDep, DatabaseDep, IdentityDep
from app.privacy.erase import erase_subject
from app.privacy.export import export_subject
from app.privacy.scrubbing import scrub_erased
from app.privacy.survival import keep_beside

router = APIRouter(tags=["privacy"], route_class=StrictRoute)

NOT_KEPT = {"Cache-Control": "no-store"}


class PersonAnswer(Answer):
    """All that is held of an account with the people there, of a contact, a rep or a manager."""

    format: str
    subject_id: str
    kind: Literal["account", "contact", "rep", "manager"]
    exported_at: datetime
    tables: dict[str, list[dict[str, Any]]] = Field(description="Rows by table, with the columns that are of him.")


class ErasedAnswer(Answer):
    subject_id: str
    kind: Literal["account", "contact", "rep", "manager"]
    erased_at: datetime
    rows: dict[str, int] = Field(description="Deleted or emptied, by table; none where it was erased before.")


@router.post("/privacy/subjects/{subject_id}:export", response_model=PersonAnswer)
def post_export(
    subject_id: Id, database: DatabaseDep, clock: ClockDep, identity: IdentityDep, _: IdempotencyKey = None
) -> Response:
    """Everything that is held of an account (`acc_...`), a contact (`con_...`), a rep or a manager.

    An idempotency key may be sent and changes nothing: no copy of such an answer is kept.
    """
    with database.write() as session:
        told = export_subject(session, identity, subject_id, clock())
    return JSONResponse(told, headers=NOT_KEPT)


@router.post("/privacy/subjects/{subject_id}:erase", response_model=ErasedAnswer)
def post_erase(
    subject_id: Id, once: OnceDep, database: DatabaseDep, clock: ClockDep, identity: IdentityDep
) -> Response:
    """Erase an account with its people, a contact, a rep or a manager for good: no list or backup brings him back."""
    now = clock()

    def erase(session: Session) -> Made:
        return Made(200, ErasedAnswer.model_validate(erase_subject(session, identity, subject_id, now)), NOT_KEPT)

    answer = once.do(erase)
    keep_beside(database)
    scrub_erased(database, now)
    return answer
