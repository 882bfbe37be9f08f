"""The settings in which a rep differs from the organisation: those in force, changed with a trace."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.audit import note_deed
from app.access.identity import Identity
from app.models import RepRecord, RepSettingsRecord


@dataclass(frozen=True, slots=True)
class OwnSettings:
    """What differs, by the name of the setting, with the number of the change that made it so; 0 for nothing yet."""

    values: Mapping[str, int]
    version: int


def settings_by_rep(session: Session) -> dict[str, Mapping[str, int]]:
    """What differs for whom, by external id; reps for whom nothing does are left out."""
    rows = session.execute(
        select(RepRecord.external_id, RepSettingsRecord.differing)
        .join(RepRecord, RepRecord.id == RepSettingsRecord.rep_id)
        .where(RepRecord.deleted_at.is_(None))
        .order_by(RepRecord.external_id, RepSettingsRecord.number)
    )
    newest: dict[str, Mapping[str, int]] = {}
    for external_id, differing in rows:
        newest[external_id] = differing
    return {external_id: differing for external_id, differing in newest.items() if differing}


def own_settings(session: Session, rep_id: str) -> OwnSettings:
    """What differs for the rep of this id of ours."""
    of_rep = select(RepSettingsRecord).where(RepSettingsRecord.rep_id == rep_id)
    newest = session.scalars(of_rep.order_by(RepSettingsRecord.number.desc()).limit(1)).first()
    return OwnSettings({}, 0) if newest is None else OwnSettings(newest.differing, newest.number)


def keep_own_settings(session: Session, actor: Identity, rep_id: str, values: Mapping[str, int], at: datetime) -> None:
    """Let these differ for the rep from now on, and nothing else; plans that were made keep their own."""
    found = own_settings(session, rep_id)
    names = sorted(name for name in {*values, *found.values} if values.get(name) != found.values.get(name))
    if not names:
        return
    session.add(
        RepSettingsRecord(
            rep_id=rep_id,
            number=found.version + 1,
            differing=dict(values),
            changed=names,
            changed_at=at,
            changed_by=actor.actor_id,
        )
    )
    session.flush()
    note_deed(session, actor, "rep_settings.changed", rep_id, at, names)
