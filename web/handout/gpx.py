"""A day for a GPS receiver: its places as waypoints and as a route in driving order, in WGS-84, as GPX 1.1."""

from collections.abc import Iterator
from datetime import UTC

from gpxpy.gpx import GPX, GPXRoute, GPXRoutePoint, GPXWaypoint

from app.planning.week_plan import PlannedRoute
from web.day_view import day_view
from web.i18n import Translator
from web.plain_text import in_xml

MEDIA_TYPE = "application/gpx+xml"


def day_gpx(route: PlannedRoute, t: Translator) -> str:
    """The day's stops with their number, time and purpose; the route leads from its start over them to its end."""
    view = day_view(route, t)
    document = GPX()
    document.creator = "KPRoute"
    document.name = in_xml(f"{view.title} · {view.rep_name}")
    document.waypoints = list(_waypoints(route, t))
    leg_by_leg = GPXRoute(name=document.name)
    if route.stops:
        home = t("Home")
        leg_by_leg.points = [
            _point(route.start.lat, route.start.lon, route.start.name or home),
            *(_point(stop.lat, stop.lon, f"{number} {stop.name}") for number, stop in enumerate(route.stops, start=1)),
            _point(route.end.lat, route.end.lon, route.end.name or home),
        ]
    document.routes.append(leg_by_leg)
    return document.to_xml(version="1.1")


def _waypoints(route: PlannedRoute, t: Translator) -> Iterator[GPXWaypoint]:
    view = day_view(route, t)
    for row, stop in zip(view.stops, route.stops, strict=True):
        told = [row.span, row.purpose, row.address, row.contact, row.phone]
        yield GPXWaypoint(
            latitude=stop.lat,
            longitude=stop.lon,
            time=route.at(stop.start_s).astimezone(UTC),
            name=in_xml(f"{row.number} {stop.name}"),
            description=in_xml("\n".join(text for text in told if text)),
            type=row.category_name,
        )


def _point(lat: float, lon: float, name: str) -> GPXRoutePoint:
    return GPXRoutePoint(latitude=lat, longitude=lon, name=in_xml(name))
