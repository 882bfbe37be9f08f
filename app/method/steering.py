"""What steers a plan towards the market split and the protected share: corrections of prizes, from a first look.

The first look fills each rep's hours with the visits that are worth most for their time, without drawing a route. Where
an area brings less of its result than its target, visits there gain a part of their base, where it brings more they
lose one; and every account without business gains as much as brings enough of them into the look.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from app.method.settings import Area, MethodSettings


@dataclass(frozen=True, slots=True)
class Steering:
    """The corrections of one rep's plan, and how many accounts they were made for.

    `market_pct` is added to the base of visits in an area; `protected_s` to visits without business.
    """

    market_pct: Mapping[Area, int] = field(default_factory=dict)
    protected_s: int = 0
    accounts: Mapping[Area, int] = field(default_factory=dict)
    without_business: int = 0

    def __post_init__(self) -> None:
        if any(not -100 <= pct <= 100 for pct in self.market_pct.values()) or self.protected_s < 0:
            raise ValueError("A correction is at most the base itself, and protection takes nothing away.")

    def as_json(self) -> dict[str, Any]:
        return {
            "market_pct": {area.value: pct for area, pct in self.market_pct.items()},
            "protected_s": self.protected_s,
            "accounts": {area.value: count for area, count in self.accounts.items()},
            "without_business": self.without_business,
        }

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> "Steering":
        """Read it back from `as_json`; raises KeyError, TypeError or ValueError where it is not one."""
        return cls(
            {Area(name): int(pct) for name, pct in told["market_pct"].items()},
            int(told["protected_s"]),
            {Area(name): int(count) for name, count in told["accounts"].items()},
            int(told["without_business"]),
        )


NOT_STEERED = Steering()


def steering_as_json(by_rep: Mapping[str, Steering]) -> dict[str, Any]:
    return {rep_id: one.as_json() for rep_id, one in by_rep.items()}


def steering_from_json(told: Mapping[str, Any] | None) -> dict[str, Steering]:
    """Read `steering_as_json` back; plans of earlier versions of the program have none."""
    return {rep_id: Steering.from_json(one) for rep_id, one in (told or {}).items()}


@dataclass(frozen=True, slots=True)
class Prospective:
    """A visit as the first look sees it: `worth_s` is its prize so far, `time_s` what it takes, the drive included."""

    area: Area
    is_without_business: bool
    is_required: bool
    result: float  # expected, in money
    base_s: int
    worth_s: int
    time_s: int
    drive_s: int


@dataclass(frozen=True, slots=True)
class _Look:
    """What a first look takes, and what is left of the hours and of the number of visits."""

    taken: tuple[Prospective, ...]
    left: tuple[Prospective, ...]
    hours_left_s: int
    visits_left: int

    def lift_s(self, visit: Prospective) -> int:
        """What the visit lacks to be taken: its drive, and where there is no room, what the least of the taken is."""
        by_choice = [taken for taken in self.taken if not taken.is_required]
        needed = [visit.drive_s]
        if visit.time_s > self.hours_left_s:
            needed.append(round(min(map(_density, by_choice), default=0) * visit.time_s))
        if not self.visits_left:
            needed.append(visit.drive_s + min((taken.worth_s - taken.drive_s for taken in by_choice), default=0))
        return max(needed) + 1 - visit.worth_s


@dataclass(frozen=True, slots=True)
class Prospects:
    """What a rep may choose from: his visits, in whatever order, the hours he has and how many visits he may make."""

    visits: tuple[Prospective, ...]
    hours_s: int
    most_visits: int


def steering(reps: Mapping[str, Prospects], settings: MethodSettings) -> dict[str, Steering]:
    """The corrections of a plan, by rep: areas are judged for all reps together, protection for each by himself."""
    looks = [_first_look(rep.visits, rep) for rep in reps.values()]
    everybody = [visit for rep in reps.values() for visit in rep.visits]
    market_pct = _market_pct(everybody, [visit for look in looks for visit in look.taken], settings)
    return {rep_id: _of_rep(rep, market_pct, settings) for rep_id, rep in reps.items()}


def _of_rep(rep: Prospects, market_pct: Mapping[Area, int], settings: MethodSettings) -> Steering:
    corrected = [
        replace(visit, worth_s=visit.worth_s + market_part(visit.base_s, market_pct.get(visit.area, 0)))
        for visit in rep.visits
    ]
    return Steering(
        market_pct,
        _protected_s(_first_look(corrected, rep), settings),
        {area: count for area in Area if (count := sum(visit.area is area for visit in rep.visits))},
        sum(visit.is_without_business for visit in rep.visits),
    )


def market_part(base_s: int, pct: int) -> int:
    """What the area adds to a visit of this base, or takes from it."""
    return round(base_s * pct / 100)


def _first_look(visits: Sequence[Prospective], rep: Prospects) -> _Look:
    taken: list[Prospective] = []
    left: list[Prospective] = []
    left_s = rep.hours_s
    for visit in sorted(visits, key=_rank):
        is_wanted = visit.is_required or visit.worth_s > visit.drive_s
        if is_wanted and len(taken) < rep.most_visits and visit.time_s <= left_s:
            taken.append(visit)
            left_s -= visit.time_s
        else:
            left.append(visit)
    return _Look(tuple(taken), tuple(left), left_s, rep.most_visits - len(taken))


def _density(visit: Prospective) -> float:
    return visit.worth_s / max(1, visit.time_s)


def _rank(visit: Prospective) -> tuple[object, ...]:
    """Promises first, then what is worth most for its time; what is alike in that goes by what it is."""
    worth = not visit.is_required, -_density(visit), visit.time_s, visit.drive_s, visit.base_s
    return (*worth, visit.area, visit.is_without_business, visit.result)


def _market_pct(
    visits: Sequence[Prospective], taken: Sequence[Prospective], settings: MethodSettings
) -> dict[Area, int]:
    """By how much each area's visits change: as its target is above its share of what the first look takes.

    Targets count among the areas that have accounts, so that nothing changes where there is only one.
    """
    targets = {area: settings.market_share[area] for area in Area if any(visit.area is area for visit in visits)}
    wanted, whole = sum(targets.values()), sum(visit.result for visit in taken)
    if len(targets) < 2 or not wanted or not whole:
        return {}
    found = {}
    most_pct = round(100 * settings.market_most)
    for area, target in targets.items():
        share = sum(visit.result for visit in taken if visit.area is area) / whole
        pct = most_pct if not share else round(100 * min(settings.market_most, target / wanted / share - 1))
        found[area] = max(-most_pct, min(most_pct, pct if target else -most_pct))
    return {area: pct for area, pct in found.items() if pct}


def _protected_s(look: _Look, settings: MethodSettings) -> int:
    """What lifts the best of the accounts without business that are left out among the taken, until their share is met.

    It is at most what a usual visit of the look is worth: nobody is sent across the country for a share.
    """
    if not look.taken:
        return 0
    missing = round(settings.protected_share * len(look.taken)) - sum(v.is_without_business for v in look.taken)
    lifts = sorted(look.lift_s(visit) for visit in look.left if visit.is_without_business)
    if missing <= 0 or not lifts:
        return 0
    usual_s = sum(visit.worth_s for visit in look.taken) // len(look.taken)
    return max(0, min(lifts[min(missing, len(lifts)) - 1], usual_s))
