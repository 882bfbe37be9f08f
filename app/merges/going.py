"""Rows going from one account to another, and back: each step tells the keys of what it moved, as JSON holds them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, TypeVar

from sqlalchemy import Table, delete, insert, select, update
from sqlalchemy.orm import Session

from app.intake.apart import in_order
from app.method.invitation_states import InvitationState
from app.models import (
    AccountPlaceRecord,
    AccountRecord,
    AccountsApartRecord,
    Base,
    ContactRecord,
    LedgerRecord,
    PlanRecord,
    RouteRecord,
    SeminarInvitationRecord,
    StopRecord,
    VisitRecord,
)
from app.planning.by_hand import ByHand, HandLock, KeptAnyway

Keys = list[list[Any]]
_Named = TypeVar("_Named", HandLock, KeptAnyway)

LONGEST_PLAN = timedelta(days=28)
# Of two invitations that one counts of which more is known.
_TELLING = (
    InvitationState.CAME,
    InvitationState.ACCEPTED,
    InvitationState.DECLINED,
    InvitationState.TAKEN_OUT,
    InvitationState.OPEN,
)


def move_rows(
    session: Session, name: str, column: str, from_id: str, to_id: str, only: Collection[Sequence[Any]] | None = None
) -> Keys:
    """Give rows of a table (`only` these, by their keys without the account) to another account.

    One that would be there twice stays.
    """
    here = Base.metadata.tables[name]
    rest = [key for key in here.primary_key.columns if key.name != column]

    def keys_of(account_id: str) -> Iterable[tuple[Any, ...]]:
        return (
            tuple(row) for row in session.execute(select(*rest, here.c[column]).where(here.c[column] == account_id))
        )

    there = {row[:-1] for row in keys_of(to_id)}
    moved: Keys = []
    for row in sorted(keys_of(from_id)):
        key = [value.isoformat() if isinstance(value, date) else value for value in row[:-1]]
        if row[:-1] in there or (only is not None and key not in only):
            continue
        is_it = [one == value for one, value in zip(rest, row[:-1], strict=True)]
        session.execute(update(here).where(here.c[column] == from_id, *is_it).values({column: to_id}))
        moved.append(key)
    return moved


def move_visits(session: Session, from_id: str, to_id: str) -> Keys:
    """Give all visits to another account, numbered on where it has visits in their weeks; ids and old numbers."""
    taken = {
        (week_on, number)
        for week_on, number in session.execute(
            select(VisitRecord.week_on, VisitRecord.number).where(VisitRecord.account_id == to_id)
        )
    }
    moved: Keys = []
    of = select(VisitRecord).where(VisitRecord.account_id == from_id)
    for visit in session.scalars(of.order_by(VisitRecord.week_on, VisitRecord.number)).all():
        moved.append([visit.id, visit.number])
        while (visit.week_on, visit.number) in taken:
            visit.number += 1
        taken.add((visit.week_on, visit.number))
        visit.account_id = to_id
        session.flush()
    return moved


def give_visits_back(session: Session, to_id: str, moved: Iterable[Sequence[Any]]) -> None:
    """Give these visits to the account whose they were, under the numbers they had."""
    for visit_id, number in moved:
        session.execute(update(VisitRecord).where(VisitRecord.id == visit_id).values(account_id=to_id, number=number))


def move_contacts(session: Session, from_id: str, to_id: str) -> None:
    """Give over whom the other account does not name; who is named there already is known by that row."""
    rows = session.execute(
        select(ContactRecord.account_id, ContactRecord.id, ContactRecord.name, ContactRecord.position)
        .where(ContactRecord.account_id.in_((from_id, to_id)))
        .order_by(ContactRecord.position)
    ).all()
    names = {row.name for row in rows if row.account_id == to_id}
    position = max((row.position for row in rows if row.account_id == to_id), default=0)
    for row in (row for row in rows if row.account_id == from_id and row.name not in names):
        position += 1
        moved = update(ContactRecord).where(ContactRecord.id == row.id)
        session.execute(moved.values(account_id=to_id, position=position))
    session.execute(delete(ContactRecord).where(ContactRecord.account_id == from_id))


def move_apart(session: Session, from_id: str, to_id: str, only: Collection[str] | None = None) -> list[str]:
    """Let the accounts that the one was told apart from (`only` these) be told apart from the other instead."""
    one, other = AccountsApartRecord.one_id, AccountsApartRecord.other_id
    moved: list[str] = []
    of = select(AccountsApartRecord).where((one == from_id) | (other == from_id))
    for pair in session.scalars(of.order_by(one, other)).all():
        third = pair.other_id if pair.one_id == from_id else pair.one_id
        names = in_order(to_id, third)
        if third == to_id or (only is not None and third not in only):
            continue
        if session.get(AccountsApartRecord, names) is None:
            pair.one_id, pair.other_id = names
            session.flush()
            moved.append(third)
    return moved


def exchange(session: Session, name: str, one_id: str, other_id: str, **key: Any) -> None:
    """Let two accounts exchange their rows of a table that has one for each; of a row that is alone, its owner."""
    here: Table = Base.metadata.tables[name]
    these = [here.c.account_id.in_((one_id, other_id)), *(here.c[column] == value for column, value in key.items())]
    rows = [dict(row) for row in session.execute(select(*here.c).where(*these)).mappings()]
    session.execute(delete(here).where(*these))
    for row in rows:
        row["account_id"] = other_id if row["account_id"] == one_id else one_id
        session.execute(insert(here).values(row))


def place_is_the_others(session: Session, kept_id: str, other_id: str) -> bool:
    """Whether not the kept account's pin but the other's was put for what is told of the kept account now."""
    place = AccountPlaceRecord
    now = select(AccountRecord.address, AccountRecord.lat, AccountRecord.lon).where(AccountRecord.id == kept_id)
    address, lat, lon = session.execute(now).one()
    holds = (
        place.told_address == address,
        place.told_lat.is_not_distinct_from(lat),
        place.told_lon.is_not_distinct_from(lon),
    )
    found = session.scalars(select(place.account_id).where(place.account_id.in_((kept_id, other_id)), *holds)).all()
    return list(found) == [other_id]


def more_telling_invitations(session: Session, kept_id: str, other_id: str) -> list[str]:
    """The seminars to which both are asked, and more is known of the other's invitation."""
    invitation = SeminarInvitationRecord
    states: dict[str, dict[str, int]] = {}
    of_both = select(invitation.seminar_id, invitation.account_id, invitation.state)
    for seminar_id, account_id, state in session.execute(of_both.where(invitation.account_id.in_((kept_id, other_id)))):
        states.setdefault(seminar_id, {})[account_id] = _TELLING.index(InvitationState(state))
    return sorted(one for one, of in states.items() if len(of) > 1 and of[other_id] < of[kept_id])


