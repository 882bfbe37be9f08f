"""Everything of a week in one ZIP: the pages that open from disk, and for each rep and day its sheet and its track."""

from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZIP_DEFLATED, ZipFile

from app.planning.store import StoredPlan
from app.visits.calendar import CalendarVisit
from web.exports import rep_folders, write_site
from web.handout.calendar import calendar
from web.handout.day_sheet import day_sheet
from web.handout.gpx import day_gpx
from web.handout.workbook import week_workbook
from web.i18n import Translator
from web.maps import Tiles

MEDIA_TYPE = "application/zip"


def week_bundle(stored: StoredPlan, tiles: Tiles, t: Translator) -> bytes:
    """The plan as it is seen; the files of a rep lie in a folder of his, named for the day."""
    plan = stored.plan
    out = BytesIO()
    folders = rep_folders(route.rep_id for route in plan.routes)
    with TemporaryDirectory() as folder, ZipFile(out, "w", ZIP_DEFLATED) as bundle:
        site = Path(folder)
        write_site(plan, site, tiles=tiles, language=t.language)
        for path in sorted(site.rglob("*")):
            if path.is_file():
                bundle.write(path, path.relative_to(site).as_posix())
        bundle.writestr("week.xlsx", week_workbook(plan, t))
        for rep_id, folder_name in folders.items():
            routes = [route for route in plan.routes if route.rep_id == rep_id]
            visits = [
                CalendarVisit(route, stop, stored.publication or 0, stored.published_at or stored.created_at)
                for route in routes
                for stop in route.stops
            ]
            bundle.writestr(f"{folder_name}/calendar.ics", calendar(visits, routes[0].rep_name, t))
        for route in plan.routes:
            name = f"{folders[route.rep_id]}/{route.on.isoformat()}"
            bundle.writestr(f"{name}.pdf", day_sheet(route, stored.number, t))
            bundle.writestr(f"{name}.gpx", day_gpx(route, t))
    return out.getvalue()
