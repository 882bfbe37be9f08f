"""Words of a list, in Chinese and English, to the values of the method. Unknown words raise ValueError."""

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from typing import TypeVar

from app.intake.values import plain
from app.method.account import Answer, Category, ContactRole, Datum, Grade, Need
from app.method.past_visit import PastOutcome
from app.method.rep import TravelMode

_Meaning = TypeVar("_Meaning", bound=StrEnum)

_LONGEST_WORD = 60
_UNKNOWN = "unknown 未知 不知道 不清楚 待确认 待定 未确认 不确定 不详 待核实 ? unclear tbd n/a na"
_YES = "yes y true t 1 是 有 对 √ ✓ ✔ 真 已确认 确认 可以 启用 有效 正常"
_NO = "no n false f 0 否 没有 没 无 不是 不 × x ✗ ✘ 假 停用 无效 停业"


def _table(meanings: Mapping[_Meaning, str]) -> dict[str, _Meaning]:
    return {_folded(word): meaning for meaning, words in meanings.items() for word in (meaning, *words.split())}


@lru_cache(maxsize=8192)
def _folded(text: str) -> str:
    """Text without case, width, spaces, hyphens and underscores."""
    return re.sub(r"[\s_-]", "", plain(text))


_ANSWERS = _table({Answer.YES: _YES, Answer.NO: _NO, Answer.UNKNOWN: _UNKNOWN})
_NEEDS = _table(
    {
        Need.EXPLICIT: "明显 明确 显性 明显需求 显性需求 明确需求 强 clear",
        Need.LATENT: "潜在 隐性 潜在需求 隐性需求 弱 hidden potential yes y 1 是 有",
        Need.NO: "n 0 无 否 没有 无需求 没有需求 none",
        Need.UNKNOWN: _UNKNOWN,
    }
)
_CATEGORIES = _table(
    {
        Category.PROSPECT: "预约性客户 预约性 预约客户 潜在客户 意向客户 新客户 目标客户 准客户 lead new potential",
        Category.MAINTENANCE: "维护中客户 维护中 维护客户 维护 维系客户 老客户 maintained existing",
        Category.SIGNED: "已下单客户 已下单 下单客户 已签约 签约客户 已成交 成交客户 won customer client",
    }
)
_GRADES = _table({grade: f"{grade}级 {grade}类 {grade}类客户 grade{grade}" for grade in Grade})
_ROLES = _table(
    {
        ContactRole.FIRST_KP: "第一kp 决策人 决策者 第一决策人 老板 decisionmaker decider",
        ContactRole.KP: "关键人 影响人 影响者 kp2 第二kp influencer",
        ContactRole.USER: "使用人 使用者 用户 enduser",
        ContactRole.UNKNOWN: _UNKNOWN,
    }
)
_DATUMS = _table(
    {
        Datum.WGS84: "gps 世界坐标 epsg:4326 4326 cgcs2000 osm google地球",
        Datum.GCJ02: "gcj 火星坐标 火星坐标系 国测局 高德 腾讯 高德坐标 腾讯坐标 amap tencent",
        Datum.BD09: "bd09ll 百度 百度坐标 百度坐标系 baidu",
    }
)
_PAST_OUTCOMES = _table(
    {
        PastOutcome.DONE: f"{_YES} 完成 已完成 已拜访 拜访完成 成功 拜访成功 已见面 见到"
        " visited completed complete made met held",
        PastOutcome.SKIPPED: f"{_NO} 跳过 已跳过 未拜访 未完成 未见 未见到 未遇 未成功 失败"
        " missed notvisited notmet failed noshow",
        PastOutcome.CANCELLED: "取消 已取消 作废 已作废 canceled calledoff",
    }
)
_MODES = _table(
    {
        TravelMode.CAR: "汽车 开车 驾车 轿车 自驾 driving drive",
        TravelMode.EBIKE: "电动车 电瓶车 电动自行车 骑行 bike scooter",
        TravelMode.TRANSIT: "地铁 步行 公交 地铁步行 地铁+步行 地铁和步行 公共交通 metro subway walk walking",
    }
)


def answer(text: str) -> Answer:
    return _meaning(_ANSWERS, text)


def flag(text: str) -> bool:
    """Yes or no; a written unknown raises ValueError."""
    meaning = answer(text)
    if meaning is Answer.UNKNOWN:
        raise ValueError("Neither yes nor no.")
    return meaning is Answer.YES


def need(text: str) -> Need:
    return _meaning(_NEEDS, text)


def category(text: str) -> Category:
    return _meaning(_CATEGORIES, text)


def grade(text: str) -> Grade:
    return _meaning(_GRADES, text)


def contact_role(text: str) -> ContactRole:
    return _meaning(_ROLES, text)


def datum(text: str) -> Datum:
    return _meaning(_DATUMS, text)


def past_outcome(text: str) -> PastOutcome:
    return _meaning(_PAST_OUTCOMES, text)


def travel_mode(text: str) -> TravelMode:
    return _meaning(_MODES, text)


def _meaning(table: Mapping[str, _Meaning], text: str) -> _Meaning:
    found = table.get(_folded(text)) if len(text) <= _LONGEST_WORD else None
    if found is None:
        raise ValueError("This word is not one of ours.")
    return found
