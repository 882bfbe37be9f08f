"""Own words for stages and questions: set on their page or by the API, said wherever stages and questions are."""

import httpx

from app.method.opportunity import Stage
from tests.conftest import SignIn
from tests.worlds import week

ENGLISH, CHINESE = {"Accept-Language": "en"}, {"Accept-Language": "zh"}
PLACES = {f"place.{stage}": str(n) for n, stage in enumerate(Stage, start=1)}
SWAPPED = {**PLACES, "place.contacted": "1", "place.identified": "2"}
WORDS = "/api/v1/method-words"


def test_own_words_are_said_everywhere(manager: httpx.Client, sign_in: SignIn, stored_week: str) -> None:
    """On the list of deals, in its order, on a stop's card and in a debrief; in the other language as ever."""
    page = manager.get("/settings/words", headers=ENGLISH).text
    assert "What is this year&#39;s goal, and how far is it still?" in page
    sent = {**SWAPPED, "stage.contacted.zh": "已加微信", "question.goal.zh": "今年要冲到多少？"}
    assert manager.post("/settings/words", data=sent).headers["location"] == "/settings/words"
    deals = manager.get("/opportunities", headers=CHINESE).text
    assert deals.index("已加微信") < deals.index("已发现")
    assert "Contacted" in manager.get("/opportunities", headers=ENGLISH).text
    day = sign_in("rep", "wang").get("/today", headers=CHINESE).text
    assert "今年要冲到多少？" in day
    assert "已加微信" in day
    assert "今年要冲到多少？" in manager.get(f"/reps/wang/days/{week.TUESDAY}", headers=CHINESE).text
    manager.post("/settings/words", data=PLACES)
    assert "已加微信" not in manager.get("/opportunities", headers=CHINESE).text


def test_wrong_words_are_told_what_to_do(manager: httpx.Client, stored_week: str) -> None:
    """What is wrong and where, and nothing is saved."""
    for wrong, said in (
        (
            {"question.tried.zh": "长" * 201},
            "Say “What was tried, and why did it not work?” in at most 200 characters.",
        ),
        ({"stage.signed.en": "Won", "stage.growing.en": "Won"}, "Two stages cannot both be called “Won”"),
        ({"place.signed": "1", "place.identified": "6"}, "Put the stages after a contract last."),
        ({"place.contacted": "1"}, "Give each stage a number of its own from 1 to 7."),
        ({"place.contacted": "first"}, "Give each stage a number of its own from 1 to 7."),
    ):
        refused = manager.post("/settings/words", data={**PLACES, **wrong}, headers=ENGLISH)
        assert refused.status_code == 422
        assert said in refused.text
        assert "Nothing was saved." in refused.text
    assert manager.get(WORDS).json()["version"] == 0


def test_the_api_takes_them_whole(manager: httpx.Client, stored_week: str) -> None:
    """By who has seen them; with nonsense nothing changes."""
    seen = manager.get(WORDS)
    told = {"words": {"stage.met_kp": {"en": "KP met"}}}
    assert manager.put(WORDS, json=told).status_code == 428
    kept = manager.put(WORDS, json=told, headers={"If-Match": seen.headers["etag"]})
    assert kept.status_code == 200, kept.text
    assert kept.json()["words"] == {"stage.met_kp": {"en": "KP met", "zh": None}}
    assert manager.put(WORDS, json={}, headers={"If-Match": seen.headers["etag"]}).status_code == 412
    for wrong in ({"words": {"stage.won": {"en": "x"}}}, {"stage_order": ["signed"]}, {"words": {"stage.met_kp": "x"}}):
        assert manager.put(WORDS, json=wrong, headers={"If-Match": "*"}).status_code == 422
    assert manager.get(WORDS).json() == kept.json()
