"""What a plan brings from where, in the manager's words."""

from dataclasses import dataclass

from app.method.settings import MethodSettings
from app.planning.split import plan_split
from app.planning.week_plan import WeekPlan
from app.planning.wordings import why_short
from web.i18n import Translator
from web.words import AREAS


@dataclass(frozen=True, slots=True)
class AreaLine:
    """An area: its part of the expected result beside its target."""

    name: str
    share: str
    target: str
    result: str
    visits: int
    accounts: int
    is_short: bool


@dataclass(frozen=True, slots=True)
class SplitView:
    """The areas, why some fall short, and who has no business now but is visited."""

    areas: tuple[AreaLine, ...]
    short: tuple[str, ...]
    protected: str


def split_view(plan: WeekPlan, settings: MethodSettings, t: Translator) -> SplitView | None:
    """The split of a plan by the settings it used; None where nothing is known of it."""
    split = plan_split(plan, settings)
    if split.protected is None:
        return None
    lines = tuple(
        AreaLine(
            name=t(AREAS[one.area]),
            share=f"{one.share_pct}%",
            target=f"{one.target_pct}%",
            result=f"{one.result:,}",
            visits=one.visits,
            accounts=one.accounts,
            is_short=bool(one.why_short),
        )
        for one in split.areas
    )
    protected = t(
        "{visits} of {of} visits ({share}%) go to customers without business now; the target is {target}%, and "
        "{accounts} such customers may be visited.",
        visits=split.protected.visits,
        of=split.protected.of,
        share=round(100 * split.protected.visits / split.protected.of),
        target=split.protected.target_pct,
        accounts=split.protected.accounts,
    )
    return SplitView(lines, tuple(said for one in split.areas if (said := why_short(one, t.text))), protected)
