"""Seminars for a request, behind the door of scope: a list of them, one by its id, and changes of one."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, exists, func, select
from sqlalchemy.orm import Session

from app.access.audit import note_deed
from app.access.identity import Identity
from app.access.scope import accounts_seen_by, reps_seen_by, seminars_seen_by
from app.errors import AppError, Fault, InvalidInput, NotAllowed, NotFound
from app.ids import new_id
from app.intake.overview import local_today
from app.method.invitation_states import COMING, InvitationState
from app.method.rep import Half
from app.models import AccountRecord, RepRecord, SeminarHostRecord, SeminarInvitationRecord, SeminarRecord
from app.models.base import stored_now

MOST_SEATS = 10_000


@dataclass(frozen=True, slots=True)
class SeminarFacts:
    """What is told of a seminar; its hosts by their external ids."""

    on: date
    half: Half
    place: str
    seats: int
    host_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Seminar:
    """A seminar as somebody sees it: the hosts and invitations are those that he sees."""

    id: str
    facts: SeminarFacts
    host_names: tuple[str, ...]
    states: Counter[InvitationState]
    drawn_up_at: datetime | None
    is_called_off: bool
    is_over: bool
    version: int
    updated_at: datetime

    @property
    def coming(self) -> int:
        """How many were asked and have not declined."""
        return sum(self.states[state] for state in COMING)


class SeminarClash(AppError):
    def __init__(self) -> None:
        super().__init__(
            409,
            "seminar.clash",
            "The host is taken",
            "A host of it hosts another seminar in that half-day. Choose another half-day or another host.",
        )


class SeminarOver(AppError):
    def __init__(self) -> None:
        super().__init__(
            409, "seminar.over", "The seminar is over", "It is over or was called off, so it stays as it is on record."
        )


def unknown_seminar() -> NotFound:
    return NotFound("seminar.unknown", "There is no seminar of this id.")


def seminars(
    session: Session, identity: Identity, today: date, from_on: date | None, after: str, limit: int
) -> list[Seminar]:
    """The seminars that are seen, in the order of their ids, from the one behind `after` on."""
    query = select(SeminarRecord).where(seminars_seen_by(identity), SeminarRecord.id > after)
    if from_on is not None:
        query = query.where(SeminarRecord.on_day >= from_on)
    return _whole(session, identity, today, session.scalars(query.order_by(SeminarRecord.id).limit(limit)).all())


def seminars_by_day(session: Session, identity: Identity, today: date, limit: int) -> list[Seminar]:
    """The seminars that are seen, the latest day first."""
    query = select(SeminarRecord).where(seminars_seen_by(identity)).limit(limit)
    return _whole(
        session, identity, today, session.scalars(query.order_by(SeminarRecord.on_day.desc(), SeminarRecord.id)).all()
    )


def find_seminar(session: Session, identity: Identity, seminar_id: str, now: datetime) -> Seminar:
    """The seminar of this id; raises NotFound."""
    return _whole(session, identity, local_today(session, now), [_seen(session, identity, seminar_id)])[0]


def create_seminar(session: Session, identity: Identity, facts: SeminarFacts, now: datetime) -> Seminar:
    """A new seminar, on today or later; raises InvalidInput and SeminarClash."""
    host_ids = _usable_hosts(session, identity, facts, local_today(session, now), "")
    record = SeminarRecord(id=new_id("sem"))
    _tell(session, record, facts, host_ids)
    note_deed(session, identity, "seminar.created", record.id, now)
    return find_seminar(session, identity, record.id, now)


def change_seminar(
    session: Session, identity: Identity, seminar_id: str, facts: SeminarFacts, now: datetime
) -> Seminar:
    """The seminar as it is told here; raises NotFound, NotAllowed, SeminarOver, InvalidInput and SeminarClash."""
    before, record = changeable(session, identity, seminar_id, now)
    if before.facts == facts:
        return before
    host_ids = _usable_hosts(session, identity, facts, local_today(session, now), seminar_id)
    if facts.seats < _accepted(session, seminar_id):
        detail = "More accounts have accepted than there would be seats. Choose more seats, or take somebody out."
        raise _wrong("seats", "seminar.seats_taken", detail)
    changed = [name for name in ("on", "half", "place", "seats", "host_ids") if _differ(before.facts, facts, name)]
    _tell(session, record, facts, host_ids)
    note_deed(session, identity, "seminar.updated", record.id, now, changed)
    return find_seminar(session, identity, seminar_id, now)


def call_off(session: Session, identity: Identity, seminar_id: str, now: datetime) -> None:
    """Call a seminar off: its half-day is free again, and whom to tell stays on its list. Raises as changing does."""
    _, record = changeable(session, identity, seminar_id, now)
    record.deleted_at = stored_now()
    session.flush()
    note_deed(session, identity, "seminar.called_off", record.id, now)


def changeable(session: Session, identity: Identity, seminar_id: str, now: datetime) -> tuple[Seminar, SeminarRecord]:
    """A seminar ahead, all of whose hosts are seen; raises NotFound, NotAllowed and SeminarOver."""
    record = _seen(session, identity, seminar_id)
    of_others = (
        select(SeminarHostRecord.rep_id)
        .join(RepRecord, RepRecord.id == SeminarHostRecord.rep_id)
        .where(SeminarHostRecord.seminar_id == seminar_id, ~reps_seen_by(identity))
    )
    if session.scalar(select(exists(of_others))):
        raise NotAllowed("A rep of another team hosts it. Ask his manager or a director to change it.")
    seminar = _whole(session, identity, local_today(session, now), [record])[0]
    if seminar.is_over or seminar.is_called_off:
        raise SeminarOver
    return seminar, record


def _seen(session: Session, identity: Identity, seminar_id: str) -> SeminarRecord:
    record = session.scalar(select(SeminarRecord).where(seminars_seen_by(identity), SeminarRecord.id == seminar_id))
    if record is None:
        raise unknown_seminar()
    return record


def _usable_hosts(
    session: Session, identity: Identity, facts: SeminarFacts, today: date, but_for: str
) -> Sequence[str]:
    """The ids of the hosts' rows; raises InvalidInput for facts that are no seminar, and SeminarClash."""
    if facts.on < today:
        raise _wrong("on", "seminar.past", "A seminar lies ahead. Choose today or a later day.")
    if not 1 <= facts.seats <= MOST_SEATS:
        raise _wrong("seats", "seminar.seats", "A seminar has 1 to 10,000 seats. Correct their number.")
    if not facts.place.strip() or not facts.place.isprintable():
        raise _wrong("place", "seminar.place", "Say where it takes place, in one line.")
    known = session.execute(
        select(RepRecord.id, RepRecord.external_id).where(
            reps_seen_by(identity), RepRecord.external_id.in_(facts.host_ids), RepRecord.deleted_at.is_(None)
        )
    ).all()
    if not facts.host_ids or {row.external_id for row in known} != set(facts.host_ids):
        raise _wrong("host_ids", "seminar.hosts", "Name one host or more, by the ids that the list of reps has.")
    clash = exists().where(
        SeminarHostRecord.rep_id.in_([row.id for row in known]),
        SeminarHostRecord.seminar_id == SeminarRecord.id,
        SeminarRecord.on_day == facts.on,
        SeminarRecord.half == facts.half,
        SeminarRecord.deleted_at.is_(None),
        SeminarRecord.id != but_for,
    )
    if session.scalar(select(clash)):
        raise SeminarClash
    return [row.id for row in known]


