"""The three answers of an account with their grounds: the newest counts, the older ones stay to be read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.identity import Identity
from app.access.speakers import speaker_names
from app.errors import Fault, InvalidInput
from app.ids import new_id
from app.intake.account_edits import edit_account
from app.intake.account_lists import find_account, unknown_account
from app.method.account import Answer, Need
from app.method.gate import LEGS
from app.models import EvidenceRecord

ANSWERS_OF: Mapping[str, type[Answer] | type[Need]] = {"authority": Answer, "ability_to_pay": Answer, "need": Need}


@dataclass(frozen=True, slots=True)
class Evidence:
    """One answer with its grounds; `by` is empty where it was a program, or somebody who is not seen."""

    id: str
    leg: str
    answer: str
    text: str
    at: datetime
    by: str


def answer_leg(
    session: Session, identity: Identity, account: str, leg: str, answer: str, text: str, now: datetime
) -> Evidence:
    """Let the account's answer be this one from now on; raises NotFound, and InvalidInput naming the field."""
    text = text.strip()
    if leg not in LEGS or answer not in set(ANSWERS_OF[leg]):
        raise _refused("answer", "Choose one of the three answers, and what it is: yes, no or unknown.")
    if not text:
        raise _refused("text", "Write down what the answer rests on: who said so, or what was seen.")
    found = find_account(session, identity, account, now)
    if found is None:
        raise unknown_account()
    facts = {leg: ANSWERS_OF[leg](answer)}
    edit_account(session, identity, found.account.external_id, found.version, facts, now)
    record = EvidenceRecord(
        id=new_id("evi"),
        account_id=found.id,
        leg=leg,
        answer=answer,
        text=text,
        at=now,
        by_kind=identity.kind,
        by_id=identity.actor_id,
    )
    session.add(record)
    session.flush()
    return evidence_of(session, identity, found.id)[-1]


def evidence_of(session: Session, identity: Identity, account_id: str) -> Sequence[Evidence]:
    """What was answered about the account (our id, of one that is seen), oldest first."""
    rows = session.scalars(
        select(EvidenceRecord)
        .where(EvidenceRecord.account_id == account_id)
        .order_by(EvidenceRecord.at, EvidenceRecord.id)
    ).all()
    names = speaker_names(session, identity, {(row.by_kind, row.by_id) for row in rows})
    return [Evidence(row.id, row.leg, row.answer, row.text, row.at, names.get(row.by_id or "", "")) for row in rows]


def _refused(field: str, detail: str) -> InvalidInput:
    return InvalidInput(f"evidence.{field}", detail, [Fault(f"/body/{field}", f"evidence.{field}", detail)])
