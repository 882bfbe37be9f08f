"""When a rep works on a day that he spends in the field: the hours of that weekday, half-days, and where lunch fits."""

from datetime import date

from app.method.rep import Rep

MORNING_ENDS_S = 12 * 3600
AFTERNOON_BEGINS_S = 13 * 3600


def usual_hours(rep: Rep, on: date) -> tuple[int, int]:
    """From when to when he works on this weekday, in seconds after midnight."""
    for own in rep.weekday_hours:
        if own.weekday == on.weekday():
            return own.start_s, own.end_s
    return rep.start_s, rep.end_s


def hours_on(rep: Rep, on: date) -> tuple[int, int] | None:
    """The hours of this very day; None where a free half-day leaves none of them."""
    start_s, end_s = usual_hours(rep, on)
    if on in rep.mornings_off:
        start_s = max(start_s, AFTERNOON_BEGINS_S)
    if on in rep.afternoons_off:
        end_s = min(end_s, MORNING_ENDS_S)
    return (start_s, end_s) if start_s < end_s else None


def is_half_day(rep: Rep, on: date) -> bool:
    """Whether he works on one half of this day only."""
    return on in rep.mornings_off or on in rep.afternoons_off


def lunch_starts(rep: Rep, on: date, start_s: int, end_s: int) -> tuple[int, int] | None:
    """When lunch may begin in these hours; None where it has no room, on a half-day, or where he takes none."""
    if rep.lunch is None or is_half_day(rep, on):
        return None
    earliest_s, latest_s = max(rep.lunch.earliest_s, start_s), min(rep.lunch.latest_s, end_s - rep.lunch.duration_s)
    return (earliest_s, latest_s) if earliest_s <= latest_s else None
