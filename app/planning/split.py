"""What a plan brings from where, against the targets, and how many visits go to customers without business."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.method.exact_split import split_exactly
from app.method.settings import Area, MethodSettings
from app.planning.week_plan import PlannedStop, WeekPlan


@dataclass(frozen=True, slots=True)
class AreaShare:
    """One area of a plan. `accounts` passed the gate and were the planner's to choose from; `why_short` is the code of
    what keeps it below its target, empty where it is not."""

    area: Area
    target_pct: int
    share_pct: int
    result: int  # expected, in CNY
    visits: int
    accounts: int
    why_short: str

    @property
    def params(self) -> Mapping[str, object]:
        """The numbers of its sentence."""
        return {"share": self.share_pct, "target": self.target_pct, "accounts": self.accounts, "visits": self.visits}


@dataclass(frozen=True, slots=True)
class ProtectedShare:
    """How many of a plan's visits go to customers without business, of whom so many could be visited."""

    visits: int
    of: int
    accounts: int
    target_pct: int


@dataclass(frozen=True, slots=True)
class PlanSplit:
    """`areas` is empty where nothing is known of them: in a plan without visits, or of an earlier version."""

    areas: tuple[AreaShare, ...]
    protected: ProtectedShare | None


def plan_split(plan: WeekPlan, settings: MethodSettings) -> PlanSplit:
    """The shares that the plan reaches, by the settings it was made with; those of the areas are 100 % together."""
    stops = [stop for route in plan.routes for stop in route.stops if stop.area is not None]
    if not stops:
        return PlanSplit((), None)
    by_area = {area: [stop for stop in stops if stop.area is area] for area in Area}
    results = {area: sum(stop.result or 0 for stop in own) for area, own in by_area.items()}
    shares = split_exactly(100, [*results.values()]) if any(results.values()) else (0,) * len(by_area)
    areas = tuple(
        _area_share(area, by_area[area], results[area], share, plan, settings)
        for area, share in zip(by_area, shares, strict=True)
    )
    protected = ProtectedShare(
        visits=sum(stop.is_without_business for stop in stops),
        of=len(stops),
        accounts=sum(one.without_business for one in plan.steering.values()),
        target_pct=round(100 * settings.protected_share),
    )
    return PlanSplit(areas, protected)


def _area_share(
    area: Area, stops: list[PlannedStop], result: int, share_pct: int, plan: WeekPlan, settings: MethodSettings
) -> AreaShare:
    accounts = sum(one.accounts.get(area, 0) for one in plan.steering.values())
    target_pct = settings.market_share[area]
    why = ""
    if share_pct < target_pct:
        visited = len({stop.external_id for stop in stops})
        why = "NO_ACCOUNTS_THERE" if not accounts else "ALL_VISITED" if visited >= accounts else "NO_ROOM_FOR_MORE"
    return AreaShare(area, target_pct, share_pct, result, len(stops), accounts, why)
