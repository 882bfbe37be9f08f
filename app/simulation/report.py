"""The quarters of one way as a column of figures: the mean over all seeds, and from where to where they lie."""

from collections.abc import Callable, Mapping, Sequence
from statistics import mean

from app.simulation.quarter import FIRST_WEEKS, Quarter

MEASURES: Mapping[str, Callable[[Quarter], float]] = {
    "signed, thousand CNY": lambda quarter: quarter.signed_value / 1000,
    f"of it in the first {FIRST_WEEKS} weeks": lambda quarter: quarter.signed_at_first / 1000,
    "of it beyond the visit cap": lambda quarter: quarter.signed_beyond_cap / 1000,
    "deals": lambda quarter: quarter.deals,
    "expected of customers seen, thousand CNY": lambda quarter: quarter.kept_value / 1000,
    "accounts with a KP: seen, %": lambda quarter: quarter.relationships.coverage_pct,
    "customers among them: seen, %": lambda quarter: quarter.relationships.customers_pct,
    "customers: overdue at the end, %": lambda quarter: quarter.relationships.overdue_pct,
    "accounts with a KP: fell a level": lambda quarter: quarter.relationships.fell,
    "visits": lambda quarter: quarter.visits,
    "visits wasted": lambda quarter: quarter.wasted,
    "visits refused": lambda quarter: quarter.refused,
    "visits beyond the visit cap": lambda quarter: quarter.beyond_cap,
    "km": lambda quarter: quarter.km,
    "km a visit": lambda quarter: quarter.km / max(1, quarter.visits),
}


def spread(quarters: Sequence[Quarter], measure: str) -> str:
    """The mean of a measure, and in brackets its least and most where they differ."""
    found = [MEASURES[measure](quarter) for quarter in quarters]
    middle, least, most = (_figure(value) for value in (mean(found), min(found), max(found)))
    return middle if least == most else f"{middle} ({least}-{most})"


def _figure(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
