"""What the gate lets through: accounts with the worth of a visit, and the rep who makes it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from geopy.distance import great_circle

from app.method.account import Account, Category, Location
from app.method.cadence import due_again, due_visits, gap_days
from app.method.field_days import field_days, field_seconds_of_year
from app.method.gate import visits_left
from app.method.market import area_of
from app.method.rep import Rep
from app.method.settings import Area, MethodSettings
from app.method.steering import NOT_STEERED, Steering
from app.method.working_hours import hours_on
from app.method.worth import WorthPart, expected_result, steered, worth_parts
from app.planning.nearness import seconds_to_reps
from app.planning.options import PlanOptions
from solver.partition import balanced_nearness


@dataclass(frozen=True, slots=True)
class Candidate:
    """One account that may be routed: located, with its service time; `made_before` visits of the plan come first."""

    account: Account
    location: Location
    service_s: int
    made_before: int = 0

    @classmethod
    def of(cls, account: Account, settings: MethodSettings, days: Sequence[date] = ()) -> "Candidate":
        """Raises ValueError for an account without a location; the gate keeps those out.

        An appointment on one of `days` lasts as long as was agreed.
        """
        if account.location is None:
            raise ValueError("Only located accounts are candidates.")
        promised = account.appointment
        agreed_s = promised.service_s if promised is not None and promised.on in days else None
        usual_s = settings.visit_minutes[account.category] * 60
        service_s = next(s for s in (agreed_s, account.service_s, usual_s) if s is not None)
        return cls(account, account.location, service_s)

    def worth(
        self,
        rep: Rep,
        settings: MethodSettings,
        options: PlanOptions,
        steering: Steering = NOT_STEERED,
        number: int = 1,
    ) -> tuple[WorthPart, ...]:
        """The parts of the prize of the account's visit of this number in the plan, in this rep's time."""
        field_s = max(1, field_seconds_of_year(rep, options.as_of.year, settings.country))
        parts = worth_parts(
            self.at_visit(number, settings, options),
            settings,
            as_of=options.as_of,
            last_on=options.horizon[-1],
            field_second_value=settings.yearly_target / field_s,
        )
        return steered(parts, self.account, self.area(rep, settings), steering)

    def area(self, rep: Rep, settings: MethodSettings) -> Area:
        """Where the account lies for this rep, as far as settings and distance say."""
        home = rep.home
        return area_of(
            self.account,
            great_circle((home.lat, home.lon), (self.location.lat, self.location.lon)).km,
            settings,
        )

    def result(self, settings: MethodSettings, options: PlanOptions, number: int = 1) -> int:
        """What the visit is expected to bring, in whole CNY."""
        return round(expected_result(self.at_visit(number, settings, options), settings, options.as_of))

    def at_visit(self, number: int, settings: MethodSettings, options: PlanOptions) -> Account:
        """The account as its visit of this number in the plan finds it: a further one when it is due after the last."""
        made = number + self.made_before - 1
        return due_again(self.account, settings, options.as_of, made) if made else self.account

    def wanted(self, settings: MethodSettings, options: PlanOptions) -> tuple[date, ...]:
        """The first day of each visit that the cadence asks for in the plan; of a prospect as many as he may have."""
        days = due_visits(self.account, settings, options.planned_days or options.horizon[:1])
        most = max(1, visits_left(self.account, settings))
        return days[:most] if self.account.category is Category.PROSPECT else days

    def gap_days(self, settings: MethodSettings) -> int:
        """How many days lie between two of its visits at least."""
        return gap_days(self.account, settings)

    def promised_on(self, options: PlanOptions) -> date | None:
        """The day of the plan on which a visit is promised."""
        promised = self.account.appointment
        return promised.on if promised is not None and promised.on in options.planned_days else None

    def is_required(self, options: PlanOptions) -> bool:
        """Whether the visit comes before any prize: it is promised, or somebody said that it must be made."""
        return self.account.must_visit or self.promised_on(options) is not None


def reps_by_name(reps: Sequence[Rep]) -> dict[str, str]:
    """The external id of each rep, by each name under which a list may call him."""
    return {name: rep.external_id for rep in reps for name in (rep.name, rep.external_id)}


def shared_out(
    candidates: Sequence[Candidate],
    reps: Sequence[Rep],
    settings: MethodSettings,
    options: PlanOptions,
    given: Mapping[str, str],
    lent: Mapping[str, str],
) -> tuple[dict[str, list[Candidate]], list[Candidate]]:
    """Candidates by rep: the owner's own, and those without an owner as `given`, else by balanced nearness.

    `given` holds external ids of accounts and of reps; so does `lent`, for those that stay with a rep who does not own
    them. Also returns those whose owner is not among the reps.
    """
    known = reps_by_name(reps)
    by_rep: dict[str, list[Candidate]] = {rep.external_id: [] for rep in reps}
    unowned: list[Candidate] = []
    orphans: list[Candidate] = []
    for candidate in candidates:
        lent_to = lent.get(candidate.account.external_id, "")
        if lent_to in by_rep:
            by_rep[lent_to].append(candidate)
        elif candidate.account.owner is None:
            rep_id = given.get(candidate.account.external_id, "")
            by_rep.get(rep_id, unowned).append(candidate)
        elif candidate.account.owner in known:
            by_rep[known[candidate.account.owner]].append(candidate)
        else:
            orphans.append(candidate)
    if unowned:
        chosen = _nearest(unowned, by_rep, reps, settings, options)
        for candidate, rep_id in zip(unowned, chosen, strict=True):
            by_rep[rep_id].append(candidate)
    return by_rep, orphans


def _nearest(
    unowned: Sequence[Candidate],
    by_rep: Mapping[str, Sequence[Candidate]],
    reps: Sequence[Rep],
    settings: MethodSettings,
    options: PlanOptions,
) -> list[str]:
    """The rep for each candidate: near his home or near the middle of what he has, in balance by service time."""
    ordered = sorted(range(len(unowned)), key=lambda n: unowned[n].account.external_id)
    distance = seconds_to_reps(
        [unowned[n].location for n in ordered],
        [(rep, [candidate.location for candidate in by_rep[rep.external_id]]) for rep in reps],
    )
    days = options.planned_days
    capacity_s = [_field_s(rep, days, settings.country) for rep in reps]
    taken_s = [sum(candidate.service_s for candidate in by_rep[rep.external_id]) for rep in reps]
    chosen = balanced_nearness(distance, [unowned[n].service_s for n in ordered], taken_s, capacity_s)
    rep_of = {n: reps[rep].external_id for n, rep in zip(ordered, chosen, strict=True)}
    return [rep_of[n] for n in range(len(unowned))]


def _field_s(rep: Rep, days: Sequence[date], country: str) -> int:
    """The hours of these days that the rep has for the field."""
    hours = (hours_on(rep, day) for day in field_days(rep, days, country))
    return sum(one[1] - one[0] for one in hours if one is not None)
