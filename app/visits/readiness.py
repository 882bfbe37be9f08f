"""Whether a rep can go to a stop as it is: what the list does not tell that he will ask for at the door."""

from enum import StrEnum

from app.planning.week_plan import PlannedStop


class Lack(StrEnum):
    CONTACT = "contact"
    PHONE = "phone"
    HOURS = "hours"


def lacks(stop: PlannedStop) -> tuple[Lack, ...]:
    """What is missing at a stop; a phone is only missed where there is somebody to call."""
    found: list[Lack] = []
    if not stop.contact_name.strip():
        found.append(Lack.CONTACT)
    elif not any(sign.isdigit() for sign in stop.contact_phone):
        found.append(Lack.PHONE)
    if not stop.open_spans_s:
        found.append(Lack.HOURS)
    return tuple(found)
