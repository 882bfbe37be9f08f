"""The words of finding places: who is asked, how sure an answer is, and how an account's place stands."""

from enum import StrEnum

from app.method.account import Datum


class Provider(StrEnum):
    NOMINATIM = "nominatim"  # OpenStreetMap's
    BAIDU = "baidu"
    AMAP = "amap"

    @property
    def datum(self) -> Datum:
        """What its coordinates are measured in."""
        return _DATUMS[self]

    @property
    def needs_key(self) -> bool:
        return self is not Provider.NOMINATIM


_DATUMS = {Provider.NOMINATIM: Datum.WGS84, Provider.BAIDU: Datum.BD09, Provider.AMAP: Datum.GCJ02}


class Level(StrEnum):
    """How near an answer comes to the door."""

    ROOFTOP = "rooftop"  # the house, within some hundred metres
    STREET = "street"
    DISTRICT = "district"
    CITY = "city"

    @property
    def can_be_planned(self) -> bool:
        """Whether a rep who drives there comes near enough; a district's middle is nobody's door."""
        return self in PLANNABLE


PLANNABLE = (Level.ROOFTOP, Level.STREET)


class PlaceState(StrEnum):
    WAITING = "waiting"  # to be asked
    FOUND = "found"
    NOTHING = "nothing"  # the geocoder knows no such address
    PUT = "put"  # by a person, who stands for it
    REFUSED = "refused"  # what was found is wrong, a person says


class Trouble(StrEnum):
    """Why a geocoder gave no answer."""

    TOO_MANY = "too_many"  # asked too often, or more than was paid for
    KEY = "key"  # it does not take our key
    SILENT = "silent"  # out of reach, or too slow
    NONSENSE = "nonsense"  # what it said is no answer
