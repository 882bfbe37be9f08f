"""How many planning runs there are in each state."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import RunRecord
from app.runs.states import RunState


def runs_by_state(session: Session) -> dict[RunState, int]:
    """The states that occur, each with its number of runs."""
    counted = session.execute(select(RunRecord.state, func.count()).group_by(RunRecord.state))
    return {RunState(state): number for state, number in counted}
