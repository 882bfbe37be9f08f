"""What the planner was asked for: the week, the day whose facts count, and how long to search."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from app.method.settings import MethodSettings

SEARCH_S = 4.0  # for each rep, unless the order says more
CERTIFY_S = 60.0  # for each rep, after the plan is there

GUARD_S = 3600.0  # the time limit of a search that counts its iterations: it should never be reached


def search_time_s(asked_s: float | None, iterations: int | None, usual_s: float = SEARCH_S) -> float:
    """The time limit of an order: what it asks for; else the usual one, or only a guard for a search that counts."""
    if asked_s is not None:
        return asked_s
    return usual_s if iterations is None else GUARD_S


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


@dataclass(frozen=True, slots=True)
class PlanOptions:
    """A planning order. `as_of` is the day whose facts are used; days before it are not planned.

    `time_limit_s` bounds the search for each rep. With `iterations` the search counts solutions instead, and the same
    input and seed give the same plan; the time limit stays as a guard. `previous` names a plan of the same week to
    hold on to; `nearness_pct` is what a second of travel weighs, where that is not the method's; `certify_s` bounds the
    proof of how good each rep's plan is, which comes after it (0: none). `reps` names those whom the plan is of
    (external ids, in order); nobody named: all of them. `roads` is the version of the network that is driven on; None:
    straight lines.
    """

    week_on: date
    as_of: date
    days: int = 7
    time_limit_s: float = SEARCH_S
    iterations: int | None = None
    seed: int = 0
    assume_qualified: bool = False
    previous: str | None = None
    nearness_pct: int | None = None
    certify_s: float = CERTIFY_S
    reps: tuple[str, ...] = ()
    roads: str | None = None

    def __post_init__(self) -> None:
        if self.week_on.weekday() != 0:
            raise ValueError("A plan's week is named by its Monday.")
        if not 1 <= self.days <= 28:
            raise ValueError("A plan covers 1 to 28 days.")
        if not 0 < self.time_limit_s <= 3600:
            raise ValueError("The time limit is above 0 and at most 3,600 seconds.")
        if self.iterations is not None and not 1 <= self.iterations <= 1_000_000:
            raise ValueError("Iterations are 1 to 1,000,000.")
        if not 0 <= self.seed < 2**31:
            raise ValueError("The seed is a whole number from 0 to 2,147,483,647.")
        if self.nearness_pct is not None and not 1 <= self.nearness_pct <= 1000:
            raise ValueError("Nearness is 1 to 1,000 per cent.")
        if not 0 <= self.certify_s <= 3600:
            raise ValueError("A proof takes 0 to 3,600 seconds.")
        if list(self.reps) != sorted(set(self.reps)):
            raise ValueError("The reps of a plan are named once, in the order of their ids.")

    @classmethod
    def for_week_of(cls, day: date, *, as_of: date | None = None, **rest: Any) -> "PlanOptions":
        """Options for the week that holds `day`; as-of is its Monday unless said."""
        week_on = monday_of(day)
        return cls(week_on=week_on, as_of=week_on if as_of is None else as_of, **rest)

    @property
    def horizon(self) -> tuple[date, ...]:
        """Every day of the plan, past ones included: day n of the solver is entry n."""
        return tuple(self.week_on + timedelta(days=n) for n in range(self.days))

    @property
    def planned_days(self) -> tuple[date, ...]:
        """The days that can still be planned."""
        return tuple(day for day in self.horizon if day >= self.as_of)

    def is_of(self, rep_id: str) -> bool:
        """Whether the plan speaks for the days of this rep (external id)."""
        return not self.reps or rep_id in self.reps

    def travel_weight_pct(self, settings: MethodSettings) -> int:
        """What a second of travel weighs against a second of worth, in per cent."""
        return settings.travel_weight_pct if self.nearness_pct is None else self.nearness_pct

    def as_json(self) -> dict[str, Any]:
        return (
            {
                "week_on": self.week_on.isoformat(),
                "as_of": self.as_of.isoformat(),
                "days": self.days,
                "time_limit_s": self.time_limit_s,
                "iterations": self.iterations,
                "seed": self.seed,
                "assume_qualified": self.assume_qualified,
                "previous": self.previous,
                "nearness_pct": self.nearness_pct,
                "certify_s": self.certify_s,
            }
            | ({"reps": list(self.reps)} if self.reps else {})
            | ({"roads": self.roads} if self.roads else {})
        )

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "PlanOptions":
        """Read options back from `as_json`; raises ValueError or TypeError where they are not options."""
        dates = {name: date.fromisoformat(values[name]) for name in ("week_on", "as_of") if name in values}
        return cls(**{**values, **dates, "reps": tuple(values.get("reps") or ())})
