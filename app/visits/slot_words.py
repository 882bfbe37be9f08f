"""What is said about slots: to the account in both languages, ready to send, and to ourselves why there are not two."""

from collections.abc import Mapping, Sequence
from datetime import date

from babel.dates import format_date

from app.planning.week_plan import LedgerRow, Outcome
from app.planning.wordings import REASONS, remedy, sentence
from app.visits.outlook import Why
from app.visits.slots import Start
from app.wording import Translate, Wording, clock, duration, in_english

SLOT_REASONS: dict[str, Wording] = {
    "NO_PLAN_IN_FORCE": Wording(
        "No plan is published for these days.", "Plan the week and publish it, then offer a time."
    ),
    "PLAN_OUTDATED": Wording(
        "The published days no longer hold: an appointment is missing from them, or a stop has changed.",
        "Plan the week again and publish it, then offer a time.",
    ),
    "NOTHING_FITS": Wording(
        "No visit of {service} fits between what is planned and promised on these days.",
        "Look at later weeks, or shorten the visit.",
    ),
    "ONE_HALF_DAY": Wording(
        "Everything that fits lies in one half-day.", "Offer this one, look at later weeks, or shorten the visit."
    ),
}

_DAYS = {"zh": ("zh_CN", "EEE（M月d日）"), "en": ("en", "EEEE d MMMM")}
_AT = {"zh": "{day}{time}", "en": "{day} at {time}"}
_ASK_ONE = {
    "zh": "您好！我们想{first} 去拜访您，您方便吗？",
    "en": "Hello, would {first} suit you for our visit?",
}
_ASK_TWO = {
    "zh": "您好！我们想去拜访您：{first} 或{second}，您哪个时间方便？",
    "en": "Hello, would {first} or {second} suit you better for our visit?",
}
_SAME_DAY = {"zh": " {time}", "en": "{time}"}


def message(choices: Sequence[Start], language: str) -> str:
    """A short, polite question to send to the account in `zh` or `en`; empty where there is nothing to offer."""
    if not choices:
        return ""
    in_order = sorted(choices, key=lambda start: (start.on, start.start_s))
    said = [_spoken(start.on, start.start_s, language) for start in in_order]
    if len(in_order) == 1:
        return _ASK_ONE[language].format(first=said[0])
    first, second = in_order
    if first.on == second.on:
        said[1] = _SAME_DAY[language].format(time=clock(second.start_s))
    return _ASK_TWO[language].format(first=said[0], second=said[1])


def why_sentence(why: Why, translate: Translate = in_english) -> str:
    """Why there are not two starts."""
    if why.code in SLOT_REASONS:
        return SLOT_REASONS[why.code].say(_params(why, translate), translate)
    return sentence(_row(why), translate)


def why_remedy(why: Why, translate: Translate = in_english) -> str:
    """What to do about it."""
    if why.code in SLOT_REASONS:
        return SLOT_REASONS[why.code].advise(_params(why, translate), translate)
    return remedy(_row(why), translate)


def _spoken(on: date, start_s: int, language: str) -> str:
    locale, pattern = _DAYS[language]
    return _AT[language].format(day=format_date(on, pattern, locale=locale), time=clock(start_s))


def _params(why: Why, translate: Translate) -> Mapping[str, object]:
    if "service_s" not in why.params:
        return why.params
    return {**why.params, "service": duration(int(str(why.params["service_s"])), translate)}


def _row(why: Why) -> LedgerRow:
    """A reason of the ledger, so that it is worded as there."""
    assert why.code in REASONS
    return LedgerRow(None, "", "", Outcome.GATED, why.code, why.params)
