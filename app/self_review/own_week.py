"""A rep's own numbers of a week: what was planned and made, what was agreed on, what was won and lost."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.identity import Identity
from app.access.scope import reps_seen_by
from app.method.debrief import Debrief, Refusal, debrief_of
from app.models import PublicationRecord, RepRecord, RouteRecord, ShiftRecord, StopRecord, VisitEventRecord
from app.visits.event_facts import EventKind, VisitState
from app.visits.visit_states import visit_standings

AGREED = ("visit", "call", "material")


@dataclass(frozen=True, slots=True)
class Outcome:
    """A visit that was won or lost: whose, when, and of which kind the refusal was."""

    name: str
    on: date
    refusal: Refusal | None


@dataclass(frozen=True, slots=True)
class OwnWeek:
    """From Monday to Sunday, by his published routes and their last debriefs."""

    planned: int
    made: int
    next_steps: int
    attempts: int
    won: tuple[Outcome, ...]
    lost: tuple[Outcome, ...]

    @property
    def refusals(self) -> Counter[Refusal]:
        return Counter(one.refusal for one in self.lost if one.refusal is not None)


def own_week(session: Session, identity: Identity, rep_id: str, week_on: date) -> OwnWeek:
    """The numbers of the rep of this external id, as far as he is seen."""
    stops = session.execute(
        select(StopRecord.visit_id, StopRecord.name, ShiftRecord.on_day)
        .join(RouteRecord, StopRecord.route_id == RouteRecord.id)
        .join(PublicationRecord, PublicationRecord.route_id == RouteRecord.id)
        .join(ShiftRecord, RouteRecord.shift_id == ShiftRecord.id)
        .join(RepRecord, ShiftRecord.rep_id == RepRecord.id)
        .where(reps_seen_by(identity), RepRecord.external_id == rep_id)
        .where(ShiftRecord.on_day.between(week_on, week_on + timedelta(days=6)))
        .order_by(ShiftRecord.on_day, StopRecord.position)
    ).all()
    visit_ids = {visit_id for visit_id, _, _ in stops}
    states = visit_standings(session, visit_ids)
    told, agreed = _debriefs(session, visit_ids)
    debriefed = [(told[visit_id], name, on) for visit_id, name, on in stops if visit_id in told]
    return OwnWeek(
        planned=len(stops),
        made=sum(standing.state is VisitState.DONE for standing in states.values()),
        next_steps=len(agreed),
        attempts=sum(debrief.attempts for debrief, _, _ in debriefed),
        won=tuple(Outcome(name, on, None) for debrief, name, on in debriefed if debrief.signed),
        lost=tuple(
            Outcome(name, on, debrief.refusal) for debrief, name, on in debriefed if debrief.refusal is not None
        ),
    )


def _debriefs(session: Session, visit_ids: Collection[str]) -> tuple[Mapping[str, Debrief], set[str]]:
    """The last debrief of each visit, and the visits after which a next step was agreed on."""
    events = session.execute(
        select(VisitEventRecord.visit_id, VisitEventRecord.kind, VisitEventRecord.facts)
        .where(
            VisitEventRecord.visit_id.in_(visit_ids),
            VisitEventRecord.kind.in_((EventKind.DEBRIEF, EventKind.NEXT_STEP)),
        )
        .order_by(VisitEventRecord.number)
    ).all()
    last = {visit_id: facts for visit_id, kind, facts in events if kind == EventKind.DEBRIEF}
    agreed = {visit_id for visit_id, kind, _ in events if kind == EventKind.NEXT_STEP}
    agreed |= {
        visit_id
        for visit_id, facts in last.items()
        if "next_on" in facts or facts.get("outcome", {}).get("next_step") in AGREED
    }
    return {visit_id: debrief_of(facts.get("outcome", {})) for visit_id, facts in last.items()}, agreed
