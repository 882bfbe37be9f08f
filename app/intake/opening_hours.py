"""Opening hours as people write them, in Chinese and English, to spans for each weekday.

Hours without days mean Monday to Friday; days without hours 09:00-18:00; days named as closed leave the others open;
a span over midnight ends at midnight and goes on the next day.
"""

import re
from functools import lru_cache

from app.intake.moments import clock_s
from app.intake.values import plain
from app.intake.weekdays import EVERY_DAY, MENTION, WORKDAYS, mentioned_days, with_plain_ranges
from app.method.account import DAY_S, WORKING_HOURS, OpeningHours

Span = tuple[int, int]

_WORKING_SPANS = WORKING_HOURS.spans_by_weekday[0]
_HALF = r"(?:上午|早上|中午|下午|晚上)?\s*"
_TIME = r"\d{1,2}(?::\d\d(?::\d\d)?|[点时](?:\d{1,2}分?|半|整)?)?(?:\s*(?:am|pm))?"
_TOKEN = re.compile(
    rf"(?P<open>{_HALF}{_TIME})\s*-\s*(?P<close>{_HALF}{_TIME})"
    r"|(?P<all_day>24\s*小时(?:营业)?|24\s*h(?:ours)?|全天|24/7)"
    r"|(?P<closed>休息|不营业|歇业|关闭|公休|休|closed|off)"
    rf"|(?P<days>{MENTION})"
    r"|(?P<end>[;\n。])"
    r"|(?P<filler>[\s,、:/()]+|和|及|营业时间|可拜访时间|营业|and|from|open|hours)"
)
_LATER_HALF = re.compile("下午|晚上")


class _Group:
    """Days and spans that belong together: all the days are open in all the spans, or closed."""

    def __init__(self) -> None:
        self.days: frozenset[int] = frozenset()
        self.spans: list[Span] = []
        self.is_closed = False


@lru_cache(maxsize=4096)
def parse_opening_hours(text: str) -> OpeningHours:
    """Read opening hours such as "周一至周五 9:00-12:00 14:00-17:00"; raises ValueError where a part is unclear."""
    groups = _groups(with_plain_ranges(plain(text)))
    if not groups:
        raise ValueError("There are neither days nor hours.")
    closed = frozenset().union(*(group.days for group in groups if group.is_closed))
    unnamed = EVERY_DAY - closed if closed else WORKDAYS
    if all(group.is_closed for group in groups):
        others = EVERY_DAY - closed if closed else frozenset[int]()  # "closed" alone is never open
        return OpeningHours.weekly(_WORKING_SPANS, others)
    week: list[list[Span]] = [[] for _ in range(7)]
    for group in groups:
        if not group.is_closed:
            for day in (group.days or unnamed) - closed:
                for span in group.spans or _WORKING_SPANS:
                    _add(week, day, span)
    return OpeningHours(tuple(_merged(spans) for spans in week))


def _groups(text: str) -> list[_Group]:
    groups: list[_Group] = []
    group = _Group()
    hours_come_first = False
    position = 0

    def finish() -> _Group:
        if group.days or group.spans or group.is_closed:
            groups.append(group)
        return _Group()

    while position < len(text):
        token = _TOKEN.match(text, position)
        if token is None:
            raise ValueError("A part of the hours is unclear.")
        position = token.end()
        match token.lastgroup:
            case "days":
                if (group.spans and not hours_come_first) or group.is_closed:
                    group = finish()
                group.days |= mentioned_days(token[0])
            case "close" | "all_day":
                if group.is_closed or (hours_come_first and group.days):
                    group = finish()
                hours_come_first = hours_come_first or not (groups or group.days)
                group.spans.append((0, DAY_S) if token["all_day"] else _span(token["open"], token["close"]))
            case "closed":
                if group.spans:  # "9:00-18:00 周日休息": the days belong to the word behind them
                    closed_days, group.days = group.days, frozenset()
                    group = finish()
                    group.days = closed_days
                group.is_closed = True
            case "end":
                group = finish()
                hours_come_first = False
    finish()
    return groups


def _span(opens: str, closes: str) -> Span:
    """A span; one that closes before it opens runs over midnight and ends beyond the day."""
    half = _LATER_HALF.match(opens)
    if half and closes[0].isdigit():  # "下午2:00-5:00"
        closes = half[0] + closes
    open_s, close_s = (clock_s(f"{part}:00" if part.isdigit() else part) for part in (opens, closes))
    if open_s == close_s:
        raise ValueError("A span is longer than nothing.")
    return (open_s, close_s) if open_s < close_s else (open_s, close_s + DAY_S)


def _add(week: list[list[Span]], day: int, span: Span) -> None:
    open_s, close_s = span
    if open_s < DAY_S:
        week[day].append((open_s, min(close_s, DAY_S)))
    if close_s > DAY_S:
        week[(day + 1) % 7].append((0, close_s - DAY_S))


def _merged(spans: list[Span]) -> tuple[Span, ...]:
    merged: list[Span] = []
    for open_s, close_s in sorted(spans):
        if merged and open_s <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(merged[-1][1], close_s)
        else:
            merged.append((open_s, close_s))
    return tuple(merged)
