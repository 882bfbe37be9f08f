"""Plans, their ledgers and the runs that make them, as the API shows them."""

from datetime import date, datetime
from typing import Any

from pydantic import Field

from app.api.cursors import Paged
from app.api.route_answers import RouteAnswer, route_answer
from app.api.values import Answer
from app.by_hand.words import broken_rule
from app.method.settings import Area
from app.planning.by_hand import KeptAnyway, SoftRule
from app.planning.certificate import CertificateState, PlanCertificate, WhyNot, gap_pct
from app.planning.split import plan_split
from app.planning.states import PlanStatus
from app.planning.store import StoredPlan
from app.planning.week_plan import LedgerRow, Outcome, WeekPlan
from app.planning.wordings import certificate_scope, certificate_sentence, note, remedy, sentence, why_short
from app.runs.runs import RunView
from app.runs.states import Lane, RunKind, RunState
from app.wording import in_english

API = "/api/v1"


class ProgressAnswer(Answer):
    phase: str
    reps_done: int
    reps: int
    value_s: float | None
    expected_at: datetime | None = Field(description="When it will be over, as far as can be told.")


class RunErrorAnswer(Answer):
    code: str
    detail: str


class OperationAnswer(Answer):
    id: str
    kind: RunKind
    state: RunState
    lane: Lane
    attempt: int = Field(description="How many workers have begun it; above 1 an earlier one died.")
    cancel_asked: bool
    progress: ProgressAnswer
    created_at: datetime
    finished_at: datetime | None
    result_url: str | None
    error: RunErrorAnswer | None


class PlanSummaryAnswer(Answer):
    id: str
    number: int
    status: PlanStatus
    week_on: date
    created_at: datetime
    routes: int
    stops: int
    value_s: float


class PlansAnswer(Answer, Paged):
    data: list[PlanSummaryAnswer]


class TotalsAnswer(Answer):
    stops: int
    travel_s: int
    travel_m: int
    service_s: int
    overtime_s: int
    prize_s: int
    outcomes: dict[str, int] = Field(description="How many rows of the ledger ended in each outcome.")


class NoteAnswer(Answer):
    code: str
    sentence: str


class RepCertificateAnswer(Answer):
    rep_id: str
    value_s: float
    bound_s: float | None
    gap_pct: float | None
    why_not: WhyNot | None


class CertificateAnswer(Answer):
    """How good the plan provably is: no plan of the same division is worth more than `bound_s`."""

    state: CertificateState
    bound_s: float | None
    gap_pct: float | None = Field(description="(bound - value) / bound in per cent, rounded up to one decimal.")
    why_not: WhyNot | None
    sentence: str
    reps: list[RepCertificateAnswer]


class BrokenRuleAnswer(Answer):
    """A rule that is broken on purpose, or would be."""

    key: str
    rule: SoftRule
    rep_id: str
    on: date
    account_id: str | None
    sentence: str
    by: str | None = Field(description="The id of who chose so.")
    at: datetime | None


class LockAnswer(Answer):
    rep_id: str
    on: date | None
    account_id: str | None
    start_s: int | None


class AreaShareAnswer(Answer):
    """What an area brings against its target; `why_short` is empty where it is not below it."""

    area: Area
    target_pct: int
    share_pct: int
    result: int = Field(description="Expected, in CNY.")
    visits: int
    accounts: int = Field(description="Those that passed the gate.")
    why_short: str
    sentence: str


class ProtectedAnswer(Answer):
    """How many of the visits go to customers without business now."""

    visits: int
    of: int
    accounts: int
    target_pct: int


class PlanAnswer(Answer):
    id: str
    number: int
    status: PlanStatus
    week_on: date
    as_of: date
    days: int
    value_s: float
    created_at: datetime
    published_at: datetime | None
    options: dict[str, Any]
    settings: dict[str, Any]
    notes: list[NoteAnswer]
    certificate: CertificateAnswer
    totals: TotalsAnswer
    market: list[AreaShareAnswer] = Field(description="Shares of the expected result; empty in older plans.")
    protected: ProtectedAnswer | None
    changed_from: str | None = Field(description="The version that was changed to make this one.")
    locks: list[LockAnswer]
    kept_anyway: list[BrokenRuleAnswer]
    routes: list[RouteAnswer]


class LedgerRowAnswer(Answer):
    line: int | None
    external_id: str
    name: str
    outcome: Outcome
    code: str
    sentence: str
    remedy: str


