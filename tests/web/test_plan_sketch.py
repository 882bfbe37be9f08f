"""Plans drawn small: the same place at the same point of every drawing, and nothing outside the frame."""

from dataclasses import replace

from tests.worlds.week import PLAN, WANG_TUESDAY
from web.plan_sketch import HEIGHT, WIDTH, sketches


def test_the_same_place_lies_at_the_same_point_of_all_drawings() -> None:
    """A plan of one day is drawn in the frame of the whole week."""
    whole, one_day = sketches([PLAN, replace(PLAN, routes=(WANG_TUESDAY,))])
    assert one_day == tuple(route for route in whole if route.line == one_day[0].line)
    assert [len(route.stops) for route in whole] == [3, 2, 2]  # an empty day is no line


def test_everything_lies_within_the_frame() -> None:
    points = [point for route in sketches([PLAN])[0] for point in route.line]
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in points)


def test_a_plan_that_goes_nowhere_is_an_empty_drawing() -> None:
    """Also where there is no place at all to make a frame of."""
    assert sketches([replace(PLAN, routes=())]) == [()]
