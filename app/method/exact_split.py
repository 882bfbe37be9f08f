"""Whole numbers that are split after weights and still sum to what was split: targets, seats, visits."""

from collections.abc import Sequence
from fractions import Fraction


def split_exactly(total: int, weights: Sequence[int | float | Fraction]) -> tuple[int, ...]:
    """`total` in as many whole parts as there are weights, each its share or one more (largest remainder, Hamilton).

    Of equal remainders the earlier gets more. Raises ValueError for a negative total or weight, or where all are zero.
    """
    exact = [Fraction(weight) for weight in weights]
    whole = sum(exact)
    if total < 0 or any(weight < 0 for weight in exact) or whole == 0:
        raise ValueError("What is split is not negative, nor are the weights, and one of them is more than nothing.")
    quotas = [total * weight / whole for weight in exact]
    parts = [quota.numerator // quota.denominator for quota in quotas]
    by_remainder = sorted(range(len(parts)), key=lambda n: (parts[n] - quotas[n], n))
    for n in by_remainder[: total - sum(parts)]:
        parts[n] += 1
    return tuple(parts)
