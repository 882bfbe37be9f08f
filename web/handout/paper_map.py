"""A day's way drawn on paper without a base map: legs with arrows, numbered pins, home, and a scale."""

from collections.abc import Callable, Iterable, Sequence
from itertools import combinations, pairwise
from math import atan2, cos, hypot, pi, radians, sin

from reportlab.lib.colors import Color

from app.method.account import Category
from app.method.cadence import DueState
from app.planning.week_plan import Place, PlannedRoute, PlannedStop
from web import formats
from web.handout.paper import ACCENT, BAD, GROUND, INK, INK_2, LINE, OK, WARN, WHITE, Paper, Point
from web.i18n import Translator

PIN_R = 9.0
DUE_COLOURS = {DueState.OVERDUE: BAD, DueState.DUE: WARN, DueState.NOT_DUE: OK, DueState.NO_INTERVAL: INK_2}
_DEGREE_M = 111_320.0
_LEAST_M = 1_000.0  # the least that a map shows from side to side
_MARGIN = 26.0
_GRID = 36.0
_ASIDE = 3 * PIN_R  # the farthest a pin may step from its place
_ROUNDS = 40

Project = Callable[[float, float], Point]


def draw_map(paper: Paper, route: PlannedRoute, at: Point, size: Point, t: Translator) -> None:
    """Fill the rectangle at the point with the way of the day; north is up."""
    paper.box(at, size, GROUND, LINE, 0.6, corner=6)
    _grid(paper, at, size)
    places = [route.start, *(Place(stop.name, stop.lat, stop.lon) for stop in route.stops), route.end]
    project, points_of_a_metre = _projection(places, at, size)
    chain = [project(place.lat, place.lon) for place in places]
    paper.line(chain, WHITE, 4.6)
    paper.line(chain, ACCENT, 2.2)
    for before, after in pairwise(chain):
        _arrow(paper, before, after)
    for point in dict.fromkeys((chain[0], chain[-1])):
        _home(paper, point)
    spots = chain[1:-1]
    for spot, pin_at, (number, stop) in zip(spots, _apart(spots), enumerate(route.stops, start=1), strict=True):
        if pin_at != spot:
            paper.line((spot, pin_at), INK, 0.7)
            paper.circle(spot, 1.8, INK, INK, 0)
        draw_pin(paper, pin_at, stop, str(number))
    _scale(paper, (at[0] + 10, at[1] + size[1] - 9), size[0] / 4, points_of_a_metre, t)


def draw_pin(paper: Paper, at: Point, stop: PlannedStop, letter: str, radius: float = PIN_R) -> None:
    """A pin as on the screen: its shape is the category, its ring how due it is; an appointment is filled."""
    fill = INK if stop.is_appointment else WHITE
    draw_shape(paper, at, stop.category, radius, fill, DUE_COLOURS[stop.due])
    colour = WHITE if stop.is_appointment else INK
    paper.text((at[0], at[1] + radius * 0.37), letter, radius * 1.05, bold=True, colour=colour, align=0.5)


def draw_shape(paper: Paper, at: Point, category: Category, radius: float, fill: Color, edge: Color) -> None:
    """The shape of a category around the point."""
    x, y = at
    thickness = radius * 0.2
    if category is Category.PROSPECT:
        paper.circle(at, radius, fill, edge, thickness)
    elif category is Category.MAINTENANCE:
        side = radius * 1.84
        paper.box((x - side / 2, y - side / 2), (side, side), fill, edge, thickness, corner=radius * 0.5)
    else:
        around = [pi / 6 + n * pi / 3 for n in range(6)]
        paper.shape([(x + 1.1 * radius * cos(a), y + 1.1 * radius * sin(a)) for a in around], fill, edge, thickness)


def _grid(paper: Paper, at: Point, size: Point) -> None:
    (x, y), (wide, high) = at, size
    for n in range(1, int(wide / _GRID) + 1):
        paper.line(((x + n * _GRID, y), (x + n * _GRID, y + high)), LINE, 0.2)
    for n in range(1, int(high / _GRID) + 1):
        paper.line(((x, y + n * _GRID), (x + wide, y + n * _GRID)), LINE, 0.2)


