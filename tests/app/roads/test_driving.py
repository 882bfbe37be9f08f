"""What tags allow cars."""

import pytest

from app.roads.driving import Driving, driving

HOME = {"highway": "residential"}


@pytest.mark.parametrize(
    ("tags", "allowed"),
    [
        ({"highway": "primary"}, Driving(65, 65)),
        ({**HOME, "maxspeed": "50"}, Driving(40, 40)),
        ({**HOME, "maxspeed": "30 mph"}, Driving(30 * 1.609344 * 0.8, 30 * 1.609344 * 0.8)),
        ({**HOME, "maxspeed": "999"}, Driving(130, 130)),
        ({**HOME, "maxspeed:forward": "50", "maxspeed:backward": "30"}, Driving(40, 24)),
        ({**HOME, "maxspeed": "CN:urban"}, Driving(25, 25)),
        ({**HOME, "maxspeed": "none"}, Driving(25, 25)),
        ({**HOME, "maxspeed": "0"}, Driving(25, 25)),
        ({**HOME, "maxspeed": "-50"}, Driving(25, 25)),
        ({**HOME, "oneway": "yes"}, Driving(25, 0)),
        ({**HOME, "oneway": "-1"}, Driving(0, 25)),
        ({**HOME, "junction": "roundabout"}, Driving(25, 0)),
        ({"highway": "motorway"}, Driving(90, 0)),
        ({"highway": "motorway", "oneway": "no"}, Driving(90, 90)),
        ({**HOME, "access": "no", "motorcar": "yes"}, Driving(25, 25)),
    ],
)
def test_tags_say_how_a_way_is_driven(tags: dict[str, str], allowed: Driving) -> None:
    """Class, limit where it is a number, direction; what is said of cars goes before what is said of all."""
    assert driving(tags) == allowed


@pytest.mark.parametrize(
    "tags",
    [
        {},
        {"highway": "footway"},
        {"highway": "construction"},
        {**HOME, "access": "private"},
        {**HOME, "motor_vehicle": "no"},
        {"highway": "service", "area": "yes"},
    ],
)
def test_cars_stay_out_of_everything_else(tags: dict[str, str]) -> None:
    """Paths, squares, and roads that are closed to them."""
    assert driving(tags) is None


def test_nonsense_is_refused() -> None:
    """A way nobody may drive, and one that is driven at any speed."""
    with pytest.raises(ValueError, match="one direction"):
        Driving(0, 0)
    with pytest.raises(ValueError, match="km/h"):
        Driving(900, 0)
