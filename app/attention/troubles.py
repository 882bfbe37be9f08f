"""What went wrong without anybody standing by, and accounts that cannot be planned as they are."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from app.access.identity import Identity
from app.access.scope import accounts_seen_by, reps_seen_by
from app.attention.matters import Attention, Case, Matter
from app.hooks.words import WhyDisabled
from app.intake.known_places import has_no_place
from app.models import AccountRecord, RepRecord, RunRecord, WebhookEndpointRecord
from app.planning.options import PlanOptions
from app.runs.runs import seen_run
from app.runs.states import RunKind, RunState

LOOK_BACK = timedelta(days=7)
FAILURES_IN_A_ROW = 3  # fewer are a receiver's bad moment


def failed_runs(session: Session, identity: Identity, now: datetime, zone: ZoneInfo) -> list[Attention]:
    """Plans and imports of the last week that came to nothing, where no later one of the same reps went well.

    A manager is told of the plans that he might have ordered: those of nobody but his reps.
    """
    runs = session.execute(
        select(RunRecord.id, RunRecord.kind, RunRecord.state, RunRecord.options, RunRecord.finished_at)
        .where(RunRecord.finished_at > now - LOOK_BACK)
        .where(RunRecord.state.in_((RunState.FAILED.value, RunState.SUCCEEDED.value)))
        .order_by(RunRecord.finished_at.desc(), RunRecord.id)
    )
    well: list[tuple[RunKind, frozenset[str]]] = []
    failed: dict[RunKind, list[Case]] = {RunKind.PLAN: [], RunKind.IMPORT: []}
    for run_id, kind_told, state, options, at in runs:
        kind = RunKind(kind_told)
        reps = frozenset(PlanOptions.from_json(options).reps if kind is RunKind.PLAN else ())
        if state == RunState.SUCCEEDED.value:
            well.append((kind, reps))
        elif not _is_mended(kind, reps, well) and seen_run(session, identity, run_id):
            failed[kind].append(_run(run_id, at.astimezone(zone)))
    return [
        *Attention.of(Matter.FAILED_PLAN, failed[RunKind.PLAN]),
        *Attention.of(Matter.FAILED_IMPORT, failed[RunKind.IMPORT]),
    ]


def _is_mended(kind: RunKind, reps: frozenset[str], well: list[tuple[RunKind, frozenset[str]]]) -> bool:
    """Whether a run that went well was of all these reps; nobody named is everybody."""
    return any(kind is other and (not others or (reps and reps <= others)) for other, others in well)


def _run(run_id: str, at: datetime) -> Case:
    return Case(run_id, on=at.date(), start_s=at.hour * 3600 + at.minute * 60)


def failing_webhooks(session: Session) -> list[Attention]:
    """Receivers that refuse again and again, and those that we gave up."""
    refuses = and_(WebhookEndpointRecord.enabled, WebhookEndpointRecord.failures >= FAILURES_IN_A_ROW)
    given_up = and_(~WebhookEndpointRecord.enabled, WebhookEndpointRecord.disabled_why != WhyDisabled.BY_HAND.value)
    rows = session.execute(
        select(WebhookEndpointRecord.id, WebhookEndpointRecord.url)
        .where(or_(refuses, given_up))
        .order_by(WebhookEndpointRecord.id)
    )
    return Attention.of(Matter.FAILED_WEBHOOK, [Case(endpoint_id, url) for endpoint_id, url in rows])


def incomplete_accounts(session: Session, identity: Identity) -> list[Attention]:
    """How many accounts are somebody's who is not there, how many are nobody's, and how many lack coordinates."""
    reps = and_(reps_seen_by(identity), RepRecord.deleted_at.is_(None))
    orphaned = and_(
        AccountRecord.owner.not_in(select(RepRecord.external_id).where(reps)),
        AccountRecord.owner.not_in(select(RepRecord.name).where(reps)),
    )
    return [
        *Attention.counted(Matter.OWNER_GONE, _accounts(session, identity, orphaned)),
        *Attention.counted(Matter.NO_OWNER, _accounts(session, identity, AccountRecord.owner.is_(None))),
        *Attention.counted(Matter.NO_PLACE, _accounts(session, identity, has_no_place())),
    ]


def _accounts(session: Session, identity: Identity, lacking: ColumnElement[bool]) -> int:
    """Those that could be visited otherwise."""
    could = and_(AccountRecord.deleted_at.is_(None), AccountRecord.active, ~AccountRecord.do_not_visit)
    count = select(func.count()).select_from(AccountRecord).where(accounts_seen_by(identity), could, lacking)
    return session.scalar(count) or 0
