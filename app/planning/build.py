"""The bridge into the solver: one rep's week as numbers. Here is the last use of dates before the search."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from app.method.account import DAY_S
from app.method.field_days import field_days
from app.method.rep import Rep
from app.method.rush_hours import speeds_on
from app.method.settings import MethodSettings
from app.method.steering import NOT_STEERED, Steering
from app.method.working_hours import hours_on, lunch_starts, usual_hours
from app.method.worth import WorthPart
from app.planning.candidates import Candidate
from app.planning.options import PlanOptions
from app.planning.visit_names import account_of, visit_name
from app.planning.week_plan import EarlierDay
from app.travel.by_road import travel_model
from solver import Group, Lunch, Shift, TimeWindow, Traffic, Visit, Weights, WideProblem


@dataclass(frozen=True, slots=True)
class RepWeek:
    """One rep's part of the plan: the solver's problem, and what its ids mean.

    Where it `is_tied` the visits of an account keep their days apart and come one after another; else each day is laid
    out by itself.
    """

    rep: Rep
    problem: WideProblem
    candidates: Mapping[str, Candidate]  # by the external id of the account
    worth: Mapping[str, tuple[WorthPart, ...]]  # by visit id
    days: Mapping[str, date]  # by shift id
    steering: Steering = NOT_STEERED
    is_tied: bool = True

    def candidate(self, visit_id: str) -> Candidate:
        """The account that this visit is to."""
        return self.candidates[account_of(visit_id)]


def build_week(
    rep: Rep,
    candidates: Sequence[Candidate],
    settings: MethodSettings,
    options: PlanOptions,
    earlier: Mapping[str, Sequence[EarlierDay]],
    steering: Steering = NOT_STEERED,
    *,
    held_on: Mapping[str, Collection[date]] | None = None,
    visits: Mapping[str, int] | None = None,
) -> RepWeek:
    """Lay out the rep's week: a shift for each field day, and one for an appointment promised on another day.

    Days before `as_of` and public holidays have no shift. What `earlier` had of this rep is worth keeping. `steering`
    corrects what visits are worth. An account has the visits that the cadence asks for, and one on each day on which it
    is `held_on` by hand, all so many days apart. With `visits` the plan is there already, and its days are laid out
    each by itself: so many visits of each account (one where it is not named), on whichever day.
    """
    settings = settings.of(rep.external_id)
    ordered = sorted(candidates, key=lambda candidate: candidate.account.external_id)
    in_field = field_days(rep, options.planned_days, settings.country)
    exceptions = _appointments_elsewhere(ordered, options, in_field)
    home, end = rep.home, rep.end or rep.home
    points = [(c.location.lat, c.location.lon) for c in ordered]
    points += [(home.lat, home.lon), (end.lat, end.lon)]
    days = sorted({*in_field, *exceptions})
    shift_ids = {day: _shift_id(rep, day) for day in days}
    worth: dict[str, tuple[WorthPart, ...]] = {}
    laid_out: list[Visit] = []
    for place, candidate in enumerate(ordered):
        name = candidate.account.external_id
        if visits is None:
            wanted = _wanted(candidate, settings, options, (held_on or {}).get(name, ()))
        else:
            wanted = _Wanted((options.horizon[0],) * visits.get(name, 1), None)
        kept = [shift_ids.get(day.on) for day in earlier.get(name, ()) if day.rep_id == rep.external_id]
        for number, first_on in enumerate(wanted.first_on, start=1):
            visit_id = visit_name(name, number)
            worth[visit_id] = candidate.worth(rep, settings, options, steering, number)
            laid_out.append(
                _visit(
                    place,
                    candidate,
                    number,
                    worth[visit_id],
                    options,
                    [day for day in in_field if day >= first_on],
                    kept[number - 1] if number <= len(kept) else None,
                    wanted.group(name),
                )
            )
    return RepWeek(
        rep=rep,
        problem=WideProblem(
            visits=tuple(laid_out),
            shifts=tuple(
                replace(
                    _shift(rep, day, _hours(rep, day, ordered), options, len(ordered), len(ordered) + 1),
                    traffic=traffic_of(speeds_on(rep, day, settings)),
                )
                for day in days
            ),
            travel=travel_model(points, rep.travel_mode, by_road=options.roads is not None),
            weights=Weights(
                options.travel_weight_pct(settings),
                settings.overtime_weight_pct,
                settings.keep_worth_s if earlier else 0,
            ),
        ),
        candidates={c.account.external_id: c for c in ordered},
        worth=worth,
        days={shift_id: day for day, shift_id in shift_ids.items()},
        steering=steering,
        is_tied=visits is None,
    )


def traffic_of(speed_pct: tuple[int, ...]) -> Traffic | None:
    """The traffic of a day with these speeds, none where they do not depend on the hour."""
    return Traffic(speed_pct) if speed_pct else None


@dataclass(frozen=True, slots=True)
class _Wanted:
    """The first day of each of an account's visits, and how many days lie between two of them (None: no matter)."""

    first_on: tuple[date, ...]
    gap_days: int | None

    def group(self, account_id: str) -> Group | None:
        several = len(self.first_on) > 1 and self.gap_days is not None
        return Group(account_id, self.gap_days) if several else None


