"""The three answers of an account with their grounds, and their history."""

from datetime import datetime
from typing import Literal

from fastapi import APIRouter, Response
from pydantic import Field
from sqlalchemy.orm import Session

from app.api.once import Made, OnceDep
from app.api.strict_json import StrictRoute
from app.api.values import Answer, Id, Order, Text
from app.deps import ClockDep, DatabaseDep, IdentityDep
from app.intake.account_lists import account_record, unknown_account
from app.tasks.evidence import Evidence, answer_leg, evidence_of

router = APIRouter(tags=["accounts"], route_class=StrictRoute)


class EvidenceOrder(Order):
    leg: Literal["need", "ability_to_pay", "authority"]
    answer: Literal["explicit", "latent", "yes", "no", "unknown"] = Field(
        description="Of the need explicit, latent, no or unknown; of the others yes, no or unknown."
    )
    text: Text = Field(description="What it rests on: who said so, or what was seen.")


class EvidenceAnswer(Answer):
    id: str
    leg: str
    answer: str
    text: str
    at: datetime
    by: str = Field(description="Empty where it was a program, or somebody whom you do not see.")


class EvidencesAnswer(Answer):
    data: list[EvidenceAnswer] = Field(description="Oldest first; of each leg the last one counts.")


@router.get("/accounts/{account_id}/evidence")
def get_evidence(account_id: Id, database: DatabaseDep, identity: IdentityDep) -> EvidencesAnswer:
    """What was answered about the account, and on what grounds."""
    with database.read() as session:
        record = account_record(session, identity, account_id)
        if record is None or record.deleted_at is not None:
            raise unknown_account()
        return EvidencesAnswer(data=[_answer(one) for one in evidence_of(session, identity, record.id)])


@router.post("/accounts/{account_id}/evidence", status_code=201, response_model=EvidenceAnswer, responses={409: {}})
def post_evidence(
    account_id: Id, order: EvidenceOrder, once: OnceDep, clock: ClockDep, identity: IdentityDep
) -> Response:
    """Let one of the three answers be this one from now on; what was known before stays in the history."""

    def answer(session: Session) -> Made:
        found = answer_leg(session, identity, account_id, order.leg, order.answer, order.text, clock())
        return Made(201, _answer(found))

    return once.do(answer)


def _answer(one: Evidence) -> EvidenceAnswer:
    return EvidenceAnswer(id=one.id, leg=one.leg, answer=one.answer, text=one.text, at=one.at, by=one.by)
