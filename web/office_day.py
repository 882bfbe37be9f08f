"""What waits for a rep in the office, on a day without visits: his tasks, and the visits nobody told of yet."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.visits.open_debriefs import OpenDebrief
from web import formats
from web.days_around import DayHref
from web.i18n import Translator


@dataclass(frozen=True, slots=True)
class OfficeDay:
    """`debriefs`: account, day and where to tell of the visit."""

    tasks: str
    debriefs: tuple[tuple[str, str, str], ...]


def office_day(tasks: int, debriefs: Sequence[OpenDebrief], href: DayHref, t: Translator) -> OfficeDay:
    """The number of open tasks in a sentence, and each visit that is to be told of with its day's page."""
    told = (
        t.count("{n} task waits for you.", "{n} tasks wait for you.", tasks) if tasks else t("No task waits for you.")
    )
    return OfficeDay(told, tuple((one.account, formats.day(one.on, t), href(one.on)) for one in debriefs))
