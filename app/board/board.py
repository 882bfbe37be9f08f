"""A board for whoever manages: the rates of a period, apart by each dimension, and the accounts behind each of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.access.identity import Identity
from app.access.scope import reps_seen_by
from app.access.teams import find_team
from app.board.cases import cases
from app.errors import Fault, InvalidInput
from app.intake.overview import local_today
from app.intake.rep_lists import known_rep
from app.method.board import Case, Dimension, Group, Measure, groups, rates, refusals
from app.method.rates import Fullness, Rate
from app.models import PublicationRecord, RepRecord, RouteRecord, ShiftRecord, StopRecord

MOST_DAYS = 731


@dataclass(frozen=True, slots=True)
class BoardWish:
    """Which days, and whose; None leaves the quarter of today, every team that is seen, every rep."""

    from_on: date | None = None
    to_on: date | None = None
    team_id: str | None = None
    rep_id: str | None = None


@dataclass(frozen=True, slots=True)
class Board:
    """`fullness` is by rep (external id), in the order of their names; `full` is of all of them."""

    from_on: date
    to_on: date
    cases: Sequence[Case]
    full: Fullness | None
    fullness: Mapping[str, Fullness]

    @property
    def rates(self) -> Mapping[Measure, Rate]:
        return rates(self.cases)

    @property
    def refusals(self) -> Mapping[str, Rate]:
        return refusals(self.cases)

    def groups(self, of: Dimension) -> list[Group]:
        return groups(self.cases, of)

    def behind(self, measure: Measure, of: Dimension | None, value: str) -> list[Case]:
        """The accounts that a rate counts, by name."""
        asked = [case for case in self.cases if case.rate(measure).n and (of is None or case.value(of) == value)]
        return sorted(asked, key=lambda case: (case.name, case.external_id))


def board(session: Session, identity: Identity, wish: BoardWish, now: datetime) -> Board:
    """The board of the days and reps that are asked for; raises InvalidInput for days that are no period, NotFound."""
    from_on, to_on = _period(wish, local_today(session, now))
    rep_ids = _wanted_reps(session, identity, wish)
    found = cases(session, identity, from_on, to_on, now)
    days = _days(session, identity, from_on, to_on, rep_ids)
    return Board(
        from_on,
        to_on,
        found if rep_ids is None else [case for case in found if case.rep_id in rep_ids],
        Fullness.of([day for of_rep in days.values() for day in of_rep]),
        {rep_id: full for rep_id, of_rep in days.items() if (full := Fullness.of(of_rep)) is not None},
    )


def quarter_of(day: date) -> tuple[date, date]:
    """The first and the last day of the quarter that the day lies in."""
    first = date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    following = (first + timedelta(days=95)).replace(day=1)
    return first, following - timedelta(days=1)


def _period(wish: BoardWish, today: date) -> tuple[date, date]:
    if wish.from_on is None and wish.to_on is None:
        return quarter_of(today)
    from_on = wish.from_on or quarter_of(wish.to_on or today)[0]
    to_on = wish.to_on or quarter_of(from_on)[1]
    if not from_on <= to_on < from_on + timedelta(days=MOST_DAYS):
        detail = "A period begins before it ends and lasts two years at most. Correct its days."
        raise InvalidInput("board.period", detail, [Fault("/query/to", "board.period", detail)])
    return from_on, to_on


def _wanted_reps(session: Session, identity: Identity, wish: BoardWish) -> set[str] | None:
    """The external ids of the reps whose accounts are counted; None for all accounts that are seen."""
    if wish.team_id is None and wish.rep_id is None:
        return None
    if wish.rep_id is not None:
        wanted = {known_rep(session, identity, wish.rep_id).rep.external_id}
    if wish.team_id is not None:
        members = {member.id for member in find_team(session, identity, wish.team_id).reps}
        wanted = members if wish.rep_id is None else wanted & members
    return wanted


def _days(
    session: Session, identity: Identity, from_on: date, to_on: date, rep_ids: set[str] | None
) -> dict[str, list[tuple[int, int]]]:
    """Of each rep the days with visits in force: what service and travel take of the shift, and the shift."""
    stops = (
        select(
            StopRecord.route_id,
            func.sum(StopRecord.drive_s + StopRecord.departure_s - StopRecord.start_s).label("used_s"),
        )
        .join(PublicationRecord, PublicationRecord.route_id == StopRecord.route_id)
        .group_by(StopRecord.route_id)
        .subquery()
    )
    query = (
        select(
            RepRecord.external_id,
            stops.c.used_s + RouteRecord.back_s,
            RouteRecord.shift_end_s - RouteRecord.shift_start_s,
        )
        .join(ShiftRecord, ShiftRecord.rep_id == RepRecord.id)
        .join(RouteRecord, RouteRecord.shift_id == ShiftRecord.id)
        .join(stops, stops.c.route_id == RouteRecord.id)
        .where(reps_seen_by(identity), ShiftRecord.on_day.between(from_on, to_on))
        .order_by(RepRecord.name, RepRecord.external_id, ShiftRecord.on_day)
    )
    days: dict[str, list[tuple[int, int]]] = {}
    for rep_id, used_s, shift_s in session.execute(query):
        if rep_ids is None or rep_id in rep_ids:
            days.setdefault(rep_id, []).append((int(used_s), shift_s))
    return days
