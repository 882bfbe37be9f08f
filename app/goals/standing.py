"""How far each rep is in his year: the ladder of his target, and how the route of a day answers that day."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.goals.results import VisitResult, expected_results, first_routes
from app.intake.method_settings import settings_in_force
from app.method.account import Category, Grade
from app.method.field_days import working_days
from app.method.goal_ladder import Ladder, goal_ladder
from app.method.rep import Rep


@dataclass(frozen=True, slots=True)
class DayAnswer:
    """What the route in force for a day is expected to bring, and by how many visits to whom."""

    expected: int
    customers: Counter[Grade]
    prospects: Counter[Grade]

    @classmethod
    def of(cls, visits: Sequence[VisitResult]) -> "DayAnswer":
        prospects = Counter(visit.grade for visit in visits if visit.category is Category.PROSPECT)
        customers = Counter(visit.grade for visit in visits if visit.category is not Category.PROSPECT)
        return cls(sum(visit.money for visit in visits), customers, prospects)


@dataclass(frozen=True, slots=True)
class GoalStanding:
    """A rep's year as it stands on a day; `ladder` is None where he does not work at all in that year."""

    rep: Rep
    yearly_target: int
    ladder: Ladder | None
    answer: DayAnswer

    @property
    def to_go(self) -> int:
        """What the days from today on have to bring."""
        return 0 if self.ladder is None else self.ladder.year.to_go

    def day_target(self, on: date) -> int:
        """What the day has to bring so that the year comes out; nothing on a day off."""
        rung = None if self.ladder is None else self.ladder.day(on)
        return 0 if rung is None else rung.to_go


def goal_standings(session: Session, reps: Sequence[Rep], today: date, on: date | None = None) -> list[GoalStanding]:
    """Where these reps stand today, in their order; the route that answers is that of the day `on`, else of today."""
    settings = settings_in_force(session)
    since = first_routes(session, reps, today)
    done = expected_results(session, reps, date(today.year, 1, 1), today, done=True)
    answered_on = on or today
    planned = expected_results(session, reps, answered_on, answered_on, done=False)
    brought_in: dict[str, Counter[date]] = {rep.external_id: Counter() for rep in reps}
    for visit in done:
        brought_in[visit.rep_id][visit.on] += visit.money
    standings = []
    for rep in reps:
        target = settings.of(rep.external_id).yearly_target
        worked = working_days(rep, today.year, settings.country)
        ladder = None
        if worked:
            first_on = since.get(rep.external_id, today)
            ladder = goal_ladder(target, worked, brought_in[rep.external_id], since=first_on, today=today)
        answer = DayAnswer.of([visit for visit in planned if visit.rep_id == rep.external_id])
        standings.append(GoalStanding(rep, target, ladder, answer))
    return standings