def _tell(session: Session, record: SeminarRecord, facts: SeminarFacts, host_ids: Sequence[str]) -> None:
    record.on_day, record.half, record.place, record.seats = facts.on, facts.half, facts.place.strip(), facts.seats
    record.version = (record.version or 0) + 1  # its hosts are rows of their own, and are part of it all the same
    session.add(record)
    session.flush()
    session.execute(delete(SeminarHostRecord).where(SeminarHostRecord.seminar_id == record.id))
    session.add_all([SeminarHostRecord(seminar_id=record.id, rep_id=rep_id) for rep_id in host_ids])
    session.flush()
    session.expire_all()


def _accepted(session: Session, seminar_id: str) -> int:
    promised = (InvitationState.ACCEPTED, InvitationState.CAME)
    query = select(func.count()).select_from(SeminarInvitationRecord)
    return (
        session.scalar(
            query.where(SeminarInvitationRecord.seminar_id == seminar_id, SeminarInvitationRecord.state.in_(promised))
        )
        or 0
    )


def _whole(session: Session, identity: Identity, today: date, records: Sequence[SeminarRecord]) -> list[Seminar]:
    ids = [record.id for record in records]
    hosts: dict[str, list[tuple[str, str]]] = {}
    for seminar_id, rep_id, name in session.execute(
        select(SeminarHostRecord.seminar_id, RepRecord.external_id, RepRecord.name)
        .join(RepRecord, RepRecord.id == SeminarHostRecord.rep_id)
        .where(SeminarHostRecord.seminar_id.in_(ids), reps_seen_by(identity))
        .order_by(RepRecord.external_id)
    ):
        hosts.setdefault(seminar_id, []).append((rep_id, name))
    states: dict[str, Counter[InvitationState]] = {}
    for seminar_id, state, count in session.execute(
        select(SeminarInvitationRecord.seminar_id, SeminarInvitationRecord.state, func.count())
        .join(AccountRecord, AccountRecord.id == SeminarInvitationRecord.account_id)
        .where(
            SeminarInvitationRecord.seminar_id.in_(ids), accounts_seen_by(identity), AccountRecord.deleted_at.is_(None)
        )
        .group_by(SeminarInvitationRecord.seminar_id, SeminarInvitationRecord.state)
    ):
        states.setdefault(seminar_id, Counter())[InvitationState(state)] = count
    return [
        Seminar(
            id=record.id,
            facts=SeminarFacts(
                record.on_day,
                Half(record.half),
                record.place,
                record.seats,
                tuple(rep_id for rep_id, _ in hosts.get(record.id, ())),
            ),
            host_names=tuple(name for _, name in hosts.get(record.id, ())),
            states=states.get(record.id, Counter()),
            drawn_up_at=record.drawn_up_at,
            is_called_off=record.deleted_at is not None,
            is_over=record.on_day < today,
            version=record.version,
            updated_at=record.updated_at,
        )
        for record in records
    ]


def _differ(one: SeminarFacts, other: SeminarFacts, name: str) -> bool:
    return bool(getattr(one, name) != getattr(other, name))


def _wrong(field: str, code: str, detail: str) -> InvalidInput:
    return InvalidInput(code, detail, [Fault(f"/body/{field}", code, detail)])
