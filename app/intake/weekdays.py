"""Names of weekdays in Chinese and English, alone, in lists and in ranges. Monday is 0."""

import re

WORKDAYS = frozenset(range(5))
WEEKEND = frozenset((5, 6))
EVERY_DAY = frozenset(range(7))

_CHINESE = dict(zip("一二三四五六日天", (0, 1, 2, 3, 4, 5, 6, 6), strict=True))
_ENGLISH = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WORDS = {
    "工作日": WORKDAYS, "周末": WEEKEND, "双休日": WEEKEND, "每天": EVERY_DAY, "每日": EVERY_DAY, "全周": EVERY_DAY,
    "weekdays": WORKDAYS, "weekday": WORKDAYS, "weekends": WEEKEND, "weekend": WEEKEND, "daily": EVERY_DAY,
    "every day": EVERY_DAY,
}  # fmt: skip

_JOIN = r"\s*[-、,/和及&]?\s*"
_CHINESE_DAY = r"(?:周|星期|礼拜)?[一二三四五六日天]"
_ENGLISH_DAY = r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\.?(?![a-z])"
# One mention of days: a word, or a list of days and ranges that begins with a full name.
MENTION = "|".join(
    (
        "|".join(_WORDS),
        rf"(?:周|星期|礼拜)[一二三四五六日天](?:{_JOIN}{_CHINESE_DAY})*",
        rf"{_ENGLISH_DAY}(?:{_JOIN}{_ENGLISH_DAY})*",
    )
)
_EACH_DAY = re.compile(r"(-)?[^-一二三四五六日天a-z1-7]*([一二三四五六日天1-7]|[a-z]{3})[a-z.]*")
_NUMBERS = re.compile(r"[1-7](?:\s*[-、,;/ ]\s*[1-7])*")
_MENTIONS = re.compile(MENTION)
_BETWEEN_MENTIONS = " 、,;/和及&"
_RANGE_SIGNS = str.maketrans(dict.fromkeys("至到~–—―−－～", "-"))


def with_plain_ranges(text: str) -> str:
    """The text with every sign and word for a range written as a hyphen."""
    return text.translate(_RANGE_SIGNS)


def mentioned_days(mention: str) -> frozenset[int]:
    """The days of one mention as MENTION matches it; a range may run over the weekend."""
    if mention in _WORDS:
        return _WORDS[mention]
    days: list[int] = []
    for is_range, name in _EACH_DAY.findall(mention):
        day = _day(name)
        while is_range and days[-1] != day:
            days.append((days[-1] + 1) % 7)
        days.append(day)
    return frozenset(days)


def parse_weekdays(text: str) -> frozenset[int]:
    """Weekdays such as "Mon-Fri", "周一至周五" or "1,2,4" (Monday is 1 there); raises ValueError for anything else."""
    plain = with_plain_ranges(text.casefold().strip())
    if _NUMBERS.fullmatch(plain):
        return mentioned_days(plain)
    mentions = _MENTIONS.findall(plain)
    if not mentions or _MENTIONS.sub("", plain).strip(_BETWEEN_MENTIONS):
        raise ValueError("These are no weekdays.")
    return frozenset().union(*map(mentioned_days, mentions))


def _day(name: str) -> int:
    if name in _CHINESE:
        return _CHINESE[name]
    return int(name) - 1 if name.isdigit() else _ENGLISH.index(name)
