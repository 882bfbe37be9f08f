"""What makes the day an app of its own: the worker, the manifest, and what the worker is told of a day."""

import json
import re

import httpx

from app.db import Database
from tests.worlds import week
from tests.worlds.events import event, event_id, visit_of
from web.phone_pages import KEPT_FILES
from web.rendering import MODULES, STATIC, served_asset

DAY = ("kproute-rep", "kproute-day", "kproute-plan")


def island(html: str) -> dict[str, object]:
    found = re.search(r'id="phone_data"[^>]*>(.*?)</script>', html)
    assert found is not None
    told: dict[str, object] = json.loads(found.group(1))
    return told


def test_the_worker_may_be_asked_each_time_and_may_fetch_only_from_us(anonymous: httpx.Client) -> None:
    """It is checked at every look, lists the files of this version, and loads no code of others."""
    answer = anonymous.get("/sw.js")
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'; connect-src 'self' https://")
    (assets,) = re.findall(r"const ASSETS = (\[.*\]);", answer.text)
    assert json.loads(assets) == [served_asset(name) for name in KEPT_FILES]


def test_every_module_is_kept() -> None:
    """A script that one of them imports and the worker forgets would be missed without a network."""
    imported = {
        name
        for module in MODULES
        for name in re.findall(r'from "\./(.+?)"|import "\./(.+?)"', (STATIC / module).read_text())
    }
    assert {one or other for one, other in imported} <= set(MODULES)


def test_the_manifest_names_icons_that_are_there(anonymous: httpx.Client) -> None:
    """Of the sizes it says; one of them may be cut to any shape."""
    manifest = anonymous.get("/manifest.webmanifest")
    assert manifest.headers["content-type"] == "application/manifest+json"
    icons = manifest.json()["icons"]
    assert [icon["purpose"] for icon in icons] == ["any", "any", "maskable"]
    for icon in icons:
        picture = anonymous.get(icon["src"]).content
        width, height = (int.from_bytes(picture[at : at + 4], "big") for at in (16, 20))
        assert f"{width}x{height}" == icon["sizes"]


def test_the_page_without_a_network_shows_nobodys_data(phone_of_wang: httpx.Client, anonymous: httpx.Client) -> None:
    """Whoever asks gets the same one."""
    assert week.WANG.name not in phone_of_wang.get("/offline").text
    assert anonymous.get("/offline").status_code == 200


def test_a_day_says_whose_it_is_and_of_which_plan(phone_of_wang: httpx.Client) -> None:
    """A day without a route has no plan, so that the worker keeps none."""
    there, none = phone_of_wang.get("/today"), phone_of_wang.get("/today?on=2026-12-24")
    assert [there.headers.get(name) for name in DAY] == ["wang", "2026-11-24", "1"]
    assert [none.headers.get(name) for name in DAY] == ["wang", "2026-12-24", None]


def test_the_days_of_others_are_not_named(manager: httpx.Client, stored_week: str) -> None:
    """What a manager looks at is nobody's to keep, and has no buttons of a rep."""
    answer = manager.get("/reps/wang/days/2026-11-24")
    assert [answer.headers.get(name) for name in DAY] == [None, None, None]
    assert "phone_data" not in answer.text
    assert "data-act=" not in answer.text


def test_the_day_tells_what_was_reported_of_its_visits(phone_of_wang: httpx.Client, database: Database) -> None:
    """By whichever device: the stop is done, and the next one is next."""
    with database.read() as session:
        first = visit_of(session)
    phone_of_wang.put(f"/api/v1/visits/{first}/events/{event_id(1)}", json=event("done"))
    html = phone_of_wang.get("/today").text
    told = island(html)["told"]
    assert isinstance(told, dict)
    assert [one["kind"] for one in told[first]] == ["done"]
    assert re.search(rf'data-stop="{re.escape(first)}" data-state="done"', html)
    shown = re.findall(r'data-card="([^"]+)" data-state="\w+" aria-label="[^"]+">', html)
    assert len(shown) == 1
    assert shown != [first]
