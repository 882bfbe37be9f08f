"""What a plan brings from where: on its page, and by the API."""

from dataclasses import replace

import httpx

from app.db import Database
from app.method.field_days import DayKind
from app.method.settings import Area, MethodSettings
from app.method.steering import Steering
from app.method.worth import WorthPart
from app.planning.options import PlanOptions
from app.planning.store import save_plan
from app.planning.week_plan import PlannedStop
from tests.worlds import week
from web.day_view import day_view
from web.i18n import translator
from web.split_view import split_view
from web.week_view import week_view

ENGLISH = {"Accept-Language": "en"}


def steered(stop: PlannedStop) -> PlannedStop:
    """A stop as planning leaves it: from home, but for one that is far away and one without business."""
    if stop.external_id == week.GREEN_TEA.external_id:
        worth = (*stop.worth, WorthPart("market", -3600), WorthPart("protected", 600))
        return replace(stop, area=Area.SURROUNDINGS, result=2_000, worth=worth, is_without_business=True)
    return replace(stop, area=Area.HOME, result=1_500)


STEERED = Steering({Area.HOME: -10}, 600, {Area.HOME: 8, Area.SURROUNDINGS: 1}, 2)
ROUTES = tuple(replace(r, stops=tuple(steered(stop) for stop in r.stops), kind=DayKind.FIELD) for r in week.ROUTES)
PLAN = replace(week.PLAN, routes=ROUTES, steering={"wang": STEERED})


def test_a_plan_tells_its_split(manager: httpx.Client, database: Database, stored_week: str) -> None:
    """Its page has the shares, who falls short and why, and the customers without business; the API has the same."""
    with database.write() as session:
        options = PlanOptions(week.MONDAY, week.MONDAY)
        plan_id = save_plan(session, PLAN, options=options, settings=MethodSettings())
    assert ">Markets<" not in manager.get(f"/plans/{stored_week}", headers=ENGLISH).text
    page = manager.get(f"/plans/{plan_id}", headers=ENGLISH).text
    assert ">Markets<" in page
    assert "Surroundings falls short (18 % of 40 %) although every account there that may be visited is." in page
    assert "Remote falls short (0 % of 10 %): no account there may be visited." in page
    assert "1 of 7 visits (14%) go to customers without business now; the target is 20%" in page
    told = manager.get(f"/api/v1/plans/{plan_id}").json()
    assert [(one["area"], one["share_pct"], one["why_short"]) for one in told["market"]] == [
        ("home", 82, ""),
        ("surroundings", 18, "ALL_VISITED"),
        ("remote", 0, "NO_ACCOUNTS_THERE"),
    ]
    assert told["protected"] == {"visits": 1, "of": 7, "accounts": 2, "target_pct": 20}
    assert {route["kind"] for route in told["routes"]} == {"field"}
    (stop,) = (s for r in told["routes"] for s in r["stops"] if s["external_id"] == week.GREEN_TEA.external_id)
    assert stop["prize_s"] == sum(part["worth_s"] for part in stop["worth"])
    assert (stop["area"], stop["result"], stop["is_without_business"]) == ("surroundings", 2_000, True)


def test_an_earlier_plan_has_no_split() -> None:
    """Nothing is made up where nobody noted it."""
    assert split_view(week.PLAN, MethodSettings(), translator("zh")) is None


def test_a_stop_card_says_what_is_taken_off() -> None:
    """In at most six plain rows, in the reader's language."""
    (row,) = (row for row in day_view(ROUTES[0], translator("zh")).stops if row.name == week.GREEN_TEA.name)
    assert row.worth_parts[-2:] == (("市场布局", "−1 小时"), ("无生意客户", "10 分钟"))
    assert len(row.worth_parts) <= 6


def test_a_promise_on_an_office_day_is_a_visible_exception() -> None:
    """On the week's page and the day's; a field day is none, nor is an office day with nobody to see."""
    english = translator("en")
    office = replace(ROUTES[0], kind=DayKind.OFFICE)
    assert day_view(office, english).exception == "Office"
    assert day_view(replace(office, stops=()), english).exception == ""
    assert day_view(ROUTES[0], english).exception == day_view(week.WANG_TUESDAY, english).exception == ""
    view = week_view(replace(PLAN, routes=(office, *ROUTES[1:])), english, lambda route: "")
    assert [cell.exception for line in view.reps for cell in line.cells if cell].count("Office") == 1