class LedgerAnswer(Answer, Paged):
    data: list[LedgerRowAnswer]


def operation_answer(run: RunView) -> OperationAnswer:
    error = None
    if run.error_code is not None:
        error = RunErrorAnswer(code=run.error_code, detail=run.error_text or "")
    return OperationAnswer(
        id=run.id,
        kind=run.kind,
        state=run.state,
        lane=run.lane,
        attempt=run.attempt,
        cancel_asked=run.cancel_asked,
        progress=ProgressAnswer(
            phase=run.phase,
            reps_done=run.reps_done,
            reps=run.reps,
            value_s=run.value_s,
            expected_at=run.expected_at,
        ),
        created_at=run.created_at,
        finished_at=run.finished_at,
        result_url=_result_url(run),
        error=error,
    )


def _result_url(run: RunView) -> str | None:
    if run.plan_id is not None:
        return f"{API}/plans/{run.plan_id}"
    return None if run.import_id is None else f"{API}/imports/{run.import_id}"


def plan_answer(stored: StoredPlan) -> PlanAnswer:
    plan = stored.plan
    split = plan_split(plan, stored.settings)
    outcomes: dict[str, int] = {}
    for row in plan.ledger:
        outcomes[row.outcome.value] = outcomes.get(row.outcome.value, 0) + 1
    return PlanAnswer(
        id=stored.id,
        number=stored.number,
        status=stored.status,
        week_on=plan.week_on,
        as_of=plan.as_of,
        days=plan.days,
        value_s=plan.value_s,
        created_at=stored.created_at,
        published_at=stored.published_at,
        options=stored.options.as_json(),
        settings=stored.settings.as_json(),
        notes=[NoteAnswer(code=n.code, sentence=note(n, in_english)) for n in plan.notes],
        certificate=certificate_answer(plan.certificate),
        totals=TotalsAnswer(
            stops=sum(len(route.stops) for route in plan.routes),
            travel_s=sum(route.travel_s for route in plan.routes),
            travel_m=sum(route.travel_m for route in plan.routes),
            service_s=sum(route.service_s for route in plan.routes),
            overtime_s=sum(route.overtime_s for route in plan.routes),
            prize_s=sum(stop.prize_s for route in plan.routes for stop in route.stops),
            outcomes=outcomes,
        ),
        market=[
            AreaShareAnswer(
                area=one.area,
                target_pct=one.target_pct,
                share_pct=one.share_pct,
                result=one.result,
                visits=one.visits,
                accounts=one.accounts,
                why_short=one.why_short,
                sentence=why_short(one),
            )
            for one in split.areas
        ],
        protected=None if split.protected is None else ProtectedAnswer.model_validate(split.protected),
        changed_from=stored.changed_from,
        locks=[
            LockAnswer(rep_id=lock.rep_id, on=lock.on, account_id=lock.external_id or None, start_s=lock.start_s)
            for lock in plan.hand.locks
        ],
        kept_anyway=[broken_rule_answer(kept, plan) for kept in plan.hand.kept],
        routes=[route_answer(route) for route in plan.routes],
    )


def broken_rule_answer(kept: KeptAnyway, plan: WeekPlan) -> BrokenRuleAnswer:
    return BrokenRuleAnswer(
        key=kept.key,
        rule=kept.rule,
        rep_id=kept.rep_id,
        on=kept.on,
        account_id=kept.external_id or None,
        sentence=broken_rule(kept, plan.route(kept.rep_id, kept.on)),
        by=kept.by or None,
        at=kept.at,
    )


def certificate_answer(certificate: PlanCertificate) -> CertificateAnswer:
    return CertificateAnswer(
        state=certificate.state,
        bound_s=certificate.bound_s,
        gap_pct=certificate.gap_pct,
        why_not=certificate.why_not,
        sentence=f"{certificate_sentence(certificate)} {certificate_scope(certificate)}".strip(),
        reps=[
            RepCertificateAnswer(
                rep_id=rep.rep_id,
                value_s=rep.value_s,
                bound_s=rep.bound_s,
                gap_pct=gap_pct(rep.value_s, rep.bound_s),
                why_not=rep.why_not,
            )
            for rep in certificate.reps
        ],
    )


def ledger_row_answer(row: LedgerRow) -> LedgerRowAnswer:
    return LedgerRowAnswer(
        line=row.line,
        external_id=row.external_id,
        name=row.name,
        outcome=row.outcome,
        code=row.code,
        sentence=sentence(row, in_english),
        remedy=remedy(row, in_english),
    )
