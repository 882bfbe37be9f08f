"""A proposal as it travels: signed, so that whoever accepts it accepts what was proposed and nothing else."""

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from app.access.signing import Signer
from app.errors import Fault, InvalidInput
from app.planning.week_plan import LedgerRow, Outcome
from app.visits.day_in_hand import Told
from app.visits.event_facts import VisitState
from app.visits.visit_states import VisitStanding

_PURPOSE = b"replan:"  # no cursor begins like this, and cursors are signed with the same secret
_SIGNATURE_BYTES = 16
LONGEST = 40_000


@dataclass(frozen=True, slots=True)
class ReplanOrder:
    """Everything that the accepted day is made from once more; accounts by external id, visits by id."""

    rep_id: str
    on: date
    plan_id: str
    at: datetime
    told: Told
    added: tuple[str, ...]
    order: tuple[str, ...]
    late: tuple[str, ...]
    dropped: tuple[LedgerRow, ...]


def sealed(session: Session, order: ReplanOrder) -> str:
    """The order as a text that only we can make."""
    told = {
        "rep_id": order.rep_id,
        "on": order.on.isoformat(),
        "plan_id": order.plan_id,
        "at": order.at.isoformat(),
        "position": order.told.position,
        "free_at": None if order.told.free_at is None else order.told.free_at.isoformat(),
        "standings": {name: [one.state, one.at.isoformat()] for name, one in order.told.standings.items()},
        "added": order.added,
        "order": order.order,
        "late": order.late,
        "dropped": [[r.external_id, r.name, r.outcome, r.code, dict(r.params)] for r in order.dropped],
    }
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(_signer(session).sign(_PURPOSE + text) + text).decode().rstrip("=")


def opened(session: Session, proposal: str) -> ReplanOrder:
    """The order in a sealed text; raises InvalidInput for any other text."""
    try:
        raw = base64.b64decode(proposal + "=" * (-len(proposal) % 4), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error) as error:
        raise _unknown() from error
    signature, text = raw[:_SIGNATURE_BYTES], raw[_SIGNATURE_BYTES:]
    if not _signer(session).knows(_PURPOSE + text, signature):
        raise _unknown()
    told: dict[str, Any] = json.loads(text)
    return ReplanOrder(
        rep_id=told["rep_id"],
        on=date.fromisoformat(told["on"]),
        plan_id=told["plan_id"],
        at=datetime.fromisoformat(told["at"]),
        told=_told(told),
        added=tuple(told["added"]),
        order=tuple(told["order"]),
        late=tuple(told["late"]),
        dropped=tuple(
            LedgerRow(None, external_id, name, Outcome(outcome), code, params)
            for external_id, name, outcome, code, params in told["dropped"]
        ),
    )


def _told(told: dict[str, Any]) -> Told:
    standings = {
        name: VisitStanding(VisitState(state), datetime.fromisoformat(at))
        for name, (state, at) in told["standings"].items()
    }
    position = None if told["position"] is None else (told["position"][0], told["position"][1])
    return Told(position, None if told["free_at"] is None else datetime.fromisoformat(told["free_at"]), standings)


def _signer(session: Session) -> Signer:
    return Signer.of(session, "cursor")


def _unknown() -> InvalidInput:
    detail = "This is no proposal of ours. Ask for a new one."
    return InvalidInput("replan.unknown", detail, [Fault("/body/proposal", "replan.unknown", detail)])
