"""The settings page: what counts, what is usual, who changed what."""

import httpx
import pytest

from app.db import Database
from app.intake.method_settings import settings_in_force
from app.method.account import Account
from app.method.settings import MethodSettings
from tests.conftest import SignIn
from tests.worlds import week
from tests.worlds.events import event, event_id, visit_of

ENGLISH = {"Accept-Language": "en"}
CHANCES = "/api/v1/close-chances"


def test_a_number_is_changed_and_told(manager: httpx.Client, database: Database, stored_week: str) -> None:
    """It counts from then on, its default stands beside it, and the change is listed; the others stay."""
    assert "Nothing was changed yet" in manager.get("/settings", headers=ENGLISH).text
    assert manager.post("/settings", data={"visit_minutes.prospect": "50"}).status_code == 303
    with database.read() as session:
        settings = settings_in_force(session)
    assert settings.visit_minutes["prospect"] == 50
    assert settings.interval_days == MethodSettings().interval_days
    page = manager.get("/settings", headers=ENGLISH).text
    assert "Default 45" in page
    assert "Length of a visit" in page.split("Changes")[1]
    assert "每次拜访时长" in manager.get("/settings", headers={"Accept-Language": "zh"}).text


@pytest.mark.parametrize("wrong", ["", "many", "nan", "inf", "-1", "601", "30.5"])
def test_a_number_that_makes_no_sense_is_refused(
    manager: httpx.Client, database: Database, stored_week: str, wrong: str
) -> None:
    """With its name and its range; nothing is saved, not even what was right."""
    answer = manager.post("/settings", data={"visit_cap": "3", "visit_minutes.prospect": wrong}, headers=ENGLISH)
    assert answer.status_code == 422
    assert "Length of a visit Prospect is a whole number from 1 to 600" in answer.text
    with database.read() as session:
        assert settings_in_force(session) == MethodSettings()


def test_settings_are_a_directors(sign_in: SignIn, stored_week: str) -> None:
    """A rep neither sees nor changes them."""
    rep = sign_in("rep", "wang")
    assert (rep.get("/settings").status_code, rep.post("/settings").status_code) == (403, 403)


def test_the_country_of_holidays_is_chosen(manager: httpx.Client, database: Database, stored_week: str) -> None:
    """By its name in the reader's language, and told among the changes; what is no country of the list is refused."""
    assert manager.post("/settings", data={"country": "DE"}).status_code == 303
    page = manager.get("/settings", headers=ENGLISH).text
    assert '<option value="DE" selected>Germany</option>' in page
    assert "Country of the public holidays" in page.split("Changes")[1]
    assert ">德国</option>" in manager.get("/settings", headers={"Accept-Language": "zh"}).text
    assert manager.post("/settings", data={"country": "Atlantis"}).status_code == 422
    with database.read() as session:
        assert settings_in_force(session).country == "DE"


def test_days_of_a_share_are_changed_as_long_as_they_rise(
    manager: httpx.Client, database: Database, stored_week: str
) -> None:
    """They are numbers as the others are; those that would not agree are refused, all of them."""
    assert manager.post("/settings", data={"share_at_stake.0.days": "45"}).status_code == 303
    told = {"share_at_stake.0.days": "100", "visit_cap": "3"}
    refused = manager.post("/settings", data=told, headers=ENGLISH)
    assert (refused.status_code, "Days rise from step to step" in refused.text) == (422, True)
    with database.read() as session:
        settings = settings_in_force(session)
    assert (settings.share_at_stake[0], settings.visit_cap) == ((45, 0.02), 2)


def test_a_plan_tells_the_settings_it_was_made_with(manager: httpx.Client, stored_week: str) -> None:
    """Those of that day, a rep's own too; once others count, it says so and keeps its own."""
    page = manager.get(f"/plans/{stored_week}", headers=ENGLISH).text
    assert "All are the method&#39;s defaults." in page
    assert "By now other settings count" not in page
    manager.post("/settings", data={"visit_cap": "3"})
    page = manager.get(f"/plans/{stored_week}", headers=ENGLISH).text
    assert "By now other settings count" in page
    assert "All are the method&#39;s defaults." in page


def test_markets_and_their_shares_are_set(manager: httpx.Client, database: Database, stored_week: str) -> None:
    """An area for each market by its name, shares that are a hundred; anything else is refused with its sum."""
    chosen = {"market": ["滨江", "外埠", "周边"], "market_area": ["remote", "", "surroundings"]}
    shares = {"market_share.home": "60", "market_share.surroundings": "30"}
    assert manager.post("/settings", data={**chosen, **shares}).status_code == 303
    with database.read() as session:
        settings = settings_in_force(session)
    assert settings.market_areas == {"本埠": "home", "周边": "surroundings", "滨江": "remote"}
    assert settings.market_share == {"home": 60, "surroundings": 30, "remote": 10}
    page = manager.get("/settings", headers=ENGLISH).text
    assert "Areas of the markets" in page.split("Changes")[1]
    refused = manager.post("/settings", data={"market_share.remote": "9", "visit_cap": "3"}, headers=ENGLISH)
    assert (refused.status_code, "add up to 99 %, not to 100 %" in refused.text) == (422, True)
    for wrong in ({"market_share.remote": "-1"}, {"market": "滨江", "market_area": "moon"}):
        assert manager.post("/settings", data={**wrong, "visit_cap": "3"}).status_code == 422
    with database.read() as session:
        assert settings_in_force(session) == settings


