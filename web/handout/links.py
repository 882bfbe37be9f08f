"""Where the files of a day are, for its page."""

from urllib.parse import quote

from app.planning.week_plan import PlannedRoute
from web.i18n import Translator

Link = tuple[str, str]  # an address, and what lies there


def day_links(route: PlannedRoute, plan_id: str | None, t: Translator) -> tuple[Link, ...]:
    """The day's files, as published or as the named plan has it."""
    base = f"/reps/{quote(route.rep_id, safe='')}/days/{route.on.isoformat()}/files"
    query = f"?plan={quote(plan_id, safe='')}" if plan_id else ""
    names = (("day.pdf", t("Page to print")), ("day.html", t("Map for no network")), ("day.gpx", t("GPX for GPS")))
    return tuple((f"{base}/{file}{query}", name) for file, name in names)
