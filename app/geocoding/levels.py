"""How near to the door an answer comes, by what each provider says of it; what is not known is a district's middle."""

from collections.abc import Mapping
from typing import Any

from app.geocoding.words import Level, Provider

# Nominatim: ranks of places in addresses, 30 a house or shop, 26 and 27 streets, 16 a city.
_HOUSE_RANK, _STREET_RANK, _DISTRICT_RANK = 28, 26, 17
# Baidu: 80 is within 100 m, 60 within 500 m, 20 within 10 km.
_BAIDU_ROOFTOP, _BAIDU_STREET, _BAIDU_DISTRICT = 80, 60, 20
_NEAR_TO_FAR = tuple(Level)

_OF_WORD: Mapping[str, Level] = {
    "门牌号": Level.ROOFTOP,
    "门址": Level.ROOFTOP,
    "单元号": Level.ROOFTOP,
    "兴趣点": Level.ROOFTOP,
    "道路": Level.STREET,
    "道路交叉路口": Level.STREET,
    "交叉路口": Level.STREET,
    "公交站台、地铁站": Level.STREET,
    "省": Level.CITY,
    "市": Level.CITY,
    "国家": Level.CITY,
    "城市": Level.CITY,
}


def level_of(provider: Provider, told: Mapping[str, Any]) -> Level:
    """The level of a raw answer; raises ValueError or TypeError for numbers that are none."""
    if provider is Provider.AMAP:
        return _OF_WORD.get(str(told.get("level")), Level.DISTRICT)
    if provider is Provider.BAIDU:
        return _of_baidu(told)
    rank = int(told.get("place_rank") or _DISTRICT_RANK)
    return _by_limits(rank, _HOUSE_RANK, _STREET_RANK, _DISTRICT_RANK)


def _of_baidu(told: Mapping[str, Any]) -> Level:
    """By its error in metres, and never nearer than what it took the address for."""
    by_metres = _by_limits(int(told.get("confidence") or 0), _BAIDU_ROOFTOP, _BAIDU_STREET, _BAIDU_DISTRICT)
    by_word = _OF_WORD.get(str(told.get("level")), by_metres)
    return max(by_metres, by_word, key=_NEAR_TO_FAR.index)


def _by_limits(number: int, rooftop: int, street: int, district: int) -> Level:
    if number >= rooftop:
        return Level.ROOFTOP
    if number >= street:
        return Level.STREET
    return Level.DISTRICT if number >= district else Level.CITY
