"""The one door to rows: what an identity may see of each table. A row behind the door does not exist for who asks.

An account is its owner's, and through him his team's. A list may name the owner by his name: that counts where nobody
outside of what is seen is called so, lest a namesake's accounts be shown.
"""

from collections.abc import Collection

from sqlalchemy import ColumnElement, and_, exists, false, or_, select, true
from sqlalchemy.orm import Session, aliased

from app.access.identity import Identity
from app.access.roles import PersonRole, Role
from app.errors import Fault, InvalidInput
from app.models import (
    AccountRecord,
    AssistantTeamRecord,
    PersonRecord,
    PlanRecord,
    RepRecord,
    RouteRecord,
    SeminarHostRecord,
    SeminarInvitationRecord,
    SeminarRecord,
    ShiftRecord,
    TeamRecord,
)


def reps_seen_by(identity: Identity, rep: type[RepRecord] = RepRecord) -> ColumnElement[bool]:
    """A condition on the reps' table: a rep sees himself, managers and assistants their teams, everybody else all."""
    if identity.rep_id is not None:
        return rep.external_id == identity.rep_id
    if identity.team_ids is None:
        return true()
    # Never NULL, so that its contrary holds for a rep of no team.
    return and_(rep.team_id.is_not(None), rep.team_id.in_(identity.team_ids))


def teams_seen_by(identity: Identity) -> ColumnElement[bool]:
    """A condition on the teams' table: managers and assistants see theirs, a rep none; deleted ones nobody sees."""
    if identity.rep_id is not None:
        return false()
    mine = true() if identity.team_ids is None else TeamRecord.id.in_(identity.team_ids)
    return and_(mine, TeamRecord.deleted_at.is_(None))


def people_seen_by(identity: Identity) -> ColumnElement[bool]:
    """A condition on managers, directors and assistants: a director sees all, a manager those who assist only him.

    Whoever assists another team as well is a director's to change: an invitation lets its reader see what he sees.
    """
    if identity.sees_everything:
        return true()
    if identity.role is not Role.MANAGER or identity.team_ids is None:
        return false()
    helps = exists().where(AssistantTeamRecord.person_id == PersonRecord.id)
    others = helps.where(AssistantTeamRecord.team_id.not_in(identity.team_ids))
    return and_(PersonRecord.role == PersonRole.ASSISTANT, helps, ~others)


def plans_seen_by(identity: Identity) -> ColumnElement[bool]:
    """A condition on the plans' table: plans of all reps, and those that have a day of a rep who is seen."""
    if identity.sees_everything:
        return true()
    days = select(RouteRecord.plan_id).join(ShiftRecord).join(RepRecord).where(reps_seen_by(identity))
    return or_(PlanRecord.options["reps"].as_string().is_(None), PlanRecord.id.in_(days))


def sees_all_of(session: Session, identity: Identity, reps: Collection[str]) -> bool:
    """Whether the identity sees every one of a plan's reps (external ids; nobody named: all there are)."""
    if identity.sees_everything:
        return True
    seen = select(RepRecord.external_id).where(reps_seen_by(identity), RepRecord.external_id.in_(reps))
    return bool(reps) and set(session.scalars(seen)) == set(reps)


def accounts_seen_by(identity: Identity) -> ColumnElement[bool]:
    """A condition on the accounts' table: those owned by a rep who is seen; all for whoever sees everything."""
    if identity.sees_everything:
        return true()
    rep, namesake = aliased(RepRecord), aliased(RepRecord)
    seen = reps_seen_by(identity, rep)
    stranger_called_so = exists().where(
        ~reps_seen_by(identity, namesake), or_(namesake.name == rep.name, namesake.external_id == rep.name)
    )
    names = select(rep.name).where(seen, rep.deleted_at.is_(None), ~stranger_called_so)
    return or_(AccountRecord.owner.in_(select(rep.external_id).where(seen)), AccountRecord.owner.in_(names))


def seminars_seen_by(identity: Identity) -> ColumnElement[bool]:
    """A condition on the seminars' table: those that a rep who is seen hosts, or to which an account is asked."""
    if identity.sees_everything:
        return true()
    hosted = (
        select(SeminarHostRecord.seminar_id)
        .join(RepRecord, RepRecord.id == SeminarHostRecord.rep_id)
        .where(reps_seen_by(identity))
    )
    asked = (
        select(SeminarInvitationRecord.seminar_id)
        .join(AccountRecord, AccountRecord.id == SeminarInvitationRecord.account_id)
        .where(accounts_seen_by(identity), SeminarInvitationRecord.state != "taken_out")
    )
    return or_(SeminarRecord.id.in_(hosted), SeminarRecord.id.in_(asked))


def refuse_foreign_owner(session: Session, identity: Identity, owner: str | None) -> None:
    """Raise InvalidInput where an account would go to somebody whom the identity does not see, or to nobody."""
    if not owner_is_seen(session, identity, owner):
        raise InvalidInput("account.owner", FOREIGN_OWNER, [Fault("/body/owner", "account.owner", FOREIGN_OWNER)])


FOREIGN_OWNER = "Name a rep of your team as the owner, by his external id."


def owner_is_seen(session: Session, identity: Identity, owner: str | None) -> bool:
    """Whether the identity may give an account to this owner."""
    if identity.sees_everything:
        return True
    found = select(RepRecord.id).where(
        and_(reps_seen_by(identity), RepRecord.external_id == owner, RepRecord.deleted_at.is_(None))
    )
    return session.scalar(found) is not None
