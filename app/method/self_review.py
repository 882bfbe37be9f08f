"""How a rep looks at his own week: attitude and ability, won and lost alike."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

LEAST, MOST = 1, 5
LONGEST = 300


class Trait(StrEnum):
    """Attitude is activity and confidence, ability is knowledge and skill."""

    ACTIVITY = "activity"
    CONFIDENCE = "confidence"
    KNOWLEDGE = "knowledge"
    SKILL = "skill"


class Point(StrEnum):
    """What he asks himself, two points for each trait."""

    PACE = "pace"
    NEXT_STEP = "next_step"
    BELIEF = "belief"
    CLOSING = "closing"
    CUSTOMER = "customer"
    PRODUCT = "product"
    ASKING = "asking"
    OBJECTIONS = "objections"


POINTS: Mapping[Trait, tuple[Point, Point]] = {
    Trait.ACTIVITY: (Point.PACE, Point.NEXT_STEP),
    Trait.CONFIDENCE: (Point.BELIEF, Point.CLOSING),
    Trait.KNOWLEDGE: (Point.CUSTOMER, Point.PRODUCT),
    Trait.SKILL: (Point.ASKING, Point.OBJECTIONS),
}


@dataclass(frozen=True, slots=True)
class Rating:
    """1 (not at all) to 5 (wholly), with a sentence where he likes to."""

    score: int
    sentence: str = ""

    def __post_init__(self) -> None:
        if not LEAST <= self.score <= MOST:
            raise ValueError("A rating is 1 to 5.")
        if len(self.sentence) > LONGEST:
            raise ValueError("A sentence of a review has at most 300 characters.")


@dataclass(frozen=True, slots=True)
class SelfReview:
    """A week, named by its Monday; points that he left out are not there. `won` and `lost`: what was learnt of each."""

    week_on: date
    ratings: Mapping[Point, Rating] = field(default_factory=dict)
    won: str = ""
    lost: str = ""

    def __post_init__(self) -> None:
        if self.week_on.weekday() != 0:
            raise ValueError("A week is named by its Monday.")
        if max(len(self.won), len(self.lost)) > LONGEST:
            raise ValueError("A sentence of a review has at most 300 characters.")

    def mean(self, trait: Trait) -> float | None:
        """The mean of the trait's points; None where none was rated."""
        scores = [self.ratings[point].score for point in POINTS[trait] if point in self.ratings]
        return sum(scores) / len(scores) if scores else None
