"""The list of a seminar: drawn up once or again, changed by hand, and what became of each invitation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.access.audit import note_deed
from app.access.identity import Identity
from app.access.scope import accounts_seen_by
from app.errors import AppError
from app.intake.account_lists import account_record, unknown_account
from app.intake.known_accounts import known_accounts
from app.intake.method_settings import settings_in_force
from app.intake.overview import local_today
from app.intake.rep_lists import seen_reps
from app.method.account import ContactRole, Grade
from app.method.invitation_states import COMING, InvitationState
from app.method.seminar_seats import Cell, Guest, WhyAsked, asked, cells
from app.method.settings import Area
from app.models import AccountRecord, SeminarInvitationRecord
from app.seminars.guests import as_guest, busy_accounts, candidates, is_promised
from app.seminars.seminars import Seminar, SeminarOver, changeable, find_seminar

KPS = (ContactRole.FIRST_KP, ContactRole.KP)
_ORDER = list(WhyAsked)


@dataclass(frozen=True, slots=True)
class Invitation:
    """An account on a list; `contact_name` and `contact_phone` are of its best key person."""

    account_id: str  # external id
    account_name: str
    owner: str
    area: Area
    grade: Grade
    why: WhyAsked
    state: InvitationState
    contact_name: str
    contact_phone: str


class NotYet(AppError):
    def __init__(self) -> None:
        super().__init__(
            409,
            "seminar.not_yet",
            "Not yet",
            "Nobody has come before the day of the seminar. Mark it then.",
        )


class AccountBusy(AppError):
    def __init__(self) -> None:
        super().__init__(
            409,
            "seminar.account_busy",
            "The account is taken",
            "The account has a visit or another seminar in that half-day. Move that first, or choose another account.",
        )


def invitations(session: Session, identity: Identity, seminar_id: str, now: datetime) -> list[Invitation]:
    """The list of a seminar as far as it is seen, by area, grade, why and worth; raises NotFound."""
    find_seminar(session, identity, seminar_id, now)
    rows = {
        row.account_id: row
        for row in session.scalars(
            select(SeminarInvitationRecord).where(SeminarInvitationRecord.seminar_id == seminar_id)
        )
    }
    these = select(AccountRecord).where(accounts_seen_by(identity), AccountRecord.id.in_(rows))
    found = []
    for record, account in known_accounts(session, these):
        row = rows[record.id]
        kp = max((one for one in account.contacts if one.role in KPS), key=lambda one: one.level, default=None)
        invitation = Invitation(
            account.external_id,
            account.name,
            account.owner or "",
            Area(row.area),
            Grade(row.grade),
            WhyAsked(row.why),
            InvitationState(row.state),
            "" if kp is None else kp.name,
            "" if kp is None else kp.phone,
        )
        place = (list(Area).index(invitation.area), row.grade, _ORDER.index(invitation.why))
        found.append(((*place, -row.worth, account.external_id), invitation))
    return [invitation for _, invitation in sorted(found, key=lambda pair: pair[0])]


def seats_by_cell(listed: Sequence[Invitation]) -> list[Cell]:
    """The seats that the list takes up, by area and grade."""
    return cells([Guest(one.account_id, one.area, one.grade, one.why, 0.0) for one in listed if one.state in COMING])


def draw_up(session: Session, identity: Identity, seminar_id: str, now: datetime) -> Seminar:
    """Draw the list up for the seats; whoever answered, came, or was added or taken out by hand stays as he is.

    Raises as changing the seminar does.
    """
    seminar, record = changeable(session, identity, seminar_id, now)
    of_it = SeminarInvitationRecord.seminar_id == seminar_id
    seen = select(AccountRecord.id).where(accounts_seen_by(identity))
    session.execute(
        delete(SeminarInvitationRecord).where(
            of_it,
            SeminarInvitationRecord.state == InvitationState.OPEN,
            SeminarInvitationRecord.why != WhyAsked.BY_HAND,
            SeminarInvitationRecord.account_id.in_(seen),
        )
    )
    kept = dict(
        list(session.execute(select(SeminarInvitationRecord.account_id, SeminarInvitationRecord.state).where(of_it)))
    )
    free = seminar.facts.seats - sum(state in COMING for state in kept.values())
    if free > 0:
        could = candidates(session, identity, seminar.facts.on, seminar.facts.half, seminar_id, now)
        fresh = [guest for guest in could.guests if guest.account_id not in kept]
        for guest in asked(free, fresh, could.shares):
            session.add(_row(seminar_id, guest, InvitationState.OPEN, now))
    record.drawn_up_at = now
    session.flush()
    note_deed(session, identity, "seminar.drawn_up", seminar_id, now)
    session.expire_all()
    return find_seminar(session, identity, seminar_id, now)


def set_invitation(
    session: Session, identity: Identity, seminar_id: str, account_name: str, state: InvitationState, now: datetime
) -> Invitation:
    """Say what became of an invitation; an account that was not on the list is added by hand.

    Raises NotFound for a seminar or an account that is not seen, SeminarOver where it was called off, NotYet and
    AccountBusy.
    """
    seminar = find_seminar(session, identity, seminar_id, now)
    if seminar.is_called_off:
        raise SeminarOver
    if state is InvitationState.CAME and local_today(session, now) < seminar.facts.on:
        raise NotYet
    account = account_record(session, identity, account_name)
    if account is None or account.deleted_at is not None:
        raise unknown_account()
    row = session.get(SeminarInvitationRecord, (seminar_id, account.id))
    if row is None:
        session.add(_row(seminar_id, _added(session, identity, seminar, account, now), state, now))
    elif row.state != state:
        row.state, row.changed_at = state, now
    session.flush()
    note_deed(session, identity, "seminar.invitation", account.id, now, ["state"])
    (told,) = [one for one in invitations(session, identity, seminar_id, now) if one.account_id == account.external_id]
    return told


def _added(session: Session, identity: Identity, seminar: Seminar, record: AccountRecord, now: datetime) -> Guest:
    """An account that somebody wants to ask; raises AccountBusy."""
    facts, settings = seminar.facts, settings_in_force(session)
    this = select(AccountRecord).where(accounts_seen_by(identity), AccountRecord.id == record.id)
    ((_, account),) = known_accounts(session, this)
    is_busy = account.external_id in busy_accounts(session, facts.on, facts.half, seminar.id)
    if is_busy or is_promised(account, settings, facts.on, facts.half):
        raise AccountBusy
    reps = seen_reps(session, identity)
    guest = as_guest(record.id, account, settings, local_today(session, now), reps, None, by_hand=True)
    assert guest is not None
    return guest


def _row(seminar_id: str, guest: Guest, state: InvitationState, now: datetime) -> SeminarInvitationRecord:
    return SeminarInvitationRecord(
        seminar_id=seminar_id,
        account_id=guest.account_id,
        area=guest.area,
        grade=guest.grade,
        why=guest.why,
        worth=guest.worth,
        state=state,
        changed_at=now,
    )
