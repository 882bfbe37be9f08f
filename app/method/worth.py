"""What a visit is worth, in whole seconds of rep time, as named parts that add up exactly (method, section 4)."""

from dataclasses import dataclass
from datetime import date

from app.method.account import Account, Category, Need
from app.method.cadence import DueState, days_since_visit, due_state, relationship_level
from app.method.market import is_without_business
from app.method.settings import Area, MethodSettings
from app.method.steering import Steering, market_part

MOST_BASE_S = 500_000_000  # more than a working life; beyond it no plan could tell the difference


@dataclass(frozen=True, slots=True)
class WorthPart:
    """One named part of a visit's prize: `base`, `urgency`, `next_step`, `market` (may be negative) or `protected`."""

    name: str
    worth_s: int


def close_probability(account: Account, settings: MethodSettings, as_of: date) -> float:
    """P(close) of the next visit to a prospect, at most `most_probable`."""
    probability = settings.close_probability[account.grade]
    if account.need is Need.EXPLICIT:
        probability *= settings.explicit_need_factor
    probability *= settings.level_factor[relationship_level(account, settings, as_of)]
    if account.visits == 1:
        probability *= settings.second_visit_factor
    return min(probability, settings.most_probable)


def share_at_stake(account: Account, settings: MethodSettings, as_of: date) -> float:
    """The part of a customer's yearly value that hangs on this visit; a customer never seen counts as seen long ago.

    Within the first step it grows with the days: a visit wins back what the time since the last one has put at stake,
    and seeing somebody every week must not bring more than his year is worth.
    """
    since = days_since_visit(account, as_of)
    if since is None:
        return settings.share_at_stake_later
    first_days, first_share = settings.share_at_stake[0]
    if since <= first_days:
        return first_share * since / first_days
    for up_to_days, share in settings.share_at_stake[1:]:
        if since <= up_to_days:
            return share
    return settings.share_at_stake_later


def deal_value(account: Account, settings: MethodSettings) -> int:
    """What a deal with a prospect would bring, in CNY: as known, else as is usual for the grade."""
    return account.deal_value if account.deal_value is not None else settings.deal_value[account.grade]


def expected_result(account: Account, settings: MethodSettings, as_of: date) -> float:
    """Expected money of one visit."""
    if account.category is Category.PROSPECT:
        return deal_value(account, settings) * close_probability(account, settings, as_of)
    yearly_value = account.yearly_value if account.yearly_value is not None else settings.deal_value[account.grade]
    return yearly_value * share_at_stake(account, settings, as_of)


def worth_parts(
    account: Account, settings: MethodSettings, *, as_of: date, last_on: date, field_second_value: float
) -> tuple[WorthPart, ...]:
    """The parts of the prize, in the order they are shown; a part of nothing is left out.

    `last_on` is the last day of the plan: a next step promised up to then counts. `field_second_value` is money per
    second in the field.
    """
    base = min(expected_result(account, settings, as_of) / field_second_value, MOST_BASE_S)
    urgency = {DueState.OVERDUE: settings.urgency_overdue, DueState.DUE: settings.urgency_due}
    parts = [
        WorthPart("base", round(base)),
        WorthPart("urgency", round(base * urgency.get(due_state(account, settings, as_of), 0.0))),
    ]
    if account.next_step_on is not None and account.next_step_on <= last_on:
        parts.append(WorthPart("next_step", round(base * settings.next_step_share)))
    return tuple(part for part in parts if part.worth_s or part.name == "base")


def steered(parts: tuple[WorthPart, ...], account: Account, area: Area, steering: Steering) -> tuple[WorthPart, ...]:
    """The parts with what steers the plan: to the market split, and to the share of customers without business."""
    base_s = next(part.worth_s for part in parts if part.name == "base")
    protected_s = steering.protected_s if is_without_business(account) else 0
    more = (
        WorthPart("market", market_part(base_s, steering.market_pct.get(area, 0))),
        WorthPart("protected", protected_s),
    )
    return (*parts, *(part for part in more if part.worth_s))
