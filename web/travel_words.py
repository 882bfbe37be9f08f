"""How driving times are known, in a sentence."""

from collections.abc import Iterable

from app.planning.week_plan import PlannedRoute
from web.i18n import Translator
from web.words import marked

ESTIMATED = marked("Driving times are estimated from straight lines.")
BY_ROAD = marked("Driving times are by road.")


def how_known(routes: Iterable[PlannedRoute], t: Translator) -> str:
    """By road, estimated, or both with the share; estimated where nobody drives."""
    drives = [is_estimated for route in routes for is_estimated in route.drives]
    if all(drives):
        return t(ESTIMATED)
    if not any(drives):
        return t(BY_ROAD)
    share = f"{max(1, round(100 * sum(drives) / len(drives)))}%"
    return t("Driving times are by road, but {share} of the drives are estimated from straight lines.", share=share)
