"""What a target takes, read backwards: deals, precise prospects, visits, field days, and what is missing of them."""

from dataclasses import dataclass
from math import ceil

from app.method.settings import MethodSettings


@dataclass(frozen=True, slots=True)
class Prospecting:
    """What visits to one precise prospect come to: the chance that they close him, and how many it takes on average."""

    closed: float
    visits: float

    def __post_init__(self) -> None:
        if not 0 < self.closed <= 1 or self.visits < 1:
            raise ValueError("A prospect is closed with some probability, and visited at least once.")


@dataclass(frozen=True, slots=True)
class Need:
    """What a sum of money takes, in whole things, rounded up."""

    deals: int
    precise_prospects: int
    visits: int
    field_days: int


def prospecting(first_close_probability: float, settings: MethodSettings) -> Prospecting:
    """Up to the visit cap, where the first visit closes with this probability (not zero, at most `most_probable`)."""
    closed, visits, still_open = 0.0, 0.0, 1.0
    for number in range(settings.visit_cap):
        factor = settings.second_visit_factor if number == 1 else 1.0
        probability = min(first_close_probability * factor, settings.most_probable)
        visits += still_open
        closed += still_open * probability
        still_open *= 1 - probability
    return Prospecting(closed, visits)


def needed(money: int, deal_value: float, each: Prospecting, visits_per_day: int) -> Need:
    """What bringing in so much takes when a deal is worth `deal_value`; nothing takes nothing.

    Raises ValueError for money or a value of a deal below zero, and for days without visits.
    """
    if money < 0 or deal_value <= 0 or visits_per_day < 1:
        raise ValueError("Money is not negative, a deal is worth something, and a field day has a visit.")
    deals = ceil(money / deal_value)
    prospects = ceil(deals / each.closed)
    visits = ceil(prospects * each.visits)
    return Need(deals, prospects, visits, ceil(visits / visits_per_day))