def _wanted(candidate: Candidate, settings: MethodSettings, options: PlanOptions, held_on: Collection[date]) -> _Wanted:
    """As the cadence has it; a promise and what is held by hand stand, however near to one another."""
    promised_on = candidate.promised_on(options)
    stand = sorted({*held_on, *(() if promised_on is None else (promised_on,))})
    free = list(candidate.wanted(settings, options))
    for on in stand[: len(free)]:  # each stands for the one that fell due last before it
        free.remove(max((day for day in free if day <= on), default=free[0]))
    first_on = (*options.horizon[:1] * len(stand), *free)
    apart = [(later - sooner).days for sooner, later in pairwise(stand)]
    return _Wanted(first_on, min([candidate.gap_days(settings), *apart]))


def _appointments_elsewhere(
    candidates: Sequence[Candidate], options: PlanOptions, in_field: Sequence[date]
) -> set[date]:
    """Days outside the field on which something is promised: planned all the same, and seen as exceptions."""
    promised = {c.account.appointment.on for c in candidates if c.account.appointment}
    return (promised & set(options.planned_days)) - set(in_field)


def _shift_id(rep: Rep, day: date) -> str:
    return f"{day.isoformat()}/{rep.external_id}"


def _hours(rep: Rep, day: date, candidates: Sequence[Candidate]) -> tuple[int, int]:
    """When the shift lasts; a promise in the half that he has free is an exception for the whole day."""
    hours, usual = hours_on(rep, day), usual_hours(rep, day)
    promised_s = [
        (c.account.appointment.start_s, c.account.appointment.start_s + c.service_s)
        for c in candidates
        if c.account.appointment is not None and c.account.appointment.on == day
    ]
    if hours is None or any(start_s < hours[0] or end_s > hours[1] for start_s, end_s in promised_s):
        return usual
    return hours


def _shift(
    rep: Rep, day: date, hours: tuple[int, int], options: PlanOptions, start_place: int, end_place: int
) -> Shift:
    midnight_s, (start_s, end_s) = (day - options.week_on).days * DAY_S, hours
    lunch, starts = None, lunch_starts(rep, day, start_s, end_s)
    if rep.lunch is not None and starts is not None:
        lunch = Lunch(rep.lunch.duration_s, TimeWindow(midnight_s + starts[0], midnight_s + starts[1]))
    return Shift(
        id=_shift_id(rep, day),
        rep=rep.external_id,
        window=TimeWindow(midnight_s + start_s, midnight_s + end_s),
        start_place=start_place,
        end_place=end_place,
        max_visits=rep.max_visits,
        lunch=lunch,
        overtime_s=rep.overtime_s,
    )


def _visit(
    place: int,
    candidate: Candidate,
    number: int,
    worth: Sequence[WorthPart],
    options: PlanOptions,
    in_field: Sequence[date],
    kept_on: str | None,
    group: Group | None,
) -> Visit:
    """The account's visit of this number; the first is the one that is promised, or must be made."""
    account, service_s = candidate.account, candidate.service_s
    is_promised = number == 1 and candidate.promised_on(options) is not None
    if is_promised and (promised := account.appointment) is not None:
        at_s = (promised.on - options.week_on).days * DAY_S + promised.start_s
        windows = [TimeWindow(at_s, at_s)]
    else:
        windows = [window for day in in_field for window in _windows(candidate, day, options)]
    return Visit(
        id=visit_name(account.external_id, number),
        place=place,
        service_s=service_s,
        prize=sum(part.worth_s for part in worth),
        windows=tuple(windows),
        required=number == 1 and candidate.is_required(options),
        group=group,
        kept_on=kept_on,
        after=visit_name(account.external_id, number - 1) if group is not None and number > 1 else None,
    )


def _windows(candidate: Candidate, day: date, options: PlanOptions) -> Iterator[TimeWindow]:
    """When service may begin that day, in horizon seconds."""
    midnight_s = (day - options.week_on).days * DAY_S
    for first_s, last_s in service_starts(candidate.account.opening.on(day), candidate.service_s):
        yield TimeWindow(midnight_s + first_s, midnight_s + last_s)


def service_starts(open_spans_s: Sequence[tuple[int, int]], service_s: int) -> Iterator[tuple[int, int]]:
    """When service may begin on a day: open spans that touch are one, and a visit ends before the door closes."""
    spans: list[tuple[int, int]] = []
    for open_s, close_s in open_spans_s:
        if spans and spans[-1][1] == open_s:
            open_s = spans.pop()[0]
        spans.append((open_s, close_s))
    for open_s, close_s in spans:
        if open_s <= close_s - service_s:
            yield open_s, min(close_s - service_s, DAY_S - 1)  # midnight is the next day's