def _projection(places: Sequence[Place], at: Point, size: Point) -> tuple[Project, float]:
    """What puts degrees onto the paper so that all places are on it, and how many points a metre takes there."""
    lats, lons = [place.lat for place in places], [place.lon for place in places]
    middle = (min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2
    narrowing = cos(radians(middle[0]))
    wide_m = max((max(lons) - min(lons)) * _DEGREE_M * narrowing, _LEAST_M)
    high_m = max((max(lats) - min(lats)) * _DEGREE_M, _LEAST_M)
    scale = min((size[0] - 2 * _MARGIN) / wide_m, (size[1] - 2 * _MARGIN) / high_m)
    centre = at[0] + size[0] / 2, at[1] + size[1] / 2

    def project(lat: float, lon: float) -> Point:
        x = centre[0] + (lon - middle[1]) * _DEGREE_M * narrowing * scale
        return x, centre[1] - (lat - middle[0]) * _DEGREE_M * scale

    return project, scale


def _apart(spots: Sequence[Point]) -> list[Point]:
    """Where pins go that must not cover one another: at their spots, or a little aside."""
    now = list(spots)
    for _ in range(_ROUNDS):
        crowded = False
        for a, b in combinations(range(len(now)), 2):
            x, y = now[b][0] - now[a][0], now[b][1] - now[a][1]
            gap = hypot(x, y)
            if gap >= 2.2 * PIN_R:
                continue
            crowded = True
            # Two at the very same place part in a direction of their own.
            angle = atan2(y, x) if gap > 0.01 else 2.4 * (a + b)
            push = (2.2 * PIN_R - gap) / 2
            now[a] = _within(spots[a], (now[a][0] - push * cos(angle), now[a][1] - push * sin(angle)))
            now[b] = _within(spots[b], (now[b][0] + push * cos(angle), now[b][1] + push * sin(angle)))
        if not crowded:
            break
    return now


def _within(spot: Point, pin_at: Point) -> Point:
    x, y = pin_at[0] - spot[0], pin_at[1] - spot[1]
    far = hypot(x, y)
    return pin_at if far <= _ASIDE else (spot[0] + x * _ASIDE / far, spot[1] + y * _ASIDE / far)


def _arrow(paper: Paper, before: Point, after: Point) -> None:
    """A small arrow on the leg, where it is long enough to carry one."""
    x, y = after[0] - before[0], after[1] - before[1]
    if hypot(x, y) < 5 * PIN_R:
        return
    middle = before[0] + 0.55 * x, before[1] + 0.55 * y
    angle = atan2(y, x)
    corners = [(6.5, angle), (6.0, angle + 2.4), (2.2, angle + pi), (6.0, angle - 2.4)]
    paper.shape([(middle[0] + r * cos(a), middle[1] + r * sin(a)) for r, a in corners], ACCENT, WHITE, 0.5)


def _home(paper: Paper, at: Point) -> None:
    x, y = at
    paper.box((x - 8, y - 8), (16, 16), WHITE, INK_2, 0.8, corner=4)
    house: Iterable[Point] = [(-4.6, -0.4), (0, -4.8), (4.6, -0.4), (3.4, -0.4), (3.4, 4.4), (-3.4, 4.4), (-3.4, -0.4)]
    paper.shape([(x + dx, y + dy) for dx, dy in house], INK, INK, 0)


def _scale(paper: Paper, at: Point, most: float, points_of_a_metre: float, t: Translator) -> None:
    """A bar of a round length."""
    round_m = [step * 10**power for power in range(1, 7) for step in (1, 2, 5)]
    length_m = max((length for length in round_m if length * points_of_a_metre <= most), default=round_m[0])
    (x, y), long = at, length_m * points_of_a_metre
    paper.line(((x, y - 3), (x, y), (x + long, y), (x + long, y - 3)), INK_2, 0.8)
    paper.text((x + long + 5, y + 1), formats.distance(length_m, t), 7, colour=INK_2)
