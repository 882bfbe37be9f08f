"""Which province, city and district of China an address names, by the official names alone; what is open stays open.

西湖区 alone is Hangzhou's or Nanchang's and names nothing; 南京西路 is a street of Shanghai and no place in Nanjing.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

_COUNTRY = re.compile("^(中华人民共和国|中国)")
_ENDING = re.compile("(省|市|地区|盟|自治区|特别行政区|区|县)$")
_TOWN_OR_END = re.compile("^(.{1,6}?(街道|镇|乡)|$)")
_STREET = re.compile("^[东西南北中大]?[路街巷弄道]")
_CITY_DIGITS = 4
_DISTRICT_DIGITS = 6
_SHORTEST_ALONE = 3  # 西区 without a city may be part of any estate


class _Name(NamedTuple):
    code: str
    is_short: bool  # 杭州 for 杭州市


class _Reach(NamedTuple):
    """How much of the address is names so far, whose code they give, and whether that can be left so."""

    end: int
    code: str
    is_sure: bool


class DistrictNames:
    """The names by their codes: two digits of a province, four of a city, six of a district."""

    def __init__(self, named: Iterable[tuple[str, str]]) -> None:
        self._names: defaultdict[str, set[_Name]] = defaultdict(set)
        for code, name in named:
            self._names[name].add(_Name(code, is_short=False))
            short = _ENDING.sub("", name)
            if len(short) > 1 and short != name:
                self._names[short].add(_Name(code, is_short=True))
        self._lengths = sorted({len(name) for name in self._names})

    def code_of(self, address: str) -> str:
        """The code of the narrowest region that the address begins with; "" where it names none, or several."""
        text = _COUNTRY.sub("", "".join(unicodedata.normalize("NFKC", address).split()))
        reached = {_Reach(0, "", is_sure=False)}
        newest = reached
        while newest:
            newest = {further for reach in newest for further in self._further(text, reach)} - reached
            reached |= newest
        sure = [reach for reach in reached if reach.is_sure]
        if not sure:
            return ""
        end = max(reach.end for reach in sure)
        codes = [reach.code for reach in sure if reach.end == end]
        shared = min(codes, key=len)
        while not all(code.startswith(shared) for code in codes):
            shared = shared[:-2]
        return shared

    def _further(self, text: str, reach: _Reach) -> Iterable[_Reach]:
        for length in self._lengths:
            end = reach.end + length
            if end > len(text):
                return
            for code, is_short in self._names.get(text[reach.end : end], ()):
                if not code.startswith(reach.code) or code == reach.code:
                    continue
                if len(code) == _DISTRICT_DIGITS and not reach.code and (is_short or length < _SHORTEST_ALONE):
                    continue
                yield _Reach(end, code, not is_short or _is_enough(code, reach.code, text[end:]))


def _is_enough(code: str, parent: str, rest: str) -> bool:
    """Whether a short name can be the last one: a city in its province can, unless it is the name of a street."""
    if parent and len(code) == _CITY_DIGITS and not _STREET.match(rest):
        return True
    return _TOWN_OR_END.match(rest) is not None
