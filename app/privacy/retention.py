"""How long things are kept, and the sweep that lets go of them: one line for each kind of row.

A table that others add gets its line in RULES, and is swept from then on.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Table, delete, exists, func, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.access.audit import count_before, forget_before
from app.access.kept_answers import KEPT_FOR as ANSWERS_KEPT_FOR
from app.config import Settings
from app.db import Database
from app.hooks.words import OVER
from app.intake.tombstones import TOLD_FOR
from app.intake.undo import UNDO_FOR
from app.merges.undo import UNDO_FOR as MERGE_UNDO_FOR
from app.merges.undo import empty_merged
from app.models import (
    AccountRecord,
    AccountRedirectRecord,
    ImportDraftRecord,
    ImportUndoRecord,
    KeptAnswerRecord,
    MergeUndoRecord,
    RepRecord,
    RunFileRecord,
    RunRecord,
    SessionRecord,
    SignInLinkRecord,
    VisitEventRecord,
    WebhookDeliveryRecord,
    WebhookEndpointRecord,
    WebhookEventRecord,
    WebhookSourceRecord,
)
from app.privacy.erase import take_out
from app.privacy.subjects import find_subject, pseudonym_of
from app.runs.run_queue import cancel_run
from app.runs.states import RunState

RUN_FILES_KEPT_FOR = timedelta(days=14)
DRAFTS_KEPT_FOR = timedelta(days=1)
LINKS_KEPT_FOR = timedelta(days=1)  # after they ended
SESSIONS_KEPT_FOR = timedelta(days=30)  # after they ended
EVENTS_KEPT_FOR = timedelta(days=30)
AT_ONCE = timedelta(0)

Sweep = Callable[[Session, datetime, datetime, bool], int]


@dataclass(frozen=True, slots=True)
class Rule:
    """Rows of one kind, how long they are kept, and who lets go of them: given a session, the moment before which they
    are too old, now, and whether it is only to count."""

    name: str
    keep_for: Callable[[Settings], timedelta]
    sweep: Sweep


@dataclass(frozen=True, slots=True)
class Swept:
    """What a rule let go of, or would."""

    name: str
    kept_days: int
    rows: int


def rows_older(column: InstrumentedAttribute[Any], *also: ColumnElement[bool]) -> Sweep:
    """Delete the rows of a table whose `column` is before the moment, where `also` holds."""

    def sweep(session: Session, before: datetime, _: datetime, only_count: bool) -> int:
        here = column.class_.__table__
        assert isinstance(here, Table)
        old = (column < before, *also)
        if only_count:
            return session.scalar(select(func.count()).select_from(here).where(*old)) or 0
        return len(session.execute(delete(here).where(*old).returning(*here.primary_key.columns)).all())

    return sweep


def _positions(session: Session, before: datetime, now: datetime, only_count: bool) -> int:
    """Where a rep checked in is blanked; that he did stays."""
    old = (VisitEventRecord.received_at < before, VisitEventRecord.lat.is_not(None))
    if only_count:
        return session.scalar(select(func.count()).select_from(VisitEventRecord).where(*old)) or 0
    blank = update(VisitEventRecord).where(*old).values(lat=None, lon=None, blanked_at=now)
    return len(session.execute(blank.returning(VisitEventRecord.id)).all())


def _run_files(session: Session, before: datetime, now: datetime, only_count: bool) -> int:
    """A list that waited in vain goes, and its run is called off; one at work now is left alone."""
    old = session.scalars(
        select(RunRecord.id)
        .join(RunFileRecord, RunFileRecord.run_id == RunRecord.id)
        .where(RunRecord.created_at < before, RunRecord.state != RunState.RUNNING)
    ).all()
    if not only_count:
        for run_id in old:
            cancel_run(session, run_id, now)
        session.execute(delete(RunFileRecord).where(RunFileRecord.run_id.in_(old)))
    return len(old)


def _tombstones(session: Session, before: datetime, now: datetime, only_count: bool) -> int:
    """Accounts and reps that were deleted so long ago are erased; they may be told of again, as new ones."""
    merged = select(AccountRedirectRecord.account_id)  # they lead to an account that is there
    old_ones = select(AccountRecord.id).where(AccountRecord.deleted_at < before, AccountRecord.id.not_in(merged))
    accounts = session.scalars(old_ones).all()
    reps = session.execute(select(RepRecord.id, RepRecord.external_id).where(RepRecord.deleted_at < before)).all()
    old = [*accounts, *(rep_id for rep_id, external_id in reps if external_id != pseudonym_of(rep_id))]
    if not only_count:
        for subject_id in old:
            take_out(session, find_subject(session, subject_id), now)
    return len(old)


def _merged(session: Session, before: datetime, _: datetime, only_count: bool) -> int:
    """Of an account that was merged only its ids stay, once that cannot be taken back any more."""
    can_be_undone = exists().where(MergeUndoRecord.account_id == AccountRecord.id)
    old = session.execute(
        select(AccountRecord.id, AccountRecord.external_id)
        .join(AccountRedirectRecord, AccountRedirectRecord.account_id == AccountRecord.id)
        .where(
            AccountRedirectRecord.merged_at < before,
            AccountRecord.deleted_at.is_not(None),
            can_be_undone | (AccountRecord.name != ""),
        )
    ).all()
    if not only_count:
        for account_id, external_id in old:
            empty_merged(session, account_id, external_id)
    return len(old)


def _audit(session: Session, before: datetime, now: datetime, only_count: bool) -> int:
    return count_before(session, before) if only_count else forget_before(session, before, now)


def _old_secrets(session: Session, before: datetime, _: datetime, only_count: bool) -> int:
    """The secret before the newest one, which signed along for a day after the rotation."""
    rows = 0
    for of in (WebhookEndpointRecord, WebhookSourceRecord):
        old = of.old_secret_until < before
        if only_count:
            rows += session.scalar(select(func.count()).select_from(of).where(old)) or 0
        else:
            forget = update(of).where(old).values(old_secret=None, old_secret_until=None)
            rows += len(session.execute(forget.returning(of.id)).all())
    return rows


# Of an event that somebody still waits for; its deliveries and their attempts go with it.
_IS_UNDER_WAY = exists().where(
    WebhookDeliveryRecord.event_id == WebhookEventRecord.id, WebhookDeliveryRecord.state.not_in(OVER)
)


def _fixed(keep_for: timedelta) -> Callable[[Settings], timedelta]:
    return lambda _: keep_for


RULES: tuple[Rule, ...] = (
    Rule("positions of check-ins", lambda s: timedelta(days=s.keep_positions_days), _positions),
    Rule("answers to repeated requests", _fixed(ANSWERS_KEPT_FOR), rows_older(KeptAnswerRecord.kept_at)),
    Rule("lists that wait to be imported", _fixed(RUN_FILES_KEPT_FOR), _run_files),
    Rule(
        "runs that are over",
        lambda s: timedelta(days=s.keep_runs_days),
        rows_older(RunRecord.finished_at),
    ),
    Rule("deleted accounts and reps", _fixed(TOLD_FOR), _tombstones),
    Rule("what accounts were before an import", _fixed(UNDO_FOR), rows_older(ImportUndoRecord.kept_at)),
    Rule("what accounts were before they were merged", _fixed(MERGE_UNDO_FOR), _merged),
    Rule("lists that are looked through", _fixed(DRAFTS_KEPT_FOR), rows_older(ImportDraftRecord.created_at)),
    Rule("sign-in links", _fixed(LINKS_KEPT_FOR), rows_older(SignInLinkRecord.expires_at)),
    Rule("sessions that ended", _fixed(SESSIONS_KEPT_FOR), rows_older(SessionRecord.expires_at)),
    Rule("events told by webhook", _fixed(EVENTS_KEPT_FOR), rows_older(WebhookEventRecord.occurred_at, ~_IS_UNDER_WAY)),
    Rule("replaced webhook secrets", _fixed(AT_ONCE), _old_secrets),
    Rule("the audit log", lambda s: timedelta(days=s.keep_audit_days), _audit),
)


def sweep(
    database: Database, settings: Settings, now: datetime, *, only_count: bool = False, rules: Sequence[Rule] = RULES
) -> list[Swept]:
    """Let go of what is kept no longer, each rule in a transaction of its own; with `only_count` nothing is changed."""
    swept = []
    for rule in rules:
        keep_for = rule.keep_for(settings)
        if only_count:
            with database.read() as session:
                rows = rule.sweep(session, now - keep_for, now, True)
        else:
            with database.write() as session:
                rows = rule.sweep(session, now - keep_for, now, False)
        swept.append(Swept(rule.name, keep_for.days, rows))
    return swept
