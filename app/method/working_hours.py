"""When a rep works on a day that he spends in the field: the hours of that weekday, half-days, and where lunch fits."""

from datetime import date

from app.method.rep import Half, Rep

MORNING_ENDS_S = 12 * 3600
AFTERNOON_BEGINS_S = 13 * 3600


def usual_hours(rep: Rep, on: date) -> tuple[int, int]:
    """From when to when he works on this weekday, in seconds after midnight."""
    for own in rep.weekday_hours:
        if own.weekday == on.weekday():
            return own.start_s, own.end_s
    return rep.start_s, rep.end_s


def hours_on(rep: Rep, on: date) -> tuple[int, int] | None:
    """The hours of this very day; None where half-days off or with a seminar leave none of them."""
    start_s, end_s = usual_hours(rep, on)
    if on in rep.mornings_off or (on, Half.MORNING) in rep.hosting:
        start_s = max(start_s, AFTERNOON_BEGINS_S)
    if on in rep.afternoons_off or (on, Half.AFTERNOON) in rep.hosting:
        end_s = min(end_s, MORNING_ENDS_S)
    return (start_s, end_s) if start_s < end_s else None


def hosts_on(rep: Rep, on: date) -> bool:
    """Whether he hosts a seminar on this day."""
    return any((on, half) in rep.hosting for half in Half)


def halves_of(start_s: int, end_s: int) -> frozenset[Half]:
    """The halves of a day that something from one moment to the other takes up."""
    taken = {Half.MORNING: start_s < MORNING_ENDS_S, Half.AFTERNOON: end_s > AFTERNOON_BEGINS_S}
    return frozenset(half for half, is_taken in taken.items() if is_taken)


def is_half_day(rep: Rep, on: date) -> bool:
    """Whether he is out for customers on one half of this day only."""
    return on in rep.mornings_off or on in rep.afternoons_off or hosts_on(rep, on)


def lunch_starts(rep: Rep, on: date, start_s: int, end_s: int) -> tuple[int, int] | None:
    """When lunch may begin in these hours; None where it has no room, on a half-day, or where he takes none."""
    if rep.lunch is None or is_half_day(rep, on):
        return None
    earliest_s, latest_s = max(rep.lunch.earliest_s, start_s), min(rep.lunch.latest_s, end_s - rep.lunch.duration_s)
    return (earliest_s, latest_s) if earliest_s <= latest_s else None
