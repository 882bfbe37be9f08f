"""Whether a rep can go to a stop as it is: what he will miss at the door."""

from enum import StrEnum

from app.method.preparation import Preparation
from app.planning.week_plan import PlannedStop


class Lack(StrEnum):
    CONTACT = "contact"
    PHONE = "phone"
    HOURS = "hours"
    QUESTIONS = "questions"


def lacks(stop: PlannedStop, prepared: Preparation | None) -> tuple[Lack, ...]:
    """What is missing at a stop; a phone is only missed where there is somebody to call.

    `prepared` is None for an account that is in no list any more: nothing is known to ask it.
    """
    found: list[Lack] = []
    if not stop.contact_name.strip():
        found.append(Lack.CONTACT)
    elif not any(sign.isdigit() for sign in stop.contact_phone):
        found.append(Lack.PHONE)
    if not stop.open_spans_s:
        found.append(Lack.HOURS)
    if prepared is None:
        found.append(Lack.QUESTIONS)
    return tuple(found)
