"""The accounts of reps as the method's first look sees them, and the corrections that come of it."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from app.method.field_days import field_days
from app.method.market import is_without_business
from app.method.rep import Rep
from app.method.settings import MethodSettings
from app.method.steering import Prospective, Prospects, Steering, steering
from app.method.working_hours import hours_on, lunch_starts
from app.planning.candidates import Candidate
from app.planning.options import PlanOptions
from app.travel.straight_line import SPEEDS
from solver.fieldwork import FieldRep, Fieldwork, visit_times

LOOKED_AT = 2_000  # of longer lists every n-th account is looked at, with the n-th part of the hours


def steered_team(
    reps: Sequence[Rep], by_rep: Mapping[str, Sequence[Candidate]], settings: MethodSettings, options: PlanOptions
) -> dict[str, Steering]:
    """What steers the plan of each rep who has these accounts."""
    found = steering(
        {rep.external_id: _prospects(rep, by_rep[rep.external_id], settings, options) for rep in reps}, settings
    )
    return {rep.external_id: _counted(found[rep.external_id], rep, by_rep[rep.external_id], settings) for rep in reps}


def _prospects(rep: Rep, candidates: Sequence[Candidate], settings: MethodSettings, options: PlanOptions) -> Prospects:
    settings = settings.of(rep.external_id)
    ordered = sorted(candidates, key=lambda candidate: candidate.account.external_id)
    one_in = max(1, -(-len(ordered) // LOOKED_AT))
    days = field_days(rep, options.planned_days, settings.country)
    hours_s = sum(_hours_s(rep, day) for day in days)
    seen = tuple(_prospective(rep, ordered[::one_in], hours_s // max(1, len(days)), settings, options))
    return Prospects(seen, hours_s // one_in, len(days) * rep.max_visits // one_in)


def _counted(found: Steering, rep: Rep, candidates: Sequence[Candidate], settings: MethodSettings) -> Steering:
    """The corrections with all accounts, looked at or not."""
    return replace(
        found,
        accounts=dict(Counter(candidate.area(rep, settings) for candidate in candidates)),
        without_business=sum(is_without_business(candidate.account) for candidate in candidates),
    )


def _hours_s(rep: Rep, day: date) -> int:
    """The hours of a field day less lunch."""
    hours = hours_on(rep, day)
    if hours is None:
        return 0
    eats = rep.lunch is not None and lunch_starts(rep, day, *hours) is not None
    return hours[1] - hours[0] - (rep.lunch.duration_s if rep.lunch is not None and eats else 0)


def _prospective(
    rep: Rep, candidates: Sequence[Candidate], day_s: int, settings: MethodSettings, options: PlanOptions
) -> Iterator[Prospective]:
    if not candidates:
        return
    end = rep.end or rep.home
    work = Fieldwork(
        tuple(c.account.external_id for c in candidates),
        np.array([c.location.lat for c in candidates], dtype=np.float64),
        np.array([c.location.lon for c in candidates], dtype=np.float64),
        np.ones(len(candidates)),
        np.array([c.service_s for c in candidates], dtype=np.int64),
    )
    driver = FieldRep(
        id=rep.external_id,
        start=(rep.home.lat, rep.home.lon),
        end=(end.lat, end.lon),
        speeds=SPEEDS[rep.travel_mode],
        day_s=day_s,
        month_s=0,  # of no matter for single visits
        most_visits=rep.max_visits,
    )
    for candidate, time_s, drive_s in zip(candidates, *visit_times(work, driver), strict=True):
        for number in range(1, len(candidate.wanted(settings, options)) + 1):
            parts = candidate.worth(rep, settings, options, number=number)
            yield Prospective(
                area=candidate.area(rep, settings),
                is_without_business=is_without_business(candidate.account),
                is_required=number == 1 and candidate.is_required(options),
                result=candidate.result(settings, options, number),
                base_s=next(part.worth_s for part in parts if part.name == "base"),
                worth_s=sum(part.worth_s for part in parts),
                time_s=int(time_s),
                drive_s=int(drive_s),
            )