def take_out_left(session: Session, account_id: str) -> Keys:
    """Let the invitations that an account keeps take up no seat; their seminars, and what was known of each."""
    invitation = SeminarInvitationRecord
    these = select(invitation.seminar_id, invitation.state).where(invitation.account_id == account_id)
    left = [list(row) for row in session.execute(these.order_by(invitation.seminar_id))]
    out = update(invitation).where(invitation.account_id == account_id)
    session.execute(out.values(state=InvitationState.TAKEN_OUT.value))
    return left


def put_in_again(session: Session, account_id: str, left: Iterable[Sequence[Any]]) -> None:
    """Let these invitations of an account say what was known of them."""
    invitation = SeminarInvitationRecord
    for seminar_id, state in left:
        here = (invitation.account_id == account_id, invitation.seminar_id == seminar_id)
        session.execute(update(invitation).where(*here).values(state=state))


def rename_in_plans(session: Session, visit_ids: Collection[str], old: str, new: str, today: date) -> None:
    """Let the stops of these visits be another account's (external ids) in plans that are not over.

    Ledger, locks and what was held on to follow. A plan that visits both keeps both stops: none is lost, and the next
    plan has one.
    """
    not_over = PlanRecord.week_on > today - LONGEST_PLAN
    stops = select(RouteRecord.plan_id, StopRecord.id).join(RouteRecord).join(PlanRecord).where(not_over)
    both = set(session.scalars(stops.with_only_columns(RouteRecord.plan_id).where(StopRecord.external_id == new)))
    renamed: dict[str, list[str]] = {}
    these = stops.where(StopRecord.external_id == old, StopRecord.visit_id.in_(visit_ids))
    for plan_id, stop_id in session.execute(these):
        if plan_id not in both:
            renamed.setdefault(plan_id, []).append(stop_id)
    for plan_id, stop_ids in renamed.items():
        session.execute(update(StopRecord).where(StopRecord.id.in_(stop_ids)).values(external_id=new))
        _rename_rows(session, plan_id, old, new)
        plan = session.get_one(PlanRecord, plan_id)
        hand = ByHand.from_json(plan.by_hand)
        if old in {*(lock.external_id for lock in hand.locks), *(kept.external_id for kept in hand.kept)}:
            plan.by_hand = ByHand(
                tuple(_named(lock, old, new) for lock in hand.locks),
                tuple(_named(kept, old, new) for kept in hand.kept),
            ).as_json()
        if plan.earlier is not None and old in plan.earlier and new not in plan.earlier:
            plan.earlier = {(new if name == old else name): day for name, day in plan.earlier.items()}
    session.flush()


def _rename_rows(session: Session, plan_id: str, old: str, new: str) -> None:
    """Each account has one row of a ledger: the one that is visited gets the name, the other row the other name."""
    row = LedgerRecord
    of_both = select(row.position, row.external_id).where(row.plan_id == plan_id, row.external_id.in_((old, new)))
    for position, external_id in session.execute(of_both).all():
        name = new if external_id == old else old
        session.execute(update(row).where(row.plan_id == plan_id, row.position == position).values(external_id=name))


def _named(one: _Named, old: str, new: str) -> _Named:
    return replace(one, external_id=new) if one.external_id == old else one
