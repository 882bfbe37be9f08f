"""The organisation's settings of the method: those in force, changed with a trace, never overwritten."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.audit import note_deed
from app.access.identity import Identity
from app.intake.rep_settings import settings_by_rep
from app.method.settings import MethodSettings
from app.models import MethodSettingsRecord, PersonRecord

SUBJECT = "method"  # what the audit log calls them


@dataclass(frozen=True, slots=True)
class SettingsChange:
    """One change: when, by whom (empty: by the shell, or by somebody who has left), and which settings."""

    number: int
    at: datetime
    by: str
    names: Sequence[str]


@dataclass(frozen=True, slots=True)
class StoredSettings:
    """Settings with the number of the change that made them; 0 for the method's defaults."""

    settings: MethodSettings
    version: int


def organisation_settings(session: Session) -> StoredSettings:
    """The settings of the newest change, on top of the method's defaults."""
    newest = _newest(session)
    if newest is None:
        return StoredSettings(MethodSettings(), 0)
    return StoredSettings(MethodSettings.from_json(newest.differing), newest.number)


def settings_in_force(session: Session) -> MethodSettings:
    """What counts now: the organisation's settings, and what differs for which rep."""
    return replace(organisation_settings(session).settings, by_rep=settings_by_rep(session))


def keep_settings(session: Session, actor: Identity, settings: MethodSettings, at: datetime) -> None:
    """Let the organisation's settings be these from now on; plans that were made keep the ones they were made with.

    Chances to close that are changed rest on no debriefs any more, unless it is said on how many.
    """
    found = organisation_settings(session)
    before_fit = (found.settings.close_probability, found.settings.close_fitted_visits)
    if settings.close_probability != before_fit[0] and settings.close_fitted_visits == before_fit[1]:
        settings = replace(settings, close_fitted_visits=0)
    before, told, usual = found.settings.as_json(), settings.as_json(), MethodSettings().as_json()
    names = [name for name, value in told.items() if value != before[name]]
    if not names:
        return
    session.add(
        MethodSettingsRecord(
            number=found.version + 1,
            differing={name: value for name, value in told.items() if value != usual[name]},
            changed=names,
            changed_at=at,
            changed_by=actor.actor_id,
        )
    )
    session.flush()
    note_deed(session, actor, "settings.changed", SUBJECT, at, names)


def settings_changes(session: Session, limit: int) -> list[SettingsChange]:
    """The newest changes, newest first."""
    rows = session.execute(
        select(MethodSettingsRecord, PersonRecord.name)
        .outerjoin(PersonRecord, PersonRecord.id == MethodSettingsRecord.changed_by)
        .order_by(MethodSettingsRecord.number.desc())
        .limit(limit)
    )
    return [SettingsChange(record.number, record.changed_at, name or "", record.changed) for record, name in rows]


def _newest(session: Session) -> MethodSettingsRecord | None:
    newest = select(MethodSettingsRecord).order_by(MethodSettingsRecord.number.desc()).limit(1)
    return session.scalars(newest).first()
