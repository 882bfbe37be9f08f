"""One rep's year for whoever may see him: where it stands today, and what the rest of it takes."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.access.identity import Identity
from app.goals.needs import Outlay, outlay
from app.goals.standing import GoalStanding, goal_standings
from app.intake.overview import local_today
from app.intake.rep_lists import known_rep


@dataclass(frozen=True, slots=True)
class RepYear:
    """`outlay` is None where nothing is to go, or no visit has a chance."""

    today: date
    standing: GoalStanding
    outlay: Outlay | None


def rep_year(session: Session, identity: Identity, rep_id: str, now: datetime) -> RepYear:
    """The year of the rep of this external id; raises NotFound."""
    rep, today = known_rep(session, identity, rep_id).rep, local_today(session, now)
    (standing,) = goal_standings(session, [rep], today)
    needed = outlay(session, identity, rep, standing.to_go, today) if standing.to_go else None
    return RepYear(today, standing, needed)
