"""Visits that come after others: the days that are made go to those whose turn it is.

The search moves repeat visits to one account as if they were free of each other, since one in the place of another is
worth nearly the same. Here the first of them get the days, in order, and one whose turn has not come is left out.
"""

from collections.abc import Iterator, Sequence

from solver.schedule import Order, Timetable

Seat = tuple[int, int, int]  # day, shift, place in its order


def keeps_turns(timetable: Timetable, orders: Sequence[Order]) -> bool:
    """Whether no visit is made without the one it comes after."""
    made = {v for order in orders for v in order}
    return all(first in made for visit, first in timetable.after.items() if visit in made)


def in_turn(timetable: Timetable, orders: Sequence[Order]) -> list[Order]:
    """The orders with the first visits of each chain, day by day, on the days that any of the chain had."""
    seats = {v: (timetable.day.item(s), s, n) for s, order in enumerate(orders) for n, v in enumerate(order)}
    turned = [list(order) for order in orders]
    for chain in _chains(timetable):
        free = [v for v in chain if not timetable.fixed[v]]
        taken = sorted(seats[v] for v in free if v in seats)
        proposed = [list(order) for order in turned]
        for visit, (_, shift, place) in zip(free, taken, strict=False):
            proposed[shift][place] = visit
        touched = {shift for _, shift, _ in taken}
        if all(timetable.value(shift, proposed[shift]) is not None for shift in touched):
            turned = proposed
    return _without_those_too_early(timetable, turned)


def _chains(timetable: Timetable) -> Iterator[list[int]]:
    """The visits that come after one another, each chain from its first on."""
    following = {first: visit for visit, first in timetable.after.items() if first >= 0}
    for first in sorted(following.keys() - timetable.after.keys()):
        chain = [first]
        while chain[-1] in following:
            chain.append(following[chain[-1]])
        yield chain


def _without_those_too_early(timetable: Timetable, orders: list[Order]) -> list[Order]:
    """The orders without visits whose turn has not come; what then does not fit goes too (no triangle inequality)."""
    while True:
        made = {v for order in orders for v in order}
        early = {v for v, first in timetable.after.items() if v in made and first not in made}
        if not early:
            return orders
        for shift, order in enumerate(orders):
            if early & set(order):
                left = [v for v in order if v not in early]
                orders[shift] = left if timetable.value(shift, left) is not None else _fitting(timetable, shift, left)


def _fitting(timetable: Timetable, shift: int, order: Order) -> Order:
    kept: Order = []
    for visit in order:
        if timetable.value(shift, [*kept, visit]) is not None:
            kept.append(visit)
    return kept
