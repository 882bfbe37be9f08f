"""Whom an order to plan means: reps and teams as they are named, as far as who orders sees them."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.identity import Identity
from app.access.scope import reps_seen_by
from app.errors import Fault, InvalidInput
from app.models import RepRecord


def ordered_reps(
    session: Session, identity: Identity, *, reps: Collection[str] = (), teams: Collection[str] = ()
) -> tuple[str, ...]:
    """The external ids of these reps and of everybody in these teams, in order; empty: all reps there are.

    A manager who names nobody means his whole team. Raises InvalidInput for whom he does not see, and for nobody.
    """
    seen = select(RepRecord.external_id, RepRecord.team_id).where(
        reps_seen_by(identity), RepRecord.deleted_at.is_(None)
    )
    team_of: dict[str, str | None] = dict(session.execute(seen).all())
    if not reps and not teams and identity.sees_everything:
        return ()
    if not team_of.keys() >= set(reps):
        raise _refused("/body/reps", "Name reps by their external ids, as the list of reps has them.")
    chosen = {rep_id for rep_id, team_id in team_of.items() if rep_id in reps or team_id in teams}
    if not reps and not teams:
        chosen = set(team_of)
    if not set(team_of.values()) >= set(teams) or not chosen:
        raise _refused("/body/teams", "Name teams that have reps, by their ids.")
    return tuple(sorted(chosen))


def _refused(pointer: str, remedy: str) -> InvalidInput:
    return InvalidInput("plan.reps", "There is nobody like that to plan for.", [Fault(pointer, "plan.reps", remedy)])
