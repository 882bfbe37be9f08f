"""Who may drive where and how fast, as the tags of OpenStreetMap tell it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

# Kilometres an hour where nothing is said of the limit: those of OSRM's car profile, so that both can be compared.
CLASS_KMH = {
    "motorway": 90,
    "motorway_link": 45,
    "trunk": 85,
    "trunk_link": 40,
    "primary": 65,
    "primary_link": 30,
    "secondary": 55,
    "secondary_link": 25,
    "tertiary": 40,
    "tertiary_link": 20,
    "unclassified": 25,
    "residential": 25,
    "living_street": 10,
    "service": 15,
}
# What a map shows first; all other roads have rank 0.
RANKS = {
    **dict.fromkeys(("motorway", "trunk"), 1),
    "primary": 2,
    "secondary": 3,
    "tertiary": 4,
}
OF_THE_LIMIT = 0.8  # what is driven where a limit is posted
MOST_KMH = 130
KM_IN_A_MILE = 1.609344

ONE_WAY, AGAINST = {"yes", "true", "1"}, {"-1", "reverse"}
ROUND = {"roundabout", "circular"}
CLOSED = {"no", "private", "agricultural", "forestry", "emergency", "psv", "bus", "construction"}
# Whichever of these is told says most about cars.
WHO_MAY = ("motorcar", "motor_vehicle", "vehicle", "access")


@dataclass(frozen=True, slots=True)
class Driving:
    """How fast a way is driven from its first point to its last, and back; 0 where that is not allowed."""

    forward_kmh: float
    backward_kmh: float

    def __post_init__(self) -> None:
        if not (0 <= self.forward_kmh <= MOST_KMH and 0 <= self.backward_kmh <= MOST_KMH):
            raise ValueError(f"A car drives at 0 to {MOST_KMH} km/h.")
        if not (self.forward_kmh or self.backward_kmh):
            raise ValueError("A way is open in one direction at least.")


def driving(tags: Mapping[str, str]) -> Driving | None:
    """What the tags of a way allow cars; None where they have no business."""
    usual_kmh = CLASS_KMH.get(tags.get("highway", ""))
    if usual_kmh is None or tags.get("area") == "yes":
        return None
    if next((tags[key] for key in WHO_MAY if key in tags), "yes") in CLOSED:
        return None
    kmh = _limit_kmh(tags.get("maxspeed", "")) or usual_kmh
    forward_kmh = _limit_kmh(tags.get("maxspeed:forward", "")) or kmh
    backward_kmh = _limit_kmh(tags.get("maxspeed:backward", "")) or kmh
    one_way = tags.get("oneway") or ("yes" if _is_one_way_unsaid(tags) else "no")
    if one_way in ONE_WAY:
        return Driving(forward_kmh, 0)
    if one_way in AGAINST:
        return Driving(0, backward_kmh)
    return Driving(forward_kmh, backward_kmh)


def _is_one_way_unsaid(tags: Mapping[str, str]) -> bool:
    return tags.get("junction") in ROUND or tags["highway"] == "motorway"


def _limit_kmh(limit: str) -> float:
    """What is driven under a posted limit such as `60` or `30 mph`; 0 where it is no number."""
    told = re.fullmatch(r"(\d{1,3})(?:\.\d+)?\s*(km/h|kmh|mph)?", limit.strip())
    if told is None:
        return 0
    return min(float(told[1]) * (KM_IN_A_MILE if told[2] == "mph" else 1) * OF_THE_LIMIT, MOST_KMH)
