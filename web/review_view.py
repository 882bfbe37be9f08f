"""A rep's review of his week in words: what he asks himself, and his own numbers beside it."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.method.debrief import Refusal
from app.method.self_review import LEAST, MOST, POINTS, Point, SelfReview, Trait
from app.self_review.own_week import Outcome, OwnWeek
from web import formats
from web.i18n import Translator
from web.words import marked

TRAITS: Mapping[Trait, str] = {
    Trait.ACTIVITY: marked("Attitude: activity"),
    Trait.CONFIDENCE: marked("Attitude: confidence"),
    Trait.KNOWLEDGE: marked("Ability: knowledge"),
    Trait.SKILL: marked("Ability: skill"),
}
SAID: Mapping[Point, str] = {
    Point.PACE: marked("I was out on every field day, and the day was full."),
    Point.NEXT_STEP: marked("I agreed on a next step on every visit."),
    Point.BELIEF: marked("I believed in what I offered, also where they hesitated."),
    Point.CLOSING: marked("I asked for the order, and again where it was refused."),
    Point.CUSTOMER: marked("I knew the goal and the worry of whom I met."),
    Point.PRODUCT: marked("I could answer what they asked about our solution."),
    Point.ASKING: marked("I asked more than I told."),
    Point.OBJECTIONS: marked("I found out what was behind each no."),
}
REFUSALS: Mapping[Refusal, str] = {
    Refusal.PRIORITY: marked("Others come first"),
    Refusal.TIMING: marked("Not the right time"),
    Refusal.TEAM: marked("Not sure of us"),
    Refusal.PRICE: marked("Price too high"),
}


@dataclass(frozen=True, slots=True)
class PointLine:
    """One point: what it says, how he rated it (0: not yet), and his sentence."""

    point: str
    said: str
    score: int
    sentence: str


@dataclass(frozen=True, slots=True)
class TraitLines:
    """A trait with the mean of its points, empty where none was rated."""

    name: str
    mean: str
    points: tuple[PointLine, ...]


def trait_lines(review: SelfReview, t: Translator) -> tuple[TraitLines, ...]:
    """Every trait with its points."""
    return tuple(
        TraitLines(t(name), _mean(review.mean(trait), t), tuple(_point(point, review, t) for point in POINTS[trait]))
        for trait, name in TRAITS.items()
    )


def week_tiles(week: OwnWeek, t: Translator) -> list[tuple[str, str, str]]:
    """His own numbers; no other rep's stand beside them."""
    by_kind = " · ".join(f"{t(REFUSALS[kind])} {count}" for kind, count in week.refusals.most_common())
    return [
        (t("Visits"), f"{week.made} / {week.planned}", t("made of those planned")),
        (t("Next steps"), str(week.next_steps), t("agreed on")),
        (t("Attempts to close"), str(week.attempts), t("told in debriefs")),
        (t("Refusals"), str(len(week.lost)), by_kind),
    ]


def outcome_lines(outcomes: tuple[Outcome, ...], t: Translator) -> list[tuple[str, str]]:
    """Each visit with its day, and the kind of refusal where there was one."""
    return [
        (one.name, " · ".join([formats.day(one.on, t), *([t(REFUSALS[one.refusal])] if one.refusal else [])]))
        for one in outcomes
    ]


def scale() -> range:
    return range(LEAST, MOST + 1)


def _point(point: Point, review: SelfReview, t: Translator) -> PointLine:
    rated = review.ratings.get(point)
    return PointLine(point.value, t(SAID[point]), rated.score if rated else 0, rated.sentence if rated else "")


def _mean(mean: float | None, t: Translator) -> str:
    return "" if mean is None else t("{mean} of 5", mean=f"{mean:.1f}")
