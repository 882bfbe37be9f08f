"""Some of China in squares: two cities and three districts in one province, and what is called like them elsewhere."""

import json
from pathlib import Path

from app.intake.regions import Regions

YUHANG, WEST_LAKE, HAISHU = "330110", "330106", "330203"
HANGZHOU = "3301"
LEVELS = {
    "province.geojson": {"33": "浙江省", "36": "江西省", "22": "吉林省", "11": "北京市"},
    "city.geojson": {HANGZHOU: "杭州市", "3302": "宁波市", "3601": "南昌市", "2202": "吉林市", "11": "北京市"},
    "district.geojson": {
        YUHANG: "余杭区",
        WEST_LAKE: "西湖区",
        HAISHU: "海曙区",
        "360103": "西湖区",
        "110105": "朝阳区",
    },
}
CORNERS = {YUHANG: (30.3, 119.8), WEST_LAKE: (30.2, 120.0), HAISHU: (29.8, 121.5), "360103": (28.6, 115.8)}
SIDE = 0.1  # degrees: some ten kilometres


def _feature(code: str, name: str) -> object:
    south, west = CORNERS.get(code, (39.9, 116.4))
    ring = [(west, south), (west + SIDE, south), (west + SIDE, south + SIDE), (west, south + SIDE), (west, south)]
    return {
        "type": "Feature",
        "geometry": {"type": "Polygon", "coordinates": [ring]},
        "properties": {"name": name, "gb": f"156{code:0<6}"},
    }


def regions(folder: Path) -> Regions:
    """As they are read from such files."""
    for file, named in LEVELS.items():
        line = {"type": "Feature", "geometry": {"type": "LineString", "coordinates": [[1, 1], [2, 2]]}}
        features = [line | {"properties": {"name": "境界线", "gb": ""}}, *(_feature(*one) for one in named.items())]
        (folder / file).write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return Regions(folder)
