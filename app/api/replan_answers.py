"""Proposals for the rest of a day, and accounts near to it, as the API shows them."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum

from pydantic import Field

from app.api.route_answers import RouteAnswer, SpanAnswer, route_answer
from app.api.values import Answer, Point
from app.planning.week_plan import LedgerRow, PlannedStop
from app.planning.wordings import remedy, sentence
from app.visits.nearby import Nearby
from app.visits.replans import Accepted, Proposed


class StopChange(StrEnum):
    """What a proposal does with a stop."""

    MADE = "made"  # it is over or under way, and stays
    KEPT = "kept"  # same place in the order of what is ahead, same start to the minute
    MOVED = "moved"
    ADDED = "added"
    DROPPED = "dropped"


class TimesAnswer(Answer):
    number: int
    arrival_s: int
    start_s: int
    departure_s: int


class StopChangeAnswer(Answer):
    visit_id: str
    external_id: str
    name: str
    change: StopChange
    before: TimesAnswer | None
    after: TimesAnswer | None
    is_appointment: bool
    is_late: bool = Field(description="A promise that is kept, but not to the minute: call them.")
    code: str | None = Field(description="Why it is dropped: a code of the ledger.")
    sentence: str
    remedy: str


class ProposalAnswer(Answer):
    """Nothing is stored by it; send `proposal` back to have it."""

    rep_id: str
    on: date
    at: datetime
    plan_number: int = Field(description="Of the plan that it changes.")
    changes_nothing: bool
    stops: list[StopChangeAnswer] = Field(description="As proposed, then what is dropped.")
    route: RouteAnswer = Field(description="The whole day as proposed.")
    travel_estimated: bool
    proposal: str


class AcceptedAnswer(Answer):
    plan_id: str
    plan_number: int
    route: RouteAnswer


class NearbyDriveAnswer(Answer):
    visit_id: str
    drive_s: int


class NearbyAnswer(Answer):
    account_id: str
    name: str
    address: str
    location: Point
    category: str
    grade: str
    service_s: int
    open_spans: list[SpanAnswer]
    worth_s: int
    fits: bool = Field(description="It fits into a gap of what is ahead.")
    after_visit_id: str | None = Field(description="After which stop; null: before the first that is ahead.")
    detour_s: int = Field(description="Extra driving, estimated.")
    detour_m: int
    from_here_s: int
    to_end_s: int
    drives: list[NearbyDriveAnswer] = Field(description="The estimated drive between it and each stop ahead.")


class NearbyAccountsAnswer(Answer):
    data: list[NearbyAnswer]


def proposal_answer(proposed: Proposed, at: datetime) -> ProposalAnswer:
    day, proposal = proposed.rest.day, proposed.proposal
    dropped = {row.external_id: row for row in proposal.dropped}
    before = {stop.visit_id: (n, stop) for n, stop in enumerate(proposed.before.stops, start=1)}
    made = {stop.visit_id for stop in proposed.rest.made}
    kept = [s.visit_id for s in proposed.before.stops if s.visit_id in {one.visit_id for one in proposal.route.stops}]
    stayed = [s.visit_id for s in proposal.route.stops if s.visit_id in before]
    same_place = {a for a, b in zip(kept, stayed, strict=True) if a == b}

    def told(number: int, stop: PlannedStop) -> StopChangeAnswer:
        old = before.get(stop.visit_id)
        change = StopChange.ADDED if old is None else StopChange.MOVED
        if stop.visit_id in made:
            change = StopChange.MADE
        elif old is not None and stop.visit_id in same_place and old[1].start_s // 60 == stop.start_s // 60:
            change = StopChange.KEPT
        return StopChangeAnswer(
            visit_id=stop.visit_id,
            external_id=stop.external_id,
            name=stop.name,
            change=change,
            before=None if old is None else _times(*old),
            after=_times(number, stop),
            is_appointment=stop.is_appointment,
            is_late=stop.external_id in proposal.late,
            code=None,
            sentence="",
            remedy="",
        )

    stops = [told(n, stop) for n, stop in enumerate(proposal.route.stops, start=1)]
    still = {stop.visit_id for stop in proposal.route.stops}
    stops += [_dropped(before[v], dropped) for v in before if v not in still]
    stops += [_not_added(row) for row in proposal.dropped if row.external_id in proposed.rest.added]
    return ProposalAnswer(
        rep_id=day.rep.external_id,
        on=day.route.on,
        at=at,
        plan_number=day.plan_number,
        changes_nothing=all(stop.change in (StopChange.MADE, StopChange.KEPT) for stop in stops),
        stops=stops,
        route=route_answer(proposal.route),
        travel_estimated=any(proposal.route.drives),
        proposal=proposed.sealed,
    )


def accepted_answer(accepted: Accepted) -> AcceptedAnswer:
    return AcceptedAnswer(
        plan_id=accepted.plan_id, plan_number=accepted.plan_number, route=route_answer(accepted.route)
    )


def nearby_answer(one: Nearby, visit_ids: Mapping[str, str], on: date) -> NearbyAnswer:
    """`visit_ids` are those of the stops ahead by external id, in the order of `one.drives_s`."""
    account = one.account
    assert account.location is not None
    from_here_s, *between, to_end_s = one.drives_s
    drives = zip(visit_ids.values(), between, strict=True)
    return NearbyAnswer(
        account_id=account.external_id,
        name=account.name,
        address=account.address,
        location=Point(lat=account.location.lat, lon=account.location.lon),
        category=account.category.value,
        grade=account.grade.value,
        service_s=one.service_s,
        open_spans=[SpanAnswer(open_s=open_s, close_s=close_s) for open_s, close_s in account.opening.on(on)],
        worth_s=one.worth_s,
        fits=one.fits,
        after_visit_id=None if one.after is None else visit_ids[one.after],
        detour_s=one.detour_s,
        detour_m=one.detour_m,
        from_here_s=from_here_s,
        to_end_s=to_end_s,
        drives=[NearbyDriveAnswer(visit_id=visit_id, drive_s=drive_s) for visit_id, drive_s in drives],
    )


def _times(number: int, stop: PlannedStop) -> TimesAnswer:
    return TimesAnswer(number=number, arrival_s=stop.arrival_s, start_s=stop.start_s, departure_s=stop.departure_s)


def _dropped(was: tuple[int, PlannedStop], rows: Mapping[str, LedgerRow]) -> StopChangeAnswer:
    number, stop = was
    row = rows.get(stop.external_id)
    return StopChangeAnswer(
        visit_id=stop.visit_id,
        external_id=stop.external_id,
        name=stop.name,
        change=StopChange.DROPPED,
        before=_times(number, stop),
        after=None,
        is_appointment=stop.is_appointment,
        is_late=False,
        code=None if row is None else row.code,
        sentence="" if row is None else sentence(row),
        remedy="" if row is None else remedy(row),
    )


def _not_added(row: LedgerRow) -> StopChangeAnswer:
    return StopChangeAnswer(
        visit_id="",
        external_id=row.external_id,
        name=row.name,
        change=StopChange.DROPPED,
        before=None,
        after=None,
        is_appointment=False,
        is_late=False,
        code=row.code,
        sentence=sentence(row),
        remedy=remedy(row),
    )
