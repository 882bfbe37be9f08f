"""The sales method's numbers: one typed value with the method's defaults, shown with every plan that used it."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from enum import StrEnum
from typing import Any

from app.method.account import Category, Grade


def _by_grade(a: float, b: float, c: float) -> dict[str, float]:
    return {Grade.A: a, Grade.B: b, Grade.C: c}


class Area(StrEnum):
    """Where the result comes from, as seen from where the rep starts."""

    HOME = "home"
    SURROUNDINGS = "surroundings"
    REMOTE = "remote"


class DayClass(StrEnum):
    """Days with rush hours of their own."""

    WORKDAY = "workday"
    DAY_OFF = "day_off"  # weekends and public holidays


class SharesDoNotAddUp(ValueError):
    """The targets of the areas are not 100 % together, but `total`."""

    def __init__(self, total: int) -> None:
        super().__init__(f"The shares of the areas add up to {total} %, not to 100 %.")
        self.total = total


# Which reasons of the gate are tasks of the office, in the order of their urgency, and whether assistants do them
# (else the account's rep does). Who is not active, not to be visited or not precise is left in peace.
_ASSISTANT_DOES = {
    "FIND_FIRST_KP": 1,
    "CHECK_ABILITY_TO_PAY": 1,
    "UNCOVER_NEED": 0,
    "VISIT_CAP": 0,
    "FIND_KP": 1,
    "NEEDS_LOCATION": 1,
    "ROUGH_LOCATION": 1,
    "CLOSED": 1,
}
TASK_REASONS = tuple(_ASSISTANT_DOES)
_PEAKS = {  # the hours that are slower than travel times say, in per cent of their speed
    DayClass.WORKDAY: {7: 75, 8: 65, 9: 80, 16: 90, 17: 65, 18: 65, 19: 80},
    DayClass.DAY_OFF: {10: 90, 11: 90, 15: 90, 16: 90, 17: 85, 18: 85},
}


def _speeds() -> dict[str, tuple[int, ...]]:
    return {kind: tuple(slow.get(hour, 100) for hour in range(24)) for kind, slow in _PEAKS.items()}


BY_REP = ("yearly_target",)  # which settings a rep may have of his own


@dataclass(frozen=True, slots=True)
class MethodSettings:
    """Every threshold and weight of the method. Money in CNY, shares as fractions of one, minutes and days in names."""

    country: str = "CN"  # whose public holidays are no field days
    visit_cap: int = 2  # face-to-face visits to an unsigned prospect
    visit_mix: Mapping[str, float] = field(  # of the prospects that were met, how many were so often
        default_factory=lambda: {"once": 0.65, "twice": 0.25, "more": 0.10}
    )
    assistant_does: Mapping[str, int] = field(default_factory=lambda: dict(_ASSISTANT_DOES))  # 1 yes, 0 no
    task_rest_days: int = 7  # how long a task rests that was tried and whose reason is still there
    full_day_visits: int = 8  # the standard of a full day in the field (饱满)
    fewest_questions: int = 3  # that a visit is prepared with
    look_again_days: int = 180  # when an account that is not precise is looked at again
    visit_minutes: Mapping[str, int] = field(
        default_factory=lambda: {Category.PROSPECT: 45, Category.MAINTENANCE: 30, Category.SIGNED: 30}
    )
    interval_days: Mapping[str, Mapping[str, float]] = field(
        default_factory=lambda: {Category.MAINTENANCE: _by_grade(30, 45, 90), Category.SIGNED: _by_grade(30, 60, 90)}
    )
    due_from_share: float = 0.7  # of the interval: yellow from here, red above the whole
    level_falls_after_days: int = 180  # one level down
    level_is_one_after_days: int = 365
    yearly_target: int = 2_000_000
    deal_value: Mapping[str, int] = field(default_factory=lambda: {Grade.A: 60_000, Grade.B: 20_000, Grade.C: 8_000})
    close_probability: Mapping[str, float] = field(default_factory=lambda: _by_grade(0.25, 0.15, 0.08))
    close_prior_visits: int = 50  # so many visits of a grade the default chance is worth, beside own debriefs
    close_fit_from: int = 100  # debriefs from which the chances may be fitted to them
    explicit_need_factor: float = 1.5
    level_factor: tuple[float, ...] = (0.6, 0.8, 1.0, 1.2, 1.5, 2.0)
    second_visit_factor: float = 1.3
    most_probable: float = 0.9
    share_at_stake: tuple[tuple[int, float], ...] = ((30, 0.02), (90, 0.05), (180, 0.12), (365, 0.20))
    share_at_stake_later: float = 0.10
    urgency_overdue: float = 0.5  # of base
    urgency_due: float = 0.2
    next_step_share: float = 0.3
    market_share: Mapping[str, int] = field(
        default_factory=lambda: {Area.HOME: 50, Area.SURROUNDINGS: 40, Area.REMOTE: 10}
    )  # % of the expected result
    market_most: float = 0.5  # of base: the most that steering to the shares adds or takes
    home_up_to_km: int = 30  # from where the rep starts; of markets that are not named below
    surroundings_up_to_km: int = 100
    protected_share: float = 0.2  # of the visits: for customers without business now
    travel_weight_pct: int = 100  # of a travel second, in seconds of rep time
    overtime_weight_pct: int = 300
    keep_worth_s: int = 3600  # of a visit that stays on its day when a plan is to change little
    rush_hours: int = 0  # 1: drives by car take longer in them
    speed_pct: Mapping[str, tuple[int, ...]] = field(default_factory=_speeds)  # for each hour, of the usual speed
    small_n: int = 20  # below so many cases a rate of the board is a hint, and grey

    market_areas: Mapping[str, str] = field(
        default_factory=lambda: {"本埠": Area.HOME, "周边": Area.SURROUNDINGS, "外埠": Area.REMOTE}
    )  # the area of each market that is named here
    close_fitted_visits: int = 0  # on so many debriefs the chances rest; 0: nobody fitted them
    by_rep: Mapping[str, Mapping[str, int]] = field(default_factory=dict)  # what differs, by the rep's external id

    def __post_init__(self) -> None:
        if any(set(own) - set(BY_REP) for own in self.by_rep.values()):
            raise ValueError(f"A rep may differ in: {', '.join(BY_REP)}.")
        if self.yearly_target <= 0:
            raise ValueError("The yearly target is more than nothing.")
        if self.close_prior_visits < 1 or self.close_fit_from < 1 or self.close_fitted_visits < 0:
            raise ValueError("Visits that are counted are not negative, and a fit needs some.")
        if self.travel_weight_pct < 0 or self.overtime_weight_pct < 0 or self.keep_worth_s < 0:
            raise ValueError("Weights are not negative.")
        if self.level_is_one_after_days <= self.level_falls_after_days:
            raise ValueError("A level is one later than it falls by one.")
        if len(self.level_factor) != 6:
            raise ValueError("There is one factor for each level, 0 to 5.")
        if set(self.assistant_does) != set(TASK_REASONS):
            raise ValueError("Every reason of a task says whether assistants do it.")
        if set(self.visit_mix) != {"once", "twice", "more"} or abs(sum(self.visit_mix.values()) - 1) > 1e-6:
            raise ValueError("The shares of those met once, twice and more often are a whole.")
        days = [up_to_days for up_to_days, _ in self.share_at_stake]
        if not days or days[0] < 1 or days != sorted(set(days)):
            raise ValueError("The days up to which a share is at stake begin with one or more, and rise.")
        if set(self.market_share) != set(Area) or any(share < 0 for share in self.market_share.values()):
            raise ValueError("Each area has a share, and none is negative.")
        if sum(self.market_share.values()) != 100:
            raise SharesDoNotAddUp(sum(self.market_share.values()))
        if not 0 <= self.market_most <= 1 or not 0 <= self.protected_share <= 1:
            raise ValueError("A share lies between nothing and the whole.")
        if not 0 < self.home_up_to_km < self.surroundings_up_to_km:
            raise ValueError("The surroundings reach farther than home.")
        if not set(self.market_areas.values()) <= set(Area):
            raise ValueError("A market belongs to home, surroundings or remote.")
        if set(self.speed_pct) != set(DayClass) or any(
            len(hours) != 24 or not all(10 <= pct <= 100 for pct in hours) for hours in self.speed_pct.values()
        ):
            raise ValueError("Working days and days off have a speed for each of 24 hours, from 10 to 100 %.")
        by_grade = (self.deal_value, self.close_probability, *self.interval_days.values())
        if any(set(table) != set(Grade) for table in by_grade) or set(self.visit_minutes) != set(Category):
            raise ValueError("Tables have a number for each grade, and visits a length for each category.")

    def of(self, rep_id: str) -> "MethodSettings":
        """What counts for this rep (external id)."""
        own = self.by_rep.get(rep_id)
        return replace(self, **own) if own else self  # type: ignore[arg-type]

    def of_reps(self, rep_ids: Collection[str]) -> "MethodSettings":
        """The same, with what differs for these reps only."""
        return replace(self, by_rep={rep_id: own for rep_id, own in self.by_rep.items() if rep_id in rep_ids})

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "MethodSettings":
        """Read settings back from `as_json`; raises ValueError for a name that is not a setting."""
        unknown = set(values) - {f.name for f in fields(cls)}
        if unknown:
            raise ValueError(f"Not a setting of the method: {', '.join(sorted(unknown))}.")
        tuples = {
            "level_factor": tuple,
            "share_at_stake": lambda pairs: tuple((int(d), float(s)) for d, s in pairs),
            "speed_pct": lambda kinds: {kind: tuple(hours) for kind, hours in kinds.items()},
        }
        return cls(**{name: tuples.get(name, lambda v: v)(value) for name, value in values.items()})  # type: ignore[no-untyped-call]
