"""A review in itself: eight points, two for each trait, from 1 to 5."""

from datetime import date

import pytest

from app.method.self_review import POINTS, Point, Rating, SelfReview, Trait

MONDAY = date(2026, 11, 23)


def test_every_point_is_of_one_trait() -> None:
    """None is left out, none counts twice."""
    assert sorted(point for points in POINTS.values() for point in points) == sorted(Point)


def test_a_trait_is_the_mean_of_what_was_rated() -> None:
    """What he left out is no zero."""
    review = SelfReview(MONDAY, {Point.PACE: Rating(4), Point.NEXT_STEP: Rating(1), Point.ASKING: Rating(3)})
    assert [review.mean(trait) for trait in Trait] == [2.5, None, None, 3]


@pytest.mark.parametrize(
    "nonsense",
    [
        lambda: Rating(0),
        lambda: Rating(6),
        lambda: Rating(3, "长" * 301),
        lambda: SelfReview(date(2026, 11, 24)),
        lambda: SelfReview(MONDAY, won="长" * 301),
    ],
)
def test_nonsense_is_refused(nonsense) -> None:
    """Off the scale, too long, or a week that begins on a Tuesday."""
    with pytest.raises(ValueError, match=r"\."):
        nonsense()