def test_chances_to_close_are_taken_from_debriefs_once_there_are_enough(
    manager: httpx.Client, wang: httpx.Client, database: Database, stored_week: str
) -> None:
    """The last word of each visit counts, and who is no prospect does not. A number set by hand rests on nothing."""

    def debriefed(number: int, account: Account, result: str) -> None:
        with database.read() as session:
            visit = visit_of(session, account.external_id)
        told = event("debrief", outcome={"result": result})
        assert wang.put(f"/api/v1/visits/{visit}/events/{event_id(number)}", json=told).status_code in (200, 201)

    taken = {"close_fit": "take"}
    debriefed(1, week.GREEN_TEA, "met_kp")
    debriefed(2, week.WULIN, "signed")  # a customer
    manager.post("/settings", data={"close_fit_from": "2"})
    refused = manager.post("/settings", data=taken, headers=ENGLISH)
    assert (refused.status_code, "1 of 2 debriefs" in refused.text) == (422, True)
    too_few = manager.put(CHANCES, json={"of": "debriefs"}, headers={"If-Match": "*"})
    assert (too_few.status_code, "1 of 2 debriefs" in too_few.json()["detail"]) == (422, True)
    manager.post("/settings", data={"close_fit_from": "1"})
    assert "1 visit to a prospect was debriefed." in manager.get("/settings", headers=ENGLISH).text
    debriefed(3, week.GREEN_TEA, "signed")
    assert manager.post("/settings", data=taken).status_code == 303
    with database.read() as session:
        settings = settings_in_force(session)
    grade = week.GREEN_TEA.grade
    usual = MethodSettings().close_probability
    assert settings.close_probability == {**usual, grade: round((1 + 50 * usual[grade]) / 51, 3)}
    assert settings.close_fitted_visits == 1
    assert "Debriefs that the chances rest on" in manager.get("/settings", headers=ENGLISH).text.split("Changes")[1]
    manager.post("/settings", data={"close_probability.A": "0.3"})
    with database.read() as session:
        assert settings_in_force(session).close_fitted_visits == 0
    proposal = manager.get(CHANCES)
    (line,) = (one for one in proposal.json()["grades"] if one["grade"] == grade)
    assert (line["visits"], line["signed"], line["proposed"]) == (1, 1, settings.close_probability[grade])
    assert manager.put(CHANCES, json={"of": "debriefs"}).status_code == 428
    assert manager.put(CHANCES, json={"of": "hope"}, headers={"If-Match": "*"}).status_code == 422
    seen = {"If-Match": proposal.headers["etag"]}
    kept = manager.put(CHANCES, json={"of": "debriefs"}, headers=seen)
    assert (kept.status_code, kept.json()["fitted_visits"]) == (200, 1)
    assert manager.put(CHANCES, json={"of": "method"}, headers=seen).status_code == 412
    usual_again = manager.put(CHANCES, json={"of": "method"}, headers={"If-Match": kept.headers["etag"]}).json()
    assert {one["grade"]: one["in_force"] for one in usual_again["grades"]} == usual
    assert usual_again["fitted_visits"] == 0


def speed_list(cells: dict[tuple[int, int], str]) -> bytes:
    """A hundred at each hour, but for some cells, by line and column."""
    rows = [["hour", "workday", "day_off"], *([str(hour), "100", "100"] for hour in range(24))]
    for (line, column), cell in cells.items():
        rows[line - 1][column] = cell
    return "\n".join(",".join(row) for row in rows).encode()


def test_speeds_come_from_a_list(manager: httpx.Client, database: Database, stored_week: str) -> None:
    """All of them, told among the changes; drives stay as they are until the rush hours are switched on."""
    file = ("speeds.csv", speed_list({(10, 1): "40"}))
    assert manager.post("/settings", files={"speeds": file}).status_code == 303
    with database.read() as session:
        settings = settings_in_force(session)
    assert (settings.rush_hours, settings.speed_pct["workday"]) == (0, (100,) * 8 + (40,) + (100,) * 15)
    page = manager.get("/settings", headers=ENGLISH).text
    assert 'name="speed_pct.workday.8" value="40"' in page
    assert "Speed at each hour of the day" in page.split("Changes")[1]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (speed_list({(10, 1): "5"}), "Line 10, workday: “5”"),
        (speed_list({(3, 0): "0"}), "Line 3, hour: “0”"),
        (speed_list({(1, 2): "sunday"}), "columns hour, workday and day_off"),
        (speed_list({})[:60], "columns hour, workday and day_off"),
        (b"\xff\xfe\x00", "columns hour, workday and day_off"),
    ],
)
def test_a_list_of_speeds_with_a_fault_is_refused(
    manager: httpx.Client, database: Database, stored_week: str, content: bytes, said: str
) -> None:
    """With line, column and what belongs there; nothing is saved."""
    answer = manager.post("/settings", files={"speeds": ("speeds.csv", content)}, headers=ENGLISH)
    assert answer.status_code == 422
    assert said in answer.text
    with database.read() as session:
        assert settings_in_force(session) == MethodSettings()
