"""An organisation's own words: what they may be, and what is refused."""

import pytest

from app.method.opportunity import Stage
from app.method.own_words import KEYS, OwnWords

ORDER = tuple(Stage)
SHOWN_FIRST = (Stage.SOLUTION_SHOWN, *(stage for stage in ORDER if stage is not Stage.SOLUTION_SHOWN))


def test_what_has_no_own_words_is_said_in_the_methods() -> None:
    """In that language only."""
    words = OwnWords({"stage.contacted": {"zh": "已加微信"}}, SHOWN_FIRST)
    assert words.said("stage.contacted", "zh") == "已加微信"
    assert words.said("stage.contacted", "en") is None
    assert words.said("question.goal", "zh") is None
    assert len(KEYS) == len(set(KEYS))


@pytest.mark.parametrize(
    "nonsense",
    [
        {"words": {"stage.lost": {"zh": "丢了"}}},
        {"words": {"stage.signed": {"fr": "signé"}}},
        {"words": {"question.goal": {"zh": " "}}},
        {"words": {"question.goal": {"zh": "长" * 201}}},
        {"words": {"stage.signed": {"zh": "成交"}, "stage.growing": {"zh": "成交"}}},
        {"stage_order": ORDER[:-1]},
        {"stage_order": (*ORDER[:-1], ORDER[0])},
        {"stage_order": (Stage.SIGNED, *(stage for stage in ORDER if stage is not Stage.SIGNED))},
    ],
)
def test_nonsense_is_refused(nonsense) -> None:
    """An unknown key or language, blank or long texts, one name twice, a stage missing, a contract before the rest."""
    with pytest.raises(ValueError, match=r"\."):
        OwnWords(**nonsense)
