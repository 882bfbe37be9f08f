"""What of a plan can still be changed by hand: its newest version, and the days that are neither begun nor locked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.access.identity import Identity
from app.by_hand.words import ChangeRefused
from app.errors import Fault, InvalidInput
from app.method.rep import Rep
from app.planning.seen_plans import refuse_unseen
from app.planning.states import PlanStatus
from app.planning.store import StoredPlan, load_plan


def open_plan(session: Session, identity: Identity, plan_id: str) -> StoredPlan:
    """The whole plan, if it is seen and the newest version of itself; raises NotFound and ChangeRefused."""
    refuse_unseen(session, identity, plan_id)
    base = load_plan(session, plan_id)
    assert base is not None
    if base.status is PlanStatus.SUPERSEDED:
        raise ChangeRefused("SUPERSEDED")
    return base


def unknown_rep() -> InvalidInput:
    """Of a rep who is not there, or is another team's."""
    fault = Fault("/body/rep_id", "change.rep", "Choose one of the plan's reps.")
    return InvalidInput("change.rep", "There is no rep of this id in this plan. Choose one of its reps.", [fault])


@dataclass(frozen=True, slots=True, eq=False)
class OpenDays:
    """The days of a plan at a moment; `reps` are those that whoever asks may see."""

    base: StoredPlan
    reps: Mapping[str, Rep]
    now: datetime

    def has_begun(self, rep_id: str, on: date) -> bool:
        """Whether the rep is on his way already, or back."""
        route = self.base.plan.route(rep_id, on)
        return route is not None and route.has_begun(self.now)

    def refuse(self, rep_id: str, on: date) -> None:
        """Raise InvalidInput or ChangeRefused unless this day can be changed."""
        rep = self.reps.get(rep_id)
        if rep is None:
            raise unknown_rep()
        if self.base.plan.route(rep_id, on) is None:
            raise ChangeRefused("NO_SHIFT", rep=rep.name, on=on.isoformat())
        if self.has_begun(rep_id, on):
            raise ChangeRefused("DAY_BEGUN")
        if self.base.plan.hand.is_closed(rep_id, on):
            raise ChangeRefused("LOCKED_DAY", rep=rep.name, on=on.isoformat())
