"""The deals that were decided in a period, by account: won or lost as they stand, on the day on which that was told."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.intake.overview import local_zone
from app.method.board import Deal
from app.method.opportunity import WON
from app.models import OpportunityChangeRecord, OpportunityRecord


def decided_deals(session: Session, from_on: date, to_on: date) -> Mapping[str, Sequence[Deal]]:
    """By the id of our account, for whoever has passed the door to it; a deal counts where it was decided last."""
    zone = local_zone(session)
    query = (
        select(OpportunityRecord, OpportunityChangeRecord.at, OpportunityChangeRecord.changed)
        .join(OpportunityChangeRecord, OpportunityChangeRecord.opportunity_id == OpportunityRecord.id)
        .where(or_(OpportunityRecord.lost, OpportunityRecord.stage.in_(WON)))
        .order_by(OpportunityRecord.id, OpportunityChangeRecord.number)
    )
    decided: dict[str, tuple[OpportunityRecord, date]] = {}
    for record, at, changed in session.execute(query):
        if _decides(changed):
            decided[record.id] = record, at.astimezone(zone).date()
    found: dict[str, list[Deal]] = defaultdict(list)
    for record, on in decided.values():
        if from_on <= on <= to_on:
            found[record.account_id].append(Deal(record.id, record.name, is_won=not record.lost))
    return found


def _decides(changed: Mapping[str, tuple[Any, Any]]) -> bool:
    """Whether a change lost the deal, or brought it from before a contract to one."""
    before, now = changed.get("stage", (None, None))
    return changed.get("lost", (False, False))[1] or (now in WON and before not in WON)
