"""What is known of a deal, and what is refused as nonsense."""

import pytest

from app.method.account import Answer
from app.method.opportunity import Criterion, Finding, Opportunity, Stage

YES, NO = Finding(Answer.YES, "2027 预算已批"), Finding(Answer.NO)


def test_completeness_counts_what_is_known_either_way() -> None:
    """A no is known; what nobody asked yet stays open, in the order of the six."""
    told = Opportunity("年框", findings={Criterion.BUDGET: YES, Criterion.COACH: NO, Criterion.NEED: Finding()})
    assert told.completeness == 2
    assert told.open_criteria == (Criterion.AUTHORITY, Criterion.NEED, Criterion.TIMING, Criterion.COMPETITION)


def test_a_new_one_knows_nothing() -> None:
    """A name is enough."""
    assert Opportunity("年框").completeness == 0
    assert Opportunity("年框", findings=dict.fromkeys(Criterion, YES)).open_criteria == ()


@pytest.mark.parametrize(
    "facts", [{"name": " "}, {"value": -1}, {"lost": True, "stage": Stage.SIGNED}, {"lost": True, "stage": "growing"}]
)
def test_nonsense_is_refused(facts: dict[str, object]) -> None:
    """No name, a negative value, and a signed deal that is lost."""
    with pytest.raises(ValueError, match=r"\."):
        Opportunity(**{"name": "年框", **facts})  # type: ignore[arg-type]
